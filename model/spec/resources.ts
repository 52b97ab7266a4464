import type { Cpu, Size } from '../units';

/** What one pod, container or process asks for. */
export interface ResourcesSpec {
  readonly cpu: Cpu;
  /** Request and limit: memory cannot be taken back. */
  readonly memory: Size;
}
