import type { TokenRequest } from '../lambda/shared/decoding/decode.ts';
import type { Operation } from './contract.ts';

/** Where a token may be one that is kept, the client says when that was refused; the page's form said it for once. */
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
