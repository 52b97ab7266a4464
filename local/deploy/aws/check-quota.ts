import { z } from 'zod';
import type { EnvironmentOn } from '../../../model/environment';
import { knownInstanceType } from '../../../model/instance-types';
import { DeployError } from '../deploy-error';
import type { AwsCli } from './aws-cli';

const serviceQuota = z.object({ Quota: z.object({ Value: z.number() }) });

/** "Running On-Demand Standard (A, C, D, H, I, M, R, T, Z) instances", in vCPUs: all types of model/instance-types.ts count. */
const quota = ['--service-code', 'ec2', '--quota-code', 'L-1216C47A'] as const;

const vcpusOf = (instanceType: string): number => knownInstanceType(instanceType).cpu.toMillicores() / 1000;

/** vCPUs of all nodes, when the services' group is at its least and at its most. */
function vcpus({ platform }: EnvironmentOn<'eks'>): { readonly least: number; readonly most: number } {
  const { zones, kafkaNodes, systemNodes, appNodes } = platform;
  const fixed = [kafkaNodes, systemNodes].map((nodes) => zones.length * nodes.perZone * vcpusOf(nodes.instanceType));
  const sum = fixed.reduce((total, one) => total + one, 0);
  const each = vcpusOf(appNodes.instanceType);
  return { least: sum + appNodes.least * each, most: sum + appNodes.most * each };
}

/**
 * A new account may have fewer vCPUs than one cluster needs: node groups would fail one after the other, each after half
 * an hour. What the account runs already is not counted.
 * @throws DeployError DEPLOY_QUOTA_TOO_SMALL
 */
export async function mustHaveQuota(environment: EnvironmentOn<'eks'>, aws: AwsCli): Promise<void> {
  const { Value } = (await aws.ask(serviceQuota, ['service-quotas', 'get-service-quota', ...quota])).Quota;
  const { least, most } = vcpus(environment);
  if (Value >= least) return;
  const request = ['aws', 'service-quotas', 'request-service-quota-increase', ...quota];
  throw new DeployError(
    'DEPLOY_QUOTA_TOO_SMALL',
    `The nodes of '${environment.name}' have ${least} vCPUs at the least, and the account may run ${Value} of standard on-demand instances in ${aws.region}. ` +
      `Ask AWS for more; with ${most} all groups can grow to their most:\n  ${[...request, '--desired-value', most].join(' ')} --region ${aws.region}`,
  );
}
