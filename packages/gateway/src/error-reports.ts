import { refusalOfRequest } from "./http-errors.ts";
import type { App } from "./routes/route.ts";

/** Hears of an error that is our own fault or the world's; `facts` name the request, never its content. */
export type ErrorReporter = (error: unknown, facts: Readonly<Record<string, string>>) => void;

/** Reports the errors of requests that end with a status of 500 and above. */
export function reportErrors(app: App, report: ErrorReporter): void {
  app.addHook("onError", async (request, _reply, error) => {
    const { status, error: refused } = refusalOfRequest(error, request);
    if (status < 500) return;
    report(error, {
      code: refused.code,
      request_id: request.id,
      method: request.method,
      route: request.routeOptions.url ?? "",
    });
  });
}
