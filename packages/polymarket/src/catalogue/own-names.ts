/**
 * Names on chain of markets that nobody imported: pure functions of the venue's ids and slugs, so that
 * they are the same after every start. They fit together as on Polygon: Gnosis' and NegRiskAdapter's
 * contracts would make the same conditions and shares of these questions.
 *
 * - A market that stands alone asks UMA's adapter; its question is the hash of
 *   `probity:market:<market id>:<slug>`.
 * - An event of which one outcome at most is YES is a neg-risk market with the metadata
 *   `probity:event:<event id>:<slug>` and no fee; the place among the event's markets ends the question's id.
 */
import type { EventId, MarketId } from "@probity/core";
import {
  NEG_RISK_ADAPTER,
  UMA_ADAPTER,
  conditionIdOf,
  negRiskMarketIdOf,
  negRiskQuestionIdOf,
  tokenIdsOf,
} from "../chain/ids.ts";
import { keccak256 } from "../chain/keccak.ts";
import { hexOfBytes } from "../chain/hex.ts";
import type { Hex } from "../ports.ts";

/** A neg-risk market counts its questions in one byte. */
const NEG_RISK_QUESTIONS_MAX = 255;
/** Above every number Gamma gives out. */
const OWN_GAMMA_IDS = 1_000_000_000_000;

export interface ChainNames {
  readonly conditionId: Hex;
  readonly questionId: Hex;
  readonly tokens: readonly [yes: string, no: string];
  readonly negRiskMarketId: Hex | null;
}

/** What the names of a market follow from. */
export interface OwnMarket {
  readonly market: MarketId;
  readonly slug: string;
  readonly event: EventId;
  readonly eventSlug: string;
  /** Whether one outcome of the event at most is YES. */
  readonly isExclusive: boolean;
  /** Among the event's markets, from 0. */
  readonly place: number;
}

/** Whether it is neg-risk: an outcome of an exclusive event, while there are bits to count it. */
export function isOwnNegRisk({ isExclusive, place }: OwnMarket): boolean {
  return isExclusive && place < NEG_RISK_QUESTIONS_MAX;
}

/** The names of a market of the venue's own. A fraction of a millisecond. */
export function ownNames(own: OwnMarket): ChainNames {
  if (isOwnNegRisk(own)) {
    const metadata = Buffer.from(`probity:event:${own.event}:${own.eventSlug}`);
    const negRiskMarketId = negRiskMarketIdOf(UMA_ADAPTER, 0, metadata);
    const questionId = negRiskQuestionIdOf(negRiskMarketId, own.place);
    const conditionId = conditionIdOf(NEG_RISK_ADAPTER, questionId);
    return { conditionId, questionId, tokens: tokenIdsOf(conditionId, true), negRiskMarketId };
  }
  const questionId = hexOfBytes(keccak256(Buffer.from(`probity:market:${own.market}:${own.slug}`)));
  const conditionId = conditionIdOf(UMA_ADAPTER, questionId);
  return { conditionId, questionId, tokens: tokenIdsOf(conditionId, false), negRiskMarketId: null };
}

/** A number of Gamma's kind for an event or market of the venue's own. */
export function ownGammaId(id: EventId | MarketId): string {
  return String(OWN_GAMMA_IDS + id);
}
