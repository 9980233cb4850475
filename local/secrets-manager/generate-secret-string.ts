import { randomInt } from 'node:crypto';
import * as v from 'valibot';

/** As in CloudFormation's AWS::SecretsManager::Secret. */
export const GenerateSecretString = v.strictObject({
  ExcludeCharacters: v.optional(v.string(), ''),
  ExcludeLowercase: v.optional(v.boolean(), false),
  ExcludeNumbers: v.optional(v.boolean(), false),
  ExcludePunctuation: v.optional(v.boolean(), false),
  ExcludeUppercase: v.optional(v.boolean(), false),
  GenerateStringKey: v.optional(v.string()),
  IncludeSpace: v.optional(v.boolean(), false),
  PasswordLength: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(4096)), 32),
  RequireEachIncludedType: v.optional(v.boolean(), true),
  SecretStringTemplate: v.optional(v.string()),
});
export type GenerateSecretString = v.InferOutput<typeof GenerateSecretString>;

/** A random password, alone or as one key of the template's JSON object. */
export function generateSecretString(options: GenerateSecretString): string {
  const password = generatePassword(options);
  const { SecretStringTemplate: template, GenerateStringKey: key } = options;
  return template === undefined || key === undefined
    ? password
    : JSON.stringify({ ...JSON.parse(template), [key]: password });
}

function generatePassword(options: GenerateSecretString): string {
  const kinds = [
    options.ExcludeLowercase ? '' : 'abcdefghijklmnopqrstuvwxyz',
    options.ExcludeUppercase ? '' : 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
    options.ExcludeNumbers ? '' : '0123456789',
    options.ExcludePunctuation ? '' : '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~',
    options.IncludeSpace ? ' ' : '',
  ]
    .map((kind) => [...kind].filter((character) => !options.ExcludeCharacters.includes(character)))
    .filter((kind) => kind.length > 0);
  const any = kinds.flat();
  if (any.length === 0) throw new Error('GenerateSecretString excludes every character');
  const characters = options.RequireEachIncludedType ? kinds.map(pick) : [];
  while (characters.length < options.PasswordLength) characters.push(pick(any));
  return shuffle(characters).slice(0, options.PasswordLength).join('');
}

function pick(characters: readonly string[]): string {
  return characters[randomInt(characters.length)] as string;
}

function shuffle(characters: string[]): string[] {
  for (let last = characters.length - 1; last > 0; last--) {
    const other = randomInt(last + 1);
    [characters[last], characters[other]] = [characters[other] as string, characters[last] as string];
  }
  return characters;
}
