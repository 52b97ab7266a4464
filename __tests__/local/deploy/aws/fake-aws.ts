import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FakePrograms } from '../fake-programs';

/** What a program says on a call: JSON, or an error and its end with status 254, as the AWS CLI has it. */
export type Answer = object | { readonly fails: string };

/** Answers of each `aws <service> <operation>`, one a call; the last one again and again. */
export type Answers = Readonly<Record<string, readonly Answer[]>>;

/** An AWS CLI and a kubectl that answer what they are told to, and write down what they were asked. */
export class FakeAws extends FakePrograms {
  constructor(answers: Answers, kubectl: readonly Answer[] = []) {
    super();
    this.program('aws', 'key="$1 $2"', answers);
    this.program('kubectl', 'key=any', { any: kubectl });
  }

  private program(name: string, key: string, answers: Answers): void {
    for (const [operation, list] of Object.entries(answers)) {
      for (const [index, answer] of list.entries()) {
        const fails = 'fails' in answer ? String(answer.fails) : undefined;
        const said = 'says' in answer ? String(answer.says) : JSON.stringify(answer);
        const file = join(this.folder, `${name} ${operation} ${index}`);
        writeFileSync(fails === undefined || 'says' in answer ? file : `${file} error`, said);
        if (fails !== undefined) writeFileSync(`${file} error`, fails);
      }
    }
    this.add(
      name,
      `cd '${this.folder}'; ${key}; echo "$*" >> '${name}.log'
n=$(cat "${name} $key" 2>/dev/null || echo 0)
# Another call may be writing it.
n=\${n:-0}
while [ "$n" -gt 0 ] && [ ! -e "${name} $key $n" ] && [ ! -e "${name} $key $n error" ]; do n=$((n - 1)); done
echo $((n + 1)) > "${name} $key"
[ -e "${name} $key $n" ] && cat "${name} $key $n"
if [ -e "${name} $key $n error" ]; then cat "${name} $key $n error" >&2; exit 254; fi
[ -e "${name} $key $n" ] || { echo "no answer to $*" >&2; exit 1; }`,
    );
  }

  /** Each call's arguments, in order. */
  calls(name: 'aws' | 'kubectl' = 'aws'): string[] {
    const file = join(this.folder, `${name}.log`);
    return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
  }

  /** Calls of one operation. */
  callsOf(operation: string): string[] {
    return this.calls().filter((call) => call.startsWith(operation));
  }
}
