/*
 * link-peer SOCKET   the other end of a guest's network: answers who has an address, and pings of IPv4, of any address
 *
 * Prints a line when it listens, and ends when the guest has gone.
 */
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { HEAD = 14, MAX = 65536 };

static unsigned char frame[MAX];
static const unsigned char mac[6] = {2, 0, 0, 0, 0, 1};

static void swap(unsigned char *one, unsigned char *other, size_t size)
{
	unsigned char kept[16];
	memcpy(kept, one, size);
	memcpy(one, other, size);
	memcpy(other, kept, size);
}

/* Makes the answer of the frame. Returns whether there is one. */
static int answer(void)
{
	unsigned char *packet = frame + HEAD;
	int is_question = frame[12] == 8 && frame[13] == 6 && packet[7] == 1;
	int is_ping = frame[12] == 8 && frame[13] == 0 && packet[9] == 1 && packet[20] == 8;
	memcpy(frame, frame + 6, 6);
	memcpy(frame + 6, mac, 6);
	if (is_question) {
		packet[7] = 2;
		swap(packet + 8, packet + 18, 10);
		memcpy(packet + 8, mac, 6);
	} else if (is_ping) {
		swap(packet + 12, packet + 16, 4);
		packet[20] = 0;
		/* The sum of all was complete with 8 in the high byte. */
		unsigned sum = (unsigned)(packet[22] << 8 | packet[23]) + 0x800;
		sum = (sum & 0xffff) + (sum >> 16);
		packet[22] = (unsigned char)(sum >> 8);
		packet[23] = (unsigned char)sum;
	}
	return is_question || is_ping;
}

int main(int count, char **words)
{
	struct sockaddr_un name = {.sun_family = AF_UNIX};
	int listening = socket(AF_UNIX, SOCK_SEQPACKET, 0);
	if (count != 2 || strlen(words[1]) >= sizeof name.sun_path)
		return 2;
	strcpy(name.sun_path, words[1]);
	if (bind(listening, (void *)&name, sizeof name) || listen(listening, 1))
		return 3;
	puts("listening");
	fflush(stdout);
	int guest = accept(listening, NULL, NULL);
	for (ssize_t size; (size = recv(guest, frame, MAX, 0)) > 0;)
		if (size > HEAD + 28 - 1 && answer() && send(guest, frame, (size_t)size, MSG_NOSIGNAL) < 0)
			return 4;
	return 0;
}
