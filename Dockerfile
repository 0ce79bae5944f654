# Passes both commands of the README on plain Debian:
#   docker build --target sandbox -t mapswell .   npm ci && npm run sandbox
#   docker build --target test .                  npm ci && npm test
# A container of the first runs any command: docker run --rm mapswell plan --help
FROM node:20-bookworm AS source
WORKDIR /mapswell
COPY . .

FROM source AS test
RUN npm ci && npm test

FROM source AS sandbox
RUN npm ci && npm run sandbox
ENTRYPOINT ["node", "dist/src/cli/main.js"]
CMD ["--help"]
