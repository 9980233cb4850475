import { mergeConfig } from 'vitest/config';
import { acceptance, own } from './vitest.config.ts';

/** What takes other makers' tools to tell, and as long as they take: `npm run test:acceptance`. */
export default mergeConfig(own, { test: { include: acceptance } });
