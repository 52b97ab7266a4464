import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tokenApiVersion, tokenArguments, type ClusterAccess, type EksAccess } from '../../model/gate';

/** A kubeconfig of one EKS cluster; YAML is JSON too. The token is made when kubectl asks, and is nowhere in it. */
export function kubeconfigOf(eks: EksAccess): string {
  const { cluster: name, endpoint, certificateAuthority } = eks;
  const exec = {
    apiVersion: tokenApiVersion,
    command: 'aws',
    args: tokenArguments(eks),
    interactiveMode: 'IfAvailable',
  };
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name, cluster: { server: endpoint, 'certificate-authority-data': certificateAuthority } }],
    users: [{ name, user: { exec } }],
    contexts: [{ name, context: { cluster: name, user: name } }],
    'current-context': name,
  };
  return JSON.stringify(config);
}

/**
 * Flags by which kubectl reaches a cluster, while `work` runs. For EKS they name a file that only this user can read and that
 * is gone afterwards, however the process ends short of a SIGKILL; nobody's own kubeconfig is read or written then.
 */
export async function withKubectlFlags<T>(
  access: ClusterAccess,
  work: (flags: readonly string[]) => Promise<T>,
): Promise<T> {
  if ('context' in access) return work(['--context', access.context]);
  const folder = mkdtempSync(join(tmpdir(), 'millrace-kubeconfig-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  process.once('exit', remove);
  try {
    const file = join(folder, 'config');
    writeFileSync(file, kubeconfigOf(access.eks), { mode: 0o600 });
    return await work(['--kubeconfig', file]);
  } finally {
    process.off('exit', remove);
    remove();
  }
}

const endings = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

/** Ends at Ctrl-C at once, and not before what must be removed at the end is removed: Node.js runs nothing when a signal ends it. */
export function endAtSignals(): void {
  for (const [signal, status] of Object.entries(endings)) process.once(signal, () => process.exit(status));
}
