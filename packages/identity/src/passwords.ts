import { randomBytes } from "node:crypto";
import { hash, verify } from "@node-rs/argon2";
import { compare } from "bcrypt";

/** Cost of a hash. */
export interface HashingCost {
  readonly memoryKib: number;
  readonly passes: number;
}

/** 19 MiB and two passes: the OWASP Password Storage Cheat Sheet's first choice for argon2id. */
const DEFAULT_COST: HashingCost = { memoryKib: 19_456, passes: 2 };
/** Hashes at once: each takes a core for tens of milliseconds and its memory. */
const AT_ONCE = 2;
/** Those that may wait; with two cores this is about three seconds. */
const WAITING_MAX = 100;

/** Too many passwords are being checked; nothing was done. Try again after `retryAfterMs`. */
export class IdentityBusy extends Error {
  override readonly name = "IdentityBusy";
  readonly code = "IdentityBusy";
  readonly retryAfterMs = 1_000;

  constructor() {
    super("too many people are signing in; try again in a moment");
  }
}

/** A bcrypt hash, as other venues kept them: cost, salt and hash. Costs beyond 14 take seconds. */
const BCRYPT = /^\$2[aby]\$(?:0[4-9]|1[0-4])\$[./A-Za-z0-9]{53}$/;

/** Whether it is a hash that can be brought along from elsewhere. */
export function isForeignHash(text: string): boolean {
  return BCRYPT.test(text);
}

/** Hashes and checks passwords with argon2id, few at a time. */
export class Passwords {
  private readonly cost: HashingCost;
  private readonly decoy: Promise<string>;
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(cost: HashingCost = DEFAULT_COST) {
    this.cost = cost;
    this.decoy = this.hash(randomBytes(16).toString("hex"));
  }

  hash(password: string): Promise<string> {
    // The library's default algorithm is argon2id, with a salt of its own each time.
    const { memoryKib: memoryCost, passes: timeCost } = this.cost;
    return this.limited(() => hash(password, { memoryCost, timeCost, parallelism: 1 }));
  }

  /**
   * Whether `password` is the one `stored` was made of. With null (nobody is there) it takes the
   * same time and is false, so that the answer's delay does not tell who is registered.
   */
  async isRight(stored: string | null, password: string): Promise<boolean> {
    const compared = stored ?? (await this.decoy);
    const check = isForeignHash(compared) ? compareBcrypt : verify;
    const matches = await this.limited(() => check(compared, password));
    return stored !== null && matches;
  }

  private async limited<T>(work: () => Promise<T>): Promise<T> {
    if (this.running >= AT_ONCE) {
      if (this.waiting.length >= WAITING_MAX) throw new IdentityBusy();
      await new Promise<void>((resolve) => {
        this.waiting.push(resolve);
      });
    } else {
      this.running++;
    }
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next === undefined) this.running--;
      else next();
    }
  }
}

function compareBcrypt(stored: string, password: string): Promise<boolean> {
  return compare(password, stored);
}
