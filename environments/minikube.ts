import type { EnvironmentSpec } from '../model/spec';
import { Cpu, DataRate, Duration, Size } from '../model/units';

/** Three nodes of 2 processors and 4.25 GiB, each a zone of its own; 500 m and 700 MiB of each are the system's. */
export const minikube = {
  name: 'minikube',
  platform: {
    kind: 'minikube',
    zones: ['zone-a', 'zone-b', 'zone-c'],
    node: { cpu: Cpu.millicores(1500), memory: Size.mebibytes(3652) },
  },
  kafka: {
    brokers: 3,
    controllers: 3,
    heap: Size.mebibytes(512),
    resources: { cpu: Cpu.millicores(400), memory: Size.gibibytes(1) },
    volume: { size: Size.gibibytes(20) },
  },
  topics: {
    posts: { retention: Duration.days(1), writeRate: DataRate.kilobytesPerSecond(20) },
  },
  // Two of each: one may be drained, rolled or lost with its node.
  services: {
    producer: { replicas: 2, resources: { cpu: Cpu.millicores(150), memory: Size.mebibytes(256) } },
    consumer: { replicas: 2, resources: { cpu: Cpu.millicores(150), memory: Size.mebibytes(256) } },
    'ping-pong': { replicas: 2, resources: { cpu: Cpu.millicores(150), memory: Size.mebibytes(256) } },
  },
} as const satisfies EnvironmentSpec;
