import type { Fault } from './fault';
import { aLeader, between, startAll, twoDisks } from './victims';

const wipeDisk: Fault = {
  name: 'wipe-disk',
  description: "a leader dies and its disk is lost; it comes back empty and copies everything from the others'",
  writesGoOn: true,
  shows: 'fewer-brokers',
  needs: ['processes'],
  async run(ground, step, marks) {
    const { broker, words } = await aLeader(ground, step);
    await ground.kill(broker);
    await ground.wipe(broker);
    marks.begun(words);
    if (step.length > 0.25) await ground.untilWritable();
    await ground.start(broker);
    marks.healed();
  },
};

const wipeTwoDisks: Fault = {
  name: 'wipe-two-disks',
  description: 'two brokers and their disks are lost at the same moment; partitions below min ISR wait for one of them',
  writesGoOn: false,
  shows: 'fewer-brokers',
  needs: ['processes'],
  minBrokers: 5,
  async run(ground, step, marks) {
    const two = twoDisks(ground, step.choice);
    await Promise.all(two.map((broker) => ground.kill(broker)));
    await Promise.all(two.map((broker) => ground.wipe(broker)));
    marks.begun(`brokers ${two.join(' and ')}`);
    await ground.hold(between(step, 0, 2 * ground.sessionTimeoutMs));
    await startAll(ground, two);
    marks.healed();
  },
};

const fullDisk: Fault = {
  name: 'full-disk',
  description: "a leader's disk is full; space is made and the broker started again",
  writesGoOn: true,
  shows: 'smaller-isr',
  needs: ['volumes'],
  async run(ground, step, marks) {
    const { broker, words } = await aLeader(ground, step);
    await ground.fillDisk(broker);
    marks.begun(words);
    await ground.hold(between(step, 500, 2_000));
    await ground.untilWritable();
    await ground.emptyDisk(broker);
    await ground.start(broker);
    marks.healed();
  },
};

export const diskFaults: readonly Fault[] = [wipeDisk, wipeTwoDisks, fullDisk];
