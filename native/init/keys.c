#include "keys.h"

#include <linux/keyctl.h>

#include "../lib/syscall.h"

reg renew_keyrings(void)
{
	reg error = sys(keyctl, KEYCTL_CLEAR, KEY_SPEC_USER_KEYRING);
	if (error == -ENOSYS)
		return 0;
	if (error < 0 || (error = sys(keyctl, KEYCTL_CLEAR, KEY_SPEC_USER_SESSION_KEYRING)) < 0)
		return error;
	error = sys(keyctl, KEYCTL_JOIN_SESSION_KEYRING, 0);
	return error < 0 ? error : 0;
}
