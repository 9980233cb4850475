import { expect, it } from 'vitest';
import { environmentsOf } from '../../../../lambda/shared/projects/environments-of.ts';

it('gives each project its variables, its own secret and its name, and what the function’s own environment says of it', () => {
  const file = {
    eu: { OPTIONS: '{"a":1}', URL: 'https://eu.example' },
    us: { OPTIONS: '{}', URL: 'https://us.example' },
  };
  const ofEu = { OPTIONS: '{"a":1}', SECRET_ARN: 'arn:eu', PROJECT: 'eu' };
  const ofUs = { OPTIONS: '{}', SECRET_ARN: 'arn:us', PROJECT: 'us' };
  expect(environmentsOf(file, ['arn:eu', 'arn:us'], { URL: '{}' })).toEqual({
    eu: { ...ofEu, URL: 'https://eu.example' },
    us: { ...ofUs, URL: 'https://us.example' },
  });
  expect(environmentsOf(file, ['arn:eu', 'arn:us'], { URL: '{"us":"http://127.0.0.1:1"}', STAGE: 'dev' })).toEqual({
    eu: { ...ofEu, URL: 'https://eu.example' },
    us: { ...ofUs, URL: 'http://127.0.0.1:1' },
  });
});
