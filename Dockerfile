# Probity in one container: the venue runs from source, so there is nothing to build.
FROM node:24-bookworm-slim

WORKDIR /app
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    PORT=8080 \
    PROBITY_DATA=/data

COPY . .
# No package may run code while it is installed (.npmrc), and the Node of the image is the one that runs.
RUN npm ci --omit=dev && npm cache clean --force \
 && mkdir -p /data && chown node:node /data

USER node
VOLUME /data
EXPOSE 8080
# Answers what is under way and lets go of the data folder; see docs/guides/operator.md.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=5s --timeout=3s --start-period=60s --retries=12 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.PORT ?? 8080) + '/ready').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "bin/probity.mjs", "start"]
