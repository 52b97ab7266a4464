import type { Fault } from './fault';
import type { FaultName } from './names';
import { between, pick } from './victims';

const MINUTE = 60_000;
/** A day ahead is more than `log.message.timestamp.after.max.ms` lets in (1 hour): the brokers refuse the records. */
const JUMPS = [-24 * 60 * MINUTE, -60 * MINUTE, -10_000, 10_000, 10 * MINUTE, 24 * 60 * MINUTE] as const;

const clockJump: Fault = {
  name: 'clock-jump',
  description: "the writers' clock jumps ahead or back, by ten seconds to a day, and later returns",
  writesGoOn: false,
  needs: ['agents'],
  async run(ground, step, marks) {
    const jump = pick(step.choice, JUMPS);
    await ground.shiftClock(jump);
    marks.begun(`the writers' clock, by ${jump / 1000} s`);
    try {
      await ground.hold(between(step, 1_000, 3_000));
    } finally {
      await ground.shiftClock(0);
    }
    marks.healed();
  },
};

const killOf = (name: FaultName, role: 'writer' | 'reader' | 'copier', description: string): Fault => ({
  name,
  description,
  writesGoOn: role !== 'writer',
  needs: ['agents'],
  async run(ground, step, marks) {
    await ground.killAgent(role);
    marks.begun(`the ${role}`);
    await ground.hold(between(step, 0, 2_000));
    await ground.revive(role);
    marks.healed();
  },
});

export const agentFaults: readonly Fault[] = [
  clockJump,
  killOf('kill-writer', 'writer', 'SIGKILL of a writer with messages in flight; another goes on with new keys'),
  killOf(
    'kill-reader',
    'reader',
    'SIGKILL of a member of the group, while it has work in flight where it can be met with some; its partitions move',
  ),
  killOf(
    'kill-copier',
    'copier',
    'SIGKILL of what consumes and produces in transactions, with records read and not committed',
  ),
];
