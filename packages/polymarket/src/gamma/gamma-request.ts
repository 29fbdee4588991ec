import type { FastifyRequest } from "fastify";
import { QueryString } from "../query-string.ts";
import { invalid } from "./gamma-errors.ts";

export function queryOf(request: FastifyRequest): QueryString {
  return new QueryString(request, invalid);
}

/** A number in the path. @throws ClobError 422 */
export function idIn({ params }: FastifyRequest): string {
  const { id } = params as { id: string };
  if (!/^[0-9]{1,16}$/.test(id)) throw invalid("id is invalid");
  return id;
}
