import { agentFaults } from './agents';
import { diskFaults } from './disks';
import type { Fault } from './fault';
import { machineFaults } from './machines';
import { faultNames, type FaultName } from './names';
import { networkFaults } from './network';
import { processFaults } from './processes';

const all = [...processFaults, ...diskFaults, ...networkFaults, ...agentFaults, ...machineFaults];
const byName = new Map(all.map((fault) => [fault.name, fault]));

/** @throws Error for a name without a fault: a defect, which a test excludes */
export function faultNamed(name: FaultName): Fault {
  const found = byName.get(name);
  if (found === undefined) throw new Error(`there is no fault ${name}; there are ${faultNames.join(', ')}`);
  return found;
}

/** Faults of clients: they happen beside those of brokers. */
export const ofAgents: ReadonlySet<FaultName> = new Set(agentFaults.map(({ name }) => name));
