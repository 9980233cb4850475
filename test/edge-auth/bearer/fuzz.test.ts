import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it, onTestFinished, vi } from 'vitest';
import { algorithms, type GuardConfig } from '../../../edge-auth/config.ts';
import type { Guard } from '../../../edge-auth/guard.ts';
import { writeBundle } from '../../../lib/bundling/bundled-code.ts';
import { edgeRuntime } from '../../../lib/functions/runtime.ts';
import { seededRandom } from '../../support/random.ts';
import { isAnswer, viewerRequestEvent } from '../support.ts';
import { encoded, kidOf, stranger, tokenConfig, tokenWith } from './support.ts';

/** More with `BEARER_RUNS=100000`. */
const RUNS = Number(process.env.BEARER_RUNS ?? 2_000);

const random = seededRandom(6_750);
const below = (end: number) => Math.floor(random() * end);
const oneOf = <T>(items: readonly T[]): T => items[below(items.length)] as T;

/** Nothing of these may be said to anybody. */
const claims = {
  sub: 'Ada-Qx7',
  tenant: 'Acme-Qx7',
  email: 'Qx7@example.com',
  deep: { list: [{ a: 'Qx7' }, 1, true] },
};
const header = { note: 'Qx7' };
// The bundle has the machine's clock.
const times = { iat: 1_767_225_600, exp: 4_102_444_800 };
const good = algorithms.map((algorithm) => tokenWith({ algorithm, header, claims: { ...claims, ...times } }));

const NASTY: readonly unknown[] = [
  ...['', 'none', 'HS256', 'RS256', 'ES256', '__proto__', '\ud800', 'https://sign-in.example.com/', 'stagepass', 'a*'],
  ...[null, true, 0, -1, 1e308, 4_102_444_801, '4102444800', [], {}, ['stagepass', {}], [[]], { toString: 1 }],
];
const NAMES = [
  'alg',
  'kid',
  'crit',
  'typ',
  'jwk',
  'jku',
  'iss',
  'sub',
  'aud',
  'exp',
  'nbf',
  'iat',
  'tenant',
  '__proto__',
];
const CHARACTERS = [...'AZaz09-_.=+/ ,"\\\u0000\n\t~é'];

/** JSON of the part, with a change. */
function changedJson(part: string): string {
  const json = Buffer.from(part, 'base64url').toString();
  const name = oneOf(NAMES);
  const value = JSON.stringify(oneOf(NASTY));
  switch (below(7)) {
    case 0:
      return JSON.stringify({ ...JSON.parse(json), [name]: oneOf(NASTY) });
    case 1:
      return `${json.slice(0, -1)},"${name}":${value}}`;
    case 2:
      return `{"${name}":${value},${json.slice(1)}`;
    case 3:
      return json.replace(`"${name}"`, `"\\u00${name.charCodeAt(0).toString(16)}${name.slice(1)}"`);
    case 4:
      return json.replace(/[:,{]/g, (mark) => (below(4) === 0 ? `${mark} ` : mark));
    case 5:
      return json.slice(0, below(json.length));
    default:
      return oneOf([
        `[${json}]`,
        `${json}x`,
        `\ufeff${json}`,
        '{"a":'.repeat(below(900)),
        value,
        `${json.slice(0, -1)},"deep":{"a":1,"a":1}}`,
      ]);
  }
}

function changedBytes(part: string): string {
  const bytes = Buffer.from(part, 'base64url');
  const changed = oneOf([
    () => bytes.subarray(0, below(bytes.length)),
    () => Buffer.concat([bytes, Buffer.alloc(1 + below(80))]),
    () => Buffer.alloc(bytes.length),
    () => bytes.map((byte) => (below(bytes.length) === 0 ? byte ^ (1 << below(8)) : byte)),
    () => bytes.toReversed(),
  ])();
  return Buffer.from(changed).toString('base64url');
}

function changedText(text: string): string {
  const at = below(text.length + 1);
  const character = oneOf(CHARACTERS);
  return oneOf([
    text.slice(0, at) + character + text.slice(at),
    text.slice(0, at) + text.slice(at + 1),
    text.slice(0, at) + character + text.slice(at + 1),
    text.slice(0, at),
    `${text}${character}`,
    text + 'A'.repeat(below(9_000)),
    Buffer.from(text, 'base64url').toString('base64'),
  ]);
}

/** The header's values: one token that was changed, now and then in more than one place, or sent in another way. */
function mutated(): readonly string[] {
  const parts = oneOf(good).split('.');
  for (let changes = 1 + below(2); changes > 0; changes -= 1) {
    const at = below(3);
    const part = parts[at] ?? '';
    parts[at] = oneOf([
      () => encoded(changedJson(at < 2 && part !== '' ? part : encoded('{}'))),
      () => changedBytes(part),
      () => changedText(part),
      () => oneOf(good).split('.')[at] ?? '',
    ])();
  }
  const token = below(20) === 0 ? forged() : parts.join('.');
  if (below(10) > 0) return [`Bearer ${token}`];
  return oneOf([[`Bearer ${token}`, `Bearer ${oneOf(good)}`], [changedText(`Bearer ${token}`)], [`bearer  ${token}`]]);
}

function forged(): string {
  const algorithm = 'ES256';
  return tokenWith({
    algorithm,
    pair: stranger,
    header: { kid: kidOf(oneOf(algorithms)), alg: algorithm },
    claims: { ...claims, ...times },
  });
}

/** Keeps everything that JSON can't say as the changes were made. */
function changedSafely(): readonly string[] {
  try {
    return mutated();
  } catch (error) {
    // A second change may find no JSON any more.
    if (error instanceof SyntaxError) return changedSafely();
    throw error;
  }
}

it('lets no changed token in, breaks at none, and says nothing of any', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'guard-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  writeBundle('edge-auth', edgeRuntime, folder);
  const config: GuardConfig = { ...tokenConfig, logSubjects: false };
  await writeFile(join(folder, 'guard.json'), JSON.stringify(config));
  const { handler }: { handler: Guard } = await import(pathToFileURL(join(folder, 'index.mjs')).href);
  let logged = '';
  const stdout = vi.spyOn(process.stdout, 'write').mockImplementation((line) => {
    logged += line;
    return true;
  });
  onTestFinished(() => stdout.mockRestore());

  const wrong: unknown[] = [];
  const counts = { passed: 0, refused: 0 };
  const ask = async (authorization: readonly string[]) => {
    logged = '';
    const result = await handler(viewerRequestEvent({ headers: { authorization } }));
    const [only = '', ...more] = authorization;
    const isGood = more.length === 0 && good.includes(only.replace(/^bearer +/i, ''));
    const said = logged + JSON.stringify(isAnswer(result) ? result : {});
    const leaks =
      said.includes('Qx7') || authorization.some((value) => pieces(value).some((piece) => said.includes(piece)));
    const passed = !isAnswer(result);
    counts[passed ? 'passed' : 'refused'] += 1;
    const isRight = isAnswer(result)
      ? /^40[013]$/.test(result.status)
      : result.headers['x-stagepass-caller']?.[0]?.value === 'members?user=Ada-Qx7&issuer=app&tenant=Acme-Qx7';
    if (passed !== isGood || !isRight || leaks) wrong.push({ authorization, result, logged });
  };
  for (const token of good) await ask([`Bearer ${token}`]);
  expect(counts).toEqual({ passed: good.length, refused: 0 });
  for (let run = 0; run < RUNS; run += 1) await ask(changedSafely());
  expect(wrong.slice(0, 3)).toEqual([]);
  expect(counts.refused).toBeGreaterThan(RUNS * 0.8);
});

/** Some pieces of a token that are long enough to be told from other text. */
function pieces(value: string): string[] {
  const token = value.replace(/^bearer +/i, '');
  const starts = [0, 1, 2].map(() => below(Math.max(1, token.length - 10)));
  return starts.map((start) => token.slice(start, start + 10)).filter((piece) => piece.length === 10);
}
