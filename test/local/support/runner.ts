/* Runs the assembly in the folder that it is given, in a process of its own, and tells its URL. */
import { runAssembly } from '../../../local/run-assembly.ts';

const { url } = await runAssembly({ assemblyDir: process.argv[2] ?? '' });
process.send?.(url);
