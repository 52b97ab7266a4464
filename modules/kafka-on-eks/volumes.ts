import { tagsOf } from '../../model/aws-names';
import { gp3 } from '../../model/capacity/hardware';
import type { EnvironmentOn } from '../../model/environment';
import { DataRate, Size } from '../../model/units';
import type { VolumeAttributes } from '../kafka/volume-attributes';

/** Brokers' and controllers' volumes, in the terms of the EBS CSI driver (`docs/parameters.md`, `docs/tagging.md`, `docs/modify-volume.md`). */

/**
 * For as long as the cluster lives: a StorageClass cannot be changed. So nothing is in it that follows the load, nor the
 * environment's own tags, which somebody may add to. The key is AWS's own for EBS: another's ARN is known only once it is
 * made, and no plan before that could show the class.
 */
export function storageParameters({ name }: Pick<EnvironmentOn<'eks'>, 'name'>): Record<string, string> {
  // By these, volumes that outlive their cluster are found.
  const tags = Object.entries(tagsOf(name)).sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    type: 'gp3',
    encrypted: 'true',
    // As Kafka's documentation advises: it has less variance than ext4, and needs no tuning.
    'csi.storage.k8s.io/fstype': 'xfs',
    ...Object.fromEntries(tags.map(([key, value], index) => [`tagSpecification_${index + 1}`, `${key}=${value}`])),
  };
}

/** EBS's least, 125: the MiB/s that `gp3` counts as MB/s. */
const leastMebibytes = gp3.leastThroughput.toBytesPerSecond() / DataRate.megabytesPerSecond(1).toBytesPerSecond();

/** As EBS is asked for it: whole MiB/s. */
const mebibytesOf = (rate: DataRate): number =>
  Math.max(leastMebibytes, Math.ceil(rate.toBytesPerSecond() / Size.mebibytes(1).toBytes()));

/**
 * What follows the load. The driver changes the volumes in place, while they are in use; AWS takes the next change of the
 * same volume six hours later at the earliest.
 */
export function volumeAttributesOf({ kafka }: Pick<EnvironmentOn<'eks'>, 'kafka'>): VolumeAttributes {
  const { iops, throughput } = kafka.volume;
  const mebibytes = mebibytesOf(throughput);
  return {
    name: `millrace-kafka-${iops}-iops-${mebibytes}-mibps`,
    parameters: { iops: String(iops), throughput: String(mebibytes) },
  };
}
