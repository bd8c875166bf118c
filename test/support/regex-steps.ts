/**
 * Counts the steps of a backtracking matcher of regular expressions, such as V8's: each comparison of a character, and
 * each way that it goes. It knows what the sources use, and throws where an expression has something else.
 */

/** One part of an expression. */
export type Node =
  | { type: 'characters'; matches(character: string): boolean; sample: string }
  | { type: 'assertion'; holds(text: string, at: number): boolean }
  | { type: 'group'; choices: Node[][]; ahead: boolean }
  | { type: 'repeat'; node: Node; min: number; max: number };

/** @param source of a RegExp, @param flags those that it has */
export function parseRegex(source: string, flags: string): Node[][] {
  let at = 0;

  function choices(): Node[][] {
    const all: Node[][] = [[]];
    while (at < source.length && source[at] !== ')') {
      if (source[at] === '|') all.push([]);
      else all.at(-1)!.push(repeated(node()));
      if (source[at] === '|') {
        at++;
        all.push([]);
      }
    }
    return all;
  }

  function node(): Node {
    const rest = source.slice(at);
    if (rest.startsWith('(')) return group();
    if (/^[$^]|^\\[bB]/.test(rest)) return assertion(take(rest.startsWith('\\') ? 2 : 1));
    const [atom] = /^(?:\[(?:\\.|[^\]\\])*\]|\\[pP]\{\w+\}|\\u\{\w+\}|\\u\w{4}|\\x\w\w|\\.|.)/s.exec(rest)!;
    return characters(take(atom.length));
  }

  function group(): Node {
    const [open] = /^\((?:\?[:=])?/.exec(source.slice(at))!;
    if (source.startsWith('(?', at) && open === '(') throw new Error(`not known: ${source.slice(at)}`);
    take(open.length);
    const inner = choices();
    take(1);
    return { type: 'group', choices: inner, ahead: open === '(?=' };
  }

  function repeated(one: Node): Node {
    const [all, sign, from, comma, to] = /^(?:([*+?])|\{(\d+)(,?)(\d*)\})\??/.exec(source.slice(at)) ?? [];
    if (all === undefined) return one;
    take(all.length);
    if (sign !== undefined)
      return { type: 'repeat', node: one, min: sign === '+' ? 1 : 0, max: sign === '?' ? 1 : Infinity };
    return { type: 'repeat', node: one, min: Number(from), max: comma ? Number(to || Infinity) : Number(from) };
  }

  function take(length: number): string {
    at += length;
    return source.slice(at - length, at);
  }

  function characters(atom: string): Node {
    const pattern = new RegExp(`^(?:${atom})$`, flags.replace(/[gym]/g, ''));
    const candidates = [...'0a =-:#|A1_.,([<*\n\r\t\x1b\x9b\x07\u2028\ud800&`', atom.at(-1)!, atom[1] ?? ''];
    return {
      type: 'characters',
      matches: (character) => pattern.test(character),
      sample: candidates.find((one) => pattern.test(one)) ?? '',
    };
  }

  function assertion(words: string): Node {
    const pattern = new RegExp(words, `${flags.replace(/[gy]/g, '')}y`);
    return {
      type: 'assertion',
      holds(text, place) {
        pattern.lastIndex = place;
        return pattern.test(text);
      },
    };
  }

  return choices();
}

/** Steps to find all matches of an expression in a text; counting ends at `most`. */
export function stepsOf(expression: Node[][], text: string, most: number): number {
  let steps = 0;

  class Enough extends Error {}

  function sequence(nodes: Node[], index: number, at: number, then: (at: number) => boolean): boolean {
    if (++steps > most) throw new Enough();
    const [node] = nodes.slice(index, index + 1);
    if (!node) return then(at);
    return one(node, at, (next) => sequence(nodes, index + 1, next, then));
  }

  function one(node: Node, at: number, then: (at: number) => boolean): boolean {
    if (++steps > most) throw new Enough();
    switch (node.type) {
      case 'characters':
        return at < text.length && node.matches(text[at]!) && then(at + 1);
      case 'assertion':
        return node.holds(text, at) && then(at);
      case 'group':
        if (node.ahead) return node.choices.some((choice) => sequence(choice, 0, at, () => true)) && then(at);
        return node.choices.some((choice) => sequence(choice, 0, at, then));
      case 'repeat':
        return repeat(node, at, then);
    }
  }

  /** Without recursion where a character is repeated, so that the stack is enough. */
  function repeat({ node, min, max }: Node & { type: 'repeat' }, at: number, then: (at: number) => boolean): boolean {
    if (node.type !== 'characters') return again(0, at);
    let end = at;
    while (end - at < max && end < text.length && node.matches(text[end]!)) {
      if (++steps > most) throw new Enough();
      end++;
    }
    for (; end - at >= min; end--) if (then(end)) return true;
    return false;

    function again(times: number, from: number): boolean {
      const more = times < max && one(node, from, (next) => next > from && again(times + 1, next));
      return more || (times >= min && then(from));
    }
  }

  try {
    for (let at = 0; at <= text.length; at++) {
      let end = at;
      const keep = (next: number) => {
        end = next;
        return true;
      };
      const found = expression.some((choice) => sequence(choice, 0, at, keep));
      if (found) at = Math.max(at, end - 1);
    }
  } catch (error) {
    if (!(error instanceof Enough)) throw error;
  }
  return steps;
}

/** Texts that an expression goes into deeply: the beginnings of what it matches, where there is a choice, or an end. */
export function beginningsOf(expression: Node[][]): string[] {
  return expression.flatMap((choice) => {
    const samples = choice.map(samplesOf);
    return samples.flatMap((some, index) => {
      const isWithin = choice[index]!.type === 'characters' && choice[index + 1]?.type === 'characters';
      const before = samples.slice(0, index).map(([first]) => first ?? '');
      return isWithin ? [] : some.map((sample) => before.join('') + sample);
    });
  });
}

function samplesOf(node: Node): string[] {
  if (node.type === 'characters') return [node.sample];
  if (node.type === 'assertion') return [''];
  if (node.type === 'repeat')
    return samplesOf(node.node).flatMap((sample) => [sample.repeat(Math.max(1, node.min)), sample.repeat(node.min)]);
  const whole = node.choices.map((choice) => choice.map((inner) => samplesOf(inner)[0] ?? '').join(''));
  return [...whole, ...beginningsOf(node.choices)];
}
