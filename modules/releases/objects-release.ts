import { Release } from '@cdktf/provider-helm/lib/release';
import { Construct, Dependable, type IDependable } from 'constructs';
import { Duration } from '../../model/units';
import type { GateRequest, Leftovers } from '../../model/gate';
import type { KubernetesObject } from '../kubernetes/object';
import { Cluster } from './cluster';
import { farewellGate, goneGate, readyGate, resourcesOf } from './gates';
import { localChart } from './local-chart';
import { isKept, leftoversOf, podsOf, refOf } from './object-refs';
import { releaseDefaults } from './release-defaults';
import { digestOf, escapeTemplates, keyedObjects, valuesYaml } from './values';

export interface ObjectsReleaseProps {
  /** Name of the Helm release; also the construct's id. */
  readonly name: string;
  /** Where Helm keeps the release's record; objects name their own namespace. */
  readonly namespace: string;
  readonly objects: readonly KubernetesObject[];
  /** Releases that must be ready before this one, and that outlive it on destroy. @default - none */
  readonly after?: readonly IDependable[];
  /** How long its objects may take to be ready, or gone. @default 5 minutes */
  readonly timeout?: Duration;
  /**
   * What is done on destroy, before Helm uninstalls. `release-topics`: the topic operator lets go of every KafkaTopic, so
   * that they are deleted and their records stay. @default - nothing
   */
  readonly beforeDestroy?: 'release-topics';
  /** What else must be gone after its end, such as volumes that go with their claims. @default - nothing: what its objects' operators make is waited for anyway */
  readonly leftovers?: readonly Leftovers[];
}

/** Objects as one release of `charts/objects`: done when each of them is ready, destroyed when each of them is gone. */
export class ObjectsRelease extends Construct {
  readonly objects: readonly KubernetesObject[];

  constructor(scope: Construct, props: ObjectsReleaseProps) {
    super(scope, props.name);
    this.objects = props.objects;
    const { name, objects } = props;
    const request = this.request(props);
    const leaving = objects.filter((object) => !isKept(object));
    const leftovers = [...leaving.flatMap(leftoversOf), ...(props.leftovers ?? [])];
    const gone = goneGate(this, {
      request: {
        ...request,
        objects: leaving.map(refOf),
        pods: leaving.flatMap(podsOf),
        ...(leftovers.length === 0 ? {} : { leftovers }),
      },
      dependsOn: resourcesOf(props.after ?? []),
    });
    const values = valuesYaml({ objects: keyedObjects(name, objects) });
    const chart = localChart(this, 'objects');
    const release = new Release(this, 'release', {
      ...releaseDefaults,
      name,
      namespace: props.namespace,
      chart: chart.path,
      version: chart.version,
      values: [escapeTemplates(values)],
      // Helm would wait for what it knows and say `context deadline exceeded`; the gate waits for all and says for what.
      wait: false,
      timeout: request.timeoutSeconds,
      dependsOn: [gone],
    });
    release.overrideLogicalId(name);
    const ready = readyGate(this, { request, dependsOn: [release] }, digestOf(chart.hash, values));
    const farewell =
      props.beforeDestroy === undefined
        ? []
        : [farewellGate(this, { request, dependsOn: [release] }, props.beforeDestroy)];
    Dependable.implement(this, { dependencyRoots: [ready, ...farewell] });
  }

  private request({ name, objects, timeout = Duration.minutes(5) }: ObjectsReleaseProps): GateRequest {
    return {
      ...Cluster.of(this).access,
      release: name,
      timeoutSeconds: timeout.toSeconds(),
      objects: objects.map(refOf),
      pods: [],
    };
  }
}
