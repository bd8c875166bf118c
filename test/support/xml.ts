/** Just enough of an XML parser to be strict about what a report may hold: anything not well-formed is an error. */

export interface Element {
  name: string;
  attributes: Record<string, string>;
  children: Element[];
  text: string;
}

const legal = /^[\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u;
const tokens =
  /<!\[CDATA\[(?<data>[\s\S]*?)\]\]>|<\/(?<close>[\w:.-]+)>|<(?<open>[\w:.-]+)(?<attributes>(?:\s+[\w:.-]+="[^"<]*")*)\s*(?<empty>\/?)>|(?<text>[^<]+)/y;
const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

export function parseXml(source: string): Element {
  if (!legal.test(source)) throw new Error('a character that XML forbids');
  const root: Element = { name: '', attributes: {}, children: [], text: '' };
  const open = [root];
  tokens.lastIndex = /^<\?xml version="1\.0" encoding="UTF-8"\?>/.exec(source)![0].length;
  while (tokens.lastIndex < source.length) {
    const at = tokens.lastIndex;
    const found = tokens.exec(source)?.groups;
    if (!found) throw new Error(`not well-formed: ${source.slice(at, at + 100)}`);
    const element = open.at(-1)!;
    if (found.data !== undefined) element.text += found.data;
    else if (found.text !== undefined) {
      if (found.text.includes(']]>')) throw new Error(']]> outside of CDATA');
      element.text += decode(found.text);
    } else if (found.close !== undefined) {
      if (open.pop()!.name !== found.close) throw new Error(`</${found.close}> closes another element`);
    } else {
      const child: Element = {
        name: found.open!,
        attributes: readAttributes(found.attributes!),
        children: [],
        text: '',
      };
      element.children.push(child);
      if (!found.empty) open.push(child);
    }
  }
  if (open.length > 1 || root.children.length !== 1) throw new Error('not one whole element');
  return root.children[0]!;
}

export function childrenOf(element: Element, name: string): Element[] {
  return element.children.filter((child) => child.name === name);
}

function readAttributes(source: string): Record<string, string> {
  const pairs = [...source.matchAll(/([\w:.-]+)="([^"]*)"/g)].map(
    ([, name, value]) => [name!, decode(value!)] as const,
  );
  if (new Set(pairs.map(([name]) => name)).size !== pairs.length) throw new Error(`an attribute twice: ${source}`);
  return Object.fromEntries(pairs);
}

function decode(text: string): string {
  return text.replace(/&(?:(\w+)|#(\d+)|#x([0-9a-f]+));|&/gi, (all, name, decimal, hexadecimal) => {
    const character =
      name === undefined
        ? String.fromCodePoint(Number.parseInt(decimal ?? hexadecimal ?? '0', decimal ? 10 : 16))
        : entities[name];
    if (character === undefined || !legal.test(character)) throw new Error(`not an entity: ${all}`);
    return character;
  });
}
