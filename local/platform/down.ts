import { existsSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { EmbeddedCluster } from '../kafka/embedded-cluster';
import { withLock } from '../kafka/file-lock';
import { recordedPrometheus, stopPrometheus } from '../observability/prometheus-process';
import type { Layout } from './layout';
import { stopService } from './service-process';
import type { Steps } from './steps';

/*
 * Stopping asks the records of what was started, never the model: it must work while the model is being edited, and
 * for what the model no longer names.
 */

const LOCK_LIMIT_MS = 5_000;

/** Stops Prometheus, services, then brokers; keeps the data. */
export async function down(layout: Layout, steps: Steps): Promise<void> {
  if (!existsSync(layout.root)) return steps.note('nothing to stop: it was never started here');
  await withLock(layout.lock, LOCK_LIMIT_MS, () => stopAll(layout, steps));
}

/** Stops everything and removes topics, data and logs. */
export async function reset(layout: Layout, steps: Steps): Promise<void> {
  if (!existsSync(layout.root)) return steps.note('nothing to clear: it was never started here');
  await withLock(layout.lock, LOCK_LIMIT_MS, async () => {
    await stopAll(layout, steps);
    await steps.run('data and logs removed', () => rm(layout.root, { recursive: true, force: true }));
  });
}

async function stopAll(layout: Layout, steps: Steps): Promise<void> {
  // Before what it watches: a platform that is stopped on purpose is no outage.
  if ((await recordedPrometheus(layout.prometheus)) !== undefined) {
    await steps.run(
      'prometheus stopping',
      () => stopPrometheus(layout.prometheus),
      () => 'prometheus stopped, samples kept',
    );
  }
  const records = await readdir(layout.serviceRecords).catch(() => []);
  const names = records.filter((file) => file.endsWith('.json')).map((file) => file.slice(0, -'.json'.length));
  await Promise.all(
    names.map((name) =>
      steps.run(
        `${name} draining`,
        () => stopService(join(layout.serviceRecords, `${name}.json`)),
        (how) => `${name} ${how === 'drained' ? 'drained and stopped' : how}`,
      ),
    ),
  );
  const cluster = await EmbeddedCluster.attach({ dir: layout.kafka, env: {} });
  if (cluster === undefined) return steps.note('brokers were not running');
  await steps.run(
    'brokers stopping',
    () => cluster.stop(),
    () => 'brokers stopped, data kept',
  );
}
