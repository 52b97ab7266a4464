export type Phase = 'starting' | 'running' | 'leaving' | 'draining';

/** Where in its life the service is; goes one way only. */
export class Lifecycle {
  private current: Phase = 'starting';
  /** Whether the consumer, if there is one, has joined its group since the start; with how many partitions is the group's matter. */
  joinedGroup = false;

  get phase(): Phase {
    return this.current;
  }

  /** Told to stop: it should get no more work, whether or not it still takes some. */
  get ending(): boolean {
    return this.current === 'leaving' || this.current === 'draining';
  }

  running(): void {
    if (this.current === 'starting') this.current = 'running';
  }

  /** It still answers, and asks its clients to go elsewhere. */
  leaving(): void {
    if (!this.ending) this.current = 'leaving';
  }

  /** It refuses new work. */
  draining(): void {
    this.current = 'draining';
  }
}
