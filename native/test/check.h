/* Unit tests of what is pure, on the host: built with its C library and sanitizers by test/native/host-tests.ts. */
#ifndef TEST_CHECK_H
#define TEST_CHECK_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECK(condition) \
	do \
		if (!(condition)) { \
			fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition); \
			exit(1); \
		} \
	while (0)

#define CHECK_TEXT(found, expected) \
	do \
		if (strcmp(found, expected) != 0) { \
			fprintf(stderr, "%s:%d: \"%s\" is not \"%s\"\n", __FILE__, __LINE__, found, expected); \
			exit(1); \
		} \
	while (0)

void test_text(void);
void test_markers(void);
void test_proc_text(void);
void test_plan(void);
void test_dirents(void);
void test_watch(void);
void test_overlay(void);
void test_kernel_log(void);
void test_settings(void);
void test_network(void);
void test_module_lists(void);
void test_number_set(void);
void test_switch(void);

void write_changes_of(char **words);

/* Bytes in memory of exactly their size, so that a sanitizer sees what reads or writes beyond. To be freed. */
static inline char *exact_copy(const char *bytes, size_t size)
{
	char *copy = malloc(size);
	memcpy(copy, bytes, size);
	return copy;
}

#endif
