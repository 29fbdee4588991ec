import { ApiError } from "@probity/client";
import type { ProbityClient } from "@probity/client";
import type { Plan, PlannedEvent, PlannedMarket } from "./plan.ts";
import type { BadRecord } from "./upstream.ts";

/** Of a request's body that holds an event with its markets; the venue takes a megabyte. */
const BODY_CHARS = 400_000;
/** Requests under way at once. */
const AT_ONCE = 8;

export interface CarriedOut {
  readonly events: number;
  readonly markets: number;
  readonly opened: number;
  readonly refused: readonly BadRecord[];
}

/**
 * Creates what is planned, and opens it if wanted, several events at a time. What the venue refuses is
 * told and the rest goes on; whatever stops it in between, the same import again does what is left.
 *
 * @param told how many events are done, and the last of them.
 * @throws ApiError if no answer came, or nobody may do this.
 */
export async function carryOut(
  client: ProbityClient,
  plan: Plan,
  isOpened: boolean,
  told: (done: number, title: string) => void,
): Promise<CarriedOut> {
  const sum = { events: 0, markets: 0, opened: 0, done: 0 };
  const refused: BadRecord[] = [];
  const refusing = async (place: string, work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      if (!isOfOne(error)) throw error;
      refused.push({ place, problem: error.message });
    }
  };
  const open = async (ref: string, place: string): Promise<void> => {
    if (!isOpened) return;
    await refusing(place, async () => {
      const { markets } = await client.admin.changeState("events", ref, { to: "open" });
      sum.opened += markets.length;
    });
  };
  const add = async (ref: string, markets: readonly PlannedMarket[]): Promise<void> => {
    for (const { body, place } of markets) {
      await refusing(place, async () => {
        await client.admin.addMarket(ref, body);
        sum.markets += 1;
      });
    }
  };
  const make = async ({ existing, body, markets }: PlannedEvent): Promise<void> => {
    const place = markets[0]?.place ?? "";
    if (existing !== null) {
      await add(existing, markets);
      await open(existing, place);
    } else {
      const [now, later] = split(markets);
      await refusing(place, async () => {
        await client.admin.createEvent({ ...body, markets: now.map((market) => market.body) });
        sum.events += 1;
        sum.markets += now.length;
        await add(body.slug, later);
        await open(body.slug, place);
      });
    }
    sum.done += 1;
    told(sum.done, body.title);
  };
  const queue = plan.events.values();
  const lanes = Array.from({ length: AT_ONCE }, async () => {
    for (const event of queue) await make(event);
  });
  await Promise.all(lanes);
  const touched = new Set(plan.events.map(({ existing }) => existing));
  for (const ref of plan.drafts) if (!touched.has(ref)) await open(ref, ref);
  const { events, markets, opened } = sum;
  return { events, markets, opened, refused };
}

/** As many markets as one request takes, two at least, for an exclusive event needs them; and the rest. */
function split(
  markets: readonly PlannedMarket[],
): readonly [now: readonly PlannedMarket[], later: readonly PlannedMarket[]] {
  let chars = 0;
  const end = markets.findIndex(({ body }, at) => {
    chars += JSON.stringify(body).length;
    return at >= 2 && chars > BODY_CHARS;
  });
  return end === -1 ? [markets, []] : [markets.slice(0, end), markets.slice(end)];
}

/** Whether the venue refused this one wish, and may grant the next. */
function isOfOne(error: unknown): error is ApiError {
  if (!(error instanceof ApiError) || error.isOutcomeUnknown) return false;
  return error.status >= 400 && error.status < 500 && ![401, 403, 429].includes(error.status);
}
