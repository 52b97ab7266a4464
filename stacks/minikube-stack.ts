import { TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import type { EnvironmentOn } from '../model/environment';
import { Size } from '../model/units';
import { Namespaces } from '../modules/namespaces/namespaces';
import { Cluster } from '../modules/releases/cluster';
import { stateInFile } from '../modules/releases/state-file';
import { platform } from './platform';

export interface MinikubeStackProps {
  readonly environment: EnvironmentOn<'minikube'>;
  /** Files of the kubeconfig. @default ['~/.kube/config'] */
  readonly kubeconfig?: readonly string[];
}

/** What minikube is, beside what every cluster is. */
const minikube = {
  kafka: {
    /**
     * The Service `kubernetes`, kubeadm's and minikube's own port behind it: some network plugins judge a connection before the
     * Service's address is replaced by a pod's, others after.
     */
    apiServerPorts: [443, 6443, 8443],
    /** rancher.io/local-path makes folders: they do not grow. */
    allowVolumeExpansion: false,
  },
  monitoring: {
    /** A week of a small cluster's samples, on the node's own disk. */
    storage: { kind: 'ephemeral', size: Size.gibibytes(2) },
  },
  stores: { kind: 'ephemeral' },
} as const;

/** The platform on a minikube with one node for each zone. */
export class MinikubeStack extends TerraformStack {
  constructor(scope: Construct, { environment, kubeconfig }: MinikubeStackProps) {
    super(scope, environment.name);
    stateInFile(this);
    const { context } = environment.platform;
    new Cluster(this, { context, ...(kubeconfig === undefined ? {} : { kubeconfig }) });
    const namespaces = new Namespaces(this, 'namespaces', { environment });
    platform(this, { environment, after: [namespaces], ...minikube });
  }
}
