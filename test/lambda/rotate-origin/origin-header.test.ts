import {
  type CloudFrontClient,
  type DistributionConfig,
  GetDistributionCommand,
  GetDistributionConfigCommand,
  UpdateDistributionCommand,
} from '@aws-sdk/client-cloudfront';
import { describe, expect, it } from 'vitest';
import { originHeader } from '../../../lambda/rotate-origin/origin-header.ts';

const NAME = 'x-stagepass-origin';

type Headers = readonly (readonly [name: string, value: string])[];

/** A distribution with these headers at each of its origins. CloudFront leaves an empty list out, or what would have it. */
function configOf(...origins: (Headers | undefined)[]): DistributionConfig {
  const items = origins.map((headers, at) => ({
    Id: `origin-${at}`,
    DomainName: `${at}.example`,
    ...(headers && {
      CustomHeaders: {
        Quantity: headers.length,
        ...(headers.length > 0 && {
          Items: headers.map(([HeaderName, HeaderValue]) => ({ HeaderName, HeaderValue })),
        }),
      },
    }),
  }));
  return {
    CallerReference: 'r',
    Comment: 'as it is',
    Enabled: true,
    DefaultCacheBehavior: undefined,
    Origins: { Quantity: items.length, Items: items },
  };
}

/** CloudFront with one distribution. `refusals` are the names of what its next updates are refused with. */
class Distribution {
  config: DistributionConfig | undefined;
  version = 1;
  updates = 0;
  status = 'Deployed';
  readonly refusals: string[] = [];

  constructor(config: DistributionConfig | undefined) {
    this.config = config;
  }

  readonly header = originHeader(
    { send: async (command: unknown) => this.#answer(command) } as CloudFrontClient,
    'D1',
    NAME,
  );

  #answer(command: unknown) {
    expect(command).toMatchObject({ input: { Id: 'D1' } });
    if (command instanceof GetDistributionConfigCommand) {
      return { DistributionConfig: this.config, ETag: `E${this.version}` };
    }
    if (command instanceof GetDistributionCommand) {
      return { Distribution: this.config && { DistributionConfig: this.config, Status: this.status } };
    }
    if (!(command instanceof UpdateDistributionCommand)) throw new Error('unknown call');
    this.updates += 1;
    const refused = this.refusals.shift();
    if (refused !== undefined) throw Object.assign(new Error('no'), { name: refused });
    expect(command.input.IfMatch).toBe(`E${this.version}`);
    this.version += 1;
    this.config = command.input.DistributionConfig;
    this.status = 'InProgress';
    return {};
  }
}

const other = ['x-other', 'stays'] as const;

describe('the origin header', () => {
  it('gets its value at every origin that has it, in any case, and nothing else is changed', async () => {
    const distribution = new Distribution(
      configOf([[NAME, 'old'], other], undefined, [], [other], [['X-Stagepass-ORIGIN', 'older']]),
    );
    await distribution.header.set('new');
    expect(distribution.config).toEqual(
      configOf([[NAME, 'new'], other], undefined, [], [other], [['X-Stagepass-ORIGIN', 'new']]),
    );
    expect(await distribution.header.is('new')).toBe(true);
    expect(await distribution.header.is('old')).toBe(false);
  });

  it('is a value only where all origins that have it send that', async () => {
    const { header } = new Distribution(configOf([[NAME, 'new']], [[NAME, 'old']]));
    expect([await header.is('new'), await header.is('old')]).toEqual([false, false]);
    expect([await header.state('new'), await header.state('old')]).toEqual(['another value', 'another value']);
  });

  it('that has the value is not sent again', async () => {
    const distribution = new Distribution(configOf([[NAME, 'new']]));
    await distribution.header.set('new');
    expect(distribution.updates).toBe(0);
  });

  it('is deployed when CloudFront says so of that value', async () => {
    const distribution = new Distribution(configOf([[NAME, 'old']]));
    await distribution.header.set('new');
    expect(await distribution.header.state('new')).toBe('in progress');
    distribution.status = 'Deployed';
    expect(await distribution.header.state('new')).toBe('deployed');
    expect(await distribution.header.state('old')).toBe('another value');
  });

  it.each(['PreconditionFailed', 'InvalidIfMatchVersion'])(
    'is set anew where somebody else was faster (%s), five times at most',
    async (refusal) => {
      const distribution = new Distribution(configOf([[NAME, 'old']]));
      distribution.refusals.push(...Array(4).fill(refusal));
      await distribution.header.set('new');
      expect(distribution.updates).toBe(5);
      distribution.refusals.push(...Array(5).fill(refusal));
      await expect(distribution.header.set('newer')).rejects.toMatchObject({ name: refusal });
      expect(distribution.updates).toBe(10);
    },
  );

  it('is not set anew where CloudFront refuses it', async () => {
    const distribution = new Distribution(configOf([[NAME, 'old']]));
    distribution.refusals.push('AccessDenied');
    await expect(distribution.header.set('new')).rejects.toMatchObject({ name: 'AccessDenied' });
    expect(distribution.updates).toBe(1);
  });

  it.each([
    ['no origin has', configOf([other], undefined), 'no origin of the distribution has the header'],
    ['no origin can have', { ...configOf(), Origins: undefined }, 'no origin of the distribution has the header'],
    ['isn’t known for want of a configuration', undefined, 'the distribution has no configuration'],
  ])('that %s is set nowhere', async (_what, config, message) => {
    const distribution = new Distribution(config);
    await expect(distribution.header.set('new')).rejects.toThrow(message);
    await expect(distribution.header.is('new')).rejects.toThrow(message);
    expect(distribution.updates).toBe(0);
  });

  it('of a distribution that isn’t there is another value', async () => {
    expect(await new Distribution(undefined).header.state('new')).toBe('another value');
  });
});
