#include "../init/module-lists.h"

#include "check.h"

static int is_alias(const char *pattern, const char *wanted)
{
	char line[128];
	snprintf(line, sizeof line, "alias %s module\n", pattern);
	char *copy = exact_copy(line, strlen(line) + 1);
	const char *found = find_alias(copy, wanted);
	CHECK(!found || strcmp(found, "module\n") == 0);
	free(copy);
	return found != NULL;
}

static void test_patterns(void)
{
	CHECK(is_alias("fs-squashfs", "fs-squashfs"));
	CHECK(is_alias("crypto-sha256-generic", "crypto-sha256_generic"));
	CHECK(!is_alias("fs-squashfs", "fs-squash"));
	CHECK(!is_alias("fs-squash", "fs-squashfs"));
	CHECK(!is_alias("fs-squash", ""));
	CHECK(is_alias("char-major-81-*", "char-major-81-0"));
	CHECK(is_alias("char-major-81-*", "char-major-81-"));
	CHECK(!is_alias("char-major-81-*", "char-major-8"));
	CHECK(is_alias("a*b*c", "a-b-b-c"));
	CHECK(!is_alias("a*b*c", "a-b-b-d"));
	CHECK(is_alias("a?c*", "abc"));
	CHECK(!is_alias("a?", "a"));
	CHECK(is_alias("*", ""));
	/* What is asked for is no pattern. */
	CHECK(!is_alias("fs-squashfs", "*"));
}

static void test_aliases(void)
{
	static const char lines[] = "# Aliases\nalias fs-xfs xfs\nalias crypto-aes one\nalias crypto-aes two\nalias broken";
	const char *first = find_alias(lines, "crypto-aes");
	CHECK_TEXT(first, "one\nalias crypto-aes two\nalias broken");
	CHECK_TEXT(find_alias(first + strlen("one\n"), "crypto-aes"), "two\nalias broken");
	CHECK(!find_alias(lines, "fs-ext4"));
	CHECK(!find_alias("", "fs-ext4"));
}

/* The paths that are loaded for a module, in their order. */
static const char *paths_of(const char *lines, const char *module)
{
	static char paths[128];
	size_t length;
	const char *line = find_dependencies(lines, module);
	*paths = 0;
	if (!line)
		return "none";
	for (const char *path = strchr(line, '\n'); (path = path_before(line, path, &length));)
		strcat(strncat(paths, path, length), ";");
	return paths;
}

static void test_dependencies(void)
{
	static const char lines[] = "kernel/sctp.ko: kernel/crc.ko kernel/udp.ko\nkernel/net/xt_LOG.ko.xz:\nkernel/crc.ko:\n";
	CHECK_TEXT(paths_of(lines, "sctp"), "kernel/udp.ko;kernel/crc.ko;kernel/sctp.ko;");
	CHECK_TEXT(paths_of(lines, "xt-LOG\nalias"), "kernel/net/xt_LOG.ko.xz;");
	CHECK_TEXT(paths_of(lines, "crc"), "kernel/crc.ko;");
	CHECK_TEXT(paths_of(lines, "sct"), "none");
	CHECK_TEXT(paths_of(lines, "sctp2"), "none");
	CHECK_TEXT(paths_of(lines, "udp"), "none");
	CHECK_TEXT(paths_of(lines, ""), "none");
	CHECK_TEXT(paths_of("", "sctp"), "none");
}

void test_module_lists(void)
{
	test_patterns();
	test_aliases();
	test_dependencies();
}
