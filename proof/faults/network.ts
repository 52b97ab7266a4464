import type { Fault } from './fault';
import type { FaultName } from './names';
import { aLeader, between } from './victims';

const cut = (name: FaultName, way: 'both' | 'in' | 'out', description: string): Fault => ({
  name,
  description,
  writesGoOn: true,
  shows: 'smaller-isr',
  needs: ['network'],
  async run(ground, step, marks) {
    const { broker, words } = await aLeader(ground, step);
    await ground.cut(broker, way);
    marks.begun(words);
    try {
      await ground.hold(ground.sessionTimeoutMs + between(step, 0, 3_000));
      await ground.untilWritable();
    } finally {
      await ground.mendNetwork(broker);
    }
    marks.healed();
  },
});

const slowNetwork: Fault = {
  name: 'slow-network',
  description: "a leader's network is narrow and loses packets, towards brokers and clients",
  writesGoOn: false,
  needs: ['network'],
  async run(ground, step, marks) {
    const { broker, words } = await aLeader(ground, step);
    await ground.slow(broker);
    marks.begun(words);
    try {
      await ground.hold(between(step, 3_000, 8_000));
    } finally {
      await ground.mendNetwork(broker);
    }
    marks.healed();
  },
};

export const networkFaults: readonly Fault[] = [
  cut('cut-off', 'both', 'a leader and the other brokers do not reach each other; clients reach all of them'),
  cut('cut-in', 'in', 'a leader hears nothing of the other brokers; they hear it, and clients reach all of them'),
  cut('cut-out', 'out', 'the other brokers hear nothing of a leader; it hears them, and clients reach all of them'),
  slowNetwork,
];
