import type { ProbityClient } from "@probity/client";

let made = 0;

export interface MadeEvent {
  readonly slug: string;
  readonly title: string;
  readonly markets: readonly {
    readonly id: string;
    readonly slug: string;
    readonly question: string;
  }[];
}

/** An open event nobody else knows, of one market, or of one for each of the `outcomes`. */
export async function createEvent(
  operator: ProbityClient,
  title: string,
  outcomes: readonly string[] = [],
): Promise<MadeEvent> {
  made += 1;
  const slug = `${slugOf(title)}-${process.pid}-${made}`;
  const questions = outcomes.length === 0 ? [title] : outcomes;
  const { markets } = await operator.admin.createEvent({
    slug,
    title,
    rules: "As the newspaper of record says.",
    category: "Tests",
    ...(outcomes.length === 0 ? {} : { mutually_exclusive: true, exhaustive: true }),
    markets: questions.map((question, index) => ({
      slug: outcomes.length === 0 ? `${slug}-market` : `${slug}-${slugOf(question)}-${index}`,
      question,
    })),
  });
  await operator.admin.changeState("events", slug, { to: "open" });
  return {
    slug,
    title,
    markets: markets.map((market) => ({
      id: market.market_id,
      slug: market.slug,
      question: market.question,
    })),
  };
}

/** A limit order, placed without a browser. */
export async function placeOrder(
  api: ProbityClient,
  market: string,
  order: {
    readonly side: "buy" | "sell";
    readonly outcome: "yes" | "no";
    readonly price: string;
    readonly quantity: string;
  },
): Promise<void> {
  await api.orders.place({ type: "limit", market_id: market, ...order });
}

function slugOf(text: string): string {
  return text
    .toLowerCase()
    .slice(0, 60)
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "");
}
