import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import files from "@fastify/static";
import type { OpenDialect } from "@probity/gateway";
import type { FastifyReply } from "fastify";

/** Where the built app is. */
export const WEB_APP = fileURLToPath(new URL("../../web/dist", import.meta.url));

/** Nothing from elsewhere but pictures of events; styles are set by the components themselves. */
const POLICY = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' https: data:",
  "connect-src 'self' ws: wss:",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'self'",
].join("; ");

/** What belongs to machines: whoever asks for something there that is not, gets an answer for machines. */
const NOT_PAGES =
  /^\/(api|assets|clob|gamma|data|ws|depth|user|socket\.io|health|ready|metrics)(\/|$|\?)/;

/** How to get an app that is not there. */
const NOT_BUILT =
  "<!doctype html><title>Probity</title><p>The venue runs. Its web app is not built yet: " +
  "stop it and start it with <code>npm start</code>, or build the app with <code>npm run build:web</code>.";

/** The web app on the venue's own address: its files, and its one page for every address of the app. */
export function openWebApp(folder: string): OpenDialect {
  return async () => ({
    sockets: new Map(),
    routes: async (app) => {
      app.addHook("onRequest", async (_request, reply) => {
        void reply.header("content-security-policy", POLICY);
      });
      if (!existsSync(join(folder, "index.html"))) {
        app.get("/", (_request, reply) => page(reply).send(NOT_BUILT));
        return;
      }
      await app.register(files, {
        root: folder,
        wildcard: false,
        index: false,
        // The build left smaller ones beside them.
        preCompressed: true,
        // Named after what is in them, so they never change.
        setHeaders: (reply, path) => {
          const isNamedAfterContent = path.includes(`${join("dist", "assets")}`);
          void reply.header(
            "cache-control",
            isNamedAfterContent ? "public, max-age=31536000, immutable" : "no-cache",
          );
        },
      });
      app.get("/", (_request, reply) => page(reply).sendFile("index.html"));
      app.get("/*", (request, reply) => {
        if (NOT_PAGES.test(request.url)) return reply.callNotFound();
        return page(reply).sendFile("index.html");
      });
    },
    publish: () => {},
    listen: async () => {},
    close: async () => {},
  });
}

function page(reply: FastifyReply): FastifyReply {
  return reply.type("text/html; charset=utf-8").header("cache-control", "no-cache");
}
