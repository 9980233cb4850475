import { Tags } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** A tag of Stagepass's own. The app that it is in can neither change nor remove it, whatever the priority of its tags. */
export function addOwnTag(construct: IConstruct, key: string, value: string): void {
  Tags.of(construct).add(key, value, { priority: Number.MAX_SAFE_INTEGER });
}
