import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { releasesOf, stackFolder, type PlainObject } from '../deploy/stack-file';

/** What is scanned, and what is said beside it. Two files of the same content are two subjects. */
export interface Subject {
  /** `stack: aws_s3_bucket.state`, `stack: namespace/Deployment/name`. */
  readonly address: string;
  /** Where checkov finds it. */
  readonly file: string;
  /** Terraform's address in that file; an object is all of its file. */
  readonly resource?: string;
  /** Checks that it need not pass, with the reason of each. */
  readonly accepted: Readonly<Record<string, string>>;
}

interface Comment {
  readonly accepted?: Readonly<Record<string, string>>;
}
type Attributes = Readonly<Record<string, unknown>> & { readonly '//'?: Comment };
type Blocks = Readonly<Record<string, Readonly<Record<string, Attributes>>>>;
interface StackFile {
  readonly resource?: Blocks;
  readonly data?: Blocks;
}
type Annotated = PlainObject & {
  readonly metadata: { readonly annotations?: Readonly<Record<string, string>> };
};

/** `modules/kubernetes/accepted.ts` writes them, for checkov to read. It would not even try those checks: stale ones stayed. */
const ANNOTATION = 'checkov.io/skip';

function withoutAcceptances(object: Annotated): {
  readonly object: Annotated;
  readonly accepted: Record<string, string>;
} {
  const { annotations = {}, ...metadata } = object.metadata;
  const entries = Object.entries(annotations);
  const reasons = entries.filter(([name]) => name.startsWith(ANNOTATION)).map(([, value]) => value.split('=', 2));
  const others = Object.fromEntries(entries.filter(([name]) => !name.startsWith(ANNOTATION)));
  return {
    object: { ...object, metadata: { ...metadata, annotations: others } },
    accepted: Object.fromEntries(reasons.map(([check = '', reason = '']) => [check, reason])),
  };
}

const addressOf = ({ kind, metadata }: PlainObject): string => `${metadata.namespace ?? '-'}/${kind}/${metadata.name}`;

/** Writes each object into a file of its own. */
function objectSubjects(stack: string, objects: readonly Annotated[], folder: string): Subject[] {
  mkdirSync(folder, { recursive: true });
  return objects.map((annotated, index) => {
    const { object, accepted } = withoutAcceptances(annotated);
    const file = join(folder, `${index}.json`);
    writeFileSync(file, JSON.stringify(object, undefined, 2));
    return { address: `${stack}: ${addressOf(object)}`, file, accepted };
  });
}

function blockSubjects(blocks: Blocks = {}, prefix = ''): Omit<Subject, 'file'>[] {
  return Object.entries(blocks).flatMap(([type, named]) =>
    Object.entries(named).map(([name, { '//': comment }]) => {
      const address = `${prefix}${type}.${name}`;
      return { address, resource: address, accepted: comment?.accepted ?? {} };
    }),
  );
}

/**
 * Copies what is to be scanned of a synthesized stack: its JSON, and every object of ours, one a file. Not among them: CRDs, and
 * what published charts make of our values.
 */
export function copySubjects(outdir: string, stack: string, folder: string): readonly Subject[] {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'cdk.tf.json');
  const text = readFileSync(join(stackFolder(outdir, stack), 'cdk.tf.json'), 'utf8');
  const parsed = JSON.parse(text) as StackFile;
  writeFileSync(file, JSON.stringify(withoutNulls(parsed), undefined, 2));
  const { resource, data } = parsed;
  const resources = [...blockSubjects(resource), ...blockSubjects(data, 'data.')].map((subject) => ({
    ...subject,
    address: `${stack}: ${subject.address}`,
    file,
  }));
  const objects = releasesOf(outdir, stack).flatMap((release) => Object.values(release.objects ?? {}));
  return [...resources, ...objectSubjects(stack, objects, join(folder, 'objects'))];
}

/**
 * As Terraform reads it: without comments, and without nulls, which are arguments that nobody gave. CDKTF writes them, and
 * checkov takes one for a value: a rule of a security group with `self: null` would pass as one for the group's own members.
 */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  const given = Object.entries(value).filter(([name, inner]) => inner !== null && name !== '//');
  return Object.fromEntries(given.map(([name, inner]) => [name, withoutNulls(inner)]));
}

/** Every stack of a folder that CDKTF wrote. */
export const stacksIn = (outdir: string): readonly string[] => readdirSync(join(outdir, 'stacks')).sort();
