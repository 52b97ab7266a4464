import { brokersKnownTo } from '../kafka/cluster-probe';
import { EmbeddedCluster } from '../kafka/embedded-cluster';
import { recordedPrometheus } from '../observability/prometheus-process';
import { isOk } from './http';
import type { Platform } from './platform';
import type { PrometheusLaunch } from './prometheus';
import { runningService } from './service-process';
import { renderTable } from './table';

/** @returns whether all of it runs; Prometheus belongs to it from the start that brought it up to `make down` */
export async function status(
  platform: Platform,
  prometheus: PrometheusLaunch,
  out: NodeJS.WritableStream,
): Promise<boolean> {
  const parts = [brokerRows(platform), serviceRows(platform), prometheusRows(prometheus)];
  const rows = (await Promise.all(parts)).flat();
  out.write(renderTable(['part', 'state', 'process', 'address', 'log'], rows));
  return rows.every(([, state]) => state === 'ready');
}

async function brokerRows(platform: Platform): Promise<string[][]> {
  const cluster = await EmbeddedCluster.attach(platform.cluster);
  const { brokers } = platform.environment.kafka;
  return Promise.all(
    brokers.map(async ({ id, rack }, index) => {
      const part = `broker ${id} (rack ${rack})`;
      const node = cluster?.nodes[index];
      if (node === undefined) return [part, 'stopped', '', '', ''];
      const pid = await node.pid();
      const serves = pid !== undefined && (await brokersKnownTo(node.port)).includes(id);
      const state = serves ? 'ready' : pid === undefined ? 'stopped' : 'not ready';
      return [part, state, String(pid ?? ''), `127.0.0.1:${node.port}`, node.logFile];
    }),
  );
}

async function serviceRows(platform: Platform): Promise<string[][]> {
  return Promise.all(
    platform.services.map(async ({ name, port, recordFile, logFile }) => {
      const url = `http://127.0.0.1:${port}`;
      const record = await runningService(recordFile);
      if (record === undefined) return [name, 'stopped', '', '', logFile];
      const ready = await isOk(`${url}/health/ready`);
      return [name, ready ? 'ready' : 'not ready', String(record.pid), url, logFile];
    }),
  );
}

async function prometheusRows({ dir, url, logFile }: PrometheusLaunch): Promise<string[][]> {
  const recorded = await recordedPrometheus(dir);
  if (recorded === undefined) return [];
  if (!recorded.alive) return [['prometheus', 'stopped', '', '', logFile]];
  const ready = await isOk(`${url}/-/ready`);
  return [['prometheus', ready ? 'ready' : 'not ready', String(recorded.pid), url, logFile]];
}
