import { accepted } from '../kubernetes/accepted';
import { digestOf } from './placement';
import type { Workload } from './workload';

/** What the policy scanner would have otherwise, with why it is so, on the Deployment itself. */
export function acceptedChecks(workload: Workload): Record<string, string> {
  const local = workload.environment.platform.kind === 'minikube';
  const byTag = {
    CKV_K8S_43: local
      ? 'built here and loaded into the nodes: no registry gave it a digest'
      : 'not pushed yet: make images writes the digest that is asked for from then on',
    CKV_K8S_15: local
      ? 'built here: there is no registry to pull it from'
      : 'tags of the registry are immutable: what was pulled once is the same',
  };
  return accepted({
    CKV_K8S_11:
      'a process that is stopped within each period misses heartbeats and leaves its group; requests share the node',
    ...(digestOf(workload) === undefined ? byTag : {}),
  });
}
