import { expect, test } from 'vitest';
import { loadRenderers } from '../../src/report/renderers.ts';
import { renderTerminal } from '../../src/report/terminal.ts';
import { widthOf } from '../../src/report/width.ts';
import { nothingWritten, ordinary, withPeers } from '../support/sample-results.ts';

const renderers = await loadRenderers();
const screen = { ...nothingWritten, columns: 100, colours: false, quiet: false, isReported: true };

function report(name: keyof typeof renderers, sample = withPeers()): string {
  return [...renderers[name](sample, nothingWritten)].join('');
}

test('the terminal shows how each ended, in no more columns than it has', () => {
  expect(renderTerminal(withPeers(), screen)).toContain(`
guest   program      kernel  address     time    end
server  ./server 80  6.1.0   10.0.2.101  2.50 s  running at the end
done    ./done 80    6.1.0   10.0.2.101  2.50 s  exit 0
bad     ./bad 80     6.1.0   10.0.2.101  2.50 s  exit 7
shot    ./shot 80    6.1.0   10.0.2.101  2.50 s  SIGSEGV
none    ./none 80    6.1.0   10.0.2.101  2.50 s  could not be started (errno 8)
`);
  const peers = withPeers().peers?.map((one) => ({ ...one, command: '漢字 '.repeat(100) }));
  const lines = renderTerminal({ ...withPeers(), peers: peers ?? [] }, { ...screen, columns: 40 }).split('\n');
  const table = lines.slice(lines.findIndex((line) => line.startsWith('guest '))).slice(0, 8);
  expect(table.at(-1)).toMatch(/^gone /);
  for (const line of table) expect(widthOf(line)).toBeLessThanOrEqual(40);
});

test('the summary has a table of them', () => {
  const text = report('summary.md');
  expect(text).toContain('### Guests beside the tests\n\n| guest | program | kernel | address | time | end |\n');
  expect(text).toContain('| `shot` | `./shot 80` | 6.1.0 | 10.0.2.101 | 2.50 s | SIGSEGV |\n');
  expect(text).toContain('| `gone` | `./gone 80` | 6.1.0 | 10.0.2.101 | 2.50 s | guest lost: kernel panic: x |\n');
});

test('the page links to what they wrote', () => {
  const page = report('report.html');
  expect(page).toContain('<h3>Guests beside the tests</h3>');
  expect(page).toContain('<td>never ready: port 80 did not answer within 5 s</td>');
  for (const [text, ending] of [
    ['stdout', 'stdout'],
    ['stderr', 'stderr'],
    ['console', 'log'],
  ])
    expect(page).toContain(`<a href="./logs/peer-none.${ending}">${text}</a>`);
});

test('junit.xml has them among the properties of each suite, and no test for them', () => {
  const [xml, without] = [report('junit.xml'), report('junit.xml', ordinary())];
  const property = '<property name="guest.bad" value="./bad 80 on 6.1.0 at 10.0.2.101: exit 7"/>';
  expect(xml.split(property)).toHaveLength(1 + ordinary().kernels.length);
  const casesOf = (text: string) => text.split('<testcase ').length;
  expect(casesOf(xml)).toBe(casesOf(without));
});

test('reports of a run without them do not mention any', () => {
  const texts = [...Object.keys(renderers).map((name) => report(name as keyof typeof renderers, ordinary()))];
  for (const text of [...texts, renderTerminal(ordinary(), screen)]) expect(text).not.toMatch(/beside|peers"/);
});
