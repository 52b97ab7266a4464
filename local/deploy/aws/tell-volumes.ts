import { z } from 'zod';
import type { VolumesRequest } from '../../../model/aws-gate';
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
function claimOf({ Tags = [] }: Volume): string {
  const tag = (name: string): string | undefined =>
    Tags.find(({ Key }) => Key === `kubernetes.io/created-for/pvc/${name}`)?.Value;
  const claim = [tag('namespace'), tag('name')].filter((part) => part !== undefined).join('/');
  return claim || 'of no claim';
}

function told(kept: readonly Volume[], { environment, region }: VolumesRequest): string[] {
  const size = kept.reduce((sum, { Size }) => sum + Size, 0);
  return [
    `volumes of '${environment}' that stay on purpose, with what Kafka has stored: ${kept.length} of ${size} GiB in all; they cost money until they are deleted:`,
    ...kept.flatMap((volume) => [
      `  ${volume.VolumeId}  ${volume.Size} GiB  ${volume.AvailabilityZone}  ${volume.State}  ${claimOf(volume)}`,
      `      aws ec2 delete-volume --region ${region} --volume-id ${volume.VolumeId}`,
    ]),
  ];
}

/** Says which volumes are left, by their tag, and how each is removed. Fails for nothing: all else is gone by now. */
export async function tellVolumes(aws: AwsCli, request: VolumesRequest, say: (line: string) => void): Promise<void> {
  const { environment, region } = request;
  const filter = `Name=tag:millrace:environment,Values=${environment}`;
  try {
    const { Volumes } = await aws.ask(volumes, ['ec2', 'describe-volumes', '--filters', filter]);
    const kept = Volumes.filter(({ State }) => State !== 'deleting' && State !== 'deleted');
    if (kept.length === 0) return say(`no volume of '${environment}' is left`);
    told(kept, request).forEach(say);
  } catch (error) {
    say(`it is not known which volumes of '${environment}' are left (${(error as Error).message}); they are listed by`);
    say(`  aws ec2 describe-volumes --region ${region} --filters ${filter}`);
  }
}
