import type { Scope } from "@probity/identity";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { App } from "./routes/route.ts";

/**
 * Who a route is for: anybody; whoever may do that; somebody here in person and not by a key; an
 * operator, or one who may make operators.
 */
export type Need = "nothing" | Exclude<Scope, "admin"> | "person" | "admin" | "superadmin";

/** A hook of a route that says who may pass, and holds people to it. */
export type Gate = (request: FastifyRequest, reply: FastifyReply) => Promise<void>;

/** A route and who it is for; null: it does not say. */
export interface RouteNeed {
  readonly method: string;
  readonly path: string;
  readonly need: Need | null;
}

const ofGates = new WeakMap<object, (method: string) => Need>();
const ofApps = new WeakMap<App, RouteNeed[]>();

/** Makes a hook say what it asks for. */
export function gate(needOf: (method: string) => Need, hook: Gate): Gate {
  ofGates.set(hook, needOf);
  return hook;
}

/** For routes that everybody may use, so that none is open by oversight. */
export const anybody: Gate = gate(
  () => "nothing",
  async () => {},
);

/** Notes what the routes that are added from now on ask for. */
export function noteNeeds(app: App): void {
  const needs: RouteNeed[] = [];
  ofApps.set(app, needs);
  app.addHook("onRoute", ({ method, url, onRequest }) => {
    for (const one of [method].flat()) {
      if (one === "HEAD" || one === "OPTIONS") continue;
      needs.push({ method: one, path: url, need: needBehind(onRequest, one) });
    }
  });
}

/** What the hooks of a route ask for; null: they do not say. */
export function needBehind(hooks: object | undefined, method: string): Need | null {
  const all: readonly object[] = [hooks ?? []].flat();
  const needOf = all.map((hook) => ofGates.get(hook)).find((known) => known !== undefined);
  return needOf?.(method) ?? null;
}

/** What each route of an app asks for, in the order in which they were added. */
export function needsOf(app: App): readonly RouteNeed[] {
  return ofApps.get(app) ?? [];
}
