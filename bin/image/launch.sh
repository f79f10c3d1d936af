#!/bin/sh
# Starts a program of the image.
#
# No core: a crashing Chromium leaves one of 320-383 MB in /tmp, which is 512 MB, and every later run of that environment
# fails (https://github.com/Sparticuz/chromium/issues/512). Hard and soft, since Chromium raises the soft limit to the
# hard one.
ulimit -c 0

# A heap of at most half of the function's memory, the rest for the browser, and a young generation of 4 MB: V8 sizes
# both by the machine, and lets garbage lie (docs/image.md has what was measured).
set -- /usr/local/bin/node --max-semi-space-size=4 \
  --max-old-space-size="$((${AWS_LAMBDA_FUNCTION_MEMORY_SIZE:-1024} / 2))" "$@"

# No zombie: reap waits for what a browser leaves. Debian has Perl in every base; another base may not.
if [ -x /usr/bin/perl ]; then
  export PERL_BADLANG=0
  exec /usr/local/bin/reap "$@"
fi
exec "$@"
