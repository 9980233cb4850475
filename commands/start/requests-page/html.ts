import { createHash } from 'node:crypto';
import type { AnsweredRequest, Call, Step } from '../../../local/run-assembly.ts';
import { partName, wordsOf } from '../request-words.ts';

/** How many requests the page shows. */
export const SHOWN_REQUESTS = 200;

/** The origins of services that functions call, with their names. */
export type ServiceNames = ReadonlyMap<string, string>;

const STYLE = `
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
body { margin: 0 auto; max-width: 70rem; padding: 1rem; background: light-dark(#fff, #16181d); color: light-dark(#1b1f24, #e6e8eb); }
h1 { font-size: 1.3rem; margin: 0 0 .5rem; }
ol { list-style: none; padding: 0; margin: 0; }
.requests > li { border-top: 1px solid light-dark(#d5d9df, #363b45); }
summary { cursor: pointer; padding: .4rem .2rem; display: flex; flex-wrap: wrap; gap: .1rem .8rem; font-variant-numeric: tabular-nums; }
summary:focus-visible { outline: 2px solid light-dark(#0550ae, #79b8ff); outline-offset: -2px; }
.route { font-family: ui-monospace, monospace; overflow-wrap: anywhere; }
.status { font-weight: 600; }
.fine { color: light-dark(#116329, #7ee2a0); }
.refused { color: light-dark(#8a4600, #f0b429); }
.failed { color: light-dark(#b3151f, #ff9b94); }
.steps { margin: 0 0 .8rem 1.2rem; }
.steps li { margin: .3rem 0; }
.steps ol { margin-left: 1.2rem; }
svg { display: block; width: 100%; max-width: 30rem; height: 6px; background: light-dark(#e7eaee, #2a2e36); }
rect { fill: light-dark(#0550ae, #79b8ff); }
body:has(#only:checked) .requests > .ok { display: none; }
`;

const SCRIPT = `
const list = document.querySelector('.requests');
const said = document.querySelector('[role=status]');
const tell = () => { said.textContent = list.children.length + (list.children.length === 1 ? ' request' : ' requests'); };
let hasEnded = false;
const events = new EventSource('events');
events.onmessage = ({ data }) => {
  list.insertAdjacentHTML('afterbegin', data);
  while (list.children.length > ${SHOWN_REQUESTS}) list.lastElementChild.remove();
  tell();
};
events.onerror = () => { hasEnded = true; said.textContent = 'stagepass start has ended; what it answered last is below'; };
events.onopen = () => { if (hasEnded) location.reload(); };
tell();
`;

const hashOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Nothing but what is in the page itself. */
export const PAGE_POLICY = `default-src 'none'; script-src ${hashOf(SCRIPT)}; style-src ${hashOf(STYLE)}; img-src data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`;

/** @param rows of the last requests, the newest first. */
export function pageHtml(stage: string, rows: readonly string[]): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Requests to ${escaped(stage)}</title>
<link rel="icon" href="data:,">
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>Requests to ${escaped(stage)}</h1>
<p role="status"></p>
<p><label><input type="checkbox" id="only"> only what was refused</label></p>
<ol class="requests" aria-label="Requests, the newest first">${rows.join('')}</ol>
</main>
<script>${SCRIPT}</script>
</body>
</html>
`;
}

/** A request, on one line. */
export function requestHtml(request: AnsweredRequest, services: ServiceNames): string {
  const { time, caller, method, route, status, ms, refused } = wordsOf(request);
  const kind = status === undefined || status >= 500 ? 'failed' : status >= 400 ? 'refused' : 'fine';
  const summary = [
    `<span>${time}</span>`,
    `<span>${escaped(caller ?? 'nobody')}</span>`,
    `<span class="route">${escaped(`${method} ${route}`)}</span>`,
    `<span class="status ${kind}">${status ?? 'no answer'}</span>`,
    `<span>${ms} ms</span>`,
    ...(refused === undefined ? [] : [`<span class="${kind}">stopped by ${escaped(refused)}</span>`]),
  ].join(' ');
  const steps = request.steps.map((step) => stepHtml(step, request.ms, services)).join('');
  return `<li class="${refused === undefined ? 'ok' : 'stopped'}"><details><summary>${summary}</summary><ol class="steps">${steps}</ol></details></li>`;
}

function stepHtml({ part, name, from, ms, outcome, calls }: Step, whole: number, services: ServiceNames): string {
  const share = (time: number) => Math.min(100, Math.round((100 * time) / Math.max(whole, 1)));
  const bar =
    ms === 0
      ? ''
      : `<svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true"><rect x="${share(from)}" width="${Math.max(1, share(ms))}" height="6"/></svg>`;
  const took = ms === 0 ? '' : ` ${milliseconds(ms)}`;
  const called =
    calls.length === 0 ? '' : `<ol>${calls.map((call) => `<li>${callText(call, services)}</li>`).join('')}</ol>`;
  const text = `<strong>${escaped(partName(part))}</strong> <span class="route">${escaped(name)}</span>: ${escaped(outcome)}${took}`;
  return `<li>${text}${bar}${called}</li>`;
}

function callText({ method, origin, status, ms }: Call, services: ServiceNames): string {
  return escaped(`${method} ${services.get(origin) ?? origin}: ${status ?? 'no answer'} ${milliseconds(ms)}`);
}

function milliseconds(ms: number): string {
  return ms < 10 ? `${ms.toFixed(1)} ms` : `${Math.round(ms)} ms`;
}

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
