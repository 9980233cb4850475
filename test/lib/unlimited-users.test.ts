import { App } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { selectStage } from '../../lib/config/config.ts';
import type { StageInput } from '../../lib/config/stage.ts';
import { unlimitedUsers } from '../../lib/config/unlimited-users.ts';
import { Stagepass } from '../../lib/stagepass.ts';

type Members = Omit<StageInput['callers'][string], 'audience'>;

const cloudflare = { kind: 'cloudflare' } as const;
const coturn = { kind: 'shared-secret' as const, urls: ['turn:turn.example.com:3478'] };

function inputWith(callers: StageInput['callers'], providers: StageInput['providers']): StageInput {
  return {
    providers,
    issuers: { app: { issuer: 'https://sign-in.example.com', audience: ['stagepass'] } },
    callers: { client: { audience: 'client' }, ...callers },
  };
}

function stageWith(members: Members, providers: StageInput['providers'] = { agora: {} }) {
  return selectStage({ dev: inputWith({ members: { audience: 'client', ...members } }, providers) }, 'dev');
}

const token = { issuer: 'app' };
const ofAgora = 'callers.members.rights.agora.accounts';
const ofTurn = 'callers.members.rights.turn.users';

describe('users who may get tokens in the names of others', () => {
  it.each<[string, Members, StageInput['providers'] | undefined, string[]]>([
    ['rights that say nothing', { token }, undefined, [ofAgora]],
    ['rights to something else', { token, rights: { agora: { channels: ['a'] } } }, undefined, [ofAgora]],
    ['rights to everybody', { token, rights: { agora: { accounts: ['{user}', '*'] } } }, undefined, [ofAgora]],
    ['rights to everybody on purpose', { token, rights: { agora: { accounts: ['*'] } } }, undefined, []],
    ['rights to themselves', { token, rights: { agora: { accounts: ['{user}'] } } }, undefined, []],
    ['rights to some', { token, rights: { agora: { accounts: ['guest-*'] } } }, undefined, []],
    ['a password', {}, undefined, []],
    ['no access', { token, disabled: true }, undefined, []],
    ['no route that vends', { token, rights: { routes: ['/ice_servers'] } }, { agora: {}, turn: cloudflare }, []],
    ['tokens of two providers', { token }, { agora: {}, turn: coturn }, [ofAgora, ofTurn]],
    ['credentials that name nobody', { token }, { turn: cloudflare }, []],
    ['them in some projects', { token }, { turn: { projects: { a: cloudflare, b: coturn } } }, [ofTurn]],
    ['tokens that are for no user', { token }, { interactivity: {} }, []],
  ])('are warned of, and others aren’t: %s', (_, members, providers, warnings) => {
    expect(unlimitedUsers(stageWith(members, providers))).toEqual(warnings);
  });

  it('are told at synth', () => {
    const app = new App({ context: { 'aws:cdk:bundling-stacks': [] } });
    // Another warning of the configuration: late is for nobody, since members stands before it.
    const members = { audience: 'client', token } as const;
    const dev = inputWith({ members, late: members }, { agora: {} });
    new Stagepass(app, 'Stagepass', { stage: 'dev', config: { dev } });
    const annotations = Annotations.fromStack(app.node.findChild('Stagepass-dev-Api') as never);
    annotations.hasWarning(
      '*',
      Match.stringLikeRegexp(`^${ofAgora} limits nobody.*\\['\\*'\\] says that this is on purpose`),
    );
    annotations.hasWarning('*', Match.stringLikeRegexp('^callers.late.token is for nobody'));
  });
});
