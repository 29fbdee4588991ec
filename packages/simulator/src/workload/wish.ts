import type { CommandContent, Exchange, OwnerId } from "@probity/core";
import type { Random } from "../random.ts";
import type { Memory } from "./memory.ts";

/** What somebody wants next; sequence, time and command id are put on by the driver. */
export interface Wish {
  readonly actor: OwnerId;
  readonly content: CommandContent;
}

/** Where wishes are made up: chance, what is remembered of the venue, and what the machine shows. */
export interface Stage {
  readonly random: Random;
  readonly memory: Memory;
  readonly machine: Exchange;
}

/** Makes up a wish of one sort, or null when the venue gives no occasion for it. */
export type Maker = (stage: Stage) => Wish | null;

/** A type without its units, so that a workload may put any number anywhere. */
export type Loose<T> = T extends number
  ? number
  : T extends string | boolean | null | undefined
    ? T
    : T extends readonly (infer Element)[]
      ? readonly Loose<Element>[]
      : { readonly [Field in keyof T]: Loose<T[Field]> };

/** A wish of the venue's own. */
export function venue(content: Loose<CommandContent>): Wish {
  return wish(0, content);
}

export function wish(actor: number, content: Loose<CommandContent>): Wish {
  return { actor: actor as OwnerId, content: content as CommandContent };
}
