import { appOf } from '../../bin/app-of.ts';
import config from './stagepass.config.ts';

appOf(config);
