import type { PeerResult, Results } from '../model/results.ts';
import type { Paint } from './colors.ts';
import { fileLink, html } from './html-text.ts';
import { markdownCode, markdownText } from './markdown-text.ts';
import { cutEnd, cutMiddle, oneLine } from './plain-text.ts';
import { formatSeconds } from './problems.ts';
import { fill } from './template.ts';
import { fitEnd, padEnd, widthOf } from './width.ts';

const maxCommand = 120;
const title = 'Guests beside the tests';
const heads = ['guest', 'program', 'kernel', 'address', 'time', 'end'];

/** `./server 80 on 5.10.209 at 10.0.2.101: exit 7` */
export function describePeer(peer: PeerResult): string {
  return `${peer.command} on ${peer.kernel} at ${peer.address}: ${endOf(peer)}`;
}

/** A table for the terminal, no wider than `columns`; nothing where there are no peers. */
export function formatTerminalPeers({ peers = [] }: Results, columns: number, paint: Paint): string {
  if (peers.length === 0) return '';
  const rows = [heads, ...peers.map(cellsOf)].map((cells) => cells.map(oneLine));
  const widths = heads.map((_, column) => Math.max(...rows.map((cells) => widthOf(cells[column] ?? ''))));
  const [head = '', ...lines] = rows.map((cells) => {
    const line = cells.map((cell, column) => padEnd(cell, widths[column] ?? 0)).join('  ');
    return fitEnd(line.trimEnd(), columns);
  });
  return `${[paint('bold', head), ...lines].join('\n')}\n`;
}

/** A section in Markdown of at most so many bytes. */
export function formatMarkdownPeers({ peers = [] }: Results, bytes: number): string {
  if (peers.length === 0) return '';
  const { text, left } = fill(peers, bytes, (peer) => {
    const [name = '', command = '', ...others] = cellsOf(peer);
    const cells = [markdownCode(name, 'cell'), markdownCode(command, 'cell'), ...others.map(markdownText)];
    return `| ${cells.join(' | ')} |\n`;
  });
  const more = left > 0 ? `\n${left} more in \`report.html\`.\n` : '';
  return `### ${title}\n\n| ${heads.join(' | ')} |\n|${'---|'.repeat(heads.length)}\n${text}${more}\nWhat they wrote is in \`logs/peer-*\`.\n\n`;
}

/** A section of report.html, with links to what they wrote. */
export function formatHtmlPeers({ peers = [] }: Results): string {
  if (peers.length === 0) return '';
  const head = [...heads, 'files'].map((text) => `<th scope="col">${text}</th>`).join('');
  const rows = peers.map((peer) => {
    const [name = '', ...cells] = cellsOf(peer).map((text) => html(oneLine(text)));
    const { stdout, stderr, log } = peer;
    const files = Object.entries({ stdout, stderr, console: log }).map(([text, path]) => fileLink(path, text));
    const values = [...cells, files.join(' ')].map((cell) => `<td>${cell}</td>`).join('');
    return `<tr><th scope="row" class="name">${name}</th>${values}</tr>\n`;
  });
  return `<h3>${title}</h3>
<table class="peers"><thead><tr>${head}</tr></thead>
<tbody>
${rows.join('')}</tbody></table>
`;
}

function cellsOf(peer: PeerResult): string[] {
  const { name, command, kernel, address, seconds } = peer;
  return [name, cutMiddle(command, maxCommand), kernel, address, formatSeconds(seconds), endOf(peer)];
}

/** `running at the end`, `exit 7`, `SIGSEGV`, `never ready: …` */
function endOf({ end, message, exitCode, signal }: PeerResult): string {
  const why = cutEnd(message, 200);
  switch (end) {
    case 'running':
      return 'running at the end';
    case 'exit':
      return `exit ${exitCode}`;
    case 'signal':
      return signal ?? 'signal';
    case 'not-started':
      return why;
    case 'not-ready':
      return `never ready: ${why}`;
    case 'guest-died':
      return `guest lost: ${why}`;
  }
}
