import { once } from 'node:events';
import { execa } from 'execa';
import { compile } from './compile.ts';

/** Node has no datagram sockets of the family AF_UNIX. It says "ready", and at a line what has come until then. */
const source = `#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
int main(int count, char **words)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	char request[600];
	int receiver = socket(AF_UNIX, SOCK_DGRAM, 0);
	strncpy(address.sun_path, words[count - 1], sizeof address.sun_path - 1);
	if (bind(receiver, (struct sockaddr *)&address, sizeof address) != 0)
		return 1;
	chmod(words[count - 1], 0777);
	puts("ready");
	fflush(stdout);
	getchar();
	ssize_t length = recv(receiver, request, sizeof request, MSG_DONTWAIT);
	puts(length < 0 ? "nothing" : length == 524 && !strcmp(request + 12, "cad") ? "cad" : "something");
	return 0;
}`;

/**
 * A datagram socket on this machine that others may write to.
 * @param path at most 107 bytes long
 * @param folder for the program that listens
 * @returns what tells whether a request to a kernel's management console has arrived: `nothing`, `cad` or `something`;
 *   it ends the listener
 */
export async function listenForDatagram(path: string, folder: string): Promise<() => Promise<string>> {
  const listener = execa(compile(`${folder}/listener`, source, '-O1'), [path], { stdin: 'pipe' });
  await once(listener.stdout, 'data');
  return async () => {
    listener.stdin.end('\n');
    return (await listener).stdout.split('\n')[1] ?? '';
  };
}
