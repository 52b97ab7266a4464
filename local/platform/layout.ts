import { join } from 'node:path';

/** Where a running platform keeps what it must remember: one folder, ignored by git, removed by `make reset`. */
export interface Layout {
  readonly root: string;
  /** Brokers: data, logs, process records. */
  readonly kafka: string;
  /** And what Prometheus says. */
  readonly serviceLogs: string;
  readonly serviceRecords: string;
  /** Prometheus: configuration, samples, process record. */
  readonly prometheus: string;
  /** One command at a time. */
  readonly lock: string;
}

/** Names become folders, and `make reset` removes folders: nothing that leads elsewhere is a name. */
export const isEnvironmentName = (name: string): boolean => /^[a-z][a-z0-9-]*$/.test(name);

/** @param portOffset a platform on other ports is another platform, with data of its own */
export function layoutOf(stateDir: string, environment: string, portOffset: number): Layout {
  const root = join(stateDir, portOffset === 0 ? environment : `${environment}+${portOffset}`);
  return {
    root,
    kafka: join(root, 'kafka'),
    serviceLogs: join(root, 'services', 'logs'),
    serviceRecords: join(root, 'services', 'run'),
    prometheus: join(root, 'prometheus'),
    // Beside the folder, not in it: `make reset` removes the folder while it holds the lock.
    lock: `${root}.lock`,
  };
}
