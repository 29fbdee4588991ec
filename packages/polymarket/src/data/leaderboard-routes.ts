import { candleStart } from "@probity/market-data";
import { fromHistory } from "@probity/gateway";
import type { FastifyInstance } from "fastify";
import type { Desk } from "../desk.ts";
import type { PublicNames } from "../public-names.ts";
import { traderOf } from "../traders.ts";
import { readAddress } from "../auth/address.ts";
import { badRequest, queryOf } from "./data-errors.ts";
import { dollars } from "./data-numbers.ts";
import { lowered } from "./data-query.ts";

const DAY_MS = 86_400_000;
const DAYS = { DAY: 1, WEEK: 7, MONTH: 30, ALL: Number.POSITIVE_INFINITY } as const;
const CATEGORIES = [
  "OVERALL",
  "POLITICS",
  "SPORTS",
  "CRYPTO",
  "CULTURE",
  "MENTIONS",
  "WEATHER",
  "ECONOMICS",
  "TECH",
  "FINANCE",
] as const;
const LIMIT_MOST = 50;
const OFFSET_MOST = 1_000;
/** Of the first, how many may be left out before the list gets shorter. */
const HIDDEN_MOST = 400;
const NOBODY = `0x${"0".repeat(40)}`;

/**
 * Who made or traded most; who wishes not to be ranked is not, and who wishes not to be named is not
 * named. Days are not counted by category: of one there is nobody.
 */
export function leaderboardRoutes(app: FastifyInstance, desk: Desk, names: PublicNames): void {
  app.get("/v1/leaderboard", async (request) => {
    const query = queryOf(request);
    const periods = Object.keys(DAYS) as (keyof typeof DAYS)[];
    const days = DAYS[query.choice("timePeriod", periods, "DAY")];
    const by = query.choice("orderBy", ["PNL", "VOL"], "PNL") === "PNL" ? "profit" : "volume";
    const category = query.choice("category", CATEGORIES, "OVERALL");
    const limit = Math.min(LIMIT_MOST, query.whole("limit", 0, Number.MAX_SAFE_INTEGER, 25));
    const offset = query.whole("offset", 0, OFFSET_MOST, 0);
    const userName = query.text("userName")?.toLowerCase() ?? null;
    const userText = query.text("user");
    const user = userText === null ? null : readAddress(userText);
    if (userText !== null && user === null) throw badRequest("invalid user");
    const only = user === null ? null : await traderOf(desk, user);
    if (category !== "OVERALL" || limit === 0 || (user !== null && only === null)) return [];

    const sinceDay = Math.max(0, candleStart(Date.now(), "1d") - (days - 1) * DAY_MS);
    const isOne = only !== null || userName !== null;
    const most = (isOne ? OFFSET_MOST : offset + limit) + HIDDEN_MOST;
    const { value } = await fromHistory(desk.venue, undefined, ({ statistics }) =>
      statistics.leaders({ by, sinceDay, limit: most }),
    );
    const shown: unknown[] = [];
    let rank = 0;
    for (const { owner, profit, volume } of value) {
      if (shown.length === limit) break;
      const { name, isHidden, isAnonymous } = await names.of(owner);
      if (isHidden) continue;
      rank += 1;
      if (rank <= offset) continue;
      if (only !== null && (owner !== only.owner || isAnonymous)) continue;
      if (userName !== null && name.toLowerCase() !== userName) continue;
      const address = isAnonymous ? NOBODY : lowered(await desk.wallets.addressOf(owner));
      shown.push({
        rank: String(rank),
        proxyWallet: address,
        userName: name,
        vol: dollars(Number(volume)),
        pnl: dollars(profit),
        profileImage: "",
        xUsername: "",
        verifiedBadge: false,
      });
    }
    return shown;
  });
}
