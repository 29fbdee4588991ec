import type { FastifyInstance, FastifyRequest } from "fastify";

const raw = new WeakMap<FastifyRequest, Buffer>();
const NOTHING = Buffer.alloc(0);

/**
 * Keeps every body as it was sent, for signatures are over its bytes. Whatever the content type says, the body
 * is JSON; `request.body` is undefined when it is none, so that the route can say so in its own words.
 */
export function keepRawBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer" }, (request, body, done) => {
    raw.set(request, body as Buffer);
    done(null, readJson(body as Buffer));
  });
}

/** The bytes of the body; none when there was no body. */
export function rawBodyOf(request: FastifyRequest): Buffer {
  return raw.get(request) ?? NOTHING;
}

function readJson(body: Buffer): unknown {
  if (body.length === 0) return undefined;
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
}
