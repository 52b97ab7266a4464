import type { Volume, VolumeMount } from 'kubernetes-types/core/v1';
import type { KafkaSecurity } from '../../contracts/runtime-config';
import { clusterCaSecret, userOf } from '../../model/cluster-names';
import type { Kafka } from '../../model/environment';
import { strimziAuthentication } from '../kafka/authentication';

/** How a service's pods come by what the operators know: as files, straight from the secrets that they write. */
export interface Credentials {
  readonly security: KafkaSecurity;
  readonly volume: Volume;
  readonly mount: VolumeMount;
}

const volumeName = 'kafka-credentials';
const mountPath = '/etc/millrace/kafka';
const inMount = (file: string): string => `${mountPath}/${file}`;
const caFile = 'ca.crt';

/** For the owner, root, and the group, which `fsGroup` makes the container's. */
const readableByGroup = 0o440;

/** Keys of the user's secret, as the user operator writes them, and of the cluster's own authority. */
function volumeOf(service: string, userKeys: readonly string[]): Volume {
  const items = (keys: readonly string[]) => keys.map((key) => ({ key, path: key }));
  return {
    name: volumeName,
    projected: {
      defaultMode: readableByGroup,
      sources: [
        { secret: { name: userOf(service), items: items(userKeys) } },
        // Not the user secret's own `ca.crt`: that one signs clients, this one the brokers.
        { secret: { name: clusterCaSecret, items: items([caFile]) } },
      ],
    },
  };
}

/**
 * Files that the kubelet keeps up to date within a minute or two of a change. The services read the password at each
 * authentication and certificates at each connection: a rotated secret needs no restart.
 * @throws ListenerUnauthenticatedError when there is no authentication, which the model's rules refuse on a cluster
 */
export function credentialsOf(service: string, authentication: Kafka['authentication']): Credentials {
  const mount: VolumeMount = { name: volumeName, mountPath, readOnly: true };
  if (strimziAuthentication(authentication) === 'tls') {
    const [certFile, keyFile] = ['user.crt', 'user.key'] as const;
    const security = {
      protocol: 'SSL',
      caFile: inMount(caFile),
      certFile: inMount(certFile),
      keyFile: inMount(keyFile),
    } as const;
    return { security, volume: volumeOf(service, [certFile, keyFile]), mount };
  }
  const passwordFile = 'password';
  const security = {
    protocol: 'SASL_SSL',
    mechanism: 'SCRAM-SHA-512',
    username: userOf(service),
    passwordFile: inMount(passwordFile),
    caFile: inMount(caFile),
  } as const;
  return { security, volume: volumeOf(service, [passwordFile]), mount };
}
