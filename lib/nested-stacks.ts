import { createHash } from 'node:crypto';
import { NestedStack } from 'aws-cdk-lib';
import { Construct } from 'constructs';

/**
 * Over how many nested stacks callers are spread. It must stay the same: with another number, almost all callers would
 * move, and a secret that moves is made anew.
 *
 * A nested stack may have 500 resources, like any other. 500 callers with a limit each have 1,500 at most.
 */
export const NESTED_STACKS = 8;

/** In which of them a caller is. It depends on the name alone, so callers that come and go move nobody. */
export function nestedStackOf(caller: string): number {
  return createHash('sha256').update(caller).digest().readUInt32BE() % NESTED_STACKS;
}

/** The nested stacks of callers that their stack has no room for, each made when it is first needed. */
export class NestedStacks extends Construct {
  readonly #description: string;

  /** @param description what they hold. */
  constructor(scope: Construct, id: string, description: string) {
    super(scope, id);
    this.#description = description;
  }

  of(caller: string): NestedStack {
    const at = nestedStackOf(caller);
    const there = this.node.tryFindChild(String(at));
    if (there instanceof NestedStack) return there;
    const description = `${this.#description}, part ${at + 1} of ${NESTED_STACKS}`;
    return new NestedStack(this, String(at), { description });
  }
}
