import { colors } from './colors';

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

/** One line for each step of a command: what was done, and the time it took. */
export class Steps {
  private readonly begun = Date.now();

  constructor(private readonly out: NodeJS.WriteStream) {}

  /** @param describe what is said when it is done; the work's result is at hand. */
  async run<T>(doing: string, work: () => Promise<T>, describe: (result: T) => string = () => doing): Promise<T> {
    const started = Date.now();
    if (this.out.isTTY) this.out.write(colors.dim(`  · ${doing} ...`));
    try {
      const result = await work();
      this.line(colors.green('✔'), describe(result), seconds(Date.now() - started));
      return result;
    } catch (error) {
      this.line(colors.red('✖'), doing, seconds(Date.now() - started));
      throw error;
    }
  }

  note(text: string): void {
    this.line(colors.yellow('!'), text);
  }

  total(): string {
    return seconds(Date.now() - this.begun);
  }

  private line(mark: string, text: string, time = ''): void {
    const clear = this.out.isTTY ? '\r\x1b[K' : '';
    this.out.write(`${clear}  ${mark} ${text.padEnd(62)} ${colors.dim(time.padStart(7))}\n`.replace(/ +\n$/, '\n'));
  }
}
