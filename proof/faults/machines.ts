import type { Fault } from './fault';
import { pick } from './victims';

/** Load that goes on without the machine before it comes back. */
const GOES_ON = 100;

const loseMachine: Fault = {
  name: 'lose-machine',
  description: 'a machine of the cluster is gone, with the broker and all else that is on it; it comes back',
  writesGoOn: true,
  needs: ['machines'],
  shows: 'fewer-brokers',
  async run(ground, { choice }, marks) {
    const { machines } = ground;
    if (machines === undefined) throw new Error('the target says that machines can be lost, and has none');
    const broker = pick(choice, await machines.losable());
    marks.begun(await machines.lose(broker));
    try {
      await ground.untilWritable();
      await ground.untilAcknowledged(GOES_ON);
    } finally {
      await machines.bring(broker);
    }
    await ground.start(broker);
    marks.healed();
  },
};

export const machineFaults: readonly Fault[] = [loseMachine];
