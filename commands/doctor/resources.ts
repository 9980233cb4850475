import { createHash } from 'node:crypto';
import type { Template } from '../../local/assembly/template.ts';

/** A stack's resources by their logical ids: the type, a digest, and the name where it is fixed, with spaces between. */
export type Resources = Readonly<Record<string, string>>;

/** Types whose logical id changes with what they are made of: a new one is an update. */
const VERSIONS = ['AWS::ApiGateway::Deployment', 'AWS::Lambda::Version', 'AWS::CDK::Metadata'];

/** What is lost with a resource, by its type. */
const lossOf: Readonly<Record<string, string>> = {
  'AWS::ApiGateway::RestApi': 'its URL changes, and its requests fail until CloudFront has the new one',
  'AWS::CloudFront::Distribution': 'its URL goes, and with it every client',
  'AWS::KMS::Key': 'what it encrypted can’t be read any more',
  'AWS::Logs::LogGroup': 'its logs go',
  'AWS::S3::Bucket': 'its objects go',
  'AWS::SecretsManager::Secret': 'its value goes: a key that you filled in, or a password that clients have',
  'AWS::SNS::Topic': 'its subscriptions must be confirmed again',
};

/** Where each type has the name that CloudFormation can’t change without another resource. */
const NAMES = ['Name', 'LogGroupName', 'TopicName', 'BucketName', 'FunctionName'];

export function resourcesOf({ Resources }: Template): Resources {
  const entries = Object.entries(Resources)
    .filter(([, { Type }]) => !VERSIONS.includes(Type))
    .map(([id, { Type, Properties }]) => {
      const name = NAMES.map((each) => Properties[each]).find((each) => typeof each === 'string');
      const digest = createHash('sha256').update(JSON.stringify(Properties)).digest('hex').slice(0, 12);
      return [id, [Type, digest, ...(name === undefined ? [] : [name])].join(' ')] as const;
    });
  return Object.fromEntries(entries.sort(([one], [other]) => (one < other ? -1 : 1)));
}

export interface ChangedResource {
  readonly id: string;
  readonly type: string;
  /** What is lost with it; undefined where nothing is. */
  readonly loss?: string;
}

export interface ResourceChanges {
  readonly added: readonly ChangedResource[];
  readonly removed: readonly ChangedResource[];
  readonly replaced: readonly ChangedResource[];
  readonly updated: readonly ChangedResource[];
}

/** What a deployment changes in a stack. */
export function resourceChanges(before: Resources = {}, now: Resources = {}): ResourceChanges {
  const changed = Object.keys(now).filter((id) => before[id] !== undefined && before[id] !== now[id]);
  const isReplaced = (id: string) => identityOf(before[id]) !== identityOf(now[id]);
  return {
    added: Object.keys(now).flatMap((id) => (before[id] === undefined ? [{ id, type: typeOf(now[id]) }] : [])),
    removed: Object.keys(before).flatMap((id) => (now[id] === undefined ? [withLoss(id, before[id])] : [])),
    replaced: changed.filter(isReplaced).map((id) => withLoss(id, before[id])),
    updated: changed.filter((id) => !isReplaced(id)).map((id) => ({ id, type: typeOf(now[id]) })),
  };
}

export function losses({ removed, replaced }: ResourceChanges): ChangedResource[] {
  return [...removed, ...replaced].filter(({ loss }) => loss !== undefined);
}

function withLoss(id: string, resource: string | undefined): ChangedResource {
  const type = typeOf(resource);
  const loss = lossOf[type];
  return { id, type, ...(loss !== undefined && { loss }) };
}

function typeOf(resource: string | undefined): string {
  return resource?.split(' ')[0] ?? '';
}

/** The type and the name: with another one, CloudFormation makes another resource and deletes this one. */
function identityOf(resource: string | undefined): string {
  const [type, , ...name] = resource?.split(' ') ?? [];
  return [type, ...name].join(' ');
}
