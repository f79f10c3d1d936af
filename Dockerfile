# One image for both functions: the run by default, the relay by the command relay.mjs. `npm run image` gathers .image
# and builds it for x86-64. What each part is for: docs/image.md. BASE is named by digest for what is deployed.
ARG BASE=debian:bookworm-slim

# The parts are tried in their own base first, so that what cannot start never becomes an image: a base without what
# Node links to, or a browser package whose dependency was left out.
FROM ${BASE} AS parts
COPY .image/ /parts/
RUN cd /parts/var/task \
 && /parts/usr/local/bin/node --check run.mjs \
 && /parts/usr/local/bin/node --check relay.mjs \
 && /parts/usr/local/bin/node --input-type=module -e "await import('puppeteer-core'); await import('@sparticuz/chromium')"

FROM ${BASE}
COPY --from=parts /parts/ /
WORKDIR /var/task
# Lambda runs every image as a user of its own without rights; elsewhere this one has none either.
USER 65532:65532
# That user has no line in the base's /etc/passwd, and the AWS SDK asks for the home folder: without this, every call of
# it fails with "uv_os_homedir returned ENOENT" (seen in the container). /tmp is all that may be written.
ENV HOME=/tmp
ENTRYPOINT ["/usr/local/bin/launch"]
CMD ["run.mjs"]
