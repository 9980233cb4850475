/** The stack with the APIs and their functions, in the stage's region. */
export function apiStackName(stageName: string): string {
  return `Stagepass-${stageName}-Api`;
}

/** The stack with the distribution and the guard, in us-east-1. */
export function edgeStackName(stageName: string): string {
  return `Stagepass-${stageName}-Edge`;
}
