import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { readAssembly } from '../../../local/assembly/assembly.ts';
import { inert } from '../../../local/assembly/deployment.ts';
import { UnsupportedError } from '../../../local/assembly/unsupported.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { deployed, type StackFixture, writeAssembly, writeFiles } from '../support/assembly.ts';

const api = { Type: 'AWS::ApiGateway::RestApi', Properties: {} };

function resolved(
  value: unknown,
  stack: Partial<StackFixture> = {},
  others: Record<string, StackFixture> = {},
): unknown {
  const Resources = { Api: api, ...stack.Resources };
  return deployed({
    ...others,
    Main: { ...stack, Resources, Outputs: { ...stack.Outputs, It: { Value: value } } },
  }).outputs().It;
}

describe('a reference', () => {
  it.each([
    ['AWS::AccountId', '123456789012'],
    ['AWS::Partition', 'aws'],
    ['AWS::Region', 'us-east-1'],
    ['AWS::StackName', 'Main'],
    ['AWS::URLSuffix', 'amazonaws.com'],
  ])('to %s is what CloudFormation says', (name, expected) => {
    expect(resolved({ Ref: name })).toBe(expected);
  });

  it('to a parameter is its default', () => {
    expect(resolved({ Ref: 'Size' }, { Parameters: { Size: { Type: 'Number', Default: 3 } } })).toBe('3');
  });

  it('to a resource has its service’s form', () => {
    const Resources = {
      Fn: { Type: 'AWS::Lambda::Function', Properties: { FunctionName: 'greet' } },
      FnVersion: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: 'Fn' } } },
      Secret: { Type: 'AWS::SecretsManager::Secret', Properties: { Name: 'a/b' } },
      Role: { Type: 'AWS::IAM::Role', Properties: {} },
    };
    expect(resolved({ Ref: 'Api' })).toMatch(/^[a-z0-9]{10}$/);
    expect(resolved({ Ref: 'Fn' }, { Resources })).toBe('greet');
    expect(resolved({ Ref: 'FnVersion' }, { Resources })).toBe(
      'arn:aws:lambda:us-east-1:123456789012:function:greet:1',
    );
    expect(resolved({ Ref: 'Secret' }, { Resources })).toMatch(
      /^arn:aws:secretsmanager:us-east-1:123456789012:secret:a\/b-\w{6}$/,
    );
    const unnamed = { ...Resources, Secret: { Type: 'AWS::SecretsManager::Secret', Properties: {} } };
    expect(resolved({ Ref: 'Secret' }, { Resources: unnamed })).toMatch(/:secret:Secret-\w{12}-\w{6}$/);
    expect(resolved({ 'Fn::GetAtt': ['Role', 'Arn'] }, { Resources })).toMatch(
      /^arn:aws:iam::123456789012:role\/Main-Role-\w{12}$/,
    );
  });

  it('is the same at every start, and another one for another resource', () => {
    expect(resolved({ Ref: 'Api' })).toBe(resolved({ Ref: 'Api' }));
    expect(resolved({ Ref: 'Other' }, { Resources: { Other: api } })).not.toBe(resolved({ Ref: 'Api' }));
  });

  it('to another stack’s output is resolved there, across regions', () => {
    const other = { region: 'eu-west-1', Resources: {}, Outputs: { Where: { Value: { Ref: 'AWS::Region' } } } };
    const value = { 'Fn::GetStackOutput': { StackName: 'Other', Region: 'eu-west-1', OutputName: 'Where' } };
    expect(resolved(value, {}, { Other: other })).toBe('eu-west-1');
  });

  it('to an export is resolved within the region only', () => {
    const exporting = (region: string) => ({
      region,
      Resources: {},
      Outputs: {
        Exported: { Value: { Ref: 'AWS::StackName' }, Export: { Name: { 'Fn::Sub': `\${AWS::StackName}:x` } } },
      },
    });
    const value = { 'Fn::ImportValue': 'Other:x' };
    expect(resolved(value, {}, { Other: exporting('us-east-1') })).toBe('Other');
    expect(() => resolved(value, {}, { Other: exporting('eu-west-1') })).toThrow(
      'no stack in us-east-1 exports Other:x',
    );
  });

  it('to nothing is an error', () => {
    expect(() => resolved({ Ref: 'Nothing' })).toThrow('there is no resource Nothing in Main');
    expect(() => resolved({ Ref: 'AWS::Nothing' })).toThrow('AWS::Nothing is not known');
    expect(() => resolved({ 'Fn::GetAtt': ['Api', 'Nothing'] })).toThrow(
      'Main, Api (AWS::ApiGateway::RestApi): Fn::GetAtt Nothing',
    );
  });
});

describe('a nested stack', () => {
  const url = (key: string) => ({
    'Fn::Join': ['', ['https://s3.us-east-1.', { Ref: 'AWS::URLSuffix' }, '/', { 'Fn::Sub': 'cdk-assets' }, `/${key}`]],
  });
  const stack = (key: string, Parameters = {}) => ({
    Type: 'AWS::CloudFormation::Stack',
    Properties: { TemplateURL: url(key), Parameters },
  });
  const secret = (Name: unknown) => ({ Type: 'AWS::SecretsManager::Secret', Properties: { Name } });
  const inner = {
    Parameters: { Prefix: { Type: 'String' }, End: { Type: 'String', Default: 'end' } },
    Resources: { Secret: secret({ 'Fn::Join': ['/', [{ Ref: 'Prefix' }, { Ref: 'End' }]] }) },
    Outputs: { Arn: { Value: { Ref: 'Secret' } }, Where: { Value: { Ref: 'AWS::Region' } } },
  };
  const outer = {
    region: 'eu-west-1',
    Resources: {
      Api: api,
      One: stack('one.json', { Prefix: { 'Fn::Join': ['', ['of-', { Ref: 'Api' }]] } }),
      Two: stack('one.json', { Prefix: { 'Fn::GetAtt': ['One', 'Outputs.Where'] }, End: 'own' }),
    },
    Outputs: {
      One: { Value: { 'Fn::GetAtt': ['One', 'Outputs.Arn'] } },
      Id: { Value: { Ref: 'Two' } },
      Api: { Value: { Ref: 'Api' } },
    },
    nested: { 'one.json': inner },
  };

  it('gets its parameters from the stack around it, and gives it its outputs', () => {
    const { One, Id, Api } = deployed({ Main: outer }).outputs();
    expect(One).toMatch(new RegExp(`^arn:aws:secretsmanager:eu-west-1:123456789012:secret:of-${Api}/end-\\w{6}$`));
    expect(Id).toMatch(/^arn:aws:cloudformation:eu-west-1:123456789012:stack\/Main-Two-\w{12}\//);
  });

  it('has resources of its own, though others have the same logical ids', () => {
    const secrets = deployed({ Main: outer }).resources('AWS::SecretsManager::Secret');
    const arns = secrets.map(({ ref }) => ref);
    expect(arns.map((arn) => arn.split(':')[6])).toEqual([
      expect.stringMatching(/^of-.+\/end-/),
      expect.stringMatching(/^eu-west-1\/own-/),
    ]);
    expect(new Set(secrets.map(({ stackName }) => stackName)).size).toBe(2);
    expect(new Set(arns.map((arn) => arn.slice(-6))).size).toBe(2);
  });

  it('is a stack to CloudFormation, but its outputs aren’t told', () => {
    const deployment = deployed({ Main: outer });
    expect(deployment.stacks().map(({ name }) => name.split('-').slice(0, 2).join('-'))).toEqual([
      'Main',
      'Main-One',
      'Main-Two',
    ]);
    expect(Object.keys(deployment.outputs())).toEqual(['One', 'Id', 'Api']);
  });

  it('may be in one that is nested itself', () => {
    const middle = {
      Resources: { Inner: stack('inner.json', { Prefix: 'deep' }) },
      Outputs: { Arn: { Value: { 'Fn::GetAtt': ['Inner', 'Outputs.Arn'] } } },
    };
    const Resources = { Middle: stack('middle.json') };
    const Outputs = { It: { Value: { 'Fn::GetAtt': ['Middle', 'Outputs.Arn'] } } };
    const nested = { 'middle.json': middle, 'inner.json': inner };
    expect(deployed({ Main: { Resources, Outputs, nested } }).outputs().It).toContain(':secret:deep/end-');
  });

  it('can’t be run where its template is elsewhere, or without a parameter that has no default', () => {
    const elsewhere = { Main: { Resources: { One: stack('other.json') }, nested: { 'one.json': inner } } };
    expect(() => deployed(elsewhere)).toThrow(
      'Main, One (AWS::CloudFormation::Stack): TemplateURL is no asset of the assembly',
    );
    const without = { Main: { Resources: { One: stack('one.json') }, nested: { 'one.json': inner } } };
    expect(() => deployed(without).resources('AWS::SecretsManager::Secret')[0]?.ref).toThrow(
      'the parameter Prefix has no default',
    );
  });
});

describe('outputs', () => {
  it('have their stack’s name before their key where several stacks have that key', () => {
    const stack = (url: string) => ({ Resources: {}, Outputs: { Url: { Value: url }, [`Of${url}`]: { Value: 1 } } });
    expect(deployed({ One: stack('a'), Other: stack('b') }).outputs()).toEqual({
      'One.Url': 'a',
      Ofa: '1',
      'Other.Url': 'b',
      Ofb: '1',
    });
  });

  it('name themselves when they can’t be resolved', () => {
    const Outputs = { Url: { Value: { 'Fn::FindInMap': ['Map', 'a', 'b'] } } };
    expect(() => deployed({ Main: { Resources: {}, Outputs } }).outputs()).toThrow(
      new UnsupportedError({ stackName: 'Main', logicalId: 'Url', type: 'Output' }, 'Fn::FindInMap is not known'),
    );
  });
});

describe('an assembly that can’t be run', () => {
  it('says which resource is of an unknown type', () => {
    const stacks = { Main: { Resources: { Table: { Type: 'AWS::DynamoDB::Table' } } } };
    expect(() => deployed(stacks)).toThrow(
      new UnsupportedError(
        { stackName: 'Main', logicalId: 'Table', type: 'AWS::DynamoDB::Table' },
        'a resource of an unknown type',
      ),
    );
  });

  it('says which resource is there on a condition', () => {
    const stacks = { Main: { Resources: { Api: { ...api, Condition: 'IsProd' } } } };
    expect(() => deployed(stacks)).toThrow('Main, Api (AWS::ApiGateway::RestApi): Condition: IsProd');
  });

  it('says which property is unknown, wrong, or can’t be resolved', () => {
    const either = v.union([v.object({ A: v.string() }), v.object({ B: v.object({ C: v.string() }) })]);
    const schema = v.strictObject({
      Nested: v.strictObject({ Kind: v.optional(v.literal('good')), Either: v.optional(either), Ignored: inert }),
    });
    const read = (Nested: object) => () =>
      deployed({ Main: { Resources: { Api: { ...api, Properties: { Nested } } } } })
        .resources('AWS::ApiGateway::RestApi')[0]
        ?.properties(schema);
    expect(read({ Kind: 'good', Ignored: { any: 'thing' } })()).toEqual({
      Nested: { Kind: 'good', Ignored: { any: 'thing' } },
    });
    expect(read({ Surprise: 1 })).toThrow('Main, Api (AWS::ApiGateway::RestApi): Nested.Surprise;');
    expect(read({ Kind: 'bad' })).toThrow('Nested.Kind is "bad", where "good" is expected');
    expect(read({ Either: { B: { C: 1 } } })).toThrow('Nested.Either.B.C is 1, where string is expected');
    expect(read({ Kind: { 'Fn::If': ['C', 1, 2] } })).toThrow(
      'Main, Api (AWS::ApiGateway::RestApi): Fn::If is not known',
    );
  });

  it('refers to a parameter whose value only a deployment knows', () => {
    const read = (Parameters: Record<string, object>) => () => resolved({ Ref: 'Size' }, { Parameters });
    expect(read({ Size: { Type: 'String' } })).toThrow('the parameter Size has no default');
    expect(read({ Size: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/size' } })).toThrow(
      'the parameter Size has the type AWS::SSM::Parameter::Value<String>',
    );
  });

  it('holds assemblies of its own', () => {
    const dir = writeAssembly({});
    const nested = { 'assembly-Prod': { type: 'cdk:cloud-assembly', properties: { directoryName: 'assembly-Prod' } } };
    writeFiles(dir, { 'manifest.json': JSON.stringify({ artifacts: nested }) });
    expect(() => readAssembly(dir)).toThrow('it holds the assembly assembly-Prod: run that folder');
  });

  it('is no assembly, when the folder holds none', () => {
    expect(() => readAssembly(temporaryFolder())).toThrow('holds no cloud assembly: run cdk synth first');
  });

  it('has a stack without a region', () => {
    const stacks = { Main: { region: 'unknown-region', Resources: {} } };
    expect(() => deployed(stacks)).toThrow('the stack Main names no region');
  });
});
