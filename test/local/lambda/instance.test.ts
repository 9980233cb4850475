import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { Instance } from '../../../local/lambda/instance.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { writeFiles } from '../support/assembly.ts';
import { functionSpec } from '../support/functions.ts';
import { ManualClock } from '../support/manual-clock.ts';

const ARN = 'arn:aws:lambda:us-east-1:123456789012:function:it';

const instances: Instance[] = [];
const lines: string[] = [];
const clock = new ManualClock();

/** An instance of a function made of these files. */
function instanceOf(
  files: Record<string, string>,
  { environment = {}, memoryMb = 128, below = temporaryFolder() } = {},
): Instance {
  const taskRoot = join(below, 'function');
  writeFiles(taskRoot, files);
  const spec = functionSpec({ taskRoot, memoryMb });
  const instance = new Instance(spec, environment, clock, (_, stream, text) => lines.push(`${stream}: ${text}`));
  instances.push(instance);
  return instance;
}

/** An instance whose handler has this body; `event` and `context` are there. */
function handling(body: string, options = {}): Instance {
  return instanceOf({ 'index.mjs': `export const handler = async (event, context) => { ${body} };` }, options);
}

afterEach(async () => {
  await Promise.all(instances.splice(0).map((instance) => instance.end()));
  lines.length = 0;
});

describe('a handler', () => {
  it('answers event after event in one process', async () => {
    const counting = instanceOf({
      'index.mjs': 'let calls = 0; export const handler = async (event) => ({ event, calls: ++calls });',
    });
    expect(await counting.invoke(ARN, { a: [1] })).toEqual({ ok: true, payload: { event: { a: [1] }, calls: 1 } });
    expect(await counting.invoke(ARN, null)).toEqual({ ok: true, payload: { event: null, calls: 2 } });
  });

  it.each([
    ['an ES module', { 'index.mjs': 'export async function handler() { return import.meta.url.slice(-9); }' }],
    ['a CommonJS module', { 'index.js': 'exports.handler = async () => __filename.slice(-8);' }],
  ])('may be of %s', async (_kind, files) => {
    expect(await instanceOf(files).invoke(ARN, {})).toMatchObject({
      ok: true,
      payload: expect.stringMatching(/index\.m?js$/),
    });
  });

  it.each([
    [
      'CommonJS where it has no package.json',
      {},
      'exports.handler = async () => ({ ...require("./b.js"), ...(await import("./b.js")) })',
      'exports.b = 1;',
    ],
    [
      'what its own package.json says',
      { 'package.json': '{"type":"module"}' },
      'export const handler = async () => import("./b.js")',
      'export const b = 1;',
    ],
  ])('in .js is %s, whatever lies above its folder', async (_what, own, index, other) => {
    const above = temporaryFolder();
    writeFiles(above, { 'package.json': '{"type":"module"}' });
    const answered = await instanceOf({ ...own, 'index.js': index, 'b.js': other }, { below: above }).invoke(ARN, {});
    expect(answered).toMatchObject({ ok: true, payload: { b: 1 } });
  });

  it('sees its own environment, all of it and nothing else', async () => {
    const looking = handling('return process.env;', { environment: { GREETING: 'hello', AWS_REGION: 'eu-west-1' } });
    expect(await looking.invoke(ARN, {})).toEqual({
      ok: true,
      payload: { GREETING: 'hello', AWS_REGION: 'eu-west-1' },
    });
  });

  it('gets a context with its ARN and the remaining time', async () => {
    const telling = handling('return { ...context, left: context.getRemainingTimeInMillis() };');
    expect(await telling.invoke(`${ARN}:1`, {})).toMatchObject({
      ok: true,
      payload: {
        awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        invokedFunctionArn: `${ARN}:1`,
        left: expect.any(Number),
      },
    });
  });

  it('answers null when it answers nothing', async () => {
    expect(await handling('').invoke(ARN, {})).toEqual({ ok: true, payload: null });
  });

  it('fails with what it throws, and goes on', async () => {
    const failing = handling('if (event.fail) throw new RangeError("out of range"); return "well";');
    const error = { errorType: 'RangeError', errorMessage: 'out of range' };
    expect(await failing.invoke(ARN, { fail: true })).toEqual({ ok: false, error });
    expect(failing.alive).toBe(true);
    expect(await failing.invoke(ARN, {})).toEqual({ ok: true, payload: 'well' });
    expect(lines).toEqual([expect.stringContaining('ERROR\tInvoke Error\t{"errorType":"RangeError"')]);
  });

  it.each([
    ['has no file', { 'other.mjs': '' }, "Cannot find module 'index'"],
    ['has no export', { 'index.mjs': 'export const other = 1;' }, 'index.handler is undefined or not exported'],
    ['throws when it is loaded', { 'index.mjs': 'throw new Error("no OPTIONS");' }, 'no OPTIONS'],
    [
      'takes a callback',
      { 'index.cjs': 'exports.handler = (event, context, callback) => callback();' },
      'takes a callback',
    ],
  ])('that %s fails every request, and its instance is done', async (_what, files, message) => {
    const broken = instanceOf(files);
    expect(await broken.invoke(ARN, {})).toMatchObject({
      ok: false,
      error: { errorType: 'Runtime.ImportModuleError', errorMessage: expect.stringContaining(message) },
    });
    expect(broken.alive).toBe(false);
  });
});

describe('a process', () => {
  it('that takes longer than its timeout is ended', async () => {
    const hanging = handling('if (event.hang) await new Promise(() => {});');
    await hanging.invoke(ARN, {});
    const answer = hanging.invoke(ARN, { hang: true });
    clock.advance(2_999);
    expect(hanging.alive).toBe(true);
    clock.advance(1);
    expect(await answer).toEqual({
      ok: false,
      error: {
        errorType: 'Sandbox.Timedout',
        errorMessage: expect.stringMatching(/Task timed out after 3\.00 seconds$/),
      },
    });
    expect(hanging.alive).toBe(false);
    expect(lines.at(-1)).toMatch(/^stderr: .* Task timed out after 3\.00 seconds$/);
  });

  it('that exits fails the request that it had', async () => {
    const leaving = handling('console.log("last words"); process.exit(3);');
    expect(await leaving.invoke(ARN, {})).toEqual({
      ok: false,
      error: { errorType: 'Runtime.ExitError', errorMessage: 'Runtime exited with error: exit status 3' },
    });
    expect(leaving.alive).toBe(false);
    expect(lines).toEqual(['stdout: last words']);
  });

  it('that needs more than its memory fails the request that it had', async () => {
    const growing = handling('const held = []; for (;;) held.push(new Array(100_000).fill(Math.random()));', {
      memoryMb: 32,
    });
    expect(await growing.invoke(ARN, {})).toMatchObject({ ok: false, error: { errorType: 'Runtime.ExitError' } });
  });

  it('has written all its lines by the time it answers', async () => {
    const talking = handling(
      'for (let n = 0; n < 500; n++) console.log("line " + n); console.error("a\\nb"); process.stdout.write("no newline"); return 1;',
    );
    await talking.invoke(ARN, {});
    expect(lines.filter((line) => /^stdout: line \d+$/.test(line))).toHaveLength(500);
    expect(lines.filter((line) => !line.includes('line '))).toEqual(expect.arrayContaining(['stderr: a', 'stderr: b']));
    expect(lines).toContain('stdout: no newline');
    expect(lines.join()).not.toContain('END RequestId');
  });
});
