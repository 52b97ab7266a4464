# One Dockerfile for every service:
#
#   docker build --build-arg SERVICE=producer --tag millrace/producer:0.1.0 .
#
# It needs BuildKit, which Docker has as its default since 23.0 (before: DOCKER_BUILDKIT=1). Build arguments:
#   SERVICE                 a service of contracts/services.ts
#   VERSION, REVISION       for the labels, and what the service says of itself
#   BASE_IMAGE, BUILD_IMAGE a Debian with Node 20 to run on, and one with npm to build in
# Behind a proxy that signs with its own authority, hand the certificates in as a secret; they stay out of the image:
#   --secret id=ca,src=/path/to/ca.pem
ARG BASE_IMAGE=node:20.20.2-bookworm-slim
ARG BUILD_IMAGE=node:20.20.2-bookworm-slim

# --- dependencies: a layer of their own, made again only when the lock file changes
FROM ${BUILD_IMAGE} AS dependencies
WORKDIR /src
COPY package.json package-lock.json .npmrc ./
# Nothing that is bundled or tested here needs an install script.
RUN --mount=type=cache,target=/root/.npm,sharing=locked --mount=type=secret,id=ca \
    if [ -s /run/secrets/ca ]; then export NODE_EXTRA_CA_CERTS=/run/secrets/ca; fi; \
    npm ci --ignore-scripts --no-audit --no-fund

# --- a service's name that is none is said at once, while the packages still come
FROM ${BUILD_IMAGE} AS named
WORKDIR /services
COPY services .
ARG SERVICE
RUN names="$(ls -d */main.ts | sed 's|/main.ts||' | tr '\n' ' ')"; \
    case " $names" in *" ${SERVICE:-none} "*) touch /named ;; \
      *) echo "SERVICE is '${SERVICE}'; give --build-arg SERVICE= with one of: $names"; exit 1 ;; esac

# --- what all services share: types, and the tests of the kit and of the contracts
FROM dependencies AS shared
COPY tsconfig.json jest.config.js ./
COPY contracts contracts
COPY services services
# For tests of the contracts, which hold the model to them.
COPY model model
COPY local/build local/build
COPY __tests__ __tests__
RUN npx --no-install tsc --noEmit
RUN npx --no-install jest --ci --selectProjects=unit --testPathPatterns "__tests__/(contracts|services/shared)/"

# --- the service: its own tests, and one file of it
FROM shared AS build
ARG SERVICE
COPY --from=named /named /tmp/
RUN npx --no-install jest --ci --passWithNoTests --selectProjects=unit --testPathPatterns "__tests__/services/${SERVICE}/"
RUN npx --no-install tsx local/build/bundle.ts "${SERVICE}" \
 && mkdir -p /out/app /out/usr/local/bin \
 && cp "dist/${SERVICE}.js" /out/app/service.js \
 && cp "dist/${SERVICE}.js.map" dist/health.js dist/health.js.map /out/app/ \
 && printf '#!/bin/sh\nexec node --enable-source-maps /app/health.js "$@"\n' > /out/usr/local/bin/millrace-health \
 && chmod 755 /out/usr/local/bin/millrace-health

# --- what runs: Node and the bundle; no npm packages, no sources
FROM ${BASE_IMAGE} AS runtime
ARG SERVICE
ARG VERSION=0.0.0-dev
ARG REVISION=unknown
LABEL org.opencontainers.image.title="millrace ${SERVICE}" \
      org.opencontainers.image.description="Millrace's ${SERVICE} service" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.licenses="Apache-2.0"
ENV NODE_ENV=production \
    SERVICE_NAME=${SERVICE} \
    SERVICE_VERSION=${VERSION} \
    HTTP_HOST=0.0.0.0
WORKDIR /app
COPY --from=build /out/ /
# By number, so that Kubernetes can see that it is not root, and a high one, which no node's own user has. Nothing is written:
# the root may be read-only.
USER 10001:10001
# The ports of the three services; each listens on the one that HTTP_PORT names.
EXPOSE 8000 8001 8002
# The service itself takes SIGTERM, drains and ends; it starts no processes, so it needs no init.
STOPSIGNAL SIGTERM
ENTRYPOINT []
CMD ["node", "--enable-source-maps", "/app/service.js"]
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
    CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.HTTP_PORT}/health/live`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
