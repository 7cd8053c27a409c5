#!/bin/sh
# Compiles the header in every language it supports, then runs abi.c and host.c: run.sh path/to/libeinv.so
# WRAPPER="valgrind -q --leak-check=full --error-exitcode=9" runs it under a tool.
set -eu
library=${1:?name the library: run.sh path/to/libeinv.so}
here=$(cd "$(dirname "$0")" && pwd)
include=${INCLUDE:-$here/../../include}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
strict="-Wall -Wextra -Wpedantic -Werror"

for compiler in gcc clang; do
    command -v $compiler > /dev/null || { echo "SKIPPED: the header is not tried with $compiler, which is not here" >&2; test -z "${CI:-}" || exit 1; continue; }
    for standard in c89 c99 c11 c17 c2x c++98 c++11 c++14 c++17 c++20; do
        case $standard in c++*) language=c++ ;; *) language=c ;; esac
        printf '#include "einv.h"\n#include "einv.h"\nint32_t (*one)(void) = einv_abi;\n' |
            $compiler -std=$standard $strict -I "$include" -x $language -fsyntax-only -
    done
    echo "ok   the header in every C and C++, $compiler"
done

# shellcheck disable=SC2086
${CC:-gcc} -std=c89 $strict -g ${CFLAGS:-} -I "$include" "$here/abi.c" "$library" -Wl,-rpath,"$(cd "$(dirname "$library")" && pwd)" -o "$work/abi"
# The library may request itself under its versioned name, which a build folder doesn't have.
ln -s "$(cd "$(dirname "$library")" && pwd)/$(basename "$library")" "$work/libeinv.so.1"
LD_LIBRARY_PATH=$work${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH} ${WRAPPER:-} "$work/abi"

# Every function on small stacks, and over HTTP where the command is beside the library.
folder=$(cd "$(dirname "$library")" && pwd)
# shellcheck disable=SC2086
${CC:-gcc} -std=gnu11 $strict -g ${CFLAGS:-} -I "$include" "$here/stack.c" "$library" -Wl,-rpath,"$folder" -lpthread -o "$work/stack"
url=
if [ -x "$folder/einv" ]; then
    (cd "$work" && exec "$folder/einv" sandbox --port 0 --registry sandbox.db --key-file "$work/key.pem") > "$work/server" 2>&1 &
    server=$!
    trap 'kill "$server" 2> /dev/null; rm -rf "$work"' EXIT
    for _ in $(seq 100); do
        url=$(sed -n 's/^einv sandbox at \(http[^,]*\),.*/\1/p' "$work/server")
        test -n "$url" && break
        sleep 0.1
    done
fi
# shellcheck disable=SC2086
LD_LIBRARY_PATH=$work${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH} ${WRAPPER:+env WATCHED=1} ${WRAPPER:-} "$work/stack" ${url:+"$url" "$work/key.pem" "$work/stack.db"}

# Forks and unloading are not for a tool that watches one process's memory.
if [ -z "${WRAPPER:-}" ]; then
    ${CC:-gcc} -std=gnu11 -Wall -Wextra -Werror -g ${CFLAGS:-} -I "$include" "$here/host.c" -ldl -lpthread -o "$work/host"
    mkdir "$work/ledgers"
    "$work/host" "$work/libeinv.so.1" "$here/../../data/sandbox/login_public_key.pem" "$work/ledgers"
fi
