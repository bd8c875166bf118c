/*
 * transfer serve PORT
 * transfer measure ADDRESS PORT MEGABYTES
 *
 * Measures connections to the one that serves, which it waits for and ends: seconds that so many megabytes take to come,
 * and to go, and seconds of a round trip of one byte; one line each.
 */
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { ROUND_TRIPS = 2000, ATTEMPTS = 2000, PAUSE = 5000 };

static char bytes[1 << 18];

static void must(int is_done, const char *what)
{
	if (is_done)
		return;
	perror(what);
	exit(1);
}

static double now(void)
{
	struct timespec time;
	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec + time.tv_nsec / 1e9;
}

static void send_all(int peer, size_t left)
{
	for (ssize_t sent; left; left -= sent) {
		sent = write(peer, bytes, left < sizeof bytes ? left : sizeof bytes);
		must(sent > 0, "write");
	}
}

static void receive_all(int peer, size_t left)
{
	for (ssize_t got; left; left -= got) {
		got = read(peer, bytes, left < sizeof bytes ? left : sizeof bytes);
		must(got > 0, "read");
	}
}

/* What a connection is for. */
enum kind { DOWN, UP, ROUND_TRIP, KINDS, END = KINDS };

struct order { enum kind kind; unsigned megabytes; };

/* Returns whether there is more to come. */
static int answer(int peer)
{
	struct order order;
	/* Somebody may only have tried whether this listens. */
	if (read(peer, &order, sizeof order) != sizeof order)
		return 1;
	size_t size = (size_t)order.megabytes << 20;
	if (order.kind == DOWN)
		send_all(peer, size);
	if (order.kind == UP)
		receive_all(peer, size);
	send_all(peer, 1);
	while (order.kind == ROUND_TRIP && read(peer, bytes, 1) == 1)
		send_all(peer, 1);
	return order.kind != END;
}

static void serve(struct sockaddr_in address)
{
	int own = socket(AF_INET, SOCK_STREAM, 0), yes = 1;
	setsockopt(own, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
	must(bind(own, (void *)&address, sizeof address) == 0 && listen(own, 1) == 0, "listen");
	for (int has_more = 1; has_more;) {
		int peer = accept(own, NULL, NULL);
		setsockopt(peer, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
		has_more = answer(peer);
		close(peer);
	}
}

static int connect_patiently(struct sockaddr_in address)
{
	int yes = 1;
	for (int i = 0; i < ATTEMPTS; i++) {
		int peer = socket(AF_INET, SOCK_STREAM, 0);
		setsockopt(peer, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
		if (connect(peer, (void *)&address, sizeof address) == 0)
			return peer;
		close(peer);
		usleep(PAUSE);
	}
	must(0, "connect");
	return -1;
}

static double measure(struct sockaddr_in address, struct order order)
{
	int peer = connect_patiently(address);
	double before = now();
	size_t size = (size_t)order.megabytes << 20;
	must(write(peer, &order, sizeof order) == sizeof order, "write");
	if (order.kind == UP)
		send_all(peer, size);
	receive_all(peer, order.kind == DOWN ? size + 1 : 1);
	for (int i = 0; order.kind == ROUND_TRIP && i < ROUND_TRIPS; i++) {
		send_all(peer, 1);
		receive_all(peer, 1);
	}
	double seconds = now() - before;
	close(peer);
	return order.kind == ROUND_TRIP ? seconds / ROUND_TRIPS : seconds;
}

int main(int count, char **words)
{
	struct sockaddr_in address = {.sin_family = AF_INET};
	if (count == 3 && strcmp(words[1], "serve") == 0) {
		address.sin_port = htons(atoi(words[2]));
		serve(address);
		return 0;
	}
	if (count != 5 || !inet_aton(words[2], &address.sin_addr))
		return 2;
	address.sin_port = htons(atoi(words[3]));
	for (enum kind kind = DOWN; kind < KINDS; kind++)
		printf("%.9f\n", measure(address, (struct order){kind, atoi(words[4])}));
	measure(address, (struct order){END, 0});
	return 0;
}
