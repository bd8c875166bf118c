/* What a server is asked for: the same as src/warm/request.ts. */
#ifndef CLIENT_REQUEST_H
#define CLIENT_REQUEST_H

#include "../lib/text.h"
#include "terminal.h"

struct request {
	char **options, **program;
	size_t option_count;
	/* A frame: its type, its length, its words. */
	char *bytes;
	size_t length;
	/* Of what decides which server it is for. */
	u64 hash;
};

/* Finds the options and the program in this command's words. Returns 0 where only Node.js knows which is which. */
MUST_USE int read_words(char **words, struct request *request);

/* Returns 0 where there is no memory, or no current folder. */
MUST_USE int write_request(struct request *request, char **environment, struct size size);

/* As 16 hexadecimal digits. */
void text_add_hash(struct text *text, u64 hash);

#endif
