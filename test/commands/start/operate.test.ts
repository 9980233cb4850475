import { describe, expect, it } from 'vitest';
import { makeSecretLines, type OperatedStage, operateLines } from '../../../commands/start/operate.ts';

const millicast = (project: string | undefined) => ({
  id: 'millicast' as const,
  project,
  environment: { MILLICAST_API_URL: 'http://127.0.0.1:5' },
});

const everything: OperatedStage = {
  stage: 'prod',
  operatorEnvironment: { AWS_ENDPOINT_URL_CLOUDFRONT: 'http://127.0.0.1:4', AWS_SECRET_ACCESS_KEY: "a+b'c=" },
  provider: { id: 'momento', project: undefined, environment: {} },
  makeSecrets: makeSecretLines(millicast(undefined)),
  caller: 'kiosk-1',
  asUser: { caller: 'members', user: 'ada' },
  userToken: 'token --sub ada --claim tenant=acme --caller members',
  rotating: ['stagepass/prod/caller/kiosk-1', 'stagepass/prod/origin'],
};

describe('the lines that operate a stage', () => {
  it('name its stage, and something that it has', () => {
    expect(operateLines(everything)).toEqual([
      'unset AWS_PROFILE AWS_SESSION_TOKEN',
      "export AWS_ENDPOINT_URL_CLOUDFRONT=http://127.0.0.1:4 AWS_SECRET_ACCESS_KEY='a+b'\\''c='",
      'npx stagepass verify --stage prod',
      'npx stagepass secrets momento --stage prod',
      'MILLICAST_API_URL=http://127.0.0.1:5 npx stagepass secrets millicast --create-parent --stream MainCam --stage prod',
      'npx stagepass callers disable kiosk-1 --stage prod',
      'npx stagepass callers enable kiosk-1 --stage prod',
      'npx stagepass users token --sub ada --claim tenant=acme --caller members',
      'npx stagepass users block ada --caller members --for 1h --stage prod',
      'npx stagepass users unblock ada --caller members --stage prod',
      'npx stagepass rotate kiosk-1 --stage prod',
    ]);
  });

  it('name the stack of somebody else that it is in, where they ask for its outputs', () => {
    const lines = operateLines({ ...everything, stack: 'Shop' });
    expect(lines.filter((line) => line.includes('--stack'))).toEqual([
      'npx stagepass verify --stage prod --stack Shop',
      'npx stagepass secrets momento --stage prod --stack Shop',
      expect.stringContaining('--stream MainCam --stage prod --stack Shop'),
    ]);
  });

  it('name the project, where it has projects', () => {
    expect(
      operateLines({
        ...everything,
        provider: { id: 'agora', project: 'eu', environment: {} },
        makeSecrets: makeSecretLines(millicast('eu')),
      }),
    ).toEqual(
      expect.arrayContaining([
        'npx stagepass secrets agora --project eu --stage prod',
        'MILLICAST_API_URL=http://127.0.0.1:5 npx stagepass secrets millicast --project eu --create-parent --stream MainCam --stage prod',
      ]),
    );
  });

  it('verify as a user, where nobody has a password', () => {
    const usersOnly = { ...everything, caller: undefined };
    expect(operateLines(usersOnly)).toContain(
      'npx stagepass users token --sub ada --claim tenant=acme --caller members | npx stagepass verify --bearer --stage prod',
    );
    const withRealIssuers = operateLines({ ...usersOnly, userToken: undefined });
    expect(withRealIssuers).toContain('npx stagepass verify --bearer --stage prod');
    expect(withRealIssuers).toContain('npx stagepass users block ada --caller members --for 1h --stage prod');
  });

  it('are left out for what the stage doesn’t have', () => {
    const nothing = { provider: undefined, makeSecrets: [], caller: undefined, asUser: undefined, rotating: [] };
    const commands = operateLines({ ...everything, ...nothing, userToken: undefined }).filter((line) =>
      line.includes('npx stagepass'),
    );
    expect(commands).toEqual(['npx stagepass verify --stage prod']);
    expect(operateLines({ ...everything, rotating: ['stagepass/prod/origin'] })).toContain(
      'npx stagepass rotate origin --stage prod',
    );
  });
});
