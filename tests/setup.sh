#!/bin/sh
# Checks that each named tool is there: setup.sh tool[:debian-package] …
# Installs a missing one where it may (root, apt-get); otherwise names what to install, and fails.
set -eu
# Debian keeps the server's programs out of the path.
PATH=$PATH:/usr/sbin$(printf ':%s' /usr/lib/postgresql/*/bin)
missing=
for tool in "$@"; do
    command -v "${tool%%:*}" > /dev/null || missing="$missing ${tool##*:}"
done
[ -z "$missing" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null; then
    echo "installing:$missing"
    apt-get update -qq
    # shellcheck disable=SC2086
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing > /dev/null
else
    echo "the tests need these packages first: apt-get install$missing" >&2
    exit 1
fi
