import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { writeWhole } from '../../local/kafka/write-whole';
import { BenchError } from './bench-error';
import { figureNames } from './figures';
import type { BenchResult, SuiteResult } from './result';

const caseSchema = z.object({
  title: z.string(),
  contenders: z.array(
    z.object({ name: z.string(), rounds: z.array(z.partialRecord(z.enum(figureNames), z.number())) }),
  ),
  pairs: z.array(z.object({ ours: z.string(), theirs: z.string() })),
  leftOut: z.array(z.object({ name: z.string(), reason: z.string() })),
});

const resultSchema = z.object({
  format: z.literal('millrace-bench-1'),
  machine: z.object({ processor: z.string(), cores: z.number(), memoryGibibytes: z.number(), system: z.string() }),
  versions: z.record(z.string(), z.string()),
  suites: z.array(
    z.object({
      suite: z.string(),
      title: z.string(),
      notes: z.array(z.string()),
      cases: z.array(caseSchema),
      startedAt: z.iso.datetime(),
      durationMs: z.number(),
      command: z.string(),
    }),
  ),
});

/** @throws BenchError `BENCH_RESULT_INVALID` */
export function parseResult(text: string, file: string): BenchResult {
  try {
    return resultSchema.parse(JSON.parse(text));
  } catch (error) {
    const message = `${file} is no result of this benchmark; write it anew with --json ${file}.`;
    throw new BenchError('BENCH_RESULT_INVALID', message, { cause: error });
  }
}

export async function readResult(file: string): Promise<BenchResult> {
  return parseResult(await readFile(file, 'utf8'), file);
}

/** A suite that is measured again takes the place of its older result. */
export function withSuite(result: BenchResult, suite: SuiteResult): BenchResult {
  const at = result.suites.findIndex((each) => each.suite === suite.suite);
  const suites = at < 0 ? [...result.suites, suite] : result.suites.with(at, suite);
  return { ...result, suites };
}

export async function writeResult(file: string, result: BenchResult): Promise<void> {
  await writeWhole(file, `${JSON.stringify(result, null, 2)}\n`);
}
