import { PROJECT } from '../api/project-parameter.ts';
import type { TokenRequest } from '../lambda/shared/decoding/decode.ts';
import type { Operation } from './contract.ts';

/** If the server may reuse the token, the snippet passes `renew` on; the field of that name in the form is left out. */
export function clientSnippet(
  origin: string,
  { name, parameters }: Pick<Operation, 'name' | 'parameters'>,
  { renew: _, [PROJECT]: project, ...asked }: TokenRequest,
): string {
  const isKept = parameters.some((parameter) => parameter.name === 'renew');
  const fields = Object.entries(asked).map(([field, value]) => `${field}: ${JSON.stringify(value)}`);
  const input = isKept ? [...fields, 'renew'] : fields;
  const given = input.length > 0 ? `{ ${input.join(', ')} }` : '';
  const call =
    project === undefined
      ? `client.${name}(${given})`
      : `client.${name}(${given || '{}'}, { project: ${JSON.stringify(project)} })`;
  return [
    `const client = createClient({ url: '${origin}', credentials });`,
    `const fresh = keepFresh((${isKept ? '{ renew }' : ''}) => ${call}, useToken);`,
  ].join('\n');
}
