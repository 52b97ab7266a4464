import type { PodSpec, Volume } from 'kubernetes-types/core/v1';
import type { KafkaSecurity } from '../../../contracts/runtime-config';
import { clusterCaSecret } from '../../../model/cluster-names';
import type { Environment } from '../../../model/environment';
import { Cpu, Size } from '../../../model/units';
import { inPod, ledgerName } from './names';
import type { Manifest } from '../../../local/deploy/kafka-ui-objects';
import { manifest } from './objects';

/**
 * The pod that all agents of a run are processes of: one clock for all journals, and one node that must not be lost with
 * them. It has the image that the services have: Node is in it and the nodes have it already; the agents' program comes
 * through `kubectl exec`, so that no image carries code of the proof.
 */

/** How the platform's own pods are run, read off one of them. */
export interface PodManner {
  readonly image: string;
  readonly imagePullPolicy: string;
  readonly spec: Pick<PodSpec, 'nodeSelector' | 'tolerations' | 'imagePullSecrets'>;
}

type Authentication = Environment['kafka']['authentication'];

/** User and group of the images (Dockerfile). */
const IMAGE_USER = 10_001;

const file = (name: string): string => `${inPod.credentials}/${name}`;

/** Where the user's credentials are in the pod. */
export const securityOf = (authentication: Authentication): KafkaSecurity =>
  authentication === 'mtls'
    ? { protocol: 'SSL', caFile: file('ca.crt'), certFile: file('user.crt'), keyFile: file('user.key') }
    : {
        protocol: 'SASL_SSL',
        mechanism: 'SCRAM-SHA-512',
        username: ledgerName,
        passwordFile: file('password'),
        caFile: file('ca.crt'),
      };

/** For root and the group, which `fsGroup` makes the container's. */
const READABLE_BY_GROUP = 0o440;

function credentials(authentication: Authentication): Volume {
  const keys = authentication === 'mtls' ? ['user.crt', 'user.key'] : ['password'];
  const secret = (name: string, items: readonly string[]) => ({
    secret: { name, items: items.map((key) => ({ key, path: key })) },
  });
  // Not the user secret's own `ca.crt`: that one signs clients, this one the brokers.
  const sources = [secret(ledgerName, keys), secret(clusterCaSecret, ['ca.crt'])];
  return { name: 'credentials', projected: { defaultMode: READABLE_BY_GROUP, sources } };
}

/** Nobody has been there for so long: whoever started this is gone, and so is this then. */
export const ABANDONED_MS = 90_000;

const program = `
const { statSync, mkdirSync, writeFileSync } = require('node:fs');
for (const folder of ['${inPod.journals}', '${inPod.specs}']) mkdirSync(folder, { recursive: true });
writeFileSync('${inPod.beat}', '');
process.on('SIGTERM', () => process.exit(0));
setInterval(() => {
  if (Date.now() - statSync('${inPod.beat}').mtimeMs > ${ABANDONED_MS}) process.exit(0);
}, 5000);
`;

/** Journals of a long run, 40 bytes a message, and the program. */
const ROOM = Size.gibibytes(2);

/** On pods of the namespace that may speak with brokers, and with the services. */
const clientLabels = { 'millrace.dev/kafka-client': 'true', 'millrace.dev/http-client': 'true' };

export const podObject = ({ image, imagePullPolicy, spec }: PodManner, authentication: Authentication): Manifest =>
  manifest(
    ['v1', 'Pod'],
    ledgerName,
    {
      ...spec,
      // Journals are in it: when it ends, the run is over.
      restartPolicy: 'Never',
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      terminationGracePeriodSeconds: 1,
      securityContext: {
        runAsNonRoot: true,
        runAsUser: IMAGE_USER,
        runAsGroup: IMAGE_USER,
        fsGroup: IMAGE_USER,
        seccompProfile: { type: 'RuntimeDefault' },
      },
      containers: [
        {
          name: 'agents',
          image,
          imagePullPolicy,
          command: ['node', '-e', program],
          // No limit of the processor: agents that are stopped within each period would be the stall that they measure.
          resources: {
            requests: { cpu: Cpu.millicores(100).toQuantity(), memory: Size.mebibytes(256).toQuantity() },
            limits: { memory: Size.gibibytes(1).toQuantity() },
          },
          securityContext: {
            allowPrivilegeEscalation: false,
            capabilities: { drop: ['ALL'] },
            readOnlyRootFilesystem: true,
            runAsNonRoot: true,
            seccompProfile: { type: 'RuntimeDefault' },
          },
          volumeMounts: [
            { name: 'ledger', mountPath: inPod.folder },
            { name: 'credentials', mountPath: inPod.credentials, readOnly: true },
          ],
        },
      ],
      volumes: [{ name: 'ledger', emptyDir: { sizeLimit: ROOM.toQuantity() } }, credentials(authentication)],
    } satisfies PodSpec,
    clientLabels,
  );
