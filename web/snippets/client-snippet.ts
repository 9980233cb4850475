import { PROJECT } from '../../api/project-parameter.ts';
import { codeUnits, UNSEEN } from '../unseen.ts';
import type { AskedRequest } from './request.ts';

/** If the server may reuse the token, the snippet passes `renew` on; the field of that name in the form is left out. */
export function clientSnippet({
  origin,
  caller,
  operation: { name, parameters },
  asked: { renew: _, [PROJECT]: project, ...asked },
}: Pick<AskedRequest, 'origin' | 'caller' | 'operation' | 'asked'>): string {
  const isKept = parameters.some((parameter) => parameter.name === 'renew');
  const fields = Object.entries(asked).map(([field, value]) => `${key(field)}: ${textOf(value)}`);
  const input = isKept ? [...fields, 'renew'] : fields;
  const given = input.length > 0 ? `{ ${input.join(', ')} }` : '';
  const call =
    project === undefined
      ? `client.${name}(${given})`
      : `client.${name}(${given || '{}'}, { project: ${textOf(project)} })`;
  return [
    "import { createClient, keepFresh } from 'stagepass/client';",
    '',
    `const credentials = { username: ${textOf(caller)}, password };`,
    `const client = createClient({ url: '${origin}', credentials });`,
    `const fresh = keepFresh((${isKept ? '{ renew }' : ''}) => ${call}, useToken);`,
  ].join('\n');
}

function key(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) ? name : textOf(name);
}

function textOf(text: string): string {
  return JSON.stringify(text).replaceAll(UNSEEN, codeUnits);
}
