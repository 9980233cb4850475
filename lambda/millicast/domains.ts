import * as v from 'valibot';
import { DOMAIN } from './contract/token-fields.ts';

const EXPECTED = 'a domain such as app.example.com or *.example.com';

/** In the configuration: the domains on which a token is valid. */
export const Domains = v.array(v.pipe(v.string(EXPECTED), v.regex(DOMAIN, EXPECTED)), 'a list of domains');
