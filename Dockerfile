# An image with the command, for CI systems that run jobs in containers (docs/ci-systems.md):
#
#     docker build -t uml-run https://github.com/org/uml-run.git#v1
FROM node:24-bookworm-slim

# What builds kernels. The distribution's kernels and busybox come through apt, once they are asked for.
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        bc binutils bison ca-certificates flex gcc libc6-dev make xz-utils zstd \
    && rm -rf /var/lib/apt/lists/*

COPY package.json /opt/uml-run/
COPY dist /opt/uml-run/dist
RUN chmod +x /opt/uml-run/dist/cli.js && ln -s /opt/uml-run/dist/cli.js /usr/local/bin/uml-run && uml-run --version
