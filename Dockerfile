# Probity in one container. The venue runs from source; only its web app is built, in a stage whose tools
# do not come along.
FROM node:24-bookworm-slim AS web
WORKDIR /app
COPY . .
# No package may run code while it is installed (.npmrc), here or below.
RUN npm ci --omit=dev && node apps/web/build.mjs

FROM node:24-bookworm-slim

WORKDIR /app
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    PORT=8080 \
    PROBITY_DATA=/data

COPY . .
# What the command line needs, and the venue it starts; the Node of the image is the one that runs.
RUN npm ci --omit=dev --include-workspace-root --workspace apps/cli --workspace apps/exchange \
 && npm cache clean --force \
 && mkdir -p /data && chown node:node /data
COPY --from=web /app/apps/web/dist apps/web/dist

USER node
VOLUME /data
EXPOSE 8080
# Answers what is under way and lets go of the data folder; see docs/guides/operator.md.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=5s --timeout=3s --start-period=60s --retries=12 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.PORT ?? 8080) + '/ready').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "bin/probity.mjs", "start"]
