import { describe, expect, it } from 'vitest';
import { checkAnswers } from '../../../commands/init/answers.ts';
import { configurationText, configuredStage, placeholdersOf } from '../../../commands/init/configuration.ts';
import { signIns } from '../../../commands/init/sign-ins.ts';
import { sourceText } from '../../../commands/init/source-text.ts';
import { providers } from '../../../lambda/providers.ts';
import { selectStage } from '../../../lib/config/config.ts';
import { unlimitedUsers } from '../../../lib/config/unlimited-users.ts';
import { unreached } from '../../../lib/config/unreached.ts';
import { snippetsOf } from '../../support/snippets.ts';

const every = providers.map(({ id }) => id);
const answers = { name: 'tokens', providers: every, region: 'eu-west-1', origins: [], signIn: 'none' };

function evaluated(text: string): unknown {
  return new Function('defineConfig', text.replace(/^import .*$/m, '').replace('export default', 'return'))(
    (config: unknown) => config,
  );
}

describe('the configuration of a new project', () => {
  it.each(every)('is right with %s alone, and has no more of it than is required', (id) => {
    const chosen = { ...answers, providers: [id] };
    const stage = configuredStage(chosen);
    expect(selectStage({ dev: stage }, 'dev').region).toBe('eu-west-1');
    expect(evaluated(configurationText(chosen))).toEqual({ dev: stage });
  });

  it.each(signIns.map(({ id }) => id))(
    'is right with users of %s, who get tokens in their own names only',
    (signIn) => {
      const chosen = { ...answers, signIn, origins: ['https://app.example.com'] };
      checkAnswers(chosen);
      const stage = selectStage({ dev: configuredStage(chosen) }, 'dev');
      expect(unlimitedUsers(stage)).toEqual([]);
      expect(unreached(stage)).toEqual({});
      expect(evaluated(configurationText(chosen))).toEqual({ dev: configuredStage(chosen) });
    },
  );

  it('says at the field, and in the list, what is made up', () => {
    const chosen = { ...answers, providers: ['agora', 'livekit'] as const, signIn: 'auth0' };
    expect(placeholdersOf(chosen).map(({ path }) => path)).toEqual(['dev.providers.livekit.url', 'dev.issuers.app']);
    expect(configurationText(chosen)).toMatch(/\/\/ Yours: the URL of your LiveKit server.*\n\s+url: 'wss:/);
  });

  it.each(providers.flatMap(({ id, starter }) => Object.keys(starter?.placeholders ?? {}).map((path) => [id, path])))(
    'has what %s says is made up at %s',
    (id, path) => {
      const chosen = { ...answers, providers: [id as (typeof every)[number]] };
      expect(placeholdersOf(chosen).map((each) => each.path)).toContain(`dev.providers.${id}.${path}`);
    },
  );
});

it('docs/signed-in-users.md shows each ready sign-in as init writes it', () => {
  const shown = snippetsOf('docs/signed-in-users.md');
  const own = signIns.filter(({ id }) => id !== 'openid');
  expect(own.length).toBeGreaterThan(6);
  for (const { issuer } of own) expect(shown).toContain(`app: ${sourceText(issuer)},\n`);
});

describe('answers', () => {
  it.each([
    [{ region: 'mars' }, /^region: expected an AWS region, such as eu-west-1, but got "mars"$/],
    [{ origins: ['app.example.com'] }, /^allowedOrigins.0: expected an origin/],
    [{ signIn: 'myspace' }, /^there is no sign-in myspace: take one of none, cognito/],
    [{ name: 'My Tokens' }, /^My Tokens is no name for a package/],
  ])('such as %j are refused', (wrong, message) => {
    expect(() => checkAnswers({ ...answers, ...wrong })).toThrow(message);
  });
});
