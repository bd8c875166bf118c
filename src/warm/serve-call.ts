import type { ExecCommand } from '../config/command.ts';
import { describeError } from '../guest/describe-error.ts';
import type { GuestEvent } from '../guest/guest-state.ts';
import type { RunningGuest } from '../guest/run-guest.ts';
import { addProgram } from '../guest/share.ts';
import { readOnlyProject } from '../guest/show-folders.ts';
import { messageOf, UmlRunError } from '../model/errors.ts';
import type { Log } from '../model/log.ts';
import type { Test } from '../model/tests.ts';
import { artifactsOf } from '../provision/artifacts-of.ts';
import { type ExecPlace, execTest } from '../provision/exec-test.ts';
import { openScreen } from '../report/screen.ts';
import { tellExecEnd } from '../runner/exec-end.ts';
import { policyOf } from '../runner/policy.ts';
import type { Client } from './client.ts';
import type { Frame } from './frames.ts';
import type { CallRequest } from './request.ts';
import type { WarmGuest } from './warm-guest.ts';

/** What a call's options are, as the command line was understood when the call was registered. */
export type RegisteredCall = Omit<ExecCommand, 'command' | 'program' | 'arguments'>;

/** What a server serves its calls with. This process's current folder is that of the calls. */
export interface CallServer extends ExecPlace {
  /**
   * A guest that is ready and sees all that the program needs but for the program itself.
   * @throws UmlRunError when there is none; the signal's reason
   */
  take(test: Test, signal: AbortSignal): Promise<WarmGuest>;
}

/** Bytes of standard input that are on their way at once. */
const firstCredit = 65536;

/** Uml-run itself failed, or the kernel complained. */
const failed = 125;

/**
 * Serves one call, from its request to its exit code: as `exec` does on its own streams. Throws nothing: what goes wrong
 * is told to the client.
 */
export async function serveCall(
  client: Client,
  request: CallRequest,
  call: RegisteredCall,
  server: CallServer,
): Promise<void> {
  if (call.terminal && !request.terminal)
    return client.end('refused', 'standard input and output have to be a terminal');
  client.send('accepted', Buffer.of(call.terminal ? 1 : 0));
  const log = logOn(client);
  try {
    const command: ExecCommand = {
      ...call,
      command: 'exec',
      program: request.program,
      arguments: request.arguments,
    };
    const policy = await policyOf(call.options);
    const test = await execTest(command, server, request.environment);
    const guest = await taken(server, test, client);
    if (!guest) return;
    const settings = { ...guest.settings, ...settingsOf(request, call) };
    const how = { settings: settingsOf(request, call), ...artifactsOf(request.environment), signal: client.gone };
    await addProgram(guest.settings.share, test.program, guest.settings.shown);
    const report = await guest.run(test, how, (event, running) => pass(event, running, { client, log, call, guest }));
    if (client.gone.aborted) return;
    const run = { test, kernel: guest.kernel, settings, policy, options: call.options };
    client.end('exit', Buffer.of(tellExecEnd(report, run, log)));
  } catch (error) {
    client.send('stderr', `uml-run: ${describeError(error).message}\n`);
    client.end('exit', Buffer.of(failed));
  }
}

/** Without a guest here, the client gets one of its own. */
async function taken(server: CallServer, test: Test, client: Client): Promise<WarmGuest | undefined> {
  try {
    return await server.take(test, client.gone);
  } catch (error) {
    if (!client.gone.aborted) client.end('refused', messageOf(error));
    if (error instanceof UmlRunError || client.gone.aborted) return undefined;
    throw error;
  }
}

function settingsOf({ terminal }: CallRequest, call: RegisteredCall) {
  return call.terminal && terminal ? { terminal } : { input: true };
}

/** Warnings alone, as `exec` gives them where standard error is a pipe. */
function logOn(client: Client): Log {
  return openScreen({ write: (text: string) => client.send('stderr', text) }, { quiet: true, environment: {} });
}

interface Passing {
  client: Client;
  log: Log;
  call: RegisteredCall;
  guest: WarmGuest;
}

function pass(event: GuestEvent, running: RunningGuest, { client, log, call, guest }: Passing): void {
  if (event.type === 'started') {
    client.listen((frame) => obey(frame, running, client, call.terminal));
    client.send('credit', number(firstCredit));
  }
  if (event.type === 'read-only') log.warning(readOnlyProject(guest.kernel));
  if (event.type === 'bytes') client.print(event.stream, event.bytes, running);
}

function obey({ type, bytes }: Frame, guest: RunningGuest, client: Client, isTerminal: boolean): void {
  const credit = () => client.send('credit', number(bytes.length));
  if (type === 'stdin' && isTerminal) {
    guest.type(bytes);
    credit();
  } else if (type === 'stdin') {
    guest.send(bytes, credit);
  } else if (type === 'signal' && bytes.length === 1) {
    guest.signal(bytes.readUInt8());
  } else if (type === 'size' && bytes.length === 4) {
    guest.resize({ rows: bytes.readUInt16LE(), columns: bytes.readUInt16LE(2) });
  }
}

function number(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
