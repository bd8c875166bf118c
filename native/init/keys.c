#include "keys.h"

#include <fcntl.h>
#include <linux/keyctl.h>

#include "../lib/io.h"
#include "../lib/text.h"

enum {
	/* More than a user has that has none but the keyrings which the kernel makes. */
	FEW = 16,
	/* Milliseconds. */
	MAX_WAIT = 500,
};

/* How many keys each user has; -1 for a kernel without keys. */
static int key_users = -1;

void open_keys(void)
{
	key_users = (int)sys(open, "/proc/key-users", O_RDONLY | O_CLOEXEC);
}

/* A line for each user: "uid: usage nkeys/nikeys qnkeys/maxkeys qnbytes/maxbytes". */
static const char *next_user(const char *text, u64 *user, u64 *keys)
{
	while (*text == ' ')
		text++;
	*user = parse_number(text);
	for (int words = 0; *text && *text != '\n' && words < 3; words++) {
		while (*text && *text != ' ' && *text != '\n')
			text++;
		while (*text == ' ')
			text++;
	}
	*keys = parse_number(text);
	return next_line(text);
}

u64 keys_of(const char *text, u64 user)
{
	u64 of, keys;
	while (*text) {
		text = next_user(text, &of, &keys);
		if (of == user)
			return keys;
	}
	return 0;
}

u64 keys_of_others(const char *text, u64 user)
{
	u64 of, keys, sum = 0;
	while (*text) {
		text = next_user(text, &of, &keys);
		sum += of == user ? 0 : keys;
	}
	return sum;
}

static const char *read_key_users(void)
{
	static char text[1024];
	read_again(key_users, text, sizeof text);
	return text;
}

/* The kernel frees keys beside its other work, and counts them until then. */
static void wait_for_few_keys(u64 user)
{
	for (int waited = 0; waited < MAX_WAIT && keys_of(read_key_users(), user) > FEW; waited++)
		try_sys(poll, 0, 0, 1);
}

/* Of all users but the tests', before the first test. */
static u64 usual_keys_of_others;

void learn_keys(u64 user)
{
	usual_keys_of_others = keys_of_others(read_key_users(), user);
}

int are_keys_left(u64 user)
{
	return keys_of_others(read_key_users(), user) != usual_keys_of_others;
}

static reg id_of(int keyring)
{
	return sys(keyctl, KEYCTL_GET_KEYRING_ID, keyring, 1);
}

/*
 * Not only what is in it: a keyring can be restricted, closed to its own user, or have a time after which it is none. The
 * kernel makes another one as soon as it has let go of the old. Returns 0 or a negative errno.
 */
static MUST_USE reg renew_keyring(int keyring)
{
	reg id, old = id_of(keyring), error = sys(keyctl, KEYCTL_INVALIDATE, keyring);
	if (error < 0 && error != -ENOKEY && error != -EKEYREVOKED && error != -EKEYEXPIRED)
		return error;
	for (int waited = 0; ((id = id_of(keyring)) < 0 || id == old) && waited < MAX_WAIT; waited++)
		try_sys(poll, 0, 0, 1);
	return id < 0 ? id : id == old ? -EBUSY : 0;
}

int is_keyring_fresh(const char *text, const char *kind, u64 user, const char *content)
{
	TEXT(fresh, 64);
	text_add(&fresh, " keyring   ");
	text_add(&fresh, kind);
	text_add_number(&fresh, user);
	text_add(&fresh, ": ");
	text_add(&fresh, content);
	for (; *text; text = next_line(text)) {
		const char *rest = find_in_line(text, fresh.bytes);
		/* It has no time after which it is none, and the permissions that the kernel gives it. */
		if (rest && (*rest == '\n' || !*rest) && find_in_line(text, " perm 1f3f0000 "))
			return 1;
	}
	return 0;
}

static int has_only(int keyring, reg key)
{
	int keys[2];
	return sys(keyctl, KEYCTL_READ, keyring, keys, sizeof keys) == sizeof keys[0] && keys[0] == key;
}

/* Whether keyrings are as the kernel makes them. Whether one is restricted shows when it is to be linked into itself. */
static int are_keyrings_fresh(u64 user)
{
	static char text[16384];
	if (sys(keyctl, KEYCTL_LINK, KEY_SPEC_USER_KEYRING, KEY_SPEC_USER_KEYRING) != -EDEADLK ||
	    sys(keyctl, KEYCTL_LINK, KEY_SPEC_USER_SESSION_KEYRING, KEY_SPEC_USER_SESSION_KEYRING) != -EDEADLK ||
	    !has_only(KEY_SPEC_USER_SESSION_KEYRING, id_of(KEY_SPEC_USER_KEYRING)))
		return 0;
	/* It shows what whoever opens it may see. */
	read_beginning("/proc/keys", text, sizeof text);
	return is_keyring_fresh(text, "_uid.", user, "empty") && is_keyring_fresh(text, "_uid_ses.", user, "1");
}

reg renew_keyrings(u64 user)
{
	reg error = id_of(KEY_SPEC_USER_KEYRING);
	if (error == -ENOSYS)
		return 0;
	if (!are_keyrings_fresh(user)) {
		/* In this order: the kernel links the first into the second when it makes that. */
		if ((error = renew_keyring(KEY_SPEC_USER_KEYRING)) < 0 ||
		    (error = renew_keyring(KEY_SPEC_USER_SESSION_KEYRING)) < 0)
			return error;
		wait_for_few_keys(user);
	}
	error = sys(keyctl, KEYCTL_JOIN_SESSION_KEYRING, 0);
	return error < 0 ? error : 0;
}
