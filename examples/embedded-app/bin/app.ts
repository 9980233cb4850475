import { App } from 'aws-cdk-lib';
import { makeStacks } from '../make-stacks.ts';

makeStacks(new App());
