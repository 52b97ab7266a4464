import type { EnvironmentSpec } from '../model/spec';
import { Cpu, DataRate, Duration, Size } from '../model/units';

/** `docker compose up`: the same in containers, with a web UI, REST access, Prometheus and Grafana. */
export const compose = {
  name: 'compose',
  platform: {
    kind: 'compose',
    brokerPort: 9092,
    kafkaUiPort: 8080,
    restPort: 8082,
    prometheusPort: 9090,
    grafanaPort: 3000,
    memory: Size.gibibytes(4),
  },
  kafka: {
    brokers: 3,
    heap: Size.mebibytes(512),
    resources: { cpu: Cpu.millicores(500), memory: Size.gibibytes(1) },
    volume: { size: Size.gibibytes(20) },
    brokerSessionTimeout: Duration.seconds(6),
  },
  topics: {
    posts: { retention: Duration.days(1), writeRate: DataRate.kilobytesPerSecond(20) },
  },
} as const satisfies EnvironmentSpec;
