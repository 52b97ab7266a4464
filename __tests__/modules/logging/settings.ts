import { Duration, Size } from '../../../model/units';
import type { LoggingSettings } from '../../../modules/logging/settings';

/** Every object that a chart's values or a release's objects are made of. */
export type Tree = { readonly [key: string]: Tree };

export const plain = (value: object): Tree => JSON.parse(JSON.stringify(value)) as Tree;

/** Everything that is no object or list, with the path that leads to it. */
export const leavesOf = (tree: unknown, path: readonly string[] = []): { path: string; value: unknown }[] =>
  typeof tree !== 'object' || tree === null
    ? [{ path: path.join('.'), value: tree }]
    : Object.entries(tree).flatMap(([name, value]) => leavesOf(value, [...path, name]));

export const onVolume = { kind: 'volume', size: Size.gibibytes(20), storageClass: 'gp3' } as const;

export const logging: LoggingSettings = { environment: 'eks-prod', storage: onVolume, retention: Duration.days(7) };

/** Names of fields, files and Kubernetes' own switches hold no secret. */
const named = /password|passwd|token|secret|credential|api_?key|authorization|bearer/i;

/** Texts at places whose name says that a secret is there. */
export const secretsIn = (tree: object): { path: string; value: unknown }[] =>
  leavesOf(tree).filter(({ path, value }) => named.test(path) && typeof value === 'string' && value !== '');

export const confined = {
  readOnlyRootFilesystem: true,
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  runAsNonRoot: true,
  seccompProfile: { type: 'RuntimeDefault' },
} as const;
