import { parseArgs } from "node:util";
import { ApiError, LiveBook, LiveOrderEntry, LiveOrders, LiveTrades } from "@probity/client";
import type { LiveConnection } from "@probity/client";
import { formatPrice, formatQuantity } from "@probity/protocol";
import type { Outcome } from "@probity/core";
import { openClient } from "../profile/open-client.ts";
import type { OpenedClient } from "../profile/open-client.ts";
import { table } from "../table.ts";
import { harmless } from "../terminal-text.ts";
import { UsageError } from "../usage-error.ts";

/** How often a token is looked at; it is renewed half a minute before it ends. */
const RENEW_EVERY_MS = 5_000;
/** Least time between two pictures: more often is more than anybody can read. */
const REDRAW_MS = 250;

interface Wish {
  readonly channel: string;
  readonly ref: string | null;
  readonly outcome: Outcome;
  readonly depth: number;
  readonly isJson: boolean;
  /** Whether a session lasts as long as the connection does, and its orders with it. */
  readonly holdsSession: boolean;
  /** Ends after so many pictures or lists; null: with Ctrl-C. */
  readonly count: number | null;
  readonly url: string | null;
}

/** Shows a book, trades or one's own orders as they change, until Ctrl-C. */
export async function watch(args: readonly string[]): Promise<void> {
  const wish = readWish(args);
  const opened = await openClient(wish.url);
  const screen = new Screen(wish.count);
  const live = opened.client.live({
    onStatus: (isOpen) => {
      if (isOpen && wish.holdsSession) void holdSession(live, wish, screen);
    },
  });
  const renewing = setInterval(() => {
    opened.renew().then(
      (isAnother) => isAnother && live.signIn(),
      // The next time may go well; if none does, the venue says that the token has ended.
      () => {},
    );
  }, RENEW_EVERY_MS);
  try {
    await follow(wish, opened, live, screen);
    await screen.ended;
  } finally {
    clearInterval(renewing);
    live.close();
    screen.close();
  }
}

/** Opens a session anew whenever the connection stands, and says which: orders placed with it go when it is lost. */
async function holdSession(live: LiveConnection, wish: Wish, screen: Screen): Promise<void> {
  try {
    // A key is said first, which takes a moment.
    await live.caughtUp(0);
    const { session_id } = await new LiveOrderEntry(live).openSession(wish.ref ?? undefined);
    screen.tell(
      wish.isJson
        ? JSON.stringify({ session_id })
        : `Orders placed with --session-id ${session_id} are cancelled when this ends.`,
    );
  } catch (error) {
    // It was lost once more: the next connection opens another.
    if (error instanceof ApiError && error.isOutcomeUnknown) return;
    screen.fail(error instanceof Error ? error : new Error(String(error)));
  }
}

async function follow(
  wish: Wish,
  { client }: OpenedClient,
  live: LiveConnection,
  screen: Screen,
): Promise<void> {
  const onRefused = ({ message }: { readonly message: string }): void => {
    screen.fail(new Error(harmless(message)));
  };
  switch (wish.channel) {
    case "book": {
      const { id, title } = await marketOf(client, wish.ref);
      const book = new LiveBook(live, id, wish.outcome, {
        onRefused,
        onChange: () => screen.draw(() => picture(book, title, wish)),
      });
      break;
    }
    case "trades": {
      const { id } = await marketOf(client, wish.ref);
      new LiveTrades(live, id, {
        onRefused,
        onMissed: () => console.error("Some trades were missed while the line was down."),
        onTrades: (trades) => {
          for (const trade of trades) {
            const { time, kind, price, quantity } = trade;
            screen.say(
              wish.isJson
                ? JSON.stringify(trade)
                : `${time}  ${kind.padEnd(13)}  ${price.padStart(6)}  ${quantity.padStart(12)}`,
            );
          }
        },
      });
      break;
    }
    case "orders": {
      const account = wish.ref ?? (await client.accounts.list()).accounts[0]?.account_id;
      if (account === undefined) throw new Error("There is no account to watch.");
      new LiveOrders(live, account, {
        onRefused,
        onChange: (orders) => {
          for (const order of orders) {
            screen.say(
              wish.isJson
                ? JSON.stringify(order)
                : `${order.order_id}  ${order.status}  filled ${order.filled}, remaining ${order.remaining}`,
            );
          }
        },
      });
      break;
    }
    default:
      throw new UsageError(`There is no channel ${wish.channel}: book, trades or orders.`);
  }
}

/** The market of that id or slug; of an event with one market, that. */
async function marketOf(
  client: OpenedClient["client"],
  ref: string | null,
): Promise<{ readonly id: string; readonly title: string }> {
  if (ref === null) throw new UsageError("Say which market: an id or a slug.");
  const {
    markets: [market, ...others],
  } = await client.markets.one(ref);
  if (market === undefined || others.length > 0) {
    throw new UsageError(`${ref} has several markets; say which: one's id or slug.`);
  }
  return { id: market.market_id, title: harmless(market.question) };
}

function picture(book: LiveBook, title: string, { outcome, depth, isJson }: Wish): string {
  const { bids, asks } = book.view(outcome, depth);
  const level = ({ price, quantity }: (typeof bids)[number]) => ({
    price: formatPrice(price),
    quantity: formatQuantity(quantity),
  });
  if (isJson) {
    return JSON.stringify({ seq: book.sequence, bids: bids.map(level), asks: asks.map(level) });
  }
  const rows = Array.from({ length: Math.max(bids.length, asks.length) }, (_, index) => {
    const [bid, ask] = [bids[index], asks[index]];
    return [
      bid === undefined ? "" : formatQuantity(bid.quantity),
      bid === undefined ? "" : formatPrice(bid.price),
      ask === undefined ? "" : formatPrice(ask.price),
      ask === undefined ? "" : formatQuantity(ask.quantity),
    ];
  });
  const head = `${title}  ${outcome.toUpperCase()}  seq ${book.sequence}`;
  return `${head}\n\n${table(["bid", "price", "price ", "ask"], rows)}`;
}

/** A terminal that is drawn anew in place, or, when it is a pipe, a list that grows. */
class Screen {
  readonly ended: Promise<void>;
  private end: () => void = () => {};
  private giveUp: (error: Error) => void = () => {};
  private left: number;
  private latest: (() => string) | null = null;
  private timer: NodeJS.Timeout | null = null;
  private readonly isTerminal = process.stdout.isTTY;
  private readonly stop = (): void => this.end();

  constructor(count: number | null) {
    this.left = count ?? Number.POSITIVE_INFINITY;
    this.ended = new Promise((resolve, reject) => {
      this.end = resolve;
      this.giveUp = reject;
    });
    process.once("SIGINT", this.stop);
    process.once("SIGTERM", this.stop);
    // Whoever read it has gone: `watch trades x | head -1`.
    process.stdout.once("error", this.stop);
  }

  /** Shows the picture, the latest of those that come within a moment. */
  draw(picture: () => string): void {
    this.latest = picture;
    this.timer ??= setTimeout(
      () => {
        this.timer = null;
        const text = this.latest?.() ?? "";
        this.say(this.isTerminal ? `\u001b[H\u001b[J${text}` : text);
      },
      this.isTerminal ? REDRAW_MS : 0,
    );
  }

  say(line: string): void {
    if (this.left <= 0) return;
    console.log(line);
    this.left -= 1;
    if (this.left <= 0) this.end();
  }

  /** Says a line that is none of what is counted. */
  tell(line: string): void {
    console.log(line);
  }

  fail(error: Error): void {
    this.giveUp(error);
  }

  close(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    process.off("SIGINT", this.stop);
    process.off("SIGTERM", this.stop);
    process.stdout.off("error", this.stop);
  }
}

function readWish(args: readonly string[]): Wish {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        outcome: { type: "string", default: "yes" },
        depth: { type: "string", default: "10" },
        count: { type: "string" },
        json: { type: "boolean", default: false },
        "cancel-on-disconnect": { type: "boolean", default: false },
        url: { type: "string" },
      },
    });
    const [channel, ref = null, ...more] = positionals;
    if (channel === undefined || more.length > 0) throw new Error("say what to watch");
    const { outcome, depth, count } = values;
    if (outcome !== "yes" && outcome !== "no") throw new Error("--outcome is yes or no");
    for (const number of [depth, count ?? "1"]) {
      if (!/^[1-9]\d{0,5}$/.test(number)) throw new Error(`${number} is no number of lines`);
    }
    const holdsSession = values["cancel-on-disconnect"];
    if (holdsSession && channel !== "orders") throw new Error("only orders are cancelled");
    return {
      channel,
      ref,
      holdsSession,
      outcome,
      depth: Number(depth),
      isJson: values.json,
      count: count === undefined ? null : Number(count),
      url: values.url ?? null,
    };
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
