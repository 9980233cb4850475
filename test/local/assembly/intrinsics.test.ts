import { describe, expect, it } from 'vitest';
import { resolve, type Scope } from '../../../local/assembly/intrinsics.ts';

const scope: Scope = {
  ref: (name) => (name === 'AWS::NoValue' ? undefined : `ref(${name})`),
  attribute: (logicalId, attribute) => `${logicalId}[${attribute}]`,
  importValue: (name) => `import(${name})`,
  stackOutput: (stack, region, output) => `${region}/${stack}/${output}`,
  dynamicReference: (reference) => `<${reference}>`,
};

describe('resolve', () => {
  it.each<[string, unknown, unknown]>([
    ['Ref', { Ref: 'Api' }, 'ref(Api)'],
    ['Fn::GetAtt as a list', { 'Fn::GetAtt': ['Fn', 'Arn'] }, 'Fn[Arn]'],
    ['Fn::GetAtt as a text', { 'Fn::GetAtt': 'Fn.Arn' }, 'Fn[Arn]'],
    ['Fn::Join', { 'Fn::Join': ['/', ['a', { Ref: 'B' }, 3]] }, 'a/ref(B)/3'],
    ['Fn::Split', { 'Fn::Split': [':', 'a:b'] }, ['a', 'b']],
    ['Fn::Select', { 'Fn::Select': ['1', { 'Fn::Split': [':', 'a:b'] }] }, 'b'],
    ['Fn::Sub', { 'Fn::Sub': `\${A}-\${B.Arn}-\${AWS::Region}-\${!Kept}` }, `ref(A)-B[Arn]-ref(AWS::Region)-\${Kept}`],
    ['Fn::Sub with variables', { 'Fn::Sub': [`\${own}\${A}`, { own: { Ref: 'X' } }] }, 'ref(X)ref(A)'],
    ['Fn::ImportValue', { 'Fn::ImportValue': { 'Fn::Join': ['', ['a', 'b']] } }, 'import(ab)'],
    [
      'Fn::GetStackOutput',
      { 'Fn::GetStackOutput': { StackName: 'S', Region: 'eu-west-1', OutputName: 'O' } },
      'eu-west-1/S/O',
    ],
    [
      'a dynamic reference',
      '{{resolve:secretsmanager:name:SecretString:key::}}',
      '<secretsmanager:name:SecretString:key::>',
    ],
    [
      'a dynamic reference put together',
      { 'Fn::Join': ['', ['{{resolve:secretsmanager:', { Ref: 'S' }, ':SecretString:::}}']] },
      '<secretsmanager:ref(S):SecretString:::>',
    ],
    [
      'AWS::NoValue',
      { kept: 1, left: { Ref: 'AWS::NoValue' }, list: ['a', { Ref: 'AWS::NoValue' }] },
      { kept: 1, list: ['a'] },
    ],
    ['what holds none', { a: [1, true, null, { Ref: 'x', more: 1 }] }, { a: [1, true, null, { Ref: 'x', more: 1 }] }],
  ])('knows %s', (_name, value, expected) => {
    expect(resolve(value, scope)).toEqual(expected);
  });

  it.each([
    [{ 'Fn::If': ['Condition', 1, 2] }, /Fn::If is not known/],
    [{ 'Fn::Select': [2, ['a']] }, /shorter list/],
    [{ 'Fn::Join': ['', 'abc'] }, /Fn::Join needs a list/],
    [{ 'Fn::Join': ['', [{}]] }, /Fn::Join needs a text/],
  ])('refuses %j', (value, message) => {
    expect(() => resolve(value, scope)).toThrow(message);
  });
});
