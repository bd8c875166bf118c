#include "../lib/text.h"

#include "check.h"

static void test_builder(void)
{
	/* Of exactly this size, for the sanitizer. */
	char *bytes = malloc(8);
	struct text text;
	text_init(&text, bytes, 8);
	CHECK_TEXT(bytes, "");
	text_add(&text, "abc");
	text_add(&text, "");
	text_add_number(&text, 1234);
	CHECK_TEXT(bytes, "abc1234");
	CHECK(text.length == 7 && !text.truncated);
	text_add(&text, "");
	CHECK(!text.truncated);
	text_add(&text, "x");
	CHECK_TEXT(bytes, "abc1234");
	CHECK(text.length == 7 && text.truncated);
	text_end_line(&text);
	CHECK_TEXT(bytes, "abc123\n");
	CHECK(text.length == 7 && text.truncated);
	/* What was left out once stays so, even if there is room again. */
	text.length = 3;
	text_add(&text, "d");
	CHECK(text.truncated);
	free(bytes);
}

static void test_end_line(void)
{
	TEXT(line, 4);
	text_add(&line, "ab");
	text_end_line(&line);
	CHECK_TEXT(line.bytes, "ab\n");
	CHECK(!line.truncated);
	TEXT(full, 4);
	text_add(&full, "abc");
	CHECK(!full.truncated);
	text_end_line(&full);
	CHECK_TEXT(full.bytes, "ab\n");
	CHECK(full.truncated);
	TEXT(smallest, 2);
	text_add(&smallest, "abc");
	text_end_line(&smallest);
	CHECK_TEXT(smallest.bytes, "\n");
}

static void test_numbers(void)
{
	TEXT(text, 64);
	text_add_number(&text, 0);
	text_add(&text, " ");
	text_add_number(&text, ~0ULL);
	CHECK_TEXT(text.bytes, "0 18446744073709551615");
	CHECK(parse_number("18446744073709551615") == ~0ULL);
	CHECK(parse_number("0755x") == 755);
	CHECK(parse_number("") == 0);
	CHECK(parse_number("-1") == 0);
}

static void test_lines(void)
{
	const char *lines = "one two\nthree\n";
	CHECK_TEXT(text_after(lines, "one "), "two\nthree\n");
	CHECK_TEXT(text_after(lines, ""), lines);
	CHECK(!text_after(lines, "two"));
	CHECK(!text_after("on", "one"));
	CHECK_TEXT(find_in_line(lines, "two"), "\nthree\n");
	CHECK(!find_in_line(lines, "three"));
	CHECK(!find_in_line("", "a"));
	CHECK_TEXT(next_line(lines), "three\n");
	CHECK_TEXT(next_line("three\n"), "");
	CHECK_TEXT(next_line("three"), "");
	CHECK_TEXT(next_line(""), "");
	CHECK(is_same("ab", "ac", 1));
	CHECK(!is_same("ab", "ac", 2));
	CHECK(is_same("a", "b", 0));
}

static void test_bytes(void)
{
	unsigned char bytes[3] = {0};
	CHECK(parse_bytes("00ff9a", bytes, 3) == 3);
	CHECK(bytes[0] == 0 && bytes[1] == 255 && bytes[2] == 0x9a);
	CHECK(parse_bytes("0102030405", bytes, 3) == 3);
	CHECK(parse_bytes("01f", bytes, 3) == 1);
	CHECK(parse_bytes("0g", bytes, 3) == 0);
	CHECK(parse_bytes("", bytes, 3) == 0);
}

void test_text(void)
{
	test_lines();
	test_builder();
	test_end_line();
	test_numbers();
	CHECK(length_of("") == 0 && length_of("abc") == 3);
	CHECK(is_equal("", "") && is_equal("mount", "mount"));
	CHECK(!is_equal("mount", "mounts") && !is_equal("mounts", "mount") && !is_equal("", "a"));
	test_bytes();
}
