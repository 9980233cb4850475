import { readFileSync } from 'node:fs';
import { readRights } from '../shared/rights/read-rights.ts';
import { createHandler } from './create-handler.ts';

/** Put beside the bundle when the stack is synthesized, for the routes that the stage has. */
const document = JSON.parse(readFileSync(new URL('openapi.json', import.meta.url), 'utf8'));

export const handler = createHandler(document, Date.now, readRights());
