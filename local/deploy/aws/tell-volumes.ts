import { z } from 'zod';
import type { VolumesRequest } from '../../../model/aws-gate';
import { namespaces } from '../../../model/cluster-names';
import type { AwsCli } from './aws-cli';

const volumes = z.object({
  Volumes: z.array(
    z.object({
      VolumeId: z.string(),
      Size: z.number(),
      AvailabilityZone: z.string(),
      State: z.string(),
      Tags: z.array(z.object({ Key: z.string(), Value: z.string() })).optional(),
    }),
  ),
});

type Volume = z.infer<typeof volumes>['Volumes'][number];

/** The EBS CSI driver writes on a volume for which claim it made it. */
const claimTag = ({ Tags = [] }: Volume, name: 'name' | 'namespace'): string | undefined =>
  Tags.find(({ Key }) => Key === `kubernetes.io/created-for/pvc/${name}`)?.Value;

function claimOf(volume: Volume): string {
  const claim = [claimTag(volume, 'namespace'), claimTag(volume, 'name')].filter((part) => part !== undefined);
  return claim.join('/') || 'of no claim';
}

/**
 * Brokers and controllers have their claims in the platform's namespace; all others' are of a class that goes with its
 * claims. What says nothing of its claim is not called superfluous.
 */
function isLeftOver(volume: Volume): boolean {
  const namespace = claimTag(volume, 'namespace');
  return namespace !== undefined && namespace !== namespaces.platform;
}

const sizeOf = (all: readonly Volume[]): string =>
  `${all.length} of ${all.reduce((sum, { Size }) => sum + Size, 0)} GiB in all`;

const listed = (all: readonly Volume[], region: string): string[] =>
  all.flatMap((volume) => [
    `  ${volume.VolumeId}  ${volume.Size} GiB  ${volume.AvailabilityZone}  ${volume.State}  ${claimOf(volume)}`,
    `      aws ec2 delete-volume --region ${region} --volume-id ${volume.VolumeId}`,
  ]);

function told(all: readonly Volume[], { environment, region }: VolumesRequest): string[] {
  const kept = all.filter((volume) => !isLeftOver(volume));
  const left = all.filter(isLeftOver);
  const ofKept = `volumes of '${environment}' that stay on purpose, with what Kafka has stored: ${sizeOf(kept)}; they cost money until they are deleted:`;
  const ofLeft = `volumes of '${environment}' that should have gone with their claims: ${sizeOf(left)}; nothing of Kafka is on them, delete them:`;
  return [
    ...(kept.length === 0 ? [] : [ofKept, ...listed(kept, region)]),
    ...(left.length === 0 ? [] : [ofLeft, ...listed(left, region)]),
  ];
}

/** Says which volumes are left, by their tag, and how each is removed. Fails for nothing: all else is gone by now. */
export async function tellVolumes(aws: AwsCli, request: VolumesRequest, say: (line: string) => void): Promise<void> {
  const { environment, region } = request;
  const filter = `Name=tag:millrace:environment,Values=${environment}`;
  try {
    const { Volumes } = await aws.ask(volumes, ['ec2', 'describe-volumes', '--filters', filter]);
    const left = Volumes.filter(({ State }) => State !== 'deleting' && State !== 'deleted');
    if (left.length === 0) return say(`no volume of '${environment}' is left`);
    told(left, request).forEach(say);
  } catch (error) {
    say(`it is not known which volumes of '${environment}' are left (${(error as Error).message}); they are listed by`);
    say(`  aws ec2 describe-volumes --region ${region} --filters ${filter}`);
  }
}
