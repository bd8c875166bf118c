#include "../init/overlay.h"

#include "check.h"

void test_overlay(void)
{
	TEXT(options, 256);
	overlay_options(&options, "/a:/b", "/.written/0", "/.written/0w");
	CHECK_TEXT(options.bytes, "lowerdir=/a:/b,upperdir=/.written/0,workdir=/.written/0w");
	CHECK(!options.truncated);

	char lower[300];
	memset(lower, 'a', sizeof lower - 1);
	lower[sizeof lower - 1] = 0;
	TEXT(too_long, 256);
	overlay_options(&too_long, lower, "/.written/0", "/.written/0w");
	CHECK(too_long.truncated && strlen(too_long.bytes) == 255);
}
