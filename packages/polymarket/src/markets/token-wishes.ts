import type { FastifyRequest } from "fastify";
import { z } from "zod";
import { ClobError } from "../clob-errors.ts";

/** Tokens that may be asked for at once. */
const TOKENS_MOST = 500;

const Side = z.enum(["BUY", "SELL"]);
const Body = z.array(
  z.object({ token_id: z.string().max(80), side: z.string().max(8).optional().catch(undefined) }),
);

/** A token somebody asks for, and a side where that matters. */
export interface TokenWish {
  readonly token: string;
  readonly side: "BUY" | "SELL" | null;
}

/** Reads `[{token_id, side?}]`, the body of the batch routes. @throws ClobError 400 */
export function wishesOfBody({ body }: FastifyRequest): readonly TokenWish[] {
  const { success, data } = Body.safeParse(body);
  if (!success) throw new ClobError(400, "Invalid payload");
  return bounded(data.map(({ token_id, side }) => ({ token: token_id, side: sideOrNone(side) })));
}

/** Reads `?token_ids=a,b&sides=BUY,SELL`. @throws ClobError 400 */
export function wishesOfQuery({ query }: FastifyRequest): readonly TokenWish[] {
  const { token_ids, sides } = query as Readonly<Record<string, unknown>>;
  if (typeof token_ids !== "string" || token_ids === "") {
    throw new ClobError(400, "Invalid payload");
  }
  const sideTexts = typeof sides === "string" ? sides.split(",") : [];
  const tokens = token_ids.split(",");
  return bounded(tokens.map((token, at) => ({ token, side: sideOrNone(sideTexts[at]) })));
}

/** @throws ClobError 400 */
export function wantedSide(side: unknown): "BUY" | "SELL" {
  const read = typeof side === "string" ? sideOrNone(side) : null;
  if (read === null) throw new ClobError(400, "Invalid side");
  return read;
}

function bounded(wishes: readonly TokenWish[]): readonly TokenWish[] {
  if (wishes.length > TOKENS_MOST) throw new ClobError(400, "Payload exceeds the limit");
  return wishes;
}

function sideOrNone(side: string | undefined): "BUY" | "SELL" | null {
  return Side.safeParse(side?.toUpperCase()).data ?? null;
}
