/** A line that means something in TAP or KTAP. `indent` is the number of blanks before it: results of a subtest's own are set in. */
export type TapLine = { indent: number } & (
  | { kind: 'version' }
  /** `1..4`; `skip` is the reason, which may be empty, where it skips everything: `1..0 # SKIP reason`. */
  | { kind: 'plan'; count: number; skip?: string }
  | TapPoint
  | { kind: 'bail-out'; reason: string }
  /** `# Subtest: name`, before results that are set in. */
  | { kind: 'subtest' }
);

/** `ok 3 - reads # SKIP no device`. */
export interface TapPoint {
  kind: 'point';
  isOk: boolean;
  number?: number;
  /** It has no number, and words follow at once: it may as well be a sentence. */
  isLoose: boolean;
  /** May be empty. */
  name: string;
  directive?: Directive;
  /** What follows the directive. */
  reason: string;
}

export type Directive = (typeof directives)[number];

const directives = ['skip', 'todo', 'xfail', 'xpass', 'timeout', 'error'] as const;

/** What is set in further than this is no subtest of anybody's. */
const maxIndent = 64;

/**
 * Reads one line, without its end. Takes time in proportion to its length, whatever is in it: programs choose the text, so
 * there is no regular expression here that could backtrack.
 */
export function parseTapLine(line: string): TapLine | undefined {
  const indent = skipBlanks(line, 0);
  if (indent > maxIndent) return undefined;
  const text = line.slice(indent).trimEnd();
  const found = parseResult(text) ?? parsePlan(text) ?? parseOther(text);
  return found && { indent, ...found };
}

type Unplaced = TapLine extends infer Line ? (Line extends TapLine ? Omit<Line, 'indent'> : never) : never;

function parseResult(text: string): Unplaced | undefined {
  const isOk = !text.startsWith('not ');
  const start = isOk ? 0 : skipBlanks(text, 'not '.length);
  if (!text.startsWith('ok', start) || isWord(text, start + 2)) return undefined;
  const at = skipBlanks(text, start + 2);
  const digits = skipDigits(text, at);
  // `ok 2.5 s` has no number.
  const isNumbered = digits > at && (digits === text.length || ' \t-#:'.includes(text[digits] ?? ''));
  const rest = text.slice(isNumbered ? digits : at).trimStart();
  const isMarked = rest === '' || (at > start + 2 && (rest.startsWith('-') || rest.startsWith('#')));
  return {
    kind: 'point',
    isOk,
    ...(isNumbered && { number: Number(text.slice(at, digits)) }),
    isLoose: !isNumbered && !isMarked,
    ...describe(rest),
  };
}

/** The description and the directive after it. A `\#` is a part of the description. */
function describe(rest: string): Pick<TapPoint, 'name' | 'directive' | 'reason'> {
  for (let hash = rest.indexOf('#'); hash >= 0; hash = rest.indexOf('#', hash + 1)) {
    if (rest[hash - 1] === '\\') continue;
    const at = skipBlanks(rest, hash + 1);
    const word = rest.slice(at, at + 'timeout'.length).toLowerCase();
    const directive = directives.find((one) => word.startsWith(one));
    if (directive === undefined) continue;
    return { name: nameOf(rest.slice(0, hash)), directive, reason: afterColon(rest, skipWord(rest, at)) };
  }
  return { name: nameOf(rest), reason: '' };
}

function nameOf(text: string): string {
  return (text.startsWith('- ') ? text.slice(2) : text).trim();
}

function parsePlan(text: string): Unplaced | undefined {
  if (!text.startsWith('1..')) return undefined;
  const end = skipDigits(text, 3);
  const at = skipBlanks(text, end);
  if (end === 3 || (at < text.length && text[at] !== '#')) return undefined;
  const count = Number(text.slice(3, end));
  const word = skipBlanks(text, at + 1);
  const isSkip = count === 0 && text.slice(word, word + 'skip'.length).toLowerCase() === 'skip';
  return { kind: 'plan', count, ...(isSkip && { skip: afterColon(text, skipWord(text, word)) }) };
}

function parseOther(text: string): Unplaced | undefined {
  const version = ['TAP version ', 'KTAP version '].find((words) => text.startsWith(words));
  if (version !== undefined) {
    const end = skipDigits(text, version.length);
    return end > version.length && end === text.length ? { kind: 'version' } : undefined;
  }
  const bailOut = 'bail out!';
  if (text.slice(0, bailOut.length).toLowerCase() === bailOut)
    return { kind: 'bail-out', reason: text.slice(bailOut.length).trim() };
  return text.startsWith('# Subtest') ? { kind: 'subtest' } : undefined;
}

function afterColon(text: string, at: number): string {
  const rest = text.slice(at).trimStart();
  return (rest.startsWith(':') ? rest.slice(1) : rest).trim();
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ' || text[at] === '\t') at++;
  return at;
}

function skipDigits(text: string, from: number): number {
  let at = from;
  while (isBetween(text, at, '0', '9')) at++;
  return at;
}

function skipWord(text: string, from: number): number {
  let at = from;
  while (isWord(text, at)) at++;
  return at;
}

function isWord(text: string, at: number): boolean {
  return (
    isBetween(text, at, 'a', 'z') || isBetween(text, at, 'A', 'Z') || isBetween(text, at, '0', '9') || text[at] === '_'
  );
}

function isBetween(text: string, at: number, first: string, last: string): boolean {
  const character = text[at];
  return character !== undefined && character >= first && character <= last;
}
