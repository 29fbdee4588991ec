/** Those who wait for a sequence to be durable, in order of what they wait for. */
export class DurableWaits {
  #waits: {
    readonly sequence: number;
    readonly resolve: () => void;
    readonly reject: (error: Error) => void;
  }[] = [];

  /** Resolves when `sequence` is durable. @returns also what gives up waiting, with an error. */
  until(sequence: number): {
    readonly promise: Promise<void>;
    readonly giveUp: (error: Error) => void;
  } {
    let giveUp: (error: Error) => void = () => {};
    const promise = new Promise<void>((resolve, reject) => {
      const wait = { sequence, resolve, reject };
      let at = this.#waits.length;
      while (at > 0 && this.#waits[at - 1]!.sequence > sequence) at--;
      this.#waits.splice(at, 0, wait);
      giveUp = (error) => {
        this.#waits = this.#waits.filter((other) => other !== wait);
        reject(error);
      };
    });
    return { promise, giveUp };
  }

  /** Everything up to `durable` is durable now. */
  release(durable: number): void {
    let count = 0;
    while (count < this.#waits.length && this.#waits[count]!.sequence <= durable) count++;
    if (count === 0) return;
    for (const wait of this.#waits.splice(0, count)) wait.resolve();
  }

  fail(error: Error): void {
    const waits = this.#waits;
    this.#waits = [];
    for (const wait of waits) wait.reject(error);
  }
}
