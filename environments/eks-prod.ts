import type { EnvironmentSpec } from '../model/spec';
import { Cpu, DataRate, Duration, Size } from '../model/units';
import { accounts } from './accounts';

/** Production: one broker in each of three zones. */
export const eksProd = {
  name: 'eks-prod',
  platform: {
    kind: 'eks',
    account: accounts.bootstrap,
    region: 'us-east-1',
    zones: ['us-east-1a', 'us-east-1b', 'us-east-1c'],
    // 2 processors and 16 GiB: a broker wants page cache more than processors.
    kafkaNodes: { instanceType: 'r7g.large', perZone: 1 },
    // Where you deploy from: an example until you name yours. `make deploy` refuses it, with the address that it sees.
    apiServerCidrs: ['203.0.113.0/24'],
    // Clients in peered networks and behind the VPN.
    clientCidrs: ['10.0.0.0/8'],
  },
  kafka: {
    brokers: 3,
    controllers: 3,
    controllerResources: { cpu: Cpu.millicores(250), memory: Size.gibibytes(1) },
    heap: Size.gibibytes(4),
    resources: { cpu: Cpu.millicores(1250), memory: Size.gibibytes(12) },
    // 59 % full at the load below: about a quarter more fits before it must grow (`make plan-capacity`), and it grows in place.
    volume: { size: Size.gibibytes(1000) },
  },
  topics: {
    // 1 MB/s of posts at the busiest. One consumer that does real work on each event gets through about 0.5 MB/s, so two
    // would keep up and six catch up after an outage at three times the pace; twelve partitions are shared evenly by 1, 2,
    // 3, 4, 6 and 12 members and by three brokers, and leave a factor of six for growth before the count must be
    // raised, which sends a source's events to another partition and breaks their order across the change.
    posts: { partitions: 12, writeRate: DataRate.megabytesPerSecond(1), retention: Duration.days(7) },
    // Five posts in a thousand: an incident that goes on unnoticed must not fill the volumes.
    'consumer.dead-letter': { writeRate: DataRate.kilobytesPerSecond(5) },
  },
  services: {
    producer: { replicas: 3, resources: { cpu: Cpu.millicores(500), memory: Size.mebibytes(512) } },
    consumer: { replicas: 6, resources: { cpu: Cpu.millicores(500), memory: Size.mebibytes(512) } },
    'ping-pong': { replicas: 3 },
  },
} as const satisfies EnvironmentSpec;
