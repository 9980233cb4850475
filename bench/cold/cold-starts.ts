import { interleaved } from '../interleaved.ts';
import { localLoader, runtimeClientLoader } from '../loader.ts';
import type { Section } from '../report.ts';
import type { Surroundings } from '../surroundings.ts';
import { coldReport } from './cold-report.ts';
import { coldSubjects } from './cold-subjects.ts';
import { startCpuThrottle } from './cpu-throttle.ts';
import { startFarServices } from './far-services.ts';

export interface ColdOptions {
  readonly rounds: number;
  readonly scratchDir: string;
  /** index.mjs of Lambda's runtime client; undefined for the local runner's loader. */
  readonly clientFile: string | undefined;
}

/** What a viewer waits for a function that must be started first: over TLS, from afar, with the CPU that Lambda gives. */
export async function coldStarts(
  surroundings: Surroundings,
  { rounds, scratchDir, clientFile }: ColdOptions,
): Promise<Section> {
  const throttle = startCpuThrottle();
  const far = await startFarServices(scratchDir);
  const loader = await (clientFile === undefined ? localLoader(throttle) : runtimeClientLoader(clientFile, throttle));
  try {
    const subjects = await coldSubjects({ loader, far, surroundings });
    const samples = await interleaved(rounds, new Map([...subjects].map(([key, { take }]) => [key, take])));
    return { title: 'Cold start', text: coldReport({ subjects, samples, rounds, loaderName: loader.name }) };
  } finally {
    await loader.close();
    far.close();
    await throttle.close();
  }
}
