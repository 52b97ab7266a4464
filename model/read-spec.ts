import type { z } from 'zod';
import {
  alertsShape,
  environmentShape,
  kafkaShape,
  keysOf,
  nameShape,
  platformShapes,
  serviceShape,
  topicShape,
  versionsShape,
} from './shape';
import type { AlertsSpec, KafkaSpec, PlatformKind, PlatformSpec, ServiceSpec, TopicSpec, VersionsSpec } from './spec';
import { didYouMean } from './spelling';
import { describe, pathTo, type Violation } from './violation';

/** The parts of a spec that are of the right form. */
export interface ReadSpec {
  readonly name?: string;
  readonly platform?: PlatformSpec;
  readonly kafka?: KafkaSpec;
  readonly versions?: VersionsSpec;
  readonly alerts?: AlertsSpec;
  readonly topics: Readonly<Record<string, TopicSpec>>;
  readonly services: Readonly<Record<string, ServiceSpec>>;
}

export const shapeRule = {
  code: 'SPEC_SHAPE_INVALID',
  title: 'a spec has the members of its type and no others, each of its type',
  allowed: 'what the types in `model/spec` say',
  fix: 'write the member as its type says, or remove it',
} as const;

type Path = readonly PropertyKey[];

function shapeViolation(path: Path, got: string, allowed: string, hint: { readonly fix?: string } = {}): Violation {
  return {
    path: pathTo(...path),
    code: shapeRule.code,
    rule: shapeRule.title,
    got,
    allowed,
    fix: shapeRule.fix,
    ...hint,
  };
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Members that are there: an explicit `undefined` says nothing, as in JavaScript. */
function present<T>(value: T): T {
  if (!isObject(value) || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as T;
}

function valueAt(root: unknown, path: Path): unknown {
  return path.reduce<unknown>((node, key) => (node as Readonly<Record<PropertyKey, unknown>> | undefined)?.[key], root);
}

function violationsOf(error: z.ZodError, input: unknown, at: Path): Violation[] {
  return error.issues.flatMap((issue) => {
    const path = [...at, ...issue.path];
    if (issue.code !== 'unrecognized_keys') {
      return [shapeViolation(path, describe(valueAt(input, issue.path)), issue.message)];
    }
    const known = keysOf(issue.message);
    return issue.keys.map((key) =>
      shapeViolation(
        [...path, key],
        'a member that is not known',
        `members of ${issue.message}: ${known.join(', ')}`,
        didYouMean(key, known),
      ),
    );
  });
}

/** Reads the parts of a spec one by one and says everything that is not of its type. */
class Reader {
  readonly violations: Violation[] = [];

  part<T>(shape: z.ZodType<T>, input: unknown, at: Path): T | undefined {
    const parsed = shape.safeParse(input);
    if (parsed.success) return present(parsed.data);
    this.violations.push(...violationsOf(parsed.error, input, at));
    return undefined;
  }

  platform(input: unknown): PlatformSpec | undefined {
    const kind = isObject(input) ? input['kind'] : undefined;
    const kinds = Object.keys(platformShapes) as PlatformKind[];
    const known = kinds.find((candidate) => candidate === kind);
    if (known !== undefined) return this.part<PlatformSpec>(platformShapes[known], input, ['platform']);
    const path = isObject(input) ? ['platform', 'kind'] : ['platform'];
    const got = isObject(input) ? kind : input;
    const hint = typeof kind === 'string' ? didYouMean(kind, kinds) : {};
    this.violations.push(shapeViolation(path, describe(got), `a platform of the kind ${kinds.join(', ')}`, hint));
    return undefined;
  }

  record<T>(shape: z.ZodType<T>, input: unknown, at: string): Record<string, T> {
    if (input === undefined) return {};
    if (!isObject(input)) {
      this.violations.push(shapeViolation([at], describe(input), `an object with the names of ${at}`));
      return {};
    }
    const members = Object.entries(input).flatMap(([name, member]): [string, T][] => {
      const read = member === undefined ? undefined : this.part(shape, member, [at, name]);
      return read === undefined ? [] : [[name, read]];
    });
    return Object.fromEntries(members);
  }
}

/** Takes apart what was handed in as a spec; whatever it is, it says so and does not throw. */
export function readSpec(input: unknown): { readonly spec: ReadSpec; readonly violations: readonly Violation[] } {
  const reader = new Reader();
  if (!isObject(input)) {
    reader.part(environmentShape, input, []);
    return { spec: { topics: {}, services: {} }, violations: reader.violations };
  }
  const name = reader.part(nameShape, input['name'], ['name']);
  // The name is read already, on its own, so that other members' faults do not hide it.
  reader.part(environmentShape, { ...input, name: name ?? '' }, []);
  const platform = reader.platform(input['platform']);
  const kafka = reader.part(kafkaShape, input['kafka'], ['kafka']);
  const versions = reader.part(versionsShape, input['versions'] ?? {}, ['versions']);
  const alerts = reader.part(alertsShape, input['alerts'] ?? {}, ['alerts']);
  const spec: ReadSpec = {
    ...(name === undefined ? {} : { name }),
    ...(platform === undefined ? {} : { platform }),
    ...(kafka === undefined ? {} : { kafka }),
    ...(versions === undefined ? {} : { versions }),
    ...(alerts === undefined ? {} : { alerts }),
    topics: reader.record(topicShape, input['topics'], 'topics'),
    services: reader.record(serviceShape, input['services'], 'services'),
  };
  return { spec, violations: reader.violations };
}
