import { z } from 'zod';
import { addOnVersionsOf } from '../../../model/eks-versions';
import type { EnvironmentOn } from '../../../model/environment';
import { DeployError } from '../deploy-error';
import { allOf } from './all-of';
import type { AwsCli } from './aws-cli';

const offered = z.object({
  addons: z.array(
    z.object({
      addonVersions: z.array(
        z.object({
          addonVersion: z.string(),
          compatibilities: z.array(z.object({ defaultVersion: z.boolean().optional() })).optional(),
        }),
      ),
    }),
  ),
});

const installed = z.object({ addon: z.object({ addonVersion: z.string().optional() }) });

const notOffered = /is not supported|ResourceNotFoundException/;
const notInstalled = /ResourceNotFoundException|No (addon|cluster) found/;

/** What is wrong with the version of one add-on; nothing when EKS has it. */
async function wrongWith(
  { name, version }: { readonly name: string; readonly version: string },
  kubernetes: string,
  { aws, cluster }: CheckAddOnsProps,
): Promise<string | undefined> {
  const asked = ['eks', 'describe-addon-versions', '--addon-name', name, '--kubernetes-version', kubernetes];
  const answer = await aws.askFor(offered, asked, notOffered);
  const versions = (answer?.addons ?? []).flatMap(({ addonVersions }) => addonVersions);
  if (versions.some(({ addonVersion }) => addonVersion === version)) return undefined;
  // EKS forgets old versions; one that runs already is not asked for again.
  if (cluster !== undefined) {
    const running = ['eks', 'describe-addon', '--cluster-name', cluster, '--addon-name', name];
    if ((await aws.askFor(installed, running, notInstalled))?.addon.addonVersion === version) return undefined;
  }
  const isDefault = ({ compatibilities = [] }: (typeof versions)[number]): boolean =>
    compatibilities.some(({ defaultVersion }) => defaultVersion === true);
  const instead = (versions.find(isDefault) ?? versions[0])?.addonVersion;
  return `${name} ${version}${instead === undefined ? ' (EKS has no version of it)' : ` (EKS would take ${instead})`}`;
}

export interface CheckAddOnsProps {
  readonly aws: AwsCli;
  /** Name of the cluster, when it is there. */
  readonly cluster: string | undefined;
}

/** The pinned add-ons: EKS would say it of each only when the cluster and its nodes are up. @throws DeployError DEPLOY_ADD_ON_UNKNOWN */
export async function mustHaveAddOns({ versions }: EnvironmentOn<'eks'>, props: CheckAddOnsProps): Promise<void> {
  const { kubernetes } = versions;
  const pinned = Object.entries(addOnVersionsOf(kubernetes)).map(([name, version]) => ({ name, version }));
  const found = await allOf(pinned.map((one) => wrongWith(one, kubernetes, props)));
  const wrong = found.filter((one) => one !== undefined);
  if (wrong.length === 0) return;
  throw new DeployError(
    'DEPLOY_ADD_ON_UNKNOWN',
    `EKS has no ${wrong.join(', no ')} for Kubernetes ${kubernetes} in ${props.aws.region}: read the notes of the version that is to be taken, and write it into model/eks-versions.ts.`,
  );
}
