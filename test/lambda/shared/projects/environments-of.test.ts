import { expect, it } from 'vitest';
import { byProject, environmentsOf } from '../../../../lambda/shared/projects/environments-of.ts';

it('gives each project its variables, its own secret and its name, and what the function’s own environment says of it', () => {
  const file = {
    eu: { OPTIONS: '{"a":1}', URL: 'https://eu.example' },
    us: { OPTIONS: '{}', URL: 'https://us.example' },
  };
  const ofEu = { OPTIONS: '{"a":1}', SECRET_ARN: 'arn:eu', PROJECT: 'eu' };
  const ofUs = { OPTIONS: '{}', SECRET_ARN: 'arn:us', PROJECT: 'us' };
  const arns = { us: 'arn:us', eu: 'arn:eu' };
  expect(environmentsOf(file, arns, { URL: '{}' })).toEqual({
    eu: { ...ofEu, URL: 'https://eu.example' },
    us: { ...ofUs, URL: 'https://us.example' },
  });
  expect(environmentsOf(file, arns, { URL: '{"us":"http://127.0.0.1:1"}', STAGE: 'dev' })).toEqual({
    eu: { ...ofEu, URL: 'https://eu.example' },
    us: { ...ofUs, URL: 'http://127.0.0.1:1' },
  });
});

it('gives a project no other secret where a deployment has variables of other projects, or of a stage without', () => {
  const file = { eu: { URL: 'https://eu.example' }, us: {} };
  const of = (variables: Record<string, string>) => {
    const { eu, us } = environmentsOf(file, byProject(variables.SECRET_ARNS), variables);
    return [eu?.URL, eu?.SECRET_ARN, us?.SECRET_ARN];
  };
  const none = 'arn:aws:secretsmanager:nowhere';
  expect(of({ SECRET_ARNS: '{"asia":"arn:asia","us":"arn:us"}' })).toEqual(['https://eu.example', none, 'arn:us']);
  expect(of({ SECRET_ARN: 'arn:default', URL: 'https://default.example' })).toEqual(['https://eu.example', none, none]);
  expect(of({ SECRET_ARNS: 'arn:us,arn:eu' })).toEqual(['https://eu.example', none, none]);
});
