import type { ReadSecret, VersionStage } from '../../../lambda/shared/secrets/secrets-manager.ts';

/** Secrets Manager with one plain-string secret. */
export class FakeSecret {
  /** Each version's value. */
  versions: Partial<Record<VersionStage, string>> = { AWSCURRENT: 'current' };
  /** What every reading fails with. */
  outage: Error | undefined;
  /** What the readings of one of its versions fail with. */
  outageOf: readonly [VersionStage, Error] | undefined;
  readonly asked: VersionStage[] = [];

  readonly read: ReadSecret = async (stage) => {
    this.asked.push(stage);
    if (this.outage !== undefined) throw this.outage;
    if (this.outageOf?.[0] === stage) throw this.outageOf[1];
    const value = this.versions[stage];
    return value === undefined ? undefined : { value, createdAt: 0 };
  };

  /** How often the current version was read. */
  get loads(): number {
    return this.asked.filter((stage) => stage === 'AWSCURRENT').length;
  }
}
