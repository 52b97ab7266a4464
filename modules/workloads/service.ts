import type { Service, ServiceAccount } from 'kubernetes-types/core/v1';
import { namespaces } from '../../model/cluster-names';
import { podsOfService, serviceLabels } from './labels';
import { httpPort } from './pod';
import type { Workload } from './workload';

/** Inside the cluster only, on the contract's port: `http://producer.millrace.svc:8000`. */
export function httpService({ service: { name, port } }: Workload): Service {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: namespaces.platform, labels: serviceLabels(name) },
    spec: {
      type: 'ClusterIP',
      selector: podsOfService(name),
      ports: [{ name: httpPort, port, targetPort: httpPort, protocol: 'TCP', appProtocol: 'http' }],
    },
  };
}

/** An identity without a token: no service asks anything of the Kubernetes API. */
export function serviceAccount({ service: { name } }: Workload): ServiceAccount {
  return {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name, namespace: namespaces.platform, labels: serviceLabels(name) },
    automountServiceAccountToken: false,
  };
}
