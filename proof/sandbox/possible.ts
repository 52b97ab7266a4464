import { succeeds } from './run';

const INSTALL = 'Debian, Ubuntu: apt-get install -y util-linux iproute2 nftables';
const TOOLS = ['unshare', 'nsenter', 'mount', 'ip', 'tc', 'nft'] as const;

export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly uid: number | undefined;
  /** Whether a command is there. */
  has(tool: string): Promise<boolean>;
  /** Whether a process may have namespaces of its own. */
  allowsNamespaces(): Promise<boolean>;
}

const thisMachine: Machine = {
  platform: process.platform,
  uid: process.getuid?.(),
  has: (tool) => succeeds('sh', '-c', 'command -v "$0"', tool),
  allowsNamespaces: () => succeeds('unshare', '--net', '--mount', '--propagation', 'private', 'true'),
};

/** Why brokers cannot have networks and disks of their own here; nothing when they can. */
export async function sandboxReason(machine: Machine = thisMachine): Promise<string | undefined> {
  if (machine.platform !== 'linux') return `network namespaces are Linux's own, this is ${machine.platform}`;
  if (machine.uid !== 0)
    return `it takes root to give brokers networks and disks of their own, this is user ${machine.uid}`;
  const missing: string[] = [];
  for (const tool of TOOLS) if (!(await machine.has(tool))) missing.push(tool);
  if (missing.length > 0) return `${missing.join(', ')} not found on the PATH. ${INSTALL}`;
  if (!(await machine.allowsNamespaces()))
    return '`unshare --net --mount` is refused here: a container needs the capability SYS_ADMIN for it';
  return undefined;
}
