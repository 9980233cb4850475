/* Runs the assembly in the folder that it is given, in a process of its own, and tells its URL. */
import { startStagepass } from '../../../local/stagepass.ts';

const { url } = await startStagepass({ assemblyDir: process.argv[2] ?? '' });
process.send?.(url);
