# Node 24 is supported until April 2028; the code runs on 20.19 and later.
ARG NODE_IMAGE=node:24-bookworm-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY .swcrc tsconfig.json tsconfig.build.json schema.gql ./
COPY dev ./dev
COPY src ./src
# Checked against the schema, so that the image holds no operation that cannot be served.
COPY operations ./operations
RUN npm run build

FROM ${NODE_IMAGE} AS dependencies
WORKDIR /app
COPY package.json package-lock.json ./
# No package that production needs brings an install script.
# Optional packages are tools of development that a package could use, such as the embedded database.
RUN npm ci --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund

FROM ${NODE_IMAGE}
ARG VERSION=0.0.0-dev
ARG REVISION=unknown
ARG CREATED=unknown
LABEL org.opencontainers.image.title="nestjs-graphql-jwt-api" \
      org.opencontainers.image.description="A GraphQL API protected by JWT access tokens from Auth0, AuthAction or any OpenID Connect issuer" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.created="${CREATED}"
ENV NODE_ENV=production \
    PORT=3000
WORKDIR /app
# Owned by root and read by all: the process can change nothing of itself.
COPY --from=dependencies /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY --from=build /app/operations ./operations
COPY migrations ./migrations
COPY package.json ./
# A number, so that an orchestrator can see that it is not root.
USER 65532:65532
EXPOSE 3000
# The first process is node itself: it gets the signals, and nothing here needs a shell.
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/live`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node"]
CMD ["dist/main.js"]
