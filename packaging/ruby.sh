#!/bin/sh
# Makes the gem, with the libraries inside: ruby.sh out-folder library…
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
. "$root/packaging/machine.sh"
out=$(mkdir -p "$1" && cd "$1" && pwd)
shift
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -r "$root/bindings/ruby/lib" "$root/bindings/ruby/einv.gemspec" "$work/"
cp "$root"/LICENSE* "$work/"
if [ -f "${THIRD_PARTY:-}" ]; then cp "$THIRD_PARTY" "$work/LICENSE-THIRD-PARTY.txt"; fi
for library in "$@"; do
    place=$(machine "$library")
    mkdir -p "$work/lib/einv/$place"
    case $place in
        windows-*) cp "$library" "$work/lib/einv/$place/einv.dll" ;;
        *) cp "$library" "$work/lib/einv/$place/libeinv.so.1" ;;
    esac
done
chmod -R a+rX "$work"
cd "$work" && gem build --quiet einv.gemspec > build.log 2>&1 || { cat build.log >&2; exit 1; }
mv einv-*.gem "$out/"
