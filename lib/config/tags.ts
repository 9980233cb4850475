import * as v from 'valibot';
import { named } from '../../lambda/shared/settings/named.ts';

/** The characters that all services allow in tags: https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html */
const TAG_TEXT = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;
const TAG_KEY = 'a tag’s key: 1 to 128 letters, digits, spaces and _.:/=+-@, which doesn’t begin with aws:';
const TAG_VALUE = 'a tag’s value: at most 256 letters, digits, spaces and _.:/=+-@';

/** What says whose a resource is, and which one. Some services ignore case in keys. */
const OWN_KEYS = ['app', 'stage', 'provider-secret', 'stagepass-function'];

/** A resource may have 50, with Stagepass's own and those that CDK and CloudFormation add. */
const MAX_TAGS = 40;

export const ResourceTags = v.pipe(
  named(
    v.pipe(
      v.string(),
      v.check((key) => key.trim() !== '' && key.length <= 128 && TAG_TEXT.test(key) && !/^aws:/i.test(key), TAG_KEY),
      v.check((key) => !OWN_KEYS.includes(key.toLowerCase()), `no key of Stagepass’s own: ${OWN_KEYS.join(', ')}`),
    ),
    v.pipe(
      v.string(TAG_VALUE),
      v.check((value) => value.length <= 256 && TAG_TEXT.test(value), TAG_VALUE),
    ),
    'an object of tags by key',
  ),
  v.check((tags) => Object.keys(tags).length <= MAX_TAGS, `at most ${MAX_TAGS} tags`),
  v.check(
    (tags) => new Set(Object.keys(tags).map((key) => key.toLowerCase())).size === Object.keys(tags).length,
    'keys that differ in more than capitals',
  ),
  v.description(
    `Tags for everything that can be tagged, beside Stagepass’s own (${OWN_KEYS.map((key) => `\`${key}\``).join(', ')}): at most ${MAX_TAGS}, by AWS’s rules for keys and values.`,
  ),
);
