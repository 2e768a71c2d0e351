# SPDX-License-Identifier: GPL-2.0-or-later
"""The style sheet: laptop, phone and paper; light and dark mode."""

CSS = '''
:root {
  color-scheme: light dark;
  --text: #1b1f24; --quiet: #57606a; --page: #fff; --ground: #f3f5f7;
  --line: #d0d7de; --link: #0b57b0; --arrow: #1a4a7a;
  --good: #d6f0dc; --good-text: #0b5223;
  --acceptable: #fff0c0; --acceptable-text: #624700;
  --bad: #ffd8c9; --bad-text: #8c2400; --bad-line: #b00020;
  --unsafe: #b00020; --unsafe-text: #fff;
  --fault: #ece3f7; --step: #e3edf8; --report: #ffd9dd;
}
@media (prefers-color-scheme: dark) {
  :root {
    --text: #e3e8ee; --quiet: #a0aab5; --page: #14181d; --ground: #1f252c;
    --line: #3b444e; --link: #7db8ff; --arrow: #9cc7f2;
    --good: #123d20; --good-text: #a9e7bb;
    --acceptable: #493800; --acceptable-text: #ffdf85;
    --bad: #5c2410; --bad-text: #ffc4ad; --bad-line: #ff8792;
    --unsafe: #d3213c; --unsafe-text: #fff;
    --fault: #372a4b; --step: #1d3147; --report: #571a24;
  }
}
* { box-sizing: border-box }
html { scroll-padding-top: 1em; -webkit-text-size-adjust: 100% }
body { margin: 0 auto; padding: 0 1rem 4rem; max-width: 84rem;
  background: var(--page); color: var(--text);
  font: 15px/1.45 system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif;
  overflow-wrap: break-word }
h1 { font-size: 1.7em; margin: .8em 0 .2em }
h2 { font-size: 1.35em; margin: 2em 0 .6em; padding-bottom: .2em;
  border-bottom: 2px solid var(--line) }
h3 { font-size: 1.12em; margin: 1.8em 0 .4em }
h4 { font-size: 1em; margin: 1.4em 0 .4em }
p, dl, ul, ol { margin: .4em 0 }
a { color: var(--link) }
a:focus-visible, summary:focus-visible, [tabindex]:focus-visible {
  outline: 3px solid var(--link); outline-offset: 2px }
code, pre, .file { font: .87em/1.4 ui-monospace, "DejaVu Sans Mono", Menlo,
  Consolas, monospace }
pre { background: var(--ground); padding: .6em .8em; overflow-x: auto;
  margin: .4em 0; border-radius: 4px }
.quiet, .file { color: var(--quiet) }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden;
  clip-path: inset(50%); white-space: nowrap }
.skip { position: absolute; left: -99em }
.skip:focus { left: 1rem; top: .5rem; background: var(--page); padding: .5em;
  z-index: 9 }
nav ul { display: flex; flex-wrap: wrap; gap: .2em 1.4em; padding: 0;
  list-style: none }
.scrolls { overflow-x: auto; max-width: 100%; position: relative }
.cards { display: grid; gap: 1em;
  grid-template-columns: repeat(auto-fit, minmax(min(18rem, 100%), 1fr)) }
.card { border: 1px solid var(--line); border-radius: 6px;
  padding: .2em 1em .8em; min-width: 0 }
.card h3 { margin-top: .6em }
.card ol { padding-left: 1.4em }
.sign { display: inline-block; min-width: 1.5em; padding: 0 .35em;
  text-align: center; border-radius: 3px; font-weight: 700 }
.good { background: var(--good); color: var(--good-text) }
.acceptable { background: var(--acceptable); color: var(--acceptable-text) }
.bad { background: var(--bad); color: var(--bad-text) }
.unsafe { background: var(--unsafe); color: var(--unsafe-text) }
.none { color: var(--quiet); font-weight: 400 }
.untried { background: var(--step); color: var(--text); font-weight: 400 }
.better { color: var(--good-text) } .worse { color: var(--bad-line) }
.groups { list-style: none; padding: 0 }
.groups > li { margin: .9em 0 }
.groups ul { padding-left: 1.6em }
.legend { list-style: none; padding: 0; display: flex; flex-wrap: wrap;
  gap: .3em 1.4em }
.legend li { max-width: 100% }
table { border-collapse: collapse; font-size: .93em }
caption { text-align: left; font-weight: 600; padding: .4em 0;
  white-space: nowrap }
th, td { border: 1px solid var(--line); padding: .25em .5em;
  text-align: left; vertical-align: top }
thead th { background: var(--ground) }
.matrix { width: 100% }
.matrix th[scope=row] { font-weight: 400; min-width: 15em }
.matrix .file { display: block; font-size: .8em }
.matrix .name { writing-mode: vertical-rl; transform: rotate(180deg);
  padding: .5em .15em; vertical-align: bottom; font-weight: 500;
  white-space: nowrap; width: 1.9em }
.matrix .name a { color: inherit; text-decoration: none }
.matrix .name a:hover { text-decoration: underline }
.matrix .what { border-left: 3px solid var(--quiet); min-width: 5.5em;
  font-size: .88em }
.matrix .cell { padding: 0; text-align: center; vertical-align: middle;
  font-weight: 700 }
.matrix .cell a { display: block; padding: .3em .1em; color: inherit;
  text-decoration: none; line-height: 1.1 }
.matrix .cell a:hover { text-decoration: underline }
.matrix .cell i { display: block; font-size: .6em; color: inherit }
i { font-style: normal }
.matrix .long { display: none }
.row { border-top: 1px solid var(--line); margin-top: 2em }
.row:first-of-type { border-top: 0; margin-top: 0 }
.facts { display: grid; grid-template-columns: max-content minmax(0, 1fr);
  gap: .1em 1em }
.facts dt { color: var(--quiet) } .facts dd { margin: 0 }
.compare { width: 100%; table-layout: fixed }
.compare thead th:first-child { width: 17em }
.compare th[scope=row] { font-weight: 600 }
.compare .holds { display: block; font-weight: 400; font-size: .88em;
  color: var(--quiet) }
.compare p { margin: 0 0 .3em }
.compare summary { font-weight: 400 }
.compare details { margin: 0 }
details { margin: .5em 0 }
summary { cursor: pointer; padding: .2em 0; font-weight: 600 }
.reports { border-left: 5px solid var(--bad-line); background: var(--report);
  padding: .3em .8em; margin: .6em 0; border-radius: 4px }
.reports pre { background: none; padding: .2em 0; max-height: 22em;
  overflow: auto }
mark { background: var(--report); color: inherit; font-weight: 700 }
.diagram { display: block; font: 11px system-ui, "Segoe UI", Roboto,
  "DejaVu Sans", sans-serif; fill: var(--text) }
.diagram .time, .diagram .wide { font: 10px ui-monospace,
  "DejaVu Sans Mono", Menlo, Consolas, monospace }
.diagram .time { text-anchor: end; fill: var(--quiet) }
.diagram .lane { font-weight: 700; text-anchor: middle }
.diagram .line { stroke: var(--line) }
.diagram .middle { text-anchor: middle }
.diagram .words { paint-order: stroke; stroke: var(--page);
  stroke-width: 4px; stroke-linejoin: round }
.diagram .arrow, .tip { stroke: var(--arrow); fill: var(--arrow) }
.diagram .dot { fill: var(--arrow) }
.diagram .arrow.bad, .tip-bad { stroke: var(--bad-line);
  fill: var(--bad-line) }
.diagram .words.bad, .diagram .dot.bad { fill: var(--bad-line);
  font-weight: 700 }
.diagram .quiet { fill: var(--quiet); font-style: italic }
.diagram .ground { fill: var(--ground) }
.diagram .ground.step, .diagram .ground.part { fill: var(--step) }
.diagram .ground.fault { fill: var(--fault) }
.diagram .ground.report { fill: var(--report) }
.diagram .after .time { font-style: italic }
.diagram .after .words { fill: var(--quiet) }
.diagram .after .arrow { stroke-dasharray: 5 3 }
.markers { position: absolute }
@media screen and (max-width: 760px) {
  body { padding: 0 .75rem 3rem; font-size: 14px }
  .matrix, .matrix tbody, .matrix tr, .matrix th { display: block }
  .matrix thead { position: absolute; width: 1px; height: 1px;
    overflow: hidden; clip-path: inset(50%) }
  .matrix tr { padding: .6em 0; border-bottom: 1px solid var(--line) }
  .matrix th[scope=row] { border: 0; padding: 0; min-width: 0 }
  .matrix td { border: 0; display: none }
  .matrix .what { display: block; border-left: 3px solid var(--line);
    padding: .1em .5em; margin-top: .4em }
  .matrix .cell.acceptable, .matrix .cell.bad, .matrix .cell.unsafe {
    display: inline-block; margin: .2em .3em 0 0; border-radius: 3px }
  .matrix .cell a { padding: .25em .5em }
  .matrix .cell i { display: inline; padding-left: .3em }
  .matrix .long { display: inline; padding-left: .3em }
  caption { white-space: normal }
  .matrix caption, .compare caption { display: block }
  .facts { grid-template-columns: minmax(0, 1fr) }
  .facts dt { margin-top: .4em }
  .compare, .compare tbody, .compare tr, .compare th, .compare td {
    display: block; width: auto }
  .compare thead { position: absolute; width: 1px; height: 1px;
    overflow: hidden; clip-path: inset(50%) }
  .compare tr { margin-bottom: .6em }
  .compare th[scope=row] { background: var(--ground) }
  .compare td::before { content: attr(data-series); display: block;
    font-size: .85em; color: var(--quiet) }
}
@media print {
  :root { color-scheme: light }
  body { max-width: none; padding: 0; font-size: 9.5pt }
  nav, .skip { display: none }
  .diagram { max-width: 100%; height: auto }
  .scrolls { overflow: visible }
  pre { white-space: pre-wrap }
  .reports pre { max-height: none }
  h2, h3, h4, summary { break-after: avoid }
  tr, .card, .groups > li { break-inside: avoid }
  .cell, .sign, .ground { -webkit-print-color-adjust: exact;
    print-color-adjust: exact }
  .matrix { font-size: 7.5pt }
  .matrix th[scope=row] { min-width: 8em; overflow-wrap: anywhere }
  .matrix .name { font-size: 7pt; width: 1em; padding: .4em 0 }
  .matrix .what { min-width: 5.2em; font-size: 7pt; padding: .2em;
    overflow-wrap: anywhere }
  .story::details-content { content-visibility: visible; block-size: auto }
  a { color: inherit; text-decoration: none }
}
'''
