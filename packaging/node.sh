#!/bin/sh
# Makes the npm package, with the libraries inside: node.sh out-folder libeinv.so [more…]
#
# The libraries are named by their files: libeinv.so of any processor, einv.dll of 32 or 64 bit. Their headers say which.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
out=$(mkdir -p "$1" && cd "$1" && pwd)
shift
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$root"/bindings/node/*.js "$root"/bindings/node/*.d.ts "$root/bindings/node/package.json" "$root/bindings/node/README.md" "$root"/LICENSE* "$work/"
for library in "$@"; do
    case $(od -An -tx1 -N20 "$library" | tr -d ' \n') in
        7f454c4602*3e00) place=linux-x64/libeinv.so.1 ;;
        7f454c4602*b700) place=linux-arm64/libeinv.so.1 ;;
        4d5a*) # The machine stands four bytes after the start of the PE header, whose place is at 60.
            at=$(od -An -tu4 -j60 -N4 "$library" | tr -d ' ')
            case $(od -An -tx1 -j$((at + 4)) -N2 "$library" | tr -d ' ') in
                6486) place=win32-x64/einv.dll ;;
                4c01) place=win32-ia32/einv.dll ;;
                *) echo "$library is for a processor that the package doesn't know" >&2; exit 1 ;;
            esac ;;
        *) echo "$library is for a processor that the package doesn't know" >&2; exit 1 ;;
    esac
    mkdir -p "$work/prebuilt/$(dirname "$place")"
    cp "$library" "$work/prebuilt/$place"
done
if [ -f "${THIRD_PARTY:-}" ]; then cp "$THIRD_PARTY" "$work/THIRD-PARTY.txt"; fi
cd "$work" && npm pack --silent --pack-destination "$out"
