import { SYSTEM } from "@probity/core";
import type { MarketId } from "@probity/core";
import { Refusal, fromHistory } from "@probity/gateway";
import type { Venue } from "@probity/gateway";
import { changeTakerDelay } from "./taker-delay.ts";

/** Until history is asked again, which opens after the venue. */
const RETRY_MS = 500;
const PAGE = 200;

type LeftoverParts = Pick<Venue, "sequencer" | "submitter" | "store">;
type History = Parameters<Parameters<typeof fromHistory>[2]>[0];
type AuditPage = Awaited<ReturnType<History["audit"]["list"]>>;
type AuditRow = AuditPage["rows"][number];

/**
 * Taker delays of scenarios of before, in a venue that was killed while they ran. The journal says who changed what:
 * where the venue itself did so last, what operators wished before is put back.
 */
export class LeftoverDelays {
  readonly #parts: LeftoverParts;
  /** Where takers waited when this run began, and for how many ms. */
  readonly #found: ReadonlyMap<MarketId, number>;
  /** The last command of before. */
  readonly #until: number;
  #putBack: Promise<void> = Promise.resolve();
  #isClosed = false;
  #endWait: () => void = () => {};

  private constructor(parts: LeftoverParts, found: ReadonlyMap<MarketId, number>, until: number) {
    this.#parts = parts;
    this.#found = found;
    this.#until = until;
  }

  /** Must be opened before anything can begin a scenario. */
  static async open(parts: LeftoverParts): Promise<LeftoverDelays> {
    const { sequence, value } = await parts.sequencer.read((machine) =>
      machine.markets().flatMap((market): [MarketId, number][] => {
        const delayMs = machine.market(market)?.parameters.takerDelayMs ?? 0;
        return delayMs === 0 ? [] : [[market, delayMs]];
      }),
    );
    return new LeftoverDelays(parts, new Map(value), sequence);
  }

  /** Puts back, as soon as history can be asked. */
  begin(): void {
    if (this.#found.size > 0) this.#putBack = this.#putBackAll();
  }

  /** Resolves once the market has no delay of a scenario of before. */
  async settled(market: MarketId): Promise<void> {
    if (this.#found.has(market)) await this.#putBack;
  }

  close(): void {
    this.#isClosed = true;
    this.#endWait();
  }

  async #putBackAll(): Promise<void> {
    while (!this.#isClosed) {
      try {
        for (const market of await this.#touched()) await this.#putBackOf(market);
        return;
      } catch {
        // History is not open yet, or behind.
        await this.#wait();
      }
    }
  }

  async #putBackOf(market: MarketId): Promise<void> {
    const found = this.#found.get(market);
    const wished = await this.#wished(market);
    if (wished === null || wished === found || this.#isClosed) return;
    try {
      await changeTakerDelay(this.#parts, market, (now) => (now === found ? wished : now));
    } catch (error) {
      // A market that ended meanwhile has no takers any more.
      if (!(error instanceof Refusal && error.status < 500)) throw error;
    }
  }

  /** Markets where takers wait, and which the venue itself has changed. */
  async #touched(): Promise<ReadonlySet<MarketId>> {
    const touched = new Set<MarketId>();
    for await (const { targetId } of this.#changes({ actor: SYSTEM })) {
      const market = targetId as MarketId;
      if (this.#found.has(market)) touched.add(market);
    }
    return touched;
  }

  /** What the market's delay was before the last changes that were the venue's own; null: nobody knows. */
  async #wished(market: MarketId): Promise<number | null> {
    let last: { readonly actor: number; readonly delayMs: number } | null = null;
    for await (const row of this.#changes({ target: { kind: "market", id: market } })) {
      const delayMs = delayIn(row);
      if (delayMs === null) continue;
      // Who changes something else leaves the delay as it is.
      if (last !== null && last.delayMs !== delayMs && last.actor !== SYSTEM) break;
      last = { actor: row.actor, delayMs };
    }
    return last?.delayMs ?? null;
  }

  /** Changes of markets before this run, newest first. */
  async *#changes(
    filter: Pick<Parameters<History["audit"]["list"]>[0], "actor" | "target">,
  ): AsyncGenerator<AuditRow> {
    const actions = ["MarketCreated", "MarketUpdated"] as const;
    let cursor: string | undefined;
    do {
      const wish = { ...filter, actions, limit: PAGE, cursor };
      const { value }: { readonly value: AuditPage } = await fromHistory(
        this.#parts,
        this.#until,
        ({ audit }) => audit.list(wish),
      );
      for (const row of value.rows) if (row.sequence <= this.#until) yield row;
      cursor = value.next ?? undefined;
    } while (cursor !== undefined);
  }

  #wait(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, RETRY_MS).unref();
      this.#endWait = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/** The taker delay that a market had from then on; null: it was not about that. */
function delayIn({ details }: AuditRow): number | null {
  const { parameters, spec } = details as {
    readonly parameters?: { readonly takerDelayMs: number } | null;
    readonly spec?: { readonly parameters: { readonly takerDelayMs: number } };
  };
  return (spec?.parameters ?? parameters)?.takerDelayMs ?? null;
}
