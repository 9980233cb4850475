import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import { assumptions, estimate, total } from '../../cost/estimate.ts';
import { changes, levers } from '../../cost/levers.ts';
import { limitsOf } from '../../cost/limits.ts';
import { type Plan, readPlan } from '../../cost/plan.ts';
import { regionPrices } from '../../cost/prices.ts';
import { costReport } from '../../cost/report.ts';
import { accessTokenRoute } from '../../lambda/agora/contract.ts';
import { readMetrics } from '../../lambda/shared/telemetry/metrics.ts';
import { requestLog } from '../../lambda/shared/telemetry/request-log.ts';
import { selectStage } from '../../lib/config/config.ts';
import { callersWithPassword, type StageInput } from '../../lib/config/stage.ts';
import { FUNCTION_TAG } from '../../lib/functions/function-tag.ts';
import config from '../project/stagepass.config.ts';
import { REQUEST_ID } from '../support/api-event.ts';
import { captureLog } from '../support/captured-log.ts';
import { assemblyOf } from '../support/synth.ts';

const region = regionPrices['us-east-1'] as (typeof regionPrices)[string];

const plan: Plan = {
  region: 'us-east-1',
  otherRegions: [],
  api: 'rest',
  guard: 'lambda-edge',
  callers: 2,
  guardSecrets: 2,
  guardTtlSeconds: 300,
  authorizerTtlSeconds: 300,
  memoryMb: 256,
  tracedPerSecond: 0,
  tracedShare: 0.01,
  accessLog: true,
  logsDays: 30,
  webAclRules: undefined,
  throttle: { rate: 100, burst: 200 },
  secrets: 5,
  alarmMetrics: 0,
  compositeAlarms: 0,
  dashboards: 0,
  metrics: 0,
  scheduledMetrics: 0,
  rotationsPerMonth: 0,
  checksPerMonth: 0,
  keys: 0,
  assetBytes: 0,
  unpriced: [],
};

const part = (of: Plan, tokens: number, component: string) =>
  estimate(of, tokens, region).find((line) => line.component.startsWith(component));

describe('an estimate', () => {
  it('is what AWS’s own price examples say of a part', () => {
    // A million requests of 1 ms and 128 MB, one in a hundred of them 400 ms longer: 0.6 + 625 GB-s.
    expect(part(plan, 1e6, 'Guard')?.tokens).toBeCloseTo(0.6 + ((1e6 * 0.005) / 8) * 0.00005001, 6);
    expect(part(plan, 1e6, 'API Gateway')?.tokens).toBe(3.5);
    expect(part({ ...plan, api: 'http' }, 1e6, 'API Gateway')?.tokens).toBe(1);
  });

  it('of a month’s fixed part is the things that stand there', () => {
    const watched = { ...plan, alarmMetrics: 10, dashboards: 1, scheduledMetrics: 2, keys: 1, webAclRules: 3 };
    expect(total(estimate(plan, 1e6, region)).fixed).toBeCloseTo(5 * 0.4);
    expect(total(estimate(watched, 1e6, region)).fixed).toBeCloseTo(2 + 1 + 3 + 0.6 + 1 + 5 + 3);
  });

  it('asks for metrics of one’s own by the hour', () => {
    const measured = { ...plan, metrics: 25 };
    expect(part(measured, 1e6, 'Metrics')?.fixed).toBeCloseTo(25 * 0.3);
    expect(part(measured, 73, 'Metrics')?.fixed).toBeCloseTo(25 * 0.03);
    expect(part(measured, 0, 'Metrics')?.fixed).toBe(0);
  });

  it('has what a month costs anyway apart from what a token costs', () => {
    const [few, many] = [1e4, 1e6].map((tokens) => total(estimate({ ...plan, metrics: 25 }, tokens, region)));
    expect(few?.fixed).toBeCloseTo(many?.fixed ?? 0, 6);
    // Ten thousand tokens read a secret for nearly each of them: caches help a busy stage.
    expect((few?.tokens ?? 0) / 0.01).toBeLessThan(25);
    expect(costReport({ ...plan, metrics: 25 }, 1e4, region)).toContain(
      '$9.70: $9.50 however many tokens there are, and $0.20 for the tokens.',
    );
  });

  it('traces as the rule says', () => {
    expect(part(plan, 1e6, 'Traces')?.tokens).toBeCloseTo(0.05);
    const byDefault = { ...plan, tracedPerSecond: 1, tracedShare: 0.05 };
    // X-Ray's own rule: every request of a quiet stage, and a twentieth of a busy one's.
    expect(part(byDefault, 1e6, 'Traces')?.tokens).toBeCloseTo(5);
    expect((part(byDefault, 1e10, 'Traces')?.tokens ?? 0) / 1e4).toBeCloseTo(0.05 * 5, 2);
  });

  it('never reads a secret more often than there are requests', () => {
    const hasty = { ...plan, guardTtlSeconds: 0 };
    // 100 requests: a call each for a password, for the origin secret and for the provider's keys.
    expect((part(hasty, 100, 'Secrets')?.tokens ?? 0) / 5e-6).toBeCloseTo(100 * 3);
  });

  it('grows with every lever that costs and shrinks with every one that saves', () => {
    const difference = (name: string) => {
      const lever = levers.find((candidate) => candidate.name === name);
      return (
        total(estimate({ ...plan, ...lever?.change }, 1e6, region)).tokens - total(estimate(plan, 1e6, region)).tokens
      );
    };
    expect(difference('traces off')).toBeLessThan(0);
    expect(difference('traces of every request')).toBeGreaterThan(0);
    expect(difference('HTTP API in place of REST')).toBeLessThan(0);
    expect(difference('guard as CloudFront Function')).toBeLessThan(0);
    expect(difference('authorizer TTL 0')).toBeGreaterThan(0);
    expect(difference('password TTL 30 s')).toBeGreaterThan(0);
    expect(difference('web ACL with 3 rules')).toBeGreaterThan(0);
  });
});

describe('the plan of an assembly', () => {
  const read = readPlan(inject('assemblyDir'));
  const stage = selectStage(config, 'dev');

  it('is what the stage says', () => {
    expect(read).toMatchObject({
      region: stage.region,
      callers: callersWithPassword(stage).length,
      guardTtlSeconds: stage.passwords.ttlSeconds,
      authorizerTtlSeconds: 300,
      memoryMb: 1_024,
      guardSecrets: callersWithPassword(stage).length + 1,
      tracedPerSecond: 0,
      tracedShare: 0.01,
      metrics: 0,
      scheduledMetrics: 0,
      accessLog: true,
      throttle: stage.throttling,
    });
    expect(read.secrets).toBeGreaterThanOrEqual(5);
  });

  it('goes on where something new stands in the templates, and says so', () => {
    const dir = mkdtempSync(join(tmpdir(), 'stagepass-cost-'));
    onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
    cpSync(inject('assemblyDir'), dir, { recursive: true });
    const file = join(dir, 'Stagepass-dev-Edge.template.json');
    const template = JSON.parse(readFileSync(file, 'utf8'));
    const stat = { MetricStat: {} };
    Object.assign(template.Resources, {
      Queue: { Type: 'AWS::SQS::Queue', Properties: {} },
      Own: { Type: 'Custom::Own', Properties: {} },
      Copier: { Type: 'AWS::Lambda::Function', Properties: { Code: { ZipFile: '' }, MemorySize: 256 } },
      Vending: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          Code: { ZipFile: '' },
          MemorySize: 1_024,
          Tags: [{ Key: FUNCTION_TAG, Value: 'momento' }],
          Environment: { Variables: { METRICS: 'ProviderErrors,Vended,Vended/eu' } },
        },
      },
      Plain: { Type: 'AWS::CloudWatch::Alarm', Properties: { MetricName: 'Errors' } },
      OfThree: { Type: 'AWS::CloudWatch::Alarm', Properties: { Metrics: [{ Expression: 'a' }, stat, stat, stat] } },
      Hourly: { Type: 'AWS::Events::Rule', Properties: { ScheduleExpression: 'rate(1 hour)' } },
      Check: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          Code: { ZipFile: '' },
          Tags: [{ Key: FUNCTION_TAG, Value: 'rotation-check' }],
          Environment: { Variables: { METRICS: 'UnfinishedRotations' } },
        },
      },
      Replicated: {
        Type: 'AWS::SecretsManager::Secret',
        Properties: { ReplicaRegions: [{ Region: 'eu-west-1' }] },
      },
      Rotated: { Type: 'AWS::SecretsManager::RotationSchedule', Properties: {} },
    });
    writeFileSync(file, JSON.stringify(template));
    const grown = readPlan(dir);
    expect(grown).toMatchObject({
      unpriced: ['AWS::SQS::Queue', 'Custom::Own'],
      memoryMb: 1_024,
      alarmMetrics: 1 + 3,
      checksPerMonth: 730,
      scheduledMetrics: 1,
    });
    expect(grown.metrics - read.metrics).toBe(3);
    expect(grown.secrets - read.secrets).toBe(2);
    expect(grown.rotationsPerMonth).toBeCloseTo(1, 1);
    expect(costReport(grown, 1e6, region)).toContain('price: AWS::SQS::Queue, Custom::Own.');
    expect(read.unpriced).toEqual([]);
    expect(read.assetBytes).toBeGreaterThan(1e6);
  });

  it('makes a report that leaves out levers that are set so already', () => {
    const report = costReport({ ...read, tracedShare: 0 }, 1e6, region);
    expect(report).toContain('| traces of 1 %');
    expect(report).not.toContain('| traces off');
    expect(levers.every((lever) => !changes(lever, { ...read, ...lever.change }))).toBe(true);
  });

  it('names the levers that would change nothing to speak of, and has no row for them', () => {
    const report = costReport({ ...plan, accessLog: false }, 1_000, region);
    expect(report).not.toMatch(/[−+]0\.00/);
    expect(report).toMatch(/^Less than a cent a month, so left out: .*logs kept 7 days/m);
  });

  it('says whose prices it takes where a stage has two regions', () => {
    const whose = 'All prices are those of us-east-1, also of what is in eu-west-1.';
    expect(costReport({ ...plan, otherRegions: ['eu-west-1'] }, 1e6, region)).toContain(whose);
    expect(costReport(plan, 1e6, region)).not.toContain('All prices');
  });

  it('costs no more than 7 dollars a million tokens with the defaults', () => {
    expect(total(estimate(read, 1e6, region)).tokens).toBeLessThanOrEqual(7);
  });

  it('costs no more than 3.50 dollars a month that nobody asks in, with the four providers that it began with', () => {
    const { agora, interactivity, millicast, momento } = stage.providers;
    const callers: StageInput['callers'] = { client: { audience: 'client' }, admin: { audience: 'admin' } };
    const four: StageInput = { providers: { agora, interactivity, millicast, momento }, callers };
    const plain = readPlan(assemblyOf(four));
    const idle = (of: Plan) => total(estimate(of, 0, region));
    expect(idle(plain)).toEqual({ fixed: expect.closeTo(8 * 0.4, 1), tokens: 0 });
    expect(idle(plain).fixed).toBeLessThanOrEqual(3.5);
  });

  it('takes the lengths of log lines from the code', async () => {
    const log = captureLog();
    const now = () => 1_700_000_000_000;
    const telemetry = { stage: 'dev', logSubjects: true, metrics: readMetrics('Vended') };
    const request = { requestId: REQUEST_ID, caller: 'client', httpMethod: 'GET', resource: accessTokenRoute.path };
    const asked = { channelName: 'room-number-7', uid: '12345', role: 'subscriber' };
    for (const metrics of [readMetrics(), telemetry.metrics]) {
      const ofRequest = requestLog({ ...request, route: accessTokenRoute }, { ...telemetry, metrics }, now);
      ofRequest.asked(asked, undefined, undefined);
      ofRequest.answered({ expiresAt: new Date(now() + 3_600_000).toISOString() });
    }
    const [plain = '', measured = ''] = log.lines().map((line) => `${JSON.stringify(line)}\n`);
    // START, END and REPORT, with the request's id in each.
    const ofLambda = 3 * 36 + 155;
    expect(assumptions.functionLogBytes).toBeCloseTo(plain.length + ofLambda, -1.5);
    expect(assumptions.embeddedMetricBytes).toBeCloseTo(measured.length - plain.length, -1);
  });

  it('meets its own throttle first', () => {
    const met = limitsOf(plan).filter(({ need, limit }) => need(100) >= limit);
    expect(met.map(({ name }) => name)).toEqual(['This stage’s throttle, a route']);
  });
});
