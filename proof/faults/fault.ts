import type { FaultName } from './names';

/** The platform under proof, as far as faults need it. A target implements it. */
export interface PlatformGround {
  /** Ids of all brokers. */
  readonly brokers: readonly number[];
  /** Zone of a broker. */
  zoneOf(broker: number): string;
  /** The topic whose leaders are looked for. */
  readonly topic: string;
  readonly partitions: number;
  leaderOf(partition: number): Promise<number>;
  /** Of the metadata quorum. */
  activeController(): Promise<number>;
  isController(broker: number): boolean;
  /** Resolves when the others have another active controller. Rejects when that takes too long. */
  untilControllerIsNot(broker: number): Promise<void>;

  /** SIGKILL; on Kubernetes the pod is deleted with no grace. */
  kill(broker: number): Promise<void>;
  /** A clean shutdown. */
  stop(broker: number): Promise<void>;
  /** Starts the process and does not wait: it may not be able to serve yet. */
  launch(broker: number): Promise<void>;
  /** Starts it, if it is not, and waits until it serves. */
  start(broker: number): Promise<void>;
  freeze(broker: number): Promise<void>;
  thaw(broker: number): Promise<void>;
  /** Of a broker that is down. */
  wipe(broker: number): Promise<void>;
  fillDisk(broker: number): Promise<void>;
  emptyDisk(broker: number): Promise<void>;
  /** `in`: it hears nobody of the other brokers; `out`: they do not hear it; clients reach it as ever. */
  cut(broker: number, way: 'both' | 'in' | 'out'): Promise<void>;
  /** Less throughput, more delay, lost packets, to and from everybody. */
  slow(broker: number): Promise<void>;
  /** Undoes `cut` and `slow`. */
  mendNetwork(broker: number): Promise<void>;
  /** Puts it down, its data kept, and up as the next supported version of Kafka. */
  upgrade(broker: number): Promise<void>;
  /** After all brokers are upgraded: raises the metadata version, which cannot be taken back. */
  finishUpgrade(): Promise<void>;

  /** What the brokers are on, where it can be lost as a whole. @default - nothing can but brokers */
  readonly machines?: Machines;

  /** Every replica in sync, and the metadata quorum without lag. Rejects when that takes too long. */
  untilWhole(): Promise<void>;
  /** `broker.session.timeout.ms` of the cluster. */
  readonly sessionTimeoutMs: number;
}

/** The machines of a cluster, each named by a broker that is on it. */
export interface Machines {
  /** Brokers whose machine may be lost: one that carries the journals may not. */
  losable(): Promise<readonly number[]>;
  /** @returns whom it met, in words */
  lose(broker: number): Promise<string>;
  /** Does not wait for what is on it. */
  bring(broker: number): Promise<void>;
}

/** What a fault is made with: the platform, and the agents that are at work on it. */
export interface FaultGround extends PlatformGround {
  /** Shifts what the writers' `Date` says; 0 undoes it. */
  shiftClock(milliseconds: number): Promise<void>;
  /** SIGKILL of a process of ours at a moment when it has work in flight; it is started again at `revive`. */
  killAgent(role: 'writer' | 'reader' | 'copier'): Promise<void>;
  revive(role: 'writer' | 'reader' | 'copier'): Promise<void>;

  /** Resolves when every partition takes writes again: all that waited at this moment is answered, and more. */
  untilWritable(): Promise<void>;
  /** So many further acknowledgements, which shows that load was on. */
  untilAcknowledged(further: number): Promise<void>;
  /** For what a fault is made of: a freeze longer than the session timeout. Rejects when the run is interrupted. */
  hold(milliseconds: number): Promise<void>;
}

/** A step of a schedule: which fault, and the numbers that choose its victim and its times. */
export interface FaultStep {
  readonly fault: FaultName;
  /** 0 to 1, drawn from the seed: choice of partition, broker or zone. */
  readonly choice: number;
  /** 0 to 1, drawn from the seed: how long, between the fault's own bounds. */
  readonly length: number;
  /** Another fault that happens while this one lasts. */
  readonly beside?: FaultStep;
}

export interface Fault {
  readonly name: FaultName;
  /** One line for the report and the documentation. */
  readonly description: string;
  /** Whether writes must go on, so that a stall longer than the promise is a flaw. */
  readonly writesGoOn: boolean;
  /** What the machine must allow; the target says whether it does. */
  readonly needs: readonly FaultNeed[];
  /** What must be seen of it, or it met nobody. @default - nothing that can be seen from outside */
  readonly shows?: 'fewer-brokers' | 'smaller-isr';
  /** Needs at least so many brokers. @default 1 */
  readonly minBrokers?: number;
  /**
   * Does it and undoes it. Calls `begun` with whom it met the moment it is done, `healed` the moment it is undone.
   * Resolves when it is undone; the caller waits for the cluster to be whole.
   */
  run(ground: FaultGround, step: FaultStep, marks: FaultMarks): Promise<void>;
}

export interface FaultMarks {
  begun(target: string): void;
  healed(): void;
}

/**
 * `processes`: brokers that can be frozen and wiped. `network`: brokers in network namespaces of their own. `volumes`: disks
 * that can be filled. `versions`: brokers of the older version. `controllers`: controllers that are no brokers. `agents`:
 * agents that can be killed and shifted. `machines`: brokers on machines of their own that can be lost.
 */
export const faultNeeds = ['processes', 'network', 'volumes', 'versions', 'controllers', 'agents', 'machines'] as const;
export type FaultNeed = (typeof faultNeeds)[number];
