export type Phase = 'starting' | 'running' | 'draining';

/** Where in its life the service is; goes one way only. */
export class Lifecycle {
  private current: Phase = 'starting';
  /** Whether the consumer, if there is one, has joined its group since the start; with how many partitions is the group's matter. */
  joinedGroup = false;

  get phase(): Phase {
    return this.current;
  }

  running(): void {
    if (this.current === 'starting') this.current = 'running';
  }

  draining(): void {
    this.current = 'draining';
  }
}
