/* Says how many bytes its descriptors 5 and 6, which are sockets, may hold that nobody has read. */
#include <stdio.h>
#include <sys/socket.h>

static int buffer_of(int socket)
{
	int bytes = -1;
	socklen_t length = sizeof bytes;
	getsockopt(socket, SOL_SOCKET, SO_SNDBUF, &bytes, &length);
	return bytes;
}

int main(void)
{
	fprintf(stderr, "%d %d", buffer_of(5), buffer_of(6));
	return 0;
}
