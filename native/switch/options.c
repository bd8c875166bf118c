#include "options.h"

#include <asm/errno.h>

#include "../lib/give-up.h"
#include "../lib/text.h"

/* 12 hexadecimal digits; 0 for "any". */
static u64 read_port_address(const char *text)
{
	unsigned char bytes[6] = {0};
	u64 address = 0;
	if (is_equal(text, "any"))
		return 0;
	size_t count = parse_bytes(text, bytes, sizeof bytes);
	for (size_t i = 0; i < sizeof bytes; i++)
		address = address << 8 | bytes[i];
	if (length_of(text) != 2 * sizeof bytes || count != sizeof bytes || !address || is_for_many(address))
		give_up("understand the address", text, -EINVAL);
	return address;
}

static struct port_option *add_port(struct options *options, const char *name, const char *path)
{
	if (options->count == MAX_PORTS)
		give_up("take more ports than", "64", -E2BIG);
	struct port_option *port = &options->ports[options->count++];
	*port = (struct port_option){.name = name, .path = path};
	return port;
}

/* Returns how many words follow the option's name. */
static int read_port(char **words, struct options *options)
{
	int is_isolated = is_equal(words[0], "--isolated");
	if (!words[2] || !words[3])
		give_up("find the address and the path of", words[1], -EINVAL);
	struct port_option *port = add_port(options, words[1], words[3]);
	port->address = read_port_address(words[2]);
	port->is_isolated = is_isolated;
	return 3;
}

static int read_option(char **words, struct options *options)
{
	const char *name = words[0], *value = words[1];
	if (!value)
		give_up("find a value for", name, -EINVAL);
	if (is_equal(name, "--port") || is_equal(name, "--isolated"))
		return read_port(words, options);
	if (is_equal(name, "--uplink"))
		add_port(options, "uplink", value)->is_uplink = 1;
	else if (is_equal(name, "--uplink-descriptor")) {
		struct port_option *port = add_port(options, "uplink", NULL);
		port->is_uplink = 1;
		port->descriptor = (int)parse_number(value);
	} else if (is_equal(name, "--delay"))
		options->impairment.delay = parse_number(value) * 1000000;
	else if (is_equal(name, "--loss"))
		options->impairment.loss = parse_number(value);
	else if (is_equal(name, "--rate"))
		options->impairment.rate = parse_number(value);
	else if (is_equal(name, "--seed"))
		options->seed = parse_number(value);
	else if (is_equal(name, "--capture")) {
		options->captures = 1;
		options->capture = (int)parse_number(value);
	} else
		give_up("understand", name, -EINVAL);
	return 1;
}

void read_options(char **words, struct options *options)
{
	while (*words)
		words += 1 + read_option(words, options);
	if (!options->count)
		give_up("connect", "nothing", -EINVAL);
}
