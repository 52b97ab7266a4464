import { namespaces } from '../../model/cluster-names';
import type { EnvironmentOn } from '../../model/environment';
import { DeployError } from './deploy-error';
import { pageCluster } from './kafka-ui-cluster';
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

/** @throws DeployError DEPLOY_NOT_THERE, DEPLOY_COMMAND_FAILED */
async function mustBeDeployed(
  { service, namespace }: Page,
  { name, platform }: EnvironmentOn<'minikube'>,
  commands: Commands,
): Promise<void> {
  const base = ['--context', platform.context, '--request-timeout=10s', '-n', namespace];
  const asked = [...base, 'get', 'service', service, '--ignore-not-found', '-o', 'name'];
  if ((await commands.output('kubectl', asked)).trim() !== '') return;
  throw new DeployError(
    'DEPLOY_NOT_THERE',
    `There is no Service ${service} in the namespace ${namespace} of the context ${platform.context}: ` +
      `deploy it first, \`make deploy ENV=${name}\`.`,
  );
}

export interface ForwardProps {
  readonly environment: EnvironmentOn<'minikube'>;
  /** On this machine. @default - the page's own */
  readonly port?: number;
  readonly out: { write(text: string): unknown };
}

/**
 * Keeps a page at hand until the signal.
 * @throws DeployError DEPLOY_PORT_BUSY, DEPLOY_CONTEXT_MISSING, DEPLOY_UNREACHABLE, DEPLOY_NOT_THERE; DEPLOY_COMMAND_FAILED when kubectl ends by itself
 */
export async function forward(
  name: PageName,
  { environment, port, out }: ForwardProps,
  commands: Commands,
  interrupted: AbortSignal,
): Promise<void> {
  const { context } = environment.platform;
  const page: Page = pages[name];
  const localPort = port ?? page.localPort;
  await mustHaveContext(environment, commands);
  await pagePortMustBeFree(localPort, `page of ${name}`, `make ${name}-ui PORT=${localPort + 100}`);
  await mustAnswer(environment, commands);
  await mustBeDeployed(page, environment, commands);
  const onOpen = (): void => {
    out.write(`  http://localhost:${localPort} (Ctrl-C ends it)\n`);
    if (page.login !== undefined) out.write(`  ${page.login(context)}\n`);
  };
  const { namespace, service } = page;
  const forwarded = { namespace, target: `service/${service}`, localPort, port: page.port, onOpen };
  await pageCluster(context).portForward(forwarded, interrupted);
}
