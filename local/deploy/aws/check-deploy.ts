import { clusterNameOf } from '../../../model/aws-names';
import type { EnvironmentOn } from '../../../model/environment';
import { DeployError } from '../deploy-error';
import { allOf } from './all-of';
import type { AwsCli } from './aws-cli';
import { mustHaveAddOns } from './check-add-ons';
import { mustHaveQuota } from './check-quota';
import { mustHaveZones } from './check-zones';
import { mustHaveNoLogGroup } from './log-group';

/** Says what could not be checked. */
export type Warn = (line: string) => void;

/** A look ahead stops nothing when AWS does not let it be taken: a deploy may do without the right to ask. */
const ahead = (what: string, work: Promise<void>, warn: Warn): Promise<void> =>
  work.catch((error: unknown) => {
    if (!(error instanceof DeployError) || error.code !== 'DEPLOY_COMMAND_FAILED') throw error;
    warn(`${what} not checked: ${error.message}`);
  });

export interface CheckDeployProps {
  readonly aws: AwsCli;
  readonly isRunning: boolean;
  readonly warn: Warn;
}

/**
 * What AWS itself would say minutes or an hour into a deploy, when half of it is made and paid for. Of a cluster that is
 * there only what a change of versions needs: its zones, nodes and log are there.
 * @throws DeployError DEPLOY_ADD_ON_UNKNOWN, DEPLOY_ZONE_UNUSABLE, DEPLOY_QUOTA_TOO_SMALL, DEPLOY_LOG_GROUP_LEFT
 */
export async function checkDeploy(
  environment: EnvironmentOn<'eks'>,
  { aws, isRunning, warn }: CheckDeployProps,
): Promise<void> {
  const name = clusterNameOf(environment);
  const addOns = () => mustHaveAddOns(environment, { aws, cluster: isRunning ? name : undefined });
  const firstTime = () => [
    ahead('zones are', mustHaveZones(environment, aws), warn),
    ahead('the quota of vCPUs is', mustHaveQuota(environment, aws), warn),
    ahead('a log group that is left is', mustHaveNoLogGroup(name, aws), warn),
  ];
  await allOf([...(isRunning ? [] : firstTime()), ahead('versions of add-ons are', addOns(), warn)]);
}
