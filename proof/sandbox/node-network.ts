import { run, succeeds } from './run';
import type { NodeNetwork } from './sandbox';

/** Of each packet, either way: what makes TCP wait and send again, and connections survive. */
const LOSS_PERCENT = 2;
/** About 2.5 MB/s: below what replication of a full load needs, far above what heartbeats need. */
const RATE = '20mbit';
const DELAY = '20ms';

const TABLE = 'proof';

/** A node in a network namespace of its own: `eth0` in it, `veth<n>` on the bridge. */
export class NamespacedNode implements NodeNetwork {
  readonly launcher: readonly string[];

  constructor(
    private readonly namespace: string,
    private readonly outerLink: string,
    readonly address: string,
  ) {
    // Not `ip netns exec`: that has mounts of its own, and would not see what is mounted later.
    this.launcher = ['nsenter', `--net=/run/netns/${namespace}`, '--'];
  }

  async cut(others: readonly string[], way: 'both' | 'in' | 'out'): Promise<void> {
    const set = `{ ${others.join(', ')} }`;
    await this.addTable('cut', [
      ...(way === 'out' ? [] : [`add rule ip ${TABLE}-cut in ip saddr ${set} drop`]),
      ...(way === 'in' ? [] : [`add rule ip ${TABLE}-cut out ip daddr ${set} drop`]),
    ]);
  }

  async slow(): Promise<void> {
    const ends = [
      ['ip', 'netns', 'exec', this.namespace, 'tc', 'eth0'],
      ['tc', this.outerLink],
    ];
    for (const words of ends) {
      const [command = '', ...before] = words.slice(0, -1);
      const tc = (...discipline: string[]): Promise<string> =>
        run(command, ...before, 'qdisc', 'replace', 'dev', words.at(-1) ?? '', 'root', ...discipline);
      // Not every kernel has netem; a narrow pipe with a short queue delays, too.
      await tc('netem', 'delay', DELAY, 'rate', RATE).catch(() =>
        tc('tbf', 'rate', RATE, 'burst', '32kbit', 'latency', '100ms'),
      );
    }
    const lose = `numgen random mod 100 < ${LOSS_PERCENT} drop`;
    await this.addTable('slow', [`add rule ip ${TABLE}-slow in ${lose}`, `add rule ip ${TABLE}-slow out ${lose}`]);
  }

  async mend(): Promise<void> {
    for (const name of ['cut', 'slow']) {
      await succeeds('ip', 'netns', 'exec', this.namespace, 'nft', 'delete', 'table', 'ip', `${TABLE}-${name}`);
    }
    await succeeds('ip', 'netns', 'exec', this.namespace, 'tc', 'qdisc', 'delete', 'dev', 'eth0', 'root');
    await succeeds('tc', 'qdisc', 'delete', 'dev', this.outerLink, 'root');
  }

  /** All rules at once: nft applies one text as one change. */
  private async addTable(name: string, rules: readonly string[]): Promise<void> {
    const table = `${TABLE}-${name}`;
    const lines = [
      `add table ip ${table}`,
      `delete table ip ${table}`,
      `add table ip ${table}`,
      `add chain ip ${table} in { type filter hook input priority 0; }`,
      `add chain ip ${table} out { type filter hook output priority 0; }`,
      ...rules,
    ];
    await run('ip', 'netns', 'exec', this.namespace, 'nft', lines.join('; '));
  }
}
