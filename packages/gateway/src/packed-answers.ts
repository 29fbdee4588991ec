import { gzip } from "node:zlib";
import type { onSendHookHandler } from "fastify";
import type { App } from "./routes/route.ts";

/** Shorter ones fit into a few packets, and packing them would cost more than it saves. */
const LEAST_LENGTH = 4_096;
/** The quickest for such texts, and within a tenth of the smallest. */
const LEVEL = 3;

/**
 * Packs long JSON answers to reads, where the caller takes gzip: lists shrink to an eighth. It is done
 * on a thread of the platform's; orders, and whatever else is written, do not come by here.
 */
export function packAnswers(api: App): void {
  api.addHook("onRoute", (route) => {
    if (route.method !== "GET") return;
    route.onSend = [...[route.onSend ?? []].flat(), pack];
  });
}

const pack: onSendHookHandler<unknown> = (request, reply, payload, done) => {
  const isLong = typeof payload === "string" && payload.length >= LEAST_LENGTH;
  if (!isLong || !String(reply.getHeader("content-type")).startsWith("application/json")) {
    done(null, payload);
    return;
  }
  const vary = reply.getHeader("vary");
  void reply.header(
    "vary",
    vary === undefined ? "accept-encoding" : `${String(vary)}, accept-encoding`,
  );
  if (!takesGzip(request.headers["accept-encoding"])) {
    done(null, payload);
    return;
  }
  gzip(payload, { level: LEVEL }, (error, packed) => {
    if (error === null)
      void reply.header("content-encoding", "gzip").removeHeader("content-length");
    done(null, error === null ? packed : payload);
  });
};

/** @param accepted the header `accept-encoding`; `gzip;q=0` refuses. See RFC 9110, 12.5.3. */
function takesGzip(accepted: string | string[] | undefined): boolean {
  const wishes = String(accepted ?? "")
    .toLowerCase()
    .split(",");
  return wishes.some((wish) => {
    const [coding = "", ...parameters] = wish.split(";").map((part) => part.trim());
    return coding === "gzip" && !parameters.some((one) => /^q=0(\.0*)?$/.test(one));
  });
}
