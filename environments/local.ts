import type { EnvironmentSpec } from '../model/spec';
import { Cpu, DataRate, Duration, Size } from '../model/units';

/** `make up`: three brokers as processes on this machine. */
export const local = {
  name: 'local',
  platform: { kind: 'embedded', brokerPort: 9092, controllerPort: 19_092, memory: Size.mebibytes(1536) },
  kafka: {
    brokers: 3,
    heap: Size.mebibytes(256),
    resources: { cpu: Cpu.millicores(500), memory: Size.mebibytes(512) },
    volume: { size: Size.gibibytes(20) },
    // A killed broker is noticed sooner than Kafka's own 9 s: on one machine no network delays a heartbeat.
    brokerSessionTimeout: Duration.seconds(6),
  },
  topics: {
    posts: { retention: Duration.days(1), writeRate: DataRate.kilobytesPerSecond(20) },
  },
} as const satisfies EnvironmentSpec;
