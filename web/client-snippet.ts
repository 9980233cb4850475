import type { TokenRequest } from '../lambda/shared/decoding/decode.ts';
import type { Operation } from './contract.ts';

/** If the server may reuse the token, the snippet passes `renew` on; the field of that name in the form is left out. */
export function clientSnippet(
  origin: string,
  { name, parameters }: Pick<Operation, 'name' | 'parameters'>,
  { renew: _, ...asked }: TokenRequest,
): string {
  const isKept = parameters.some((parameter) => parameter.name === 'renew');
  const fields = Object.entries(asked).map(([field, value]) => `${field}: ${JSON.stringify(value)}`);
  const input = isKept ? [...fields, 'renew'] : fields;
  const call = `client.${name}(${input.length > 0 ? `{ ${input.join(', ')} }` : ''})`;
  return [
    `const client = createClient({ url: '${origin}', credentials });`,
    `const fresh = keepFresh((${isKept ? '{ renew }' : ''}) => ${call}, useToken);`,
  ].join('\n');
}
