import type { Construct } from 'constructs';
import { env } from '../../lambda/shared/settings/environment.ts';
import { RegionalFunction } from './regional-function.ts';

export interface TelemetryProps {
  readonly stageName: string;
  readonly logSubjects: boolean;
}

/** Sets the variables for logs and metrics on every function below `scope`, so that none can be forgotten. */
export function tellTelemetry(scope: Construct, { stageName, logSubjects }: TelemetryProps): void {
  for (const construct of scope.node.findAll()) {
    if (!(construct instanceof RegionalFunction)) continue;
    construct.function.addEnvironment(env.stage, stageName);
    construct.function.addEnvironment(env.logSubjects, String(logSubjects));
  }
}
