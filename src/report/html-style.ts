/** The style sheet of report.html. The filter and the details work by it alone: the page has no script. */
export const style = `
:root { color-scheme: light dark; --text: #1f2328; --soft: #59636e; --line: #d1d9e0; --page: #fff; --box: #f6f8fa;
  --passed: #1a7f37; --failed: #cf222e; --skipped: #7d5a00; --errored: #8250df; }
@media (prefers-color-scheme: dark) {
  :root { --text: #e6edf3; --soft: #9198a1; --line: #3d444d; --page: #0d1117; --box: #161b22;
    --passed: #3fb950; --failed: #ff7b72; --skipped: #d8a72f; --errored: #bc8cff; }
}
* { box-sizing: border-box; }
body { margin: 0; padding: 1rem; color: var(--text); background: var(--page); font: 15px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.4rem; margin: 0 0 .25rem; }
h2 { margin: 0 5rem .5rem 0; overflow-wrap: anywhere; }
h3 { font-size: 1rem; margin: 1.25rem 0 .25rem; }
h3 a { margin-left: .5rem; font-size: .85rem; font-weight: 400; }
p { margin: .25rem 0; overflow-wrap: anywhere; }
a { color: inherit; }
code, pre, .name { font: 13px/1.45 ui-monospace, monospace; }
h2.name { font-size: 16px; font-weight: 600; }
pre { margin: 0; padding: .5rem; background: var(--box); border: 1px solid var(--line); border-radius: 4px;
  white-space: pre-wrap; overflow-wrap: anywhere; max-height: 60vh; overflow-y: auto; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; margin: .5rem 0; }
dt { color: var(--soft); }
dd { margin: 0; overflow-wrap: anywhere; }
.soft { color: var(--soft); }
.passed { color: var(--passed); } .failed { color: var(--failed); }
.skipped { color: var(--skipped); } .errored { color: var(--errored); }
.not-run { color: var(--soft); }

.filter { position: absolute; opacity: 0; }
.filters { display: flex; flex-wrap: wrap; gap: .5rem; margin: 1rem 0; }
.filters label { padding: .2rem .7rem; border: 1px solid var(--line); border-radius: 1rem; cursor: pointer; }
#all:checked ~ .filters [for=all], #passed:checked ~ .filters [for=passed], #failed:checked ~ .filters [for=failed],
#skipped:checked ~ .filters [for=skipped], #errored:checked ~ .filters [for=errored],
#not-run:checked ~ .filters [for=not-run] {
  background: var(--box); border-color: currentColor; font-weight: 600; }
.filter:focus-visible ~ .filters { outline: 2px solid var(--soft); outline-offset: 3px; }
#passed:checked ~ .matrix tbody tr:not(.with-passed), #failed:checked ~ .matrix tbody tr:not(.with-failed),
#skipped:checked ~ .matrix tbody tr:not(.with-skipped), #errored:checked ~ .matrix tbody tr:not(.with-errored),
#not-run:checked ~ .matrix tbody tr:not(.with-not-run) {
  display: none; }

.matrix { overflow: auto; max-height: calc(100vh - 2rem); }
table { border-collapse: separate; border-spacing: 0; }
th, td { padding: .3rem .7rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: baseline; }
thead th { position: sticky; top: 0; background: var(--page); }
tbody th { position: sticky; left: 0; background: var(--page); font-weight: 400; min-width: 8rem; max-width: 40rem;
  overflow-wrap: anywhere; }
td { white-space: nowrap; }
td a { display: block; text-decoration: none; }
td a:hover, td a:focus-visible { text-decoration: underline; }
td .failed, td .errored { font-weight: 600; }
.peers td { white-space: normal; overflow-wrap: anywhere; }
tr:target > * { background: var(--box); }

.detail { display: none; position: fixed; inset: 0 0 0 auto; width: min(46rem, 50vw); padding: 1rem; overflow-y: auto; outline: 0;
  background: var(--page); border-left: 1px solid var(--line); box-shadow: 0 0 2rem rgb(0 0 0 / .25); z-index: 1; }
.detail:target { display: block; }
.close { position: absolute; top: 1rem; right: 1rem; }
@media (max-width: 800px) {
  body { padding: .75rem; }
  tbody th { max-width: 55vw; }
  .detail { inset: 0; width: auto; border: 0; }
}
@media (min-width: 801px) { body:has(.detail:target) { margin-right: min(46rem, 50vw); } }
`;
