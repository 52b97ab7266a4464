/** What load a run is under. */
export interface Load {
  /** Messages a second straight to Kafka. */
  readonly rate: number;
  /** Requests a second over HTTP. */
  readonly httpRate: number;
  readonly valueBytes: number;
  readonly partitions: number;
}

/** Much less than two cores carry beside brokers that are started again and again: what is looked for is loss, not speed. */
export const defaultLoad: Load = { rate: 1_000, httpRate: 40, valueBytes: 200, partitions: 6 };
/** On a cluster the journals are logs of pods, which the kubelet cuts off at some length. */
export const clusterLoad: Load = { ...defaultLoad, rate: 200 };
