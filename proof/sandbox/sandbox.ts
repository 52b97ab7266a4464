/** Fresh network and mount namespaces, which this process is in. Everything in them vanishes with the last process. */
export interface Sandbox {
  /** A network namespace of its own for a node, from 1 to 200, with an address on a common bridge. Idempotent. */
  addNode(node: number): Promise<NodeNetwork>;
  /** A disk of its own, in memory, mounted at `path`, which is made. Idempotent. */
  addVolume(path: string, bytes: number): Promise<void>;
  removeVolume(path: string): Promise<void>;
}

/** A node's place in the network. */
export interface NodeNetwork {
  readonly address: string;
  /** What a command is to be prefixed with to run there; the process id stays the command's. */
  readonly launcher: readonly string[];
  /** Drops what comes from these addresses, goes to them, or both; clients are not concerned. */
  cut(others: readonly string[], way: 'both' | 'in' | 'out'): Promise<void>;
  /** Less throughput, and lost packets, to and from everybody. */
  slow(): Promise<void>;
  /** Undoes both. Nothing to do when nothing is broken. */
  mend(): Promise<void>;
}
