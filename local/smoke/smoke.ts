import { colors } from '../platform/colors';
import type { Environment } from '../../model/environment';
import type { Addresses } from '../platform/addresses';
import { runChecks, type Check, type CheckResult } from './check';
import { containerChecks } from './container-checks';
import { kafkaChecks } from './kafka-checks';
import { pingPongChecks } from './ping-pong-check';
import { serviceChecks } from './service-checks';

/** What every platform on this machine is asked. */
export function smokeChecks(environment: Environment, addresses: Addresses): Check[] {
  return [
    ...kafkaChecks(environment, addresses),
    ...serviceChecks(addresses),
    ...pingPongChecks(addresses),
    ...containerChecks(environment.platform, addresses),
  ];
}

function markOf({ ok, isWarning }: CheckResult): string {
  if (!ok) return colors.red('✖');
  return isWarning ? colors.yellow('!') : colors.green('✔');
}

function line(result: CheckResult): string {
  const { ok, isWarning, part, question, seen, ms } = result;
  const said = ok && !isWarning ? colors.dim(seen) : seen;
  return `  ${markOf(result)} ${part.padEnd(18)} ${question.padEnd(34)} ${said} ${colors.dim(`(${ms} ms)`)}\n`;
}

/** Asks every part of a running platform whether it works. @returns whether all of them do */
export async function smoke(checks: readonly Check[], out: NodeJS.WritableStream): Promise<boolean> {
  const results = await runChecks(checks, (result) => out.write(line(result)));
  const failed = results.filter(({ ok }) => !ok);
  out.write(
    `${results.length - failed.length} of ${results.length} work${failed.length === 0 ? '' : `; not: ${failed.map(({ part, question }) => `${part} (${question})`).join(', ')}`}\n`,
  );
  return failed.length === 0;
}
