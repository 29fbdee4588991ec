/** Plain lines at least this far apart where there is no terminal. */
const PLAIN_STEPS = 5;

/** How far a long piece of work is: one moving line on a terminal, a few plain lines elsewhere. */
export class Progress {
  private readonly out: NodeJS.WriteStream;
  private title = "";
  private total = 0;
  private lastTold = -1;

  constructor(out: NodeJS.WriteStream = process.stdout) {
    this.out = out;
  }

  /** A line that stays. */
  say(text: string): void {
    this.clear();
    this.out.write(`${text}\n`);
  }

  begin(title: string, total: number): void {
    this.title = title;
    this.total = total;
    this.lastTold = -1;
  }

  /** `done` of the total; `note` says what is going on. */
  at(done: number, note: string): void {
    const percent = Math.floor((100 * done) / this.total);
    if (this.out.isTTY) {
      this.clear();
      this.out.write(`  ${this.title} ${String(percent).padStart(3)} %  ${note}`.slice(0, 100));
      return;
    }
    const step = Math.floor((percent * PLAIN_STEPS) / 100);
    if (step === this.lastTold) return;
    this.lastTold = step;
    this.out.write(`  ${this.title} ${percent} %  ${note}\n`);
  }

  end(): void {
    this.clear();
  }

  private clear(): void {
    if (this.out.isTTY) this.out.write("\r\x1b[2K");
  }
}
