import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { RE2JS } from 're2js';
import { type Route, vendsByGet } from '../api/route.ts';
import { markdownTable } from '../docs/build/markdown-table.ts';
import { type Algorithm, algorithms } from '../edge-auth/config.ts';
import { clientOpenApiRoute } from '../lambda/openapi/contract.ts';
import { providers } from '../lambda/providers.ts';
import { coversStream } from '../lambda/viewer-token/covers-stream.ts';
import { writeBundle } from '../lib/bundling/bundled-code.ts';
import { edgeRuntime } from '../lib/functions/runtime.ts';
import { projectRoot } from '../lib/root.ts';
import { benchGuardConfig, benchToken } from './bearer-tokens.ts';
import { bundleSize } from './bundle-size.ts';
import { viewerRequestEvent } from './events.ts';
import { functions } from './functions.ts';
import { interleaved } from './interleaved.ts';
import { load } from './load.ts';
import { startLocalWay } from './local-way.ts';
import { judged, type Section, shown } from './report.ts';
import { benchExample } from './stage.ts';
import { ratio, type Spread, spread } from './statistics.ts';
import { streamName, streamPattern } from './stream-patterns.ts';
import type { Surroundings } from './surroundings.ts';
import { blankApp, synthSeconds } from './synth-time.ts';
import { CallingProcess, type CallsTook, PROCESSES, ROUND_MS, SHORT_WARM_UP, WARM_UP, warmInTurn } from './warm.ts';

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/** Limits for warm requests: for the guard in µs of CPU, for others in multiples of the token builder's own call. */
const GUARD_US = 50;
const VENDING_RATIO = 1.5;

export async function warmRequests(surroundings: Surroundings, rounds: number): Promise<Section> {
  const processes: CallingProcess[] = [];
  const subjects = new Map<string, () => Promise<CallsTook>>();
  const rows: {
    name: string;
    bare: string | undefined;
    judge: (cpu: Spread, toBare?: Spread) => string;
  }[] = [];
  try {
    const bares = functions.flatMap(({ requests }) => requests.flatMap(({ bare }) => bare ?? []));
    for (const { file, name } of bares) {
      if (subjects.has(name)) continue;
      const same = Array.from({ length: PROCESSES }, () => new CallingProcess(join(projectRoot, file), name, {}));
      processes.push(...same);
      subjects.set(name, (await warmInTurn(same, {}, WARM_UP)).round);
    }
    for (const { id, requests } of functions) {
      const { spec, environment } = surroundings.find(id);
      for (const request of requests) {
        // Processes of its own, as what is beneath it has: what another request taught the compiler is no part of this one.
        const start = () => new CallingProcess(join(spec.taskRoot, 'index.mjs'), 'handler', environment, request);
        const same = Array.from({ length: PROCESSES }, start);
        processes.push(...same);
        const event = request.event(surroundings);
        const { round, answer } = await warmInTurn(same, event, request.asksProvider ? SHORT_WARM_UP : WARM_UP);
        if (!request.isRight(answer as never)) throw new Error(`${id} answered wrongly: ${JSON.stringify(answer)}`);
        subjects.set(`${id}: ${request.name}`, round);
        rows.push({
          name: `${id}: ${request.name}`,
          bare: request.bare?.name,
          judge: (cpu, toBare) => {
            if (id === 'guard') return judged(cpu.median, GUARD_US, ' µs');
            return request.silent ? judged(toBare?.median ?? Number.NaN, VENDING_RATIO) : '';
          },
        });
      }
    }
    const samples = await interleaved(rounds, subjects);
    const wall = (name: string) => (samples.get(name) ?? []).map(({ wallUs }) => wallUs);
    const cpu = (name: string) => (samples.get(name) ?? []).map(({ cpuUs }) => cpuUs);
    return {
      title: 'Warm requests',
      text: [
        `The median of ${rounds} rounds of ${ROUND_MS} ms each, in ${PROCESSES} warm processes in turn. *Beneath it* is what can’t be left out, called`,
        'by itself: the provider’s own builder, or one SHA-256; ratios are to that. CPU is of all threads of the process.',
        '*Unlogged* requests make their log line and don’t write it: a system call takes what the machine makes of it.',
        '',
        markdownTable(
          ['request', 'µs', 'CPU µs', 'beneath it', 'its µs', 'ratio', 'budget'],
          rows.map(({ name, bare, judge }) => {
            const [took, cpuTook] = [spread(wall(name)), spread(cpu(name))];
            const toBare = bare === undefined ? undefined : ratio(wall(name), wall(bare));
            return [
              name,
              shown(took, 1),
              shown(cpuTook, 1),
              bare ?? '',
              bare === undefined ? '' : shown(spread(wall(bare)), 1),
              toBare === undefined ? '' : shown(toBare, 2),
              judge(cpuTook, toBare),
            ];
          }),
        ),
      ].join('\n'),
    };
  } finally {
    for (const each of processes) each.close();
  }
}

/** Verifying a user's token, with all that it says, may take so much more than the algorithm's `crypto.verify`. */
const BEARER_RATIO = 1.5;
/** So that what is around a signature is compiled. One of P-384 takes as long as forty others. */
const bearerWarmUp = (algorithm: Algorithm) => (algorithm === 'ES384' ? 2_000 : 12_000);

/** The guard's verifying, and its whole way from a request to its decision, for each algorithm. */
export async function bearerTokens(scratchDir: string, rounds: number): Promise<Section> {
  const processes: CallingProcess[] = [];
  const subjects = new Map<string, () => Promise<CallsTook>>();
  const calling = async (subject: string, warmUp: number, event: unknown, module: string, exported: string) => {
    const environment = { AWS_REGION: 'us-east-1' };
    const same = Array.from({ length: PROCESSES }, () => new CallingProcess(module, exported, environment));
    processes.push(...same);
    const { round, answer } = await warmInTurn(same, event, warmUp);
    subjects.set(subject, round);
    return answer;
  };
  try {
    for (const algorithm of algorithms) {
      const { token, alone } = benchToken(algorithm);
      const warmUp = bearerWarmUp(algorithm);
      const folder = join(scratchDir, `guard-${algorithm}`);
      writeBundle('edge-auth', edgeRuntime, folder);
      const { path } = clientOpenApiRoute;
      const config = benchGuardConfig(algorithm, alone, path);
      writeFileSync(join(folder, 'guard.json'), JSON.stringify(config));
      const kind = await calling(
        `${algorithm} verified`,
        warmUp,
        { config, token },
        here('verify-token.ts'),
        'verifyToken',
      );
      const isRight = await calling(`${algorithm} alone`, warmUp, alone, here('verify-alone.ts'), 'verifyAlone');
      const event = viewerRequestEvent(path, `Bearer ${token}`);
      const answer = await calling(algorithm, warmUp, event, join(folder, 'index.mjs'), 'handler');
      const isAllowed = typeof answer === 'object' && answer !== null && !('status' in answer);
      if (isRight !== true || kind !== 'signedIn' || !isAllowed)
        throw new Error(`${algorithm} was answered wrongly: ${JSON.stringify(answer)}`);
    }
    const samples = await interleaved(rounds, subjects);
    const cpu = (name: string) => (samples.get(name) ?? []).map(({ cpuUs }) => cpuUs);
    return {
      title: 'Users’ tokens',
      text: [
        'Verifying a user’s token, from its text to the user that it says; `crypto.verify` by itself, over bytes from that text; and the guard’s',
        `whole way from a request to its decision. ${rounds} rounds of ${ROUND_MS} ms each, in ${PROCESSES} warm processes in turn. CPU is of all threads of the process.`,
        '',
        markdownTable(
          ['algorithm', 'verifying, CPU µs', 'verify alone, CPU µs', 'ratio', 'budget', 'guard, CPU µs'],
          algorithms.map((algorithm) => {
            const [verified, alone] = [cpu(`${algorithm} verified`), cpu(`${algorithm} alone`)];
            const toAlone = ratio(verified, alone);
            return [
              algorithm,
              shown(spread(verified), 1),
              shown(spread(alone), 1),
              shown(toAlone, 2),
              judged(toAlone.median, BEARER_RATIO),
              shown(spread(cpu(algorithm)), 1),
            ];
          }),
        ),
      ].join('\n'),
    };
  } finally {
    for (const each of processes) each.close();
  }
}

const CONCURRENCY = 50;

export async function wholeWay(assemblyDir: string, requests: number): Promise<Section> {
  const instancesPerFunction = 4;
  const way = await startLocalWay(assemblyDir, { instancesPerFunction });
  try {
    const rows: string[][] = [];
    for (const route of [...firstTokens(), clientOpenApiRoute as Route]) {
      const { provider = '' } = route;
      const path = benchExample(route);
      const sandboxes = way.sandboxes.get(provider) ?? [];
      const made = () => sandboxes.reduce((sum, sandbox) => sum + sandbox.calls(), 0);
      const before = made();
      const url = way.stagepass.url + path;
      const { requestsPerSecond, byStatus } = await load({
        url,
        headers: way.headers,
        requests,
        concurrency: CONCURRENCY,
      });
      const right = byStatus.get(200) ?? 0;
      const calls = sandboxes.length === 0 ? '' : count(made() - before);
      rows.push([path, count(requests), requestsPerSecond.toFixed(0), String(requests - right), calls]);
    }
    return {
      title: 'The whole local way',
      text: [
        `CloudFront’s part, guard, API Gateway’s part, authorizer and function, ${CONCURRENCY} requests at once, ${instancesPerFunction} processes a function; who asks is`,
        'the same process that serves. A token that is shared is asked for once a process and lifetime, however many ask for it.',
        '',
        markdownTable(['route', 'requests', 'a second', 'errors', 'calls of the provider'], rows),
      ].join('\n'),
    };
  } finally {
    await way.close();
  }
}

/** The first route of each provider that vends to clients. */
function firstTokens(): Route[] {
  return providers.flatMap(({ routes }) => routes.find((each) => each.audience === 'client' && vendsByGet(each)) ?? []);
}

const PATTERN_MS = 50;

/** Parses and matches each pattern. A tenth is also matched by RE2, whose time is linear too. */
export function streamPatterns(howMany: number): Section {
  const patterns = fc.sample(streamPattern, { numRuns: howMany, seed: 1 });
  const names = fc.sample(streamName, { numRuns: howMany, seed: 2 });
  const times = (many: number, match: (pattern: string, name: string) => boolean) =>
    patterns.slice(0, many).map((pattern, at) => {
      const before = process.threadCpuUsage();
      try {
        match(pattern, names[at] as string);
      } catch {
        // It is refused, which takes its time, too.
      }
      const { user, system } = process.threadCpuUsage(before);
      return user + system;
    });
  const row = (name: string, taken: readonly number[], budget?: number) => {
    const worst = taken.reduce((most, us) => Math.max(most, us)) / 1_000;
    const mean = taken.reduce((sum, us) => sum + us) / taken.length;
    return [name, mean.toFixed(0), worst.toFixed(1), judged(worst, budget, ' ms')];
  };
  return {
    title: 'Stream patterns',
    text: [
      `${count(howMany)} patterns and names, generated to keep an engine busy: much that matches the same, counts within counts, names of`,
      '128 characters that nearly match. Each pattern is read and matched, or refused; the CPU time that takes.',
      '',
      markdownTable(
        ['engine', 'mean, µs', 'worst, ms', 'budget'],
        [
          row(
            'ours',
            times(howMany, (pattern, name) => coversStream({ streamName: pattern, isRegex: true }, name)),
            PATTERN_MS,
          ),
          row(
            're2js, a tenth of them',
            times(howMany / 10, (pattern, name) => RE2JS.compile(pattern).matches(name)),
          ),
        ],
      ),
    ].join('\n'),
  };
}

const SYNTH_RATIO = 1.8;
const BLANK = 'a blank app';
const OURS = 'stagepass, stage dev';

export async function synthTimes(scratchDir: string, rounds: number): Promise<Section> {
  const blank = blankApp(scratchDir);
  const samples = await interleaved(
    rounds,
    new Map([
      [BLANK, () => synthSeconds(blank, join(scratchDir, 'blank.out'))],
      [OURS, () => synthSeconds(projectRoot, join(scratchDir, 'stagepass.out'))],
    ]),
  );
  const baseline = samples.get(BLANK) as number[];
  return {
    title: 'cdk synth',
    text: [
      'The blank app is made and run as `cdk init` says: its types are checked, then it is run, by Node in the place of tsx. Ours isn’t',
      'type-checked; it bundles every function and the console, and is judged by cdk-nag and CloudFormation’s validation.',
      '',
      markdownTable(
        ['app', 's', 'ratio', 'budget'],
        [...samples].map(([name, taken]) => {
          const toBlank = ratio(taken, baseline);
          return [
            name,
            shown(spread(taken), 2),
            shown(toBlank, 2),
            name === OURS ? judged(toBlank.median, SYNTH_RATIO) : '',
          ];
        }),
      ),
    ].join('\n'),
  };
}

export function bundleSizes(surroundings: Surroundings): Section {
  return {
    title: 'Bundles',
    text: [
      'All files of a function’s folder but projects’ options, in KB of 1,024 bytes. `npm test` fails when one grows. Projects of a provider',
      'may add 3 KB, for the entry that chooses one.',
      '',
      markdownTable(
        ['function', 'KB', 'budget', 'zipped, KB'],
        functions.map(({ id, kilobytes }) => {
          const { raw, zipped } = bundleSize(surroundings.find(id).spec.taskRoot);
          return [id, (raw / 1_024).toFixed(0), judged(raw / 1_024, kilobytes, ' KB'), (zipped / 1_024).toFixed(0)];
        }),
      ),
    ].join('\n'),
  };
}

function count(number: number): string {
  return number.toLocaleString('en-US');
}
