import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { arnMatches, evaluate, PolicyDocument, type PolicyStatement } from '../../../local/iam/policy.ts';

const READ = 'secretsmanager:GetSecretValue';
const SECRET = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:stagepass/dev/origin-AbCdEf';

function statement(Effect: 'Allow' | 'Deny', action: string, resource: string): PolicyStatement {
  return { Effect, Action: [action], Resource: [resource] };
}

describe('evaluate', () => {
  it.each<[PolicyStatement[], ReturnType<typeof evaluate>]>([
    [[], 'implicit deny'],
    [[statement('Allow', READ, SECRET)], 'allowed'],
    [[statement('Allow', 'SecretsManager:getsecretvalue', SECRET)], 'allowed'],
    [[statement('Allow', 'secretsmanager:Get*', '*')], 'allowed'],
    [[statement('Allow', '*', SECRET.replace('AbCdEf', '??????'))], 'allowed'],
    [[statement('Allow', READ, SECRET.replace('AbCdEf', '?????'))], 'implicit deny'],
    [[statement('Allow', READ, SECRET.toUpperCase())], 'implicit deny'],
    [[statement('Allow', 'secretsmanager:PutSecretValue', '*')], 'implicit deny'],
    [[statement('Allow', READ, SECRET.replace('us-east-1', 'eu-west-1'))], 'implicit deny'],
    [[statement('Allow', '*', '*'), statement('Deny', READ, SECRET)], 'explicit deny'],
    [[statement('Deny', READ, '*'), statement('Allow', '*', '*')], 'explicit deny'],
  ])('%j', (statements, expected) => {
    expect(evaluate(statements, READ, SECRET)).toBe(expected);
  });

  const part = fc.constantFrom('a', 'b', 'A', '.', '(');
  const name = fc.array(part, { minLength: 1, maxLength: 7 }).map((parts) => parts.join(':'));
  const pattern = fc
    .array(fc.oneof(part, fc.constantFrom('*', '?', 'a*')), { minLength: 1, maxLength: 7 })
    .map((parts) => parts.join(':'));
  const anyStatement = fc.record({
    Effect: fc.constantFrom('Allow' as const, 'Deny' as const),
    Action: fc.array(pattern),
    Resource: fc.array(pattern),
  });

  it('never allows what no Allow matches', () => {
    fc.assert(
      fc.property(fc.array(anyStatement), name, name, (statements, action, resource) => {
        fc.pre(evaluate(statements, action, resource) === 'allowed');
        const granting = statements.filter(
          ({ Effect, Action, Resource }) =>
            Effect === 'Allow' &&
            Action.some((candidate) => globs(candidate.toLowerCase(), action.toLowerCase())) &&
            Resource.some((candidate) => globs(candidate, resource)),
        );
        expect(granting).not.toEqual([]);
      }),
    );
  });

  it('never allows what a Deny names word by word, whatever else is said', () => {
    fc.assert(
      fc.property(fc.array(anyStatement), fc.nat(), name, name, (statements, at, action, resource) => {
        const denying = statements.toSpliced(at % (statements.length + 1), 0, statement('Deny', action, resource));
        expect(evaluate(denying, action, resource)).toBe('explicit deny');
      }),
    );
  });
});

/** Written otherwise than what it checks: one character after the other. */
function globs(pattern: string, text: string): boolean {
  if (pattern === '') return text === '';
  if (pattern[0] === '*') return globs(pattern.slice(1), text) || (text !== '' && globs(pattern, text.slice(1)));
  return text !== '' && (pattern[0] === '?' || pattern[0] === text[0]) && globs(pattern.slice(1), text.slice(1));
}

describe('arnMatches', () => {
  it('keeps a wildcard within its segment, but for the last', () => {
    expect(arnMatches('arn:aws:logs:*:1:group:a', 'arn:aws:logs:us-east-1:1:group:a')).toBe(true);
    expect(arnMatches('arn:aws:logs:*', 'arn:aws:logs:us-east-1:1:group:a')).toBe(false);
    expect(arnMatches('arn:aws:logs:us-east-1:1:*', 'arn:aws:logs:us-east-1:1:group:a')).toBe(true);
  });
});

describe('a policy document', () => {
  it.each(['Condition', 'NotAction', 'NotResource', 'Principal'])(
    'with %s is not taken for less than it says',
    (element) => {
      const document = { Statement: [{ ...statement('Allow', READ, SECRET), [element]: {} }] };
      expect(v.is(PolicyDocument, document)).toBe(false);
    },
  );
});
