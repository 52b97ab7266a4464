import type { Fault, FaultGround, FaultMarks } from './fault';
import { aLeader, between, pick, startAll, twoOf } from './victims';

/** Load that goes on with fewer brokers before they come back. */
const GOES_ON = 100;

const killLeader: Fault = {
  name: 'kill-leader',
  description: 'SIGKILL of a partition leader; it comes back at once, or after another has taken over',
  writesGoOn: true,
  shows: 'fewer-brokers',
  needs: [],
  async run(ground, step, marks) {
    const { broker, words } = await aLeader(ground, step);
    await ground.kill(broker);
    marks.begun(words);
    // Back within its session, or long after.
    if (step.length > 0.25) {
      await ground.untilWritable();
      await ground.untilAcknowledged(GOES_ON);
    }
    await ground.start(broker);
    marks.healed();
  },
};

const killController: Fault = {
  name: 'kill-controller',
  description: 'SIGKILL of the active controller; it comes back when the others have another',
  writesGoOn: true,
  needs: ['processes'],
  async run(ground, step, marks) {
    const broker = await ground.activeController();
    await ground.kill(broker);
    marks.begun(`node ${broker}, the active controller`);
    await ground.hold(between(step, 0, ground.sessionTimeoutMs));
    // It may be no broker: that another was elected is what shows that it was met.
    await ground.untilControllerIsNot(broker);
    await ground.untilWritable();
    await ground.start(broker);
    marks.healed();
  },
};

const killTwo: Fault = {
  name: 'kill-two',
  description: 'SIGKILL of two brokers at once: fewer than min ISR are left, writes stop until one is back',
  writesGoOn: false,
  shows: 'fewer-brokers',
  needs: [],
  async run(ground, step, marks) {
    const two = twoOf(ground.brokers, step.choice);
    await Promise.all(two.map((broker) => ground.kill(broker)));
    marks.begun(`brokers ${two.join(' and ')}`);
    await ground.hold(between(step, 0, 2 * ground.sessionTimeoutMs));
    await startAll(ground, two);
    marks.healed();
  },
};

const killAll: Fault = {
  name: 'kill-all',
  description: 'SIGKILL of every broker at once; all are started again',
  writesGoOn: false,
  shows: 'fewer-brokers',
  needs: [],
  async run(ground, step, marks) {
    await Promise.all(ground.brokers.map((broker) => ground.kill(broker)));
    marks.begun('every broker');
    await ground.hold(between(step, 0, 2_000));
    await startAll(ground, ground.brokers);
    marks.healed();
  },
};

/** The stalest comes back first: whether it is made leader is what unclean elections are about. */
const killInTurn: Fault = {
  name: 'kill-in-turn',
  description: 'brokers die one after the other; those that died first, and lack the most, come back first',
  writesGoOn: false,
  shows: 'fewer-brokers',
  needs: ['processes', 'controllers'],
  async run(ground, step, marks) {
    const { broker: last } = await aLeader(ground, step);
    const others = ground.brokers.filter((broker) => broker !== last);
    const words = `brokers ${[...others, last].join(', then ')}`;
    const begun = once(marks, words);
    for (const broker of others) {
      await ground.kill(broker);
      begun();
      // What is left goes on for as long as it may; below min ISR nothing is acknowledged.
      await ground.hold(ground.sessionTimeoutMs + between(step, 1_000, 2_000));
    }
    await ground.kill(last);
    await Promise.all(others.map((broker) => ground.launch(broker)));
    await ground.hold(ground.sessionTimeoutMs + between(step, 3_000, 5_000));
    await startAll(ground, ground.brokers);
    marks.healed();
  },
};

function once(marks: FaultMarks, words: string): () => void {
  let said = false;
  return () => {
    if (!said) marks.begun(words);
    said = true;
  };
}

const freezeLeader: Fault = {
  name: 'freeze-leader',
  description: 'SIGSTOP of a leader until others have taken over; it comes back and still takes itself for the leader',
  writesGoOn: true,
  shows: 'smaller-isr',
  needs: ['processes'],
  async run(ground, step, marks) {
    const { broker, words } = await aLeader(ground, step);
    await ground.freeze(broker);
    marks.begun(words);
    try {
      await ground.hold(ground.sessionTimeoutMs + between(step, 500, 3_000));
      await ground.untilWritable();
    } finally {
      await ground.thaw(broker);
    }
    marks.healed();
  },
};

const zoneAway: Fault = {
  name: 'zone-away',
  description: 'SIGKILL of every broker of a zone at once',
  writesGoOn: true,
  shows: 'fewer-brokers',
  needs: [],
  minBrokers: 6,
  async run(ground, step, marks) {
    const zone = pick(step.choice, [...new Set(ground.brokers.map((broker) => ground.zoneOf(broker)))]);
    const gone = ground.brokers.filter((broker) => ground.zoneOf(broker) === zone);
    await Promise.all(gone.map((broker) => ground.kill(broker)));
    marks.begun(`zone ${zone}: brokers ${gone.join(' and ')}`);
    await ground.untilWritable();
    await ground.untilAcknowledged(GOES_ON);
    await startAll(ground, gone);
    marks.healed();
  },
};

async function roll(ground: FaultGround, renew: (broker: number) => Promise<void>): Promise<void> {
  for (const broker of ground.brokers) {
    await renew(broker);
    await ground.untilWhole();
  }
}

const rollingRestart: Fault = {
  name: 'rolling-restart',
  description: 'every broker is stopped cleanly and started again, one at a time, each in sync before the next',
  writesGoOn: true,
  shows: 'fewer-brokers',
  needs: [],
  async run(ground, _step, marks) {
    marks.begun('every broker, one at a time');
    await roll(ground, async (broker) => {
      await ground.stop(broker);
      await ground.start(broker);
    });
    marks.healed();
  },
};

const rollingUpgrade: Fault = {
  name: 'rolling-upgrade',
  description: 'every broker goes to the next supported version, one at a time; then the metadata version',
  writesGoOn: true,
  shows: 'fewer-brokers',
  needs: ['versions'],
  async run(ground, _step, marks) {
    marks.begun('every broker, one at a time');
    await roll(ground, (broker) => ground.upgrade(broker));
    await ground.finishUpgrade();
    marks.healed();
  },
};

export const processFaults: readonly Fault[] = [
  killLeader,
  killController,
  killTwo,
  killAll,
  killInTurn,
  freezeLeader,
  rollingRestart,
  rollingUpgrade,
  zoneAway,
];
