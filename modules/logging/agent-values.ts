import { telemetryPods } from '../../model/platform-pods';
import { podSecurity, resourcesOf } from '../kubernetes/pods';
import { agentsNamespace } from '../monitoring/names';
import { agentConfig, checkpoints, podLogs } from './agent-config';
import { collectorPorts, collectorUser, collectorValues } from './collector-chart';
import { agentRelease } from './names';
import type { LoggingSettings } from './settings';

/** Root's group may read what the runtimes write (containerd: 0640, root:root); root's own rights are not needed. */
const ROOT_GROUP = 0;

/** Of Docker's runtime, which the files of `/var/log/pods` lead to; containerd has them there themselves. */
const dockerLogs = '/var/lib/docker/containers';

const fromNode = (name: string, path: string) => ({
  volume: { name, hostPath: { path } },
  mount: { name, mountPath: path, readOnly: true },
});

const node = [fromNode('pod-logs', podLogs), fromNode('docker-logs', dockerLogs)];

/** Values of the Collector's chart for the nodes' agents; `alternateConfig` is instead of all that the chart would add. */
export const agentValues = ({ environment, mirror, target }: Omit<LoggingSettings, 'storage'>): object => ({
  ...collectorValues(agentRelease, mirror),
  mode: 'daemonset',
  namespaceOverride: agentsNamespace,
  alternateConfig: agentConfig(environment),
  ports: collectorPorts(),
  service: { enabled: false },
  podSecurityContext: { ...podSecurity, runAsUser: collectorUser, runAsGroup: ROOT_GROUP },
  extraVolumes: [
    ...node.map(({ volume }) => volume),
    { name: 'checkpoints', emptyDir: { sizeLimit: '64Mi' } },
    { name: 'tmp', emptyDir: { sizeLimit: '64Mi' } },
  ],
  extraVolumeMounts: [
    ...node.map(({ mount }) => mount),
    { name: 'checkpoints', mountPath: checkpoints },
    { name: 'tmp', mountPath: '/tmp' },
  ],
  resources: resourcesOf(telemetryPods.logAgent),
  ...(target === undefined ? {} : { tolerations: target.agentTolerations }),
});
