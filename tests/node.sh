#!/bin/sh
# Tests the npm package: node.sh path/to/libeinv.so
# Its own tests and its types in the source folder; then, packed and installed in an empty folder, its page.
set -eu
library=$(realpath "${1:?name the library: node.sh path/to/libeinv.so}")
root=$(cd "$(dirname "$0")/.." && pwd)
. "$root/tests/stage.sh"
needs "the npm package" node npm
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 "$root/bindings/declare.py" --check
cd "$root/bindings/node"
test -d node_modules/koffi -a -d node_modules/typescript || npm ci --silent
EINV_LIBRARY=$library node --test --test-reporter spec > "$work/out" 2>&1 || { cat "$work/out"; exit 1; }
sed -n 's/^ℹ \(tests\|pass\|fail\) /node \1 /p' "$work/out"
npm run --silent types
echo "ok   the types"

mkdir -p "$work/shipped/node" "$work/shipped/docs"
sh "$root/packaging/node.sh" "$work/shipped/node" "$library" > /dev/null
cp -r "$root/examples" "$work/shipped/"
cp "$root/docs/node.md" "$work/shipped/docs/"
(unset EINV_LIBRARY; npm_config_prefer_offline=true npm_config_fund=false npm_config_audit=false python3 "$root/tests/docs.py" "$work/shipped" node.md)
