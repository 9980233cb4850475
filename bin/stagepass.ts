import config from '../stagepass.config.ts';
import { appOf } from './app-of.ts';

appOf(config);
