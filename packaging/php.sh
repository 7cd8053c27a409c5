#!/bin/sh
# Makes the composer package, with the libraries inside: php.sh out-folder library…
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
. "$root/packaging/machine.sh"
out=$(mkdir -p "$1" && cd "$1" && pwd)
shift
version=$(sed -n 's/^version = "\(.*\)"/\1/p' "$root/Cargo.toml" | head -1)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -r "$root/bindings/php/." "$work/"
cp "$root"/LICENSE* "$work/"
if [ -f "${THIRD_PARTY:-}" ]; then cp "$THIRD_PARTY" "$work/THIRD-PARTY.txt"; fi
for library in "$@"; do
    place=$(machine "$library")
    mkdir -p "$work/lib/$place"
    case $place in
        windows-*) cp "$library" "$work/lib/$place/einv.dll" ;;
        *) cp "$library" "$work/lib/$place/libeinv.so.1" ;;
    esac
done
rm -f "$out/einv-php-$version.zip"
(cd "$work" && python3 -m zipfile -c "$out/einv-php-$version.zip" *)
echo "$out/einv-php-$version.zip"
