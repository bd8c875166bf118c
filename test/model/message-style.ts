/** Finds the messages that a source file gives to its errors, and what is wrong with their style. */
import { parseAst } from 'rolldown/parseAst';

export interface ErrorCall {
  /** Line of the file, from 1. */
  line: number;
  /** The codes that it may have; none where the code is not written there. */
  codes: string[];
  /** The messages that it may have, with `hole` for each value that only the running program knows. */
  messages: string[];
}

/** Stands for a `${…}` in a message. */
export const hole = '\0';

type Node = Record<string, unknown> & { type: string; start: number };

/** @returns the classes of a file that extend one of these */
export function subclassesIn(source: string, classes: ReadonlySet<string>): string[] {
  return nodesOf(source)
    .filter(
      ({ type, superClass }) => type === 'ClassDeclaration' && isNode(superClass) && classes.has(nameOf(superClass)),
    )
    .map(({ id }) => (isNode(id) ? nameOf(id) : ''));
}

/** @returns each `new` of one of these classes */
export function errorCallsIn(source: string, classes: ReadonlySet<string>): ErrorCall[] {
  return nodesOf(source)
    .filter(({ type, callee }) => type === 'NewExpression' && isNode(callee) && classes.has(nameOf(callee)))
    .map(({ arguments: given, start }) => {
      const [code, message] = Array.isArray(given) ? given.filter(isNode) : [];
      return {
        line: source.slice(0, start).split('\n').length,
        codes: textsOf(code).filter((text) => !text.includes(hole)),
        messages: textsOf(message),
      };
    });
}

/** @returns every string that is written in a file */
export function stringsIn(source: string): string[] {
  return nodesOf(source).flatMap(({ type, value }) => (type === 'Literal' && typeof value === 'string' ? [value] : []));
}

/** Names that a message may begin with although they begin with a capital. */
const names = /^(Alpine|Debian|Docker|GPG|Landlock|Linux|Ubuntu|User Mode Linux)\b/;

const rules: [fault: string, isBroken: (message: string) => boolean][] = [
  ['begins with a capital', (message) => /^[A-Z]/.test(message) && !names.test(message)],
  ['begins with a mark', (message) => /^(?!--)[^\w"\0]/.test(message)],
  ['is empty', (message) => message === ''],
  ['ends with a full stop', (message) => /\.$/.test(message)],
  ['has typographic quotes', (message) => /[“”„‘’«»]/.test(message)],
  ['puts a value in single quotes or backticks', (message) => /['`]\0|\0`|\0'(?!s\b)/.test(message)],
  ['says "is no", "are no" or "be no"', (message) => /\b(is|are|be|was|were) no\b(?! (longer|more)\b)/.test(message)],
  ['says "mend"', (message) => /\bmend/.test(message)],
  ['has two spaces', (message) => / {2}/.test(message)],
];

/** @returns what is wrong with the style of a message; nothing where it is as it should be */
export function styleFaults(message: string): string[] {
  return rules.filter(([, isBroken]) => isBroken(message)).map(([fault]) => fault);
}

/** The texts that an expression may come to, as far as they are written there. */
function textsOf(node: Node | undefined): string[] {
  switch (node?.type) {
    case 'Literal':
      return [String(node.value)];
    case 'TemplateLiteral': {
      const quasis = nodesIn(node.quasis).map(({ value }) => [(value as { cooked: string }).cooked]);
      const values = nodesIn(node.expressions).map(textsOf);
      return joined(quasis.flatMap((quasi, index) => [quasi, values[index] ?? ['']]));
    }
    case 'BinaryExpression':
      return joined(nodesIn([node.left, node.right]).map(textsOf));
    case 'ConditionalExpression':
      return nodesIn([node.consequent, node.alternate]).flatMap(textsOf);
    case 'LogicalExpression':
      return nodesIn(node.operator === '&&' ? [node.right] : [node.left, node.right]).flatMap(textsOf);
    default:
      return [hole];
  }
}

/** Each way to take one of every list, one after another. */
function joined(lists: string[][]): string[] {
  return lists.reduce((texts, list) => texts.flatMap((text) => list.map((next) => text + next)), ['']);
}

function nodesOf(source: string): Node[] {
  const found: Node[] = [];
  const left: unknown[] = [parseAst(source, { lang: 'ts' })];
  for (let value = left.pop(); value !== undefined; value = left.pop()) {
    if (isNode(value)) found.push(value);
    if (typeof value === 'object' && value !== null)
      left.push(...Object.values(value).filter((one) => one !== undefined));
  }
  return found;
}

const nodesIn = (values: unknown) => (Array.isArray(values) ? values.filter(isNode) : []);

const nameOf = ({ name }: Node) => String(name);

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}
