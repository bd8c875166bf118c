#include "call.h"

#include <poll.h>
#include <string.h>

#include "../lib/syscall.h"
#include "../lib/text.h"
#include "finish.h"
#include "frames.h"
#include "hand-over.h"
#include "input.h"
#include "interruption.h"
#include "output.h"
#include "signals.h"
#include "terminal.h"

/* How far it has come: what goes wrong before the program has started, another guest can put right. */
static enum { ASKED, TAKEN, STARTED } progress;

static struct {
	int server, is_terminal;
	const struct caller *caller;
} self;

/* What has come from the server: a frame, and parts of others. */
static struct {
	char bytes[65536];
	size_t at, end;
	/* Of the frame of output that is being passed on. */
	char type;
	size_t left;
} received;

static void lose_server(const char *why)
{
	if (progress == STARTED)
		fail("the server of warm guests has ended, and the program with it");
	try_sys(close, self.server);
	hand_over(self.caller, why);
}

/* All of it, in the time that the socket has for it. Otherwise the server is taken for lost. */
static void send_all(const char *bytes, size_t length)
{
	while (length) {
		reg sent = sys(write, self.server, bytes, length);
		if (sent == -EINTR)
			continue;
		if (sent <= 0)
			lose_server("its server does not listen");
		bytes += sent;
		length -= (size_t)sent;
	}
}

static void send(char type, const char *bytes, size_t length)
{
	char frame[FRAME_HEAD + 8];
	frame_head(frame, type, length);
	memcpy(frame + FRAME_HEAD, bytes, length);
	send_all(frame, FRAME_HEAD + length);
}

/* ---- from the server ---- */

static void accept(const char *bytes, size_t length)
{
	progress = TAKEN;
	self.is_terminal = length > 0 && bytes[0];
	if (self.is_terminal)
		catch_stops();
}

static void refuse(const char *bytes, size_t length)
{
	TEXT(why, 200);
	text_add_part(&why, bytes, length);
	lose_server(why.bytes);
}

static void begin(unsigned credit)
{
	if (progress != STARTED)
		use_input(self.is_terminal);
	progress = STARTED;
	add_credit(credit);
}

static void obey(char type, const char *bytes, size_t length)
{
	if (type == ACCEPTED)
		accept(bytes, length);
	else if (type == REFUSED)
		refuse(bytes, length);
	else if (type == CREDIT && length == 4)
		begin(frame_number(bytes));
	else if (type == EXIT && length == 1)
		finish((unsigned char)bytes[0]);
	else
		fail("its server is of another version; end it with uml-run serve --stop");
}

static int is_output(char type)
{
	return type == OUTPUT || type == ERROR;
}

/* Makes room at the end for what follows. */
static void move_up(void)
{
	size_t length = received.end - received.at;
	for (size_t i = 0; i < length; i++)
		received.bytes[i] = received.bytes[received.at + i];
	received.at = 0;
	received.end = length;
}

/* Obeys whole frames, up to output that has come. Returns whether there is some. */
static int has_output(void)
{
	for (;;) {
		size_t there = received.end - received.at;
		const char *frame = received.bytes + received.at;
		if (received.left)
			return there > 0;
		if (there < FRAME_HEAD)
			return 0;
		size_t length = frame_number(frame + 1);
		if (is_output(*frame)) {
			received.type = *frame;
			received.left = length;
			received.at += FRAME_HEAD;
			continue;
		}
		if (length > sizeof received.bytes - FRAME_HEAD)
			fail("its server is of another version; end it with uml-run serve --stop");
		if (there < FRAME_HEAD + length)
			return 0;
		received.at += FRAME_HEAD + length;
		obey(*frame, frame + FRAME_HEAD, length);
	}
}

static void receive(void)
{
	move_up();
	reg got = sys(read, self.server, received.bytes + received.end, sizeof received.bytes - received.end);
	if (got == -EINTR || got == -EAGAIN)
		return;
	if (got <= 0)
		lose_server("its server has ended");
	received.end += (size_t)got;
}

static void pass_on_output(void)
{
	size_t there = received.end - received.at;
	size_t length = there < received.left ? there : received.left;
	/* The program's output is all on the terminal. This is a message of the server's, once the program has ended. */
	if (received.type == ERROR && self.is_terminal)
		give_back_terminal();
	size_t written = pass_on(received.type == ERROR ? 2 : 1, received.bytes + received.at, length);
	received.at += written;
	received.left -= written;
}

/* ---- to the server ---- */

static void pass_on_input(void)
{
	static struct { char head[FRAME_HEAD], bytes[MOST_INPUT]; } frame;
	reg length = take_input(frame.bytes);
	if (length < 0)
		return;
	frame_head(frame.head, INPUT, (size_t)length);
	send_all(frame.head, FRAME_HEAD + (size_t)length);
}

static void send_size(void)
{
	struct size size = size_of_terminal();
	char bytes[4] = {(char)size.rows, (char)(size.rows >> 8), (char)size.columns, (char)(size.columns >> 8)};
	if (self.is_terminal && size.rows)
		send(SIZE, bytes, sizeof bytes);
}

static void on_signal(int signal)
{
	char number = (char)signal;
	if (signal == SIGWINCH)
		send_size();
	else if (signal == SIGCONT)
		come_back();
	else if (signal == SIGTSTP)
		stop_here();
	else if (signal && hear(signal, progress == STARTED))
		send(SIGNAL, &number, 1);
}

/* ---- both ---- */

static int time_left(int until_answer)
{
	return progress == ASKED ? until_answer : patience_left();
}

static void wait_for_more(int milliseconds)
{
	int output = has_output();
	struct pollfd ready[] = {
		{.fd = output ? (received.type == ERROR ? 2 : 1) : self.server, .events = output ? POLLOUT : POLLIN},
		{.fd = signals(), .events = POLLIN},
		{.fd = wants_input() ? 0 : -1, .events = POLLIN},
	};
	reg count = sys(poll, ready, 3, time_left(milliseconds));
	if (count == 0 && progress == ASKED)
		lose_server("its server does not answer");
	if (count == 0)
		check_patience();
	if (count <= 0)
		return;
	if (ready[1].revents)
		on_signal(next_signal());
	if (ready[2].revents)
		pass_on_input();
	if (ready[0].revents && output)
		pass_on_output();
	else if (ready[0].revents)
		receive();
}

void make_call(int server, const struct request *request, const struct caller *caller, int milliseconds)
{
	self.server = server;
	self.caller = caller;
	send_all(request->bytes, request->length);
	for (;;)
		wait_for_more(milliseconds);
}
