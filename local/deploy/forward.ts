import { namespaces } from '../../model/cluster-names';
import { isOn } from '../../model/environment';
import type { ClusterAccess } from '../../model/gate';
import { AwsCli } from './aws/aws-cli';
import { mustBeOfAccount } from './aws/check-account';
import { runningClusterOf } from './aws/eks-access';
import type { Cluster } from './chosen';
import { DeployError } from './deploy-error';
import { pageCluster } from './kafka-ui-cluster';
import { withKubectlFlags } from './kubeconfig';
import { pagePortMustBeFree } from './page-port';
import { mustAnswer, mustHaveContext } from './reachable';
import type { Commands } from './run-command';

/** A web page of the cluster, brought to this machine. */
interface Page {
  readonly service: string;
  readonly namespace: string;
  /** Of the Service, and here. */
  readonly port: number;
  readonly localPort: number;
  /** Who may log in. @default - everybody */
  readonly login?: (context: string) => string;
}

const { monitoring } = namespaces;

/** Services of the release `monitoring`; a test holds them against what the stack deploys. */
export const pages = {
  grafana: {
    service: 'monitoring-grafana',
    namespace: monitoring,
    port: 80,
    localPort: 3000,
    login: (context) =>
      `user admin, password: kubectl --context ${context} -n ${monitoring} get secret monitoring-grafana -o jsonpath='{.data.admin-password}' | base64 -d`,
  },
  prometheus: { service: 'monitoring-prometheus', namespace: monitoring, port: 9090, localPort: 9090 },
  alertmanager: { service: 'monitoring-alertmanager', namespace: monitoring, port: 9093, localPort: 9093 },
} as const satisfies Record<string, Page>;

export type PageName = keyof typeof pages;

export const pageNames = Object.keys(pages) as PageName[];

const notDeployed = (what: string, { name }: Cluster): DeployError =>
  new DeployError('DEPLOY_NOT_THERE', `There is no ${what}: deploy it first, \`make deploy ENV=${name}\`.`);

/** @throws DeployError DEPLOY_NOT_THERE, DEPLOY_COMMAND_FAILED */
async function mustBeDeployed(
  { service, namespace }: Page,
  environment: Cluster,
  flags: readonly string[],
  commands: Commands,
): Promise<void> {
  const base = [...flags, '--request-timeout=10s', '-n', namespace];
  const asked = [...base, 'get', 'service', service, '--ignore-not-found', '-o', 'name'];
  if ((await commands.output('kubectl', asked)).trim() !== '') return;
  throw notDeployed(`Service ${service} in the namespace ${namespace} of ${whereOf(environment)}`, environment);
}

const whereOf = (environment: Cluster): string =>
  isOn(environment, 'minikube') ? `the context ${environment.platform.context}` : `the EKS cluster ${environment.name}`;

/** Before anything is shown, and quickly. @throws DeployError */
async function reachable(environment: Cluster, commands: Commands): Promise<ClusterAccess> {
  if (isOn(environment, 'minikube')) {
    await mustHaveContext(environment, commands);
    return { context: environment.platform.context };
  }
  const aws = new AwsCli(commands, environment.platform.region);
  await mustBeOfAccount(environment.platform.account, aws);
  const running = await runningClusterOf(environment, aws);
  if (running === undefined) throw notDeployed(`EKS cluster ${environment.name}`, environment);
  return { eks: running.access };
}

/** A context for what people type; ours is gone when the page is. */
const contextOf = (environment: Cluster): string =>
  isOn(environment, 'minikube') ? environment.platform.context : environment.name;

function opened(page: Page, localPort: number, environment: Cluster): string {
  const login = page.login?.(contextOf(environment));
  const first =
    login === undefined || isOn(environment, 'minikube')
      ? ''
      : `  once: aws eks update-kubeconfig --name ${environment.name} --region ${environment.platform.region} --alias ${environment.name}\n`;
  return `  http://localhost:${localPort} (Ctrl-C ends it)\n${first}${login === undefined ? '' : `  ${login}\n`}`;
}

export interface ForwardProps {
  readonly environment: Cluster;
  /** On this machine. @default - the page's own */
  readonly port?: number;
  readonly out: { write(text: string): unknown };
}

/**
 * Keeps a page at hand until the signal.
 * @throws DeployError DEPLOY_PORT_BUSY, DEPLOY_CONTEXT_MISSING, DEPLOY_UNREACHABLE, DEPLOY_NOT_THERE; on EKS also
 * DEPLOY_WRONG_ACCOUNT, DEPLOY_CREDENTIALS_MISSING; DEPLOY_COMMAND_FAILED when kubectl ends by itself
 */
export async function forward(
  name: PageName,
  { environment, port, out }: ForwardProps,
  commands: Commands,
  interrupted: AbortSignal,
): Promise<void> {
  const page: Page = pages[name];
  const localPort = port ?? page.localPort;
  const access = await reachable(environment, commands);
  await pagePortMustBeFree(localPort, `page of ${name}`, `make ${name}-ui PORT=${localPort + 100}`);
  if (isOn(environment, 'minikube')) await mustAnswer(environment, commands);
  await withKubectlFlags(access, async (flags) => {
    await mustBeDeployed(page, environment, flags, commands);
    const onOpen = (): unknown => out.write(opened(page, localPort, environment));
    const { namespace, service } = page;
    const forwarded = { namespace, target: `service/${service}`, localPort, port: page.port, onOpen };
    await pageCluster(flags).portForward(forwarded, interrupted);
  });
}
