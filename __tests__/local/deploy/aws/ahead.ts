import { addOnVersionsOf, type AddOnVersions } from '../../../../model/eks-versions';
import type { Answers } from './fake-aws';

const zone = (letter: string, id: number, State = 'available') => ({
  ZoneName: `us-east-1${letter}`,
  ZoneId: `use1-az${id}`,
  State,
});

/** As an account may have them: `us-east-1e` is the one where EKS has no control plane. */
export const zones = [zone('a', 4), zone('b', 6), zone('c', 1), zone('d', 2), zone('e', 3), zone('f', 5, 'impaired')];

/** The same answer for each add-on: all versions. */
export const offering = (versions: Partial<AddOnVersions> = addOnVersionsOf('1.35')) => ({
  addons: [{ addonVersions: Object.values(versions).map((addonVersion) => ({ addonVersion, compatibilities: [] })) }],
});

/** What AWS says when a first deploy of eks-prod may go ahead. */
export const nothingAhead: Answers = {
  'ec2 describe-availability-zones': [{ AvailabilityZones: zones }],
  'eks describe-addon-versions': [offering()],
  'service-quotas get-service-quota': [{ Quota: { Value: 64 } }],
  'logs describe-log-groups': [{ logGroups: [] }],
};
