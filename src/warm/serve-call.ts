import type { ExecCommand } from '../config/command.ts';
import type { TestSettings } from '../guest/boot-test.ts';
import { describeError } from '../guest/describe-error.ts';
import type { RunningGuest } from '../guest/run-guest.ts';
import { explain } from '../guest/run-guest.ts';
import { addProgram } from '../guest/share.ts';
import { readOnlyProject } from '../guest/show-folders.ts';
import { messageOf } from '../model/errors.ts';
import type { Log } from '../model/log.ts';
import type { Kernel } from '../model/provisions.ts';
import type { Test } from '../model/tests.ts';
import { artifactsOf } from '../provision/artifacts-of.ts';
import { type ExecPlace, execTest } from '../provision/exec-test.ts';
import { openScreen } from '../report/screen.ts';
import { tellExecEnd } from '../runner/exec-end.ts';
import { policyOf } from '../runner/policy.ts';
import type { Client } from './client.ts';
import type { Frame } from './frames.ts';
import type { RegisteredCall } from './registered-calls.ts';
import type { CallRequest } from './request.ts';
import type { OnGuestEvent, WarmGuest } from './warm-guest.ts';

/** What a server serves its calls with. */
export interface CallServer extends Omit<ExecPlace, 'folder'> {
  /**
   * A guest that is ready and sees all that the program needs but for the program itself.
   * @param leavesFiles it needs a place for what it leaves behind
   * @throws UmlRunError when there is none; the signal's reason
   */
  take(test: Test, leavesFiles: boolean, signal: AbortSignal): Promise<WarmGuest>;
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
    const code = await runCall({ client, request, call, server, log });
    if (code !== undefined) client.end('exit', Buffer.of(code));
  } catch (error) {
    client.send('stderr', `uml-run: ${describeError(error).message}\n`);
    client.end('exit', Buffer.of(failed));
  }
}

interface Call {
  client: Client;
  request: CallRequest;
  call: RegisteredCall;
  server: CallServer;
  log: Log;
}

/** @returns the exit code; undefined where the client is gone, or was refused */
async function runCall({ client, request, call, server, log }: Call): Promise<number | undefined> {
  const { options } = call;
  const { program, arguments: words, environment } = request;
  const { folder } = request.words;
  const command: ExecCommand = { ...call, command: 'exec', program, arguments: words };
  const policy = await policyOf(options);
  const test = await execTest(command, { ...server, folder }, environment);
  const left = artifactsOf(environment, folder);
  const guest = await taken(server, test, left.artifactsPath !== undefined, client);
  if (!guest) return undefined;
  try {
    await addProgram(guest.settings.share, test.program, guest.settings.shown);
  } catch (error) {
    guest.drop();
    throw error;
  }
  const { kernel } = guest;
  const own = settingsOf(request, call, guest);
  let hasStarted = false;
  const pass = passOn({ client, log, kernel, isTerminal: call.terminal, hasInput: request.hasInput });
  const onEvent: OnGuestEvent = (event, running) => {
    hasStarted ||= event.type === 'started';
    pass(event, running);
  };
  const report = await guest.run(test, { settings: own, ...left }, onEvent, client.gone);
  // It died while it waited: another one may do better.
  if (!hasStarted && !report.outcome) {
    client.end('refused', explain(report));
    return undefined;
  }
  return tellExecEnd(
    report,
    { test, kernel, settings: { ...guest.settings, ...own }, policy, quiet: options.quiet },
    log,
  );
}

/** Without a guest here, the client gets one of its own. */
async function taken(
  server: CallServer,
  test: Test,
  leavesFiles: boolean,
  client: Client,
): Promise<WarmGuest | undefined> {
  try {
    return await server.take(test, leavesFiles, client.gone);
  } catch (error) {
    client.end('refused', messageOf(error));
    return undefined;
  }
}

function settingsOf(
  { terminal, hasInput }: CallRequest,
  { terminal: isTerminal, workingFolder }: RegisteredCall,
  { settings: { defaults } }: WarmGuest,
): Partial<TestSettings> {
  return {
    ...(isTerminal && terminal ? { terminal } : { input: hasInput || ('empty' as const) }),
    defaults: { ...defaults, ...(workingFolder !== undefined && { workingFolder }) },
  };
}

/** Warnings alone, as `exec` gives them where standard error is a pipe. */
function logOn(client: Client): Log {
  return openScreen(
    { write: (text: string) => client.send('stderr', text) },
    { quiet: true, verbose: false, environment: {} },
  );
}

interface Passing {
  client: Client;
  log: Log;
  kernel: Kernel;
  isTerminal: boolean;
  hasInput: boolean;
}

function passOn({ client, log, kernel, isTerminal, hasInput }: Passing): OnGuestEvent {
  return (event, guest) => {
    if (event.type === 'started') {
      client.listen((frame) => obey(frame, guest, client, isTerminal));
      client.send('credit', number(hasInput ? firstCredit : 0));
    }
    if (event.type === 'ended') client.listen(undefined);
    if (event.type === 'read-only') log.warning(readOnlyProject(kernel));
    if (event.type === 'bytes') client.print(event.stream, event.bytes, guest);
  };
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
