import { namespaces } from '../../model/cluster-names';
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

/** Keeps a page at hand until it is interrupted. */
export async function forward(
  name: PageName,
  context: string,
  out: { write(text: string): unknown },
  commands: Commands,
): Promise<void> {
  const page: Page = pages[name];
  out.write(`  http://localhost:${page.localPort} (Ctrl-C ends it)\n`);
  if (page.login !== undefined) out.write(`  ${page.login(context)}\n`);
  const ports = `${page.localPort}:${page.port}`;
  await commands.run(
    'kubectl',
    ['--context', context, '-n', page.namespace, 'port-forward', `service/${page.service}`, ports],
    { mayFail: true },
  );
}
