#include "../init/markers.h"

#include "check.h"

#define TOKEN "0123456789abcdef0123456789abcdef"

void test_markers(void)
{
	TEXT(marker, MARKER_SIZE);
	marker_begin(&marker, "end", TOKEN);
	marker_word(&marker, "exit");
	marker_number(&marker, 77);
	text_end_line(&marker);
	CHECK_TEXT(marker.bytes, "\nend " TOKEN " exit 77\n");

	/* A path may be longer than the room. */
	char path[MARKER_SIZE * 2];
	memset(path, 'x', sizeof path);
	path[sizeof path - 1] = 0;
	TEXT(problem, MARKER_SIZE);
	marker_begin(&problem, "problem", TOKEN);
	marker_number(&problem, 36);
	marker_word(&problem, "mount");
	marker_word(&problem, path);
	text_end_line(&problem);
	CHECK(problem.truncated && problem.length == MARKER_SIZE - 1);
	CHECK(problem.bytes[problem.length - 1] == '\n' && problem.bytes[problem.length] == 0);
	CHECK(strncmp(problem.bytes, "\nproblem " TOKEN " 36 mount xxx", 50) == 0);

	CHECK_TEXT(guest_token(), "-");
	set_guest_token(TOKEN);
	CHECK_TEXT(guest_token(), TOKEN);
}
