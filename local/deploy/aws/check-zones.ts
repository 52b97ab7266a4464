import { z } from 'zod';
import type { EnvironmentOn } from '../../../model/environment';
import { DeployError } from '../deploy-error';
import type { AwsCli } from './aws-cli';

const availabilityZones = z.object({
  AvailabilityZones: z.array(z.object({ ZoneName: z.string(), ZoneId: z.string(), State: z.string() })),
});

type Zone = z.infer<typeof availabilityZones>['AvailabilityZones'][number];

/**
 * By their ids, which mean the same in every account; names do not. Source: EKS user guide, "VPC and subnet requirements":
 * subnets there are refused with `UnsupportedAvailabilityZoneException`.
 */
const withoutEks: readonly string[] = ['use1-az3', 'usw1-az2', 'cac1-az3'];

function wrongWith(zone: Zone | undefined): string | undefined {
  if (zone === undefined) return 'the account has none of that name';
  if (withoutEks.includes(zone.ZoneId)) return `it is ${zone.ZoneId}, where EKS has no control plane`;
  return zone.State === 'available' ? undefined : `it is ${zone.State}`;
}

/** The zones of a cluster that is to be made. @throws DeployError DEPLOY_ZONE_UNUSABLE with those that could be taken */
export async function mustHaveZones({ name, platform }: EnvironmentOn<'eks'>, aws: AwsCli): Promise<void> {
  const asked = ['ec2', 'describe-availability-zones', '--filters', 'Name=zone-type,Values=availability-zone'];
  const known = (await aws.ask(availabilityZones, asked)).AvailabilityZones;
  const wrong = platform.zones.flatMap((zone) => {
    const why = wrongWith(known.find(({ ZoneName }) => ZoneName === zone));
    return why === undefined ? [] : [`${zone} (${why})`];
  });
  if (wrong.length === 0) return;
  const usable = known.filter((zone) => wrongWith(zone) === undefined).map(({ ZoneName }) => ZoneName);
  throw new DeployError(
    'DEPLOY_ZONE_UNUSABLE',
    `platform.zones of '${name}' has ${wrong.join(', ')}: EKS cannot use it. Of ${aws.region} this account can use ${usable.sort().join(', ') || 'none'}: name three of them.`,
  );
}
