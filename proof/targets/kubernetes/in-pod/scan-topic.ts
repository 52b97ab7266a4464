import { scanTopic as scan } from '../../../plain/scan';
import type { ToolOptions } from './protocol';
import { send } from './send';

/** `partition offset id`, a line each. */
export async function scanTopic({ kafka }: ToolOptions, topic: string): Promise<void> {
  const { records } = await scan(kafka, topic, 'read_committed');
  await send(records.map(({ partition, offset, id }) => `${partition} ${offset} ${id}\n`));
}
