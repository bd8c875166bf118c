/** Kconfig's dependency expressions: read, and evaluated over a .config. */

export type Expression =
  | { kind: 'and' | 'or'; left: Expression; right: Expression }
  | { kind: 'not'; operand: Expression }
  | { kind: 'compare'; operator: string; left: string; right: string }
  | { kind: 'symbol'; name: string };

/** Tristate: n, m, y. */
export type Level = 0 | 1 | 2;

const token =
  /\s*(\|\||&&|!=|<=|>=|[!()=<>]|"(?:[^"\\]|\\.)*"|'[^']*'|\$\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)|[\w./-]+)/y;

/** Reads as much as is an expression; `undefined` for what this little reader does not understand. */
export function parseExpression(text: string): Expression | undefined {
  const tokens: string[] = [];
  token.lastIndex = 0;
  for (let match = token.exec(text); match; match = token.exec(text)) tokens.push(match[1] ?? '');
  let at = 0;
  const binary = (operator: string, kind: 'and' | 'or', next: () => Expression | undefined) => {
    let left = next();
    while (left && tokens[at] === operator) {
      at++;
      const right = next();
      left = right && { kind, left, right };
    }
    return left;
  };
  const or = (): Expression | undefined => binary('||', 'or', and);
  const and = (): Expression | undefined => binary('&&', 'and', unary);
  const unary = (): Expression | undefined => {
    const word = tokens[at++];
    if (word === undefined || /^(&&|\|\||[)=<>]|!=|[<>]=)$/.test(word)) return undefined;
    if (word === '!') {
      const operand = unary();
      return operand && { kind: 'not', operand };
    }
    if (word === '(') {
      const inner = or();
      return tokens[at++] === ')' ? inner : undefined;
    }
    const operator = tokens[at];
    if (operator === undefined || !/^(!?=|[<>]=?)$/.test(operator)) return { kind: 'symbol', name: word };
    const right = tokens[at + 1];
    at += 2;
    return right === undefined ? undefined : { kind: 'compare', operator, left: word, right };
  };
  const whole = or();
  return at === tokens.length ? whole : undefined;
}

/** What `$(cc-option,…)` and the like would say is not known here: taken for fulfilled. */
const isMacro = (word: string): boolean => word.includes('$(');

function levelOf(value: string | undefined): Level {
  return value === 'y' ? 2 : value === 'm' ? 1 : 0;
}

function textOf(word: string, config: Map<string, string>): string {
  if (/^["']/.test(word)) return word.slice(1, -1);
  if (/^(y|m|n|-?\d+|0x[\da-f]+)$/i.test(word)) return word;
  return (config.get(word) ?? 'n').replace(/^"|"$/g, '');
}

function compares(operator: string, left: string, right: string): boolean {
  if (operator === '=') return left === right;
  if (operator === '!=') return left !== right;
  const difference = Number(left) - Number(right);
  if (operator.startsWith('<')) return operator === '<' ? difference < 0 : difference <= 0;
  return operator === '>' ? difference > 0 : difference >= 0;
}

export function evaluate(expression: Expression, config: Map<string, string>): Level {
  switch (expression.kind) {
    case 'and':
      return Math.min(evaluate(expression.left, config), evaluate(expression.right, config)) as Level;
    case 'or':
      return Math.max(evaluate(expression.left, config), evaluate(expression.right, config)) as Level;
    case 'not':
      return (2 - evaluate(expression.operand, config)) as Level;
    case 'compare': {
      const { operator, left, right } = expression;
      if (isMacro(left) || isMacro(right)) return 2;
      return compares(operator, textOf(left, config), textOf(right, config)) ? 2 : 0;
    }
    case 'symbol':
      return isMacro(expression.name) ? 2 : levelOf(textOf(expression.name, config));
  }
}

const tightness = { or: 0, and: 1, not: 2, compare: 2, symbol: 2 };

/** As one would write it. */
export function formatExpression(expression: Expression, within = 0): string {
  const text = ((): string => {
    switch (expression.kind) {
      case 'and':
      case 'or': {
        const level = tightness[expression.kind];
        const sides = [expression.left, expression.right].map((side) => formatExpression(side, level));
        return sides.join(expression.kind === 'and' ? ' && ' : ' || ');
      }
      case 'not':
        return `!${formatExpression(expression.operand, 2)}`;
      case 'compare':
        return `${expression.left}${expression.operator}${expression.right}`;
      case 'symbol':
        return expression.name;
    }
  })();
  return tightness[expression.kind] < within ? `(${text})` : text;
}

/** The parts joined by `&&` that do not hold: what is missing for it to be at least `level`. */
export function unmet(expression: Expression, config: Map<string, string>, level: Level): Expression[] {
  if (expression.kind === 'and') {
    return [...unmet(expression.left, config, level), ...unmet(expression.right, config, level)];
  }
  return evaluate(expression, config) < level ? [expression] : [];
}
