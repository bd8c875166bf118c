import { expect, test } from 'vitest';
import { loadRenderers } from '../../src/report/renderers.ts';
import { nothingWritten, ordinary, withRootfs } from '../support/sample-results.ts';

const renderers = await loadRenderers();

test.each([
  ['summary.md', '- rootfs `minimal`: busybox 1:1.35.0-4 from the store ".&#47;&#60;b&#62;&#42;store&#42;"\n'],
  ['report.html', 'rootfs <code>minimal</code> busybox 1:1.35.0-4 from the store &quot;./&lt;b&gt;*store*&quot;'],
  ['junit.xml', 'name="rootfs" value="busybox 1:1.35.0-4 from the store &quot;./&lt;b>*store*&quot;"'],
] as const)('%s tells which store the rootfs is from, and nothing where it is from none', (name, expected) => {
  const rendered = (sample: ReturnType<typeof ordinary>) => [...renderers[name](sample, nothingWritten)].join('');
  expect(rendered(withRootfs())).toContain(expected);
  expect(rendered(ordinary())).not.toContain('rootfs');
});
