import { colors } from '../platform/colors';
import type { Environment } from '../../model/environment';
import type { Addresses } from '../platform/addresses';
import { runChecks, type Check, type CheckResult } from './check';
import { containerChecks } from './container-checks';
import { kafkaChecks } from './kafka-checks';
import { pingPongChecks } from './ping-pong-check';
import { serviceChecks } from './service-checks';

export function smokeChecks(environment: Environment, addresses: Addresses): Check[] {
  return [
    ...kafkaChecks(environment, addresses),
    ...serviceChecks(addresses),
    ...pingPongChecks(addresses),
    ...containerChecks(environment.platform),
  ];
}

function line({ ok, part, question, seen, ms }: CheckResult): string {
  const mark = ok ? colors.green('✔') : colors.red('✖');
  return `  ${mark} ${part.padEnd(18)} ${question.padEnd(34)} ${ok ? colors.dim(seen) : seen} ${colors.dim(`(${ms} ms)`)}\n`;
}

/** Asks every part of a running platform whether it works. @returns whether all of them do */
export async function smoke(
  environment: Environment,
  addresses: Addresses,
  out: NodeJS.WritableStream,
): Promise<boolean> {
  const results = await runChecks(smokeChecks(environment, addresses), (result) => out.write(line(result)));
  const failed = results.filter(({ ok }) => !ok);
  out.write(
    `${results.length - failed.length} of ${results.length} work${failed.length === 0 ? '' : `; not: ${failed.map(({ part, question }) => `${part} (${question})`).join(', ')}`}\n`,
  );
  return failed.length === 0;
}
