import { type ProviderId, providerOf, providers } from '../../lambda/providers.ts';
import type { ProviderDescriptor } from '../../lambda/shared/providers/provider.ts';
import { keysOf, urlOf } from '../provider-keys.ts';

/** The text of .env.example: every variable that a local run reads. */
export function envExample(): string {
  return text(head(' `npm run docs` writes this file.'), providers, ({ id }) => ` (lambda/${id}/README.md)`);
}

/** The text of the .env.example of a project with these providers. */
export function envExampleOf(chosen: readonly ProviderId[]): string {
  return text(head(''), chosen.map(providerOf), () => '');
}

/** @param page is put behind a provider's title. */
function text(
  beginning: string,
  chosen: readonly ProviderDescriptor[],
  page: (provider: ProviderDescriptor) => string,
): string {
  return `${[beginning, ...chosen.map((provider) => section(provider, page(provider)))].join('\n\n')}\n`;
}

const head = (
  writtenBy: string,
) => `# What \`npm start\` reads from the environment. Copy it to .env, which is never committed, and fill in what you have:
# everything may be left empty. A value with a # in it needs quotes: NAME="a#b".${writtenBy}
# Where a stage has projects of a provider, each variable has the project's name behind it: APP_ID_EU.

# The port on 127.0.0.1 to listen on, as --port says it. Default: 8080.
PORT=

# Passwords of the callers in stagepass.config.ts: <CALLER>_PASSWORD, with _ for a hyphen. By default, new ones at each
# start. \`npx stagepass verify\` uses them, too.
CLIENT_PASSWORD=
ADMIN_PASSWORD=`;

function section(provider: ProviderDescriptor, page: string): string {
  const { title, isRemote, isRemoteWith } = provider;
  const without = isRemoteWith ? EITHER : isRemote ? SANDBOX : DEMO;
  const keys = Object.values(keysOf(provider).keys).flatMap(({ variable, description, found }) => [
    `# ${description.replace(/^./, (letter) => letter.toUpperCase())} (${found}).`,
    `${variable}=`,
  ]);
  const url = urlOf(provider);
  return [
    `# ${title}${page}. Without keys, ${without}`,
    ...keys,
    ...(url === undefined ? [] : [`# ${url.description ?? URL_GIVEN}`, `${url.variable}=`]),
  ].join('\n');
}

const SANDBOX = 'a sandbox on this machine stands in for it.';
const DEMO = 'demo keys are made:\n# the tokens are well-formed, but open nothing.';
const EITHER =
  'demo keys are made,\n# or a sandbox on this machine stands in for it: as the stage’s configuration says.';
const URL_GIVEN =
  'Another URL to ask it at than the stage’s configuration says. Without keys, it is asked with demo keys.';
