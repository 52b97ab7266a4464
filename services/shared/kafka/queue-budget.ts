/** The memory all lanes of a producer share. */
export class QueueBudget {
  private heldRecords = 0;
  private heldBytes = 0;
  private waiters: (() => void)[] = [];

  constructor(
    private readonly maxRecords: number,
    private readonly maxBytes: number,
  ) {}

  get records(): number {
    return this.heldRecords;
  }

  get bytes(): number {
    return this.heldBytes;
  }

  /** Takes room for one record, or says that there is none. */
  reserve(bytes: number): boolean {
    if (this.heldRecords + 1 > this.maxRecords || this.heldBytes + bytes > this.maxBytes) return false;
    this.heldRecords += 1;
    this.heldBytes += bytes;
    return true;
  }

  release(bytes: number): void {
    this.heldRecords -= 1;
    this.heldBytes -= bytes;
    if (this.heldRecords > 0) return;
    const waiters = this.waiters;
    this.waiters = [];
    for (const waiter of waiters) waiter();
  }

  /** Resolves when nothing is held. */
  whenEmpty(): Promise<void> {
    if (this.heldRecords === 0) return Promise.resolve();
    return new Promise((resolve) => this.waiters.push(resolve));
  }
}
