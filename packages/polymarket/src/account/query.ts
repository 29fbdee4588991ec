import type { FastifyRequest } from "fastify";
import { ClobError } from "../clob-errors.ts";

const TEXT_MAX = 256;

/** A parameter of the query; undefined when it is not there or empty, as clients leave it. */
export function asked(request: FastifyRequest, name: string, refusal: string): string | undefined {
  const value = (request.query as Readonly<Record<string, unknown>>)[name];
  if (value === undefined || value === "") return undefined;
  if (typeof value !== "string" || value.length > TEXT_MAX) throw new ClobError(400, refusal);
  return value;
}
