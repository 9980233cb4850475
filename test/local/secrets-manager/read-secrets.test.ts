import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { generateSecretString } from '../../../local/secrets-manager/generate-secret-string.ts';
import { readSecretReference, readSecrets } from '../../../local/secrets-manager/read-secrets.ts';
import { SecretStore, versionAt } from '../../../local/secrets-manager/secret-store.ts';
import { deployed } from '../support/assembly.ts';

function secretsOf(Properties: object, region = 'us-east-1'): SecretStore {
  const store = new SecretStore(() => 0);
  readSecrets(
    deployed({ Main: { region, Resources: { It: { Type: 'AWS::SecretsManager::Secret', Properties } } } }),
    store,
  );
  return store;
}

function templateValue(Properties: object): string | undefined {
  const found = secretsOf({ Name: 'it', ...Properties }).find('us-east-1', 'it');
  return found && versionAt(found, 'AWSCURRENT')?.value;
}

describe('a secret of the template', () => {
  it('has its literal value', () => {
    expect(templateValue({ SecretString: '{"appId":""}' })).toBe('{"appId":""}');
  });

  it('has a generated value, alone or within its template', () => {
    expect(templateValue({ GenerateSecretString: { ExcludePunctuation: true, PasswordLength: 64 } })).toMatch(
      /^[A-Za-z0-9]{64}$/,
    );
    const within = { SecretStringTemplate: '{"username":"client"}', GenerateStringKey: 'password' };
    expect(JSON.parse(templateValue({ GenerateSecretString: within }) ?? '')).toEqual({
      username: 'client',
      password: expect.stringMatching(/^.{32}$/),
    });
  });

  it('has no version without either', () => {
    expect(templateValue({})).toBeUndefined();
  });

  it('has its replicas, with its value and its ARN but for the region', () => {
    const store = secretsOf({ Name: 'it', SecretString: 'a value', ReplicaRegions: [{ Region: 'eu-west-1' }] });
    const replica = store.find('eu-west-1', 'it');
    expect(replica && versionAt(replica, 'AWSCURRENT')?.value).toBe('a value');
    expect(replica?.arn).toBe(store.find('us-east-1', 'it')?.arn.replace('us-east-1', 'eu-west-1'));
  });

  it('is refused with what is not run here', () => {
    expect(() => templateValue({ Type: 'partner' })).toThrow('Main, It (AWS::SecretsManager::Secret): Type');
  });
});

describe('generateSecretString', () => {
  const kinds = [/[a-z]/, /[A-Z]/, /[0-9]/, /[^A-Za-z0-9 ]/];

  it('has the length, each kind of characters that isn’t excluded, and no others', () => {
    const options = fc.record({
      ExcludeCharacters: fc.constantFrom('', 'aeiou', '0O1lI', '"@/\\'),
      ExcludeLowercase: fc.boolean(),
      ExcludeNumbers: fc.boolean(),
      ExcludePunctuation: fc.boolean(),
      ExcludeUppercase: fc.boolean(),
      IncludeSpace: fc.boolean(),
      PasswordLength: fc.integer({ min: 5, max: 100 }),
      RequireEachIncludedType: fc.constant(true),
    });
    fc.assert(
      fc.property(options, (given) => {
        const excluded = [
          given.ExcludeLowercase,
          given.ExcludeUppercase,
          given.ExcludeNumbers,
          given.ExcludePunctuation,
        ];
        fc.pre(excluded.includes(false));
        const password = generateSecretString(given);
        expect(password).toHaveLength(given.PasswordLength);
        expect([...password].filter((character) => given.ExcludeCharacters.includes(character))).toEqual([]);
        expect(kinds.map((kind) => kind.test(password))).toEqual(excluded.map((left) => !left));
        expect(password.includes(' ')).toBe(given.IncludeSpace);
      }),
    );
  });
});

describe('{{resolve:secretsmanager:…}}', () => {
  const store = secretsOf({ Name: 'keys', SecretString: '{"id":"abc","number":3}' });
  const arn = store.find('us-east-1', 'keys')?.arn ?? '';
  const read =
    (reference: string, region = 'us-east-1') =>
    () =>
      readSecretReference(store, reference, region);

  it.each(['keys', 'keys:SecretString', `${arn}:SecretString:::`, 'keys:SecretString::AWSCURRENT:'])(
    '%s is the whole value',
    (reference) => {
      expect(read(reference)()).toBe('{"id":"abc","number":3}');
    },
  );

  it('is one key of it', () => {
    expect(read(`${arn}:SecretString:id::`)()).toBe('abc');
    expect(read('keys:SecretString:number::')).toThrow('keys has no key number');
    const plain = secretsOf({ Name: 'plain', SecretString: 'no JSON' });
    expect(() => readSecretReference(plain, 'plain:SecretString:id::', 'us-east-1')).toThrow('plain has no key id');
  });

  it('is an error where there is none, as from a stack in another region', () => {
    expect(read('keys:SecretString::AWSPREVIOUS:')).toThrow('the secret has no such version');
    expect(read('keys:SecretBinary')).toThrow('the secret has no such version');
    expect(read(arn, 'eu-west-1')).toThrow('no secret arn:aws:secretsmanager:us-east-1');
  });
});
