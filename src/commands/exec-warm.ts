import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { resolve } from 'node:path';
import type { ExecCommand } from '../config/command.ts';
import { serverWords } from '../config/command-line.ts';
import { givenEnvironment } from '../config/given-bytes.ts';
import { realHome } from '../fs/home-folder.ts';
import { describeError } from '../guest/describe-error.ts';
import { neededCurrentFolder } from '../host/current-folder.ts';
import { nativeFile } from '../host/native-file.ts';
import { UmlRunError } from '../model/errors.ts';
import type { Log } from '../model/log.ts';
import { projectFolder } from '../provision/project-folder.ts';
import { encodeRegistration, type RegisteredCall } from '../warm/registered-calls.ts';
import { decidingVariables, encodeCallWords } from '../warm/request.ts';
import { registerCall } from '../warm/servers.ts';
import { findOrStartServer } from '../warm/start-server.ts';
import type { Interruption } from './interruption.ts';

/**
 * Runs a program of `exec` in a guest of a server: makes the call known to the server, which is started if there is none,
 * and hands over to the client.
 * @param argv the command line that was understood as `command`
 * @returns the exit code; undefined when the program has to run without a server, of which a warning says why
 * @throws the interruption's reason
 */
export async function execWarm(
  command: ExecCommand,
  argv: readonly string[],
  log: Log,
  interruption: Interruption,
): Promise<number | undefined> {
  try {
    const { UML_RUN_COLD: why } = process.env;
    if (why) throw new UmlRunError('guest-failed', why);
    const options = optionWords(argv, command);
    await register(command, argv, options, log, interruption.signal);
    log.progress('');
    refuseUnlessText(command);
    return await handOver([...options, '--', command.program, ...command.arguments], interruption);
  } catch (error) {
    interruption.signal.throwIfAborted();
    log.warning(`no guest is ready, so one is booted: ${describeError(error).message}`);
    return undefined;
  }
}

/** The options as the client has them before `--`: as in a command line of its own, which is what it looks for. */
function optionWords(argv: readonly string[], command: ExecCommand): string[] {
  const words = argv.slice(0, argv.length - 1 - command.arguments.length);
  if (words.at(-1) === '--') words.pop();
  words.splice(words.indexOf('exec'), 1);
  return words.filter((word) => word !== '--warm');
}

async function register(
  command: ExecCommand,
  argv: readonly string[],
  optionWords: string[],
  log: Log,
  signal: AbortSignal,
): Promise<void> {
  const { place, key } = await findOrStartServer(command.options, serverWords([...argv]), log, signal);
  const folder = neededCurrentFolder();
  const words = encodeCallWords({ options: optionWords, folder, variables: decidingVariables(process.env) });
  const answer = await registerCall(place, key, encodeRegistration(words, callOf(command, folder)));
  if (answer !== 'accepted') throw new UmlRunError('guest-failed', 'the server does not take the call');
}

function callOf({ options, terminal, timeoutSeconds }: ExecCommand, folder: string): RegisteredCall {
  // The server may have been started in another folder.
  const allowSplats = options.allowSplats.map((one) =>
    one.startsWith('@') ? `@${resolve(folder, one.slice(1))}` : one,
  );
  const { start } = projectFolder(options, true, { folder, home: realHome() });
  return {
    options: { ...options, allowSplats },
    terminal,
    ...(timeoutSeconds !== undefined && { timeoutSeconds }),
    ...(start !== undefined && { workingFolder: start }),
  };
}

/** The client is given words and variables by Node.js, which has no other bytes. The next client finds its call registered. */
function refuseUnlessText({ arguments: words }: ExecCommand): void {
  const all = [...words, ...Object.entries(givenEnvironment(process.env)).flat()];
  if (all.some((text) => text !== undefined && !text.isWellFormed()))
    throw new UmlRunError('guest-failed', 'what is not UTF-8 cannot be handed over; the next such call finds a guest');
}

/** The client takes this process's place, where Node.js can do that (22.15 and later); otherwise it ends with this process. */
async function handOver(words: string[], interruption: Interruption): Promise<number> {
  const client = nativeFile('uml-run-exec');
  const environment = { ...process.env, UML_RUN_WARM_TRIED: String(process.pid) };
  process.execve?.(client, [client, ...words], environment);
  const child = spawn(client, words, { stdio: 'inherit', env: environment });
  const release = interruption.divert((name) => child.kill(name));
  try {
    const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
    return code ?? 128 + (signal ? constants.signals[signal] : 0);
  } finally {
    release();
  }
}
