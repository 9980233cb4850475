import { cost } from '../../commands/cost.ts';
import { findProject } from '../../commands/project.ts';
import { projectRoot } from '../../lib/root.ts';
import { writeMeasured } from './between-marks.ts';

const { said } = await cost(await findProject(projectRoot), { stage: 'dev', tokens: '1e6' });
writeMeasured('docs/cost.md', said);
