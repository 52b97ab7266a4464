import type { EnvironmentOn } from '../environment';
import { instanceTypeOf } from '../instance-types';
import { hoursPerMonth, mskBrokerPrice, mskSizes, prices, type MskSize } from '../prices';
import { DataRate } from '../units';
import { hardwareOf } from './hardware';
import { limitsOf, withinLimits, type Loaded } from './limits';
import { situations } from './traffic';

/** Replicas that AWS recommends for a broker at most ("Best practices for Standard brokers", Amazon MSK Developer Guide). */
const replicasOf = { large: 1_000, xlarge: 1_000, '2xlarge': 2_000, '4xlarge': 4_000 } as const satisfies Record<
  MskSize,
  number
>;

/** A standard broker's volume where no throughput is bought (the same guide, "Provision storage throughput"): 250 MiB/s. */
const volume = { throughput: DataRate.bytesPerSecond(250 * 2 ** 20), iops: 16_000 } as const;

/** As many brokers of Amazon MSK as the environment has, of the smallest size that carries the load with a zone lost. */
export interface Msk {
  readonly size: MskSize;
  readonly brokers: number;
  readonly brokersPerMonth: number;
  readonly storagePerMonth: number;
}

function carries(size: MskSize, loaded: Loaded): boolean {
  const type = instanceTypeOf(`m7g.${size}`);
  if (type === undefined) return false;
  const kafka = { ...loaded.kafka, maxReplicasPerBroker: replicasOf[size] };
  const onMsk = { ...loaded, kafka, hardware: hardwareOf(type, volume) };
  return situations.every((situation) => withinLimits(limitsOf(onMsk, situation)));
}

/** Undefined when not even the largest size that is known here carries it. */
export function mskFor({ kafka }: Pick<EnvironmentOn<'eks'>, 'kafka'>, loaded: Loaded): Msk | undefined {
  const size = mskSizes.find((one) => carries(one, loaded));
  if (size === undefined) return undefined;
  const { brokers } = loaded;
  return {
    size,
    brokers,
    brokersPerMonth: brokers * mskBrokerPrice(size) * hoursPerMonth,
    storagePerMonth: (brokers * kafka.volume.size.toBytes() * prices.msk.gigabyte) / 2 ** 30,
  };
}
