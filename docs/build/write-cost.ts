import { cost } from '../../commands/cost.ts';
import { projectRoot } from '../../lib/root.ts';
import { writeMeasured } from './between-marks.ts';

writeMeasured('docs/cost.md', await cost(projectRoot, { stage: 'dev', tokens: '1e6' }));
