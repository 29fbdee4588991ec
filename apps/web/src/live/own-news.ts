import type { ChannelHandler, ChannelMessage } from "@probity/client";
import type { Fill, Market } from "@probity/protocol";
import { useQueryClient } from "@tanstack/react-query";
import type { QueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { cents, shares } from "../i18n/format.ts";
import { useSession } from "../session/session.ts";
import { venue } from "../session/venue.ts";
import { toast } from "../ui/said.ts";
import { filledOrders } from "./filled-orders.ts";
import { ordersOf } from "./live.ts";
import { live } from "./live-socket.ts";

/** What shows something of an account, and changes with its orders, money or shares. */
const OF_ACCOUNT: readonly string[] = ["positions", "portfolio"];
/** A maker may be filled hundreds of times a second; pages ask anew at most so often. */
const ASK_EVERY_MS = 1_000;
/** Fills told one by one; more at once are told as a number. */
const TOLD = 2;

/**
 * Whoever is signed in hears of what happens to them on any page: the balance moves by itself, what
 * shows positions and orders asks anew, and orders that were met while resting are told.
 */
export function useOwnNews(): void {
  const state = useSession();
  const account = state.status === "signed-in" ? state.account : null;
  const queries = useQueryClient();
  const { t } = useTranslation();
  useEffect(() => {
    if (account === null) return;
    const changed = atMostEvery(ASK_EVERY_MS, () => {
      void queries.invalidateQueries({
        predicate: ({ queryKey: [what] }) => OF_ACCOUNT.includes(String(what)),
      });
    });
    const money = live().subscribe(`balances:${account}`, new Money(account, queries));
    const positions = live().subscribe(`positions:${account}`, new Told(changed.soon));
    const orders = ordersOf(account);
    let { fills: told, version: seen } = orders.get();
    const stop = orders.subscribe(() => {
      const { fills, version } = orders.get();
      const isNew = (fill: Fill): boolean => !told.includes(fill);
      const filled = filledOrders(fills.filter(isNew));
      told = fills;
      // The first list tells of no change: pages have just asked.
      if (seen !== 0 && version !== seen) changed.soon();
      seen = version;
      if (filled.length > TOLD) toast("good", t("live.filledMany", { count: filled.length }));
      else {
        for (const one of filled) {
          const title = t(`live.filled.${one.side}`, {
            shares: shares(one.quantity),
            outcome: t(`outcome.${one.outcome}`),
            price: cents(one.price),
          });
          void titleOf(one.market, queries).then((text) => toast("good", title, text));
        }
      }
    });
    return () => {
      changed.stop();
      money.close();
      positions.close();
      stop();
    };
  }, [account, queries, t]);
}

/** What a market asks, as some page knows it already or the venue says. */
async function titleOf(market: string, queries: QueryClient): Promise<string | undefined> {
  for (const [, data] of queries.getQueriesData<{ readonly markets?: readonly Market[] }>({
    queryKey: ["event"],
  })) {
    const known = data?.markets?.find(({ market_id: id }) => id === market);
    if (known !== undefined) return known.question;
  }
  return queries
    .fetchQuery({
      queryKey: ["question", market],
      queryFn: async () => (await venue.markets.one(market)).markets[0]?.question ?? null,
      staleTime: Number.POSITIVE_INFINITY,
    })
    .then((question) => question ?? undefined)
    .catch(() => undefined);
}

/** Any message of a channel means one thing: something changed. */
class Told implements ChannelHandler {
  readonly resumeFrom = null;
  readonly #tell: () => void;

  constructor(tell: () => void) {
    this.#tell = tell;
  }

  receive(message: ChannelMessage): void {
    if (message.type !== "subscribed") this.#tell();
  }

  refused(): void {}
}

/** Puts what the venue says of the account's money where pages look for it. */
class Money implements ChannelHandler {
  readonly resumeFrom = null;
  readonly #account: string;
  readonly #queries: QueryClient;
  /** Pages show the first asset. */
  #asset: string | null = null;

  constructor(account: string, queries: QueryClient) {
    this.#account = account;
    this.#queries = queries;
  }

  receive(message: ChannelMessage): void {
    if (!("balances" in message) || message.balances === undefined) return;
    const { balances } = message;
    if (message.type !== "balances") this.#asset = balances[0]?.asset ?? null;
    this.#asset ??= balances[0]?.asset ?? null;
    const now = balances.find(({ asset }) => asset === this.#asset);
    if (now === undefined) return;
    const queryKey = ["balances", this.#account];
    const { available, held, total } = now;
    // An answer under way may be older than this.
    void this.#queries.cancelQueries({ queryKey }, { silent: true });
    this.#queries.setQueryData(queryKey, { available, held, total });
  }

  refused(): void {}
}

/** Calls at most so often: at once when it has been quiet, else when the time has come. */
function atMostEvery(
  ms: number,
  call: () => void,
): { readonly soon: () => void; readonly stop: () => void } {
  let last = Number.NEGATIVE_INFINITY;
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    soon: () => {
      if (timer !== undefined) return;
      timer = setTimeout(
        () => {
          timer = undefined;
          last = performance.now();
          call();
        },
        Math.max(0, last + ms - performance.now()),
      );
    },
    stop: () => clearTimeout(timer),
  };
}
