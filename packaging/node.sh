#!/bin/sh
# Makes the npm package, with the libraries inside: node.sh out-folder libeinv.so [more…]
#
# The libraries are named by their files: libeinv.so of any processor, einv.dll of 32 or 64 bit. Their headers say which.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
. "$root/packaging/machine.sh"
out=$(mkdir -p "$1" && cd "$1" && pwd)
shift
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$root"/bindings/node/*.js "$root"/bindings/node/*.d.ts "$root/bindings/node/package.json" "$root/bindings/node/README.md" "$root"/LICENSE* "$work/"
for library in "$@"; do
    case $(machine "$library") in
        linux-x86_64) place=linux-x64/libeinv.so.1 ;;
        linux-aarch64) place=linux-arm64/libeinv.so.1 ;;
        windows-x86_64) place=win32-x64/einv.dll ;;
        windows-i686) place=win32-ia32/einv.dll ;;
        *) exit 1 ;;
    esac
    mkdir -p "$work/prebuilt/$(dirname "$place")"
    cp "$library" "$work/prebuilt/$place"
done
if [ -f "${THIRD_PARTY:-}" ]; then cp "$THIRD_PARTY" "$work/THIRD-PARTY.txt"; fi
cd "$work" && npm pack --silent --pack-destination "$out"
