import type { Plan } from './plan.ts';

/** A setting that could be changed: its effect on the plan, and its trade-off. */
export interface Lever {
  readonly name: string;
  readonly change: Partial<Plan>;
  /** What is lost or gained. */
  readonly tradeOff: string;
}

/** Each is a change to the present plan. One without effect is the present setting. */
export const levers: readonly Lever[] = [
  {
    name: 'traces off',
    change: { tracedShare: 0, tracedPerSecond: 0 },
    tradeOff: 'no picture of where a slow request spent its time',
  },
  {
    name: 'traces of 1 %',
    change: { tracedShare: 0.01, tracedPerSecond: 0 },
    tradeOff: 'tells where slow requests spend their time, if there are many',
  },
  {
    name: 'traces of every request',
    change: { tracedShare: 1, tracedPerSecond: 0 },
    tradeOff: 'tells of each slow request where it spent its time',
  },
  {
    name: 'HTTP API in place of REST',
    change: { api: 'http' },
    tradeOff: 'no request validators, no gateway responses of our shape, no throttle a method, no web ACL on it',
  },
  {
    name: 'guard as CloudFront Function',
    change: { guard: 'cloudfront-function' },
    tradeOff: 'no Secrets Manager: rotation must write digests to a KeyValueStore; 1 ms, 2 MB, no Node',
  },
  { name: 'no access log', change: { accessLog: false }, tradeOff: 'nothing tells who asked for what' },
  { name: 'logs kept 7 days', change: { logsDays: 7 }, tradeOff: 'what isn’t looked into within a week is gone' },
  { name: 'logs kept a year', change: { logsDays: 365 }, tradeOff: 'an incident can be looked into months later' },
  {
    name: 'authorizer TTL 0',
    change: { authorizerTtlSeconds: 0 },
    tradeOff: 'a rotated origin secret counts at once; every request waits for one more function',
  },
  {
    name: 'authorizer TTL 1 h',
    change: { authorizerTtlSeconds: 3_600 },
    tradeOff: 'a decision outlives its cause by an hour',
  },
  {
    name: 'password TTL 30 s',
    change: { guardTtlSeconds: 30 },
    tradeOff: 'a revoked password ends sooner; more requests wait for a read from far away',
  },
  {
    name: 'password TTL 1 h',
    change: { guardTtlSeconds: 3_600 },
    tradeOff: 'a revoked password works for up to an hour',
  },
  {
    name: 'functions at 256 MB',
    change: { memoryMb: 256 },
    tradeOff: 'the first request of an environment takes four times the time to load what it needs',
  },
  {
    name: 'web ACL with 3 rules',
    change: { webAclRules: 3 },
    tradeOff: 'floods and known bad addresses are refused before the guard is paid for',
  },
  {
    name: 'web ACL with 1 rule',
    change: { webAclRules: 1 },
    tradeOff: 'no user can use up what all share (limit.perUser), but floods and attacks are paid for',
  },
];

export function changes(lever: Lever, plan: Plan): boolean {
  return Object.entries(lever.change).some(([field, value]) => plan[field as keyof Plan] !== value);
}
