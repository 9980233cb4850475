import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { setOwnFlags } from './own-flags.ts';

/** A stack that is all ours. Its name and resources are the same wherever in an app it is. */
export class OwnStack extends Stack {
  constructor(scope: Construct, name: string, props: StackProps) {
    super(scope, name, { ...props, stackName: name });
    setOwnFlags(this);
  }
}
