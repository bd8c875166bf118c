#include "routes.h"

static u64 bit(size_t port)
{
	return 1ULL << port;
}

/* The port that has an address as its own; MAX_PORTS for none. */
static size_t owner_of(const struct routes *routes, u64 address)
{
	for (size_t i = 0; i < routes->count; i++)
		if (routes->members[i].address == address)
			return i;
	return MAX_PORTS;
}

static size_t slot_of(u64 address)
{
	/* Fibonacci hashing: addresses of one maker, or made by counting, differ in few bits. */
	return (size_t)(address * 0x9e3779b97f4a7c15 >> 54) % LEARNED;
}

/* Whether a port may send from an address, which is learned where it has none of its own. */
static int accept_source(struct routes *routes, size_t from, u64 source)
{
	if (!source || is_for_many(source))
		return 0;
	if (routes->members[from].address)
		return routes->members[from].address == source;
	if (owner_of(routes, source) != MAX_PORTS)
		return 0;
	routes->learned[slot_of(source)].address = source;
	routes->learned[slot_of(source)].port = from;
	return 1;
}

static u64 all(const struct routes *routes)
{
	return routes->count == MAX_PORTS ? ~0ULL : bit(routes->count) - 1;
}

/* What is not known can only be behind these. */
static u64 without_address(const struct routes *routes)
{
	u64 ports = 0;
	for (size_t i = 0; i < routes->count; i++)
		if (!routes->members[i].address)
			ports |= bit(i);
	return ports;
}

static u64 ports_of(const struct routes *routes, u64 destination)
{
	if (is_for_many(destination))
		return all(routes);
	if (owner_of(routes, destination) != MAX_PORTS)
		return bit(owner_of(routes, destination));
	if (routes->learned[slot_of(destination)].address == destination)
		return bit(routes->learned[slot_of(destination)].port);
	return without_address(routes);
}

static u64 isolated(const struct routes *routes)
{
	u64 ports = 0;
	for (size_t i = 0; i < routes->count; i++)
		if (routes->members[i].is_isolated)
			ports |= bit(i);
	return ports;
}

u64 route(struct routes *routes, size_t from, const char *frame, size_t length)
{
	if (length < HEAD || !destination_of(frame) || !accept_source(routes, from, source_of(frame)))
		return 0;
	u64 ports = ports_of(routes, destination_of(frame)) & ~bit(from);
	return routes->members[from].is_isolated ? ports & ~isolated(routes) : ports;
}
