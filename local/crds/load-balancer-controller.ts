import { stringify } from 'yaml';
import type { Schema } from './definition';

/**
 * The CRDs of the AWS Load Balancer Controller, written here: its own are in a Go module that not every proxy has
 * (`sigs.k8s.io/aws-load-balancer-controller/v3`). Names, scopes and versions are the controller's. The schemas keep whatever it
 * writes: nobody else writes these objects, and its own webhooks check them; so they fit any version of it that has these names.
 */

/** An object of which every field is kept as it is. */
const kept: Schema = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };

interface Kind {
  readonly kind: string;
  readonly plural: string;
  readonly scope: 'Cluster' | 'Namespaced';
  /** Written by itself: a change of the spec leaves it alone. */
  readonly status: boolean;
}

/** Targets of a target group, one for each port of a load balancer; and settings of an Ingress class, of which we have none. */
const kinds: readonly Kind[] = [
  { kind: 'IngressClassParams', plural: 'ingressclassparams', scope: 'Cluster', status: false },
  { kind: 'TargetGroupBinding', plural: 'targetgroupbindings', scope: 'Namespaced', status: true },
];

const group = 'elbv2.k8s.aws';

function definition({ kind, plural, scope, status }: Kind): object {
  const properties = { spec: kept, ...(status ? { status: kept } : {}) };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      names: { kind, listKind: `${kind}List`, plural, singular: kind.toLowerCase() },
      scope,
      versions: [
        {
          name: 'v1beta1',
          served: true,
          storage: true,
          ...(status ? { subresources: { status: {} } } : {}),
          schema: { openAPIV3Schema: { type: 'object', properties } },
        },
      ],
    },
  };
}

/** YAML of each CRD by file name. */
export const loadBalancerControllerDefinitions = (): Promise<ReadonlyMap<string, string>> =>
  Promise.resolve(new Map(kinds.map((kind) => [kind.plural, stringify(definition(kind))])));
