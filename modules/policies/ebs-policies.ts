import type { StorageClass } from 'kubernetes-types/storage/v1';
import type { VolumeAttributesClass } from '../kafka/volume-attributes';
import { eachOf, type Policy } from './policy';

const ebs = 'ebs.csi.aws.com';

/** What AWS takes for a gp3 volume: IO operations a second, and MiB/s. */
const gp3 = { iops: [3000, 80_000], throughput: [125, 2000] } as const;

function outside(name: keyof typeof gp3, parameters: Readonly<Record<string, string>>): string | undefined {
  const { [name]: said } = parameters;
  const [least, most] = gp3[name];
  if (said === undefined) return `no ${name}`;
  return /^\d+$/.test(said) && Number(said) >= least && Number(said) <= most
    ? undefined
    : `${name} is ${said}, which is not from ${least} to ${most}`;
}

/** Volumes of AWS, which every object of these kinds says by its driver. */
export const ebsPolicies: readonly Policy[] = [
  {
    code: 'STORAGE_CLASS_UNENCRYPTED',
    title: 'what is on a volume of AWS is encrypted',
    fix: 'set encrypted: "true" in the parameters of the StorageClass',
    check: eachOf<StorageClass>('StorageClass', ({ provisioner, parameters: { encrypted = 'not set' } = {} }) =>
      provisioner === ebs && encrypted !== 'true' ? `encrypted is ${encrypted}` : undefined,
    ),
  },
  {
    code: 'VOLUME_ATTRIBUTES_INCOMPLETE',
    title: 'a VolumeAttributesClass of AWS says all that a gp3 volume can be given, within what AWS takes',
    fix: 'set iops (3000 to 80000) and throughput (125 to 2000, MiB/s) in its parameters, and type to gp3 or to nothing',
    check: eachOf<VolumeAttributesClass>('VolumeAttributesClass', ({ driverName, parameters }) => {
      if (driverName !== ebs) return `its driver is ${driverName}`;
      const { type = 'gp3' } = parameters;
      return [
        type === 'gp3' ? undefined : `its type is ${type}`,
        outside('iops', parameters),
        outside('throughput', parameters),
      ];
    }),
  },
];
