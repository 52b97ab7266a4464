import { brokersKnownTo } from '../kafka/cluster-probe';
import { EmbeddedCluster } from '../kafka/embedded-cluster';
import { isOk } from './http';
import type { Platform } from './platform';
import { runningService } from './service-process';
import { renderTable } from './table';

/** @returns whether all of it runs */
export async function status(platform: Platform, out: NodeJS.WritableStream): Promise<boolean> {
  const rows = [...(await brokerRows(platform)), ...(await serviceRows(platform))];
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
