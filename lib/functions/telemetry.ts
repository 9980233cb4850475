import { Lazy } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { providerOfFunction } from '../../lambda/providers.ts';
import { env } from '../../lambda/shared/settings/environment.ts';
import type { FunctionMetrics } from '../operations/function-metrics.ts';
import { RegionalFunction } from './regional-function.ts';

export interface TelemetryProps {
  readonly stageName: string;
  readonly logSubjects: boolean;
  readonly metrics: FunctionMetrics;
}

/** Sets the variables for logs and metrics on every function below `scope`, so that none can be forgotten. */
export function tellTelemetry(scope: Construct, { stageName, logSubjects, metrics }: TelemetryProps): void {
  for (const construct of scope.node.findAll()) {
    if (!(construct instanceof RegionalFunction)) continue;
    construct.function.addEnvironment(env.stage, stageName);
    construct.function.addEnvironment(env.logSubjects, String(logSubjects));
    // Who reads a metric may come later: the dashboard, or the app that the stage is in.
    const provider = providerOfFunction(construct.functionId);
    const reported = Lazy.string({ produce: () => metrics.reportedBy(provider) });
    construct.function.addEnvironment(env.metrics, reported);
  }
}
