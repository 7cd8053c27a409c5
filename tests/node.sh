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
# What npm installs stays outside the sources: their tests read every page below bindings.
made=$root/target/node
mkdir -p "$made/test"
cp "$root"/bindings/node/package.json "$root"/bindings/node/package-lock.json "$root"/bindings/node/.npmrc "$root"/bindings/node/*.js \
    "$root"/bindings/node/*.d.ts "$made/"
cp "$root/bindings/node/test/typed.ts" "$made/test/"
cmp -s "$made/package-lock.json" "$made/node_modules/lock" || { (cd "$made" && npm ci --silent) && cp "$made/package-lock.json" "$made/node_modules/lock"; }
(cd "$root/bindings/node" && NODE_PATH="$made/node_modules" EINV_LIBRARY=$library node --test --test-reporter spec) > "$work/out" 2>&1 ||
    { cat "$work/out"; exit 1; }
sed -n 's/^ℹ \(tests\|pass\|fail\) /node \1 /p' "$work/out"
(cd "$made" && npm run --silent types)
echo "ok   the types"

mkdir -p "$work/shipped/node" "$work/shipped/docs"
sh "$root/packaging/node.sh" "$work/shipped/node" "$library" > /dev/null
cp -r "$root/examples" "$work/shipped/"
cp "$root/docs/node.md" "$work/shipped/docs/"
(unset EINV_LIBRARY; npm_config_prefer_offline=true npm_config_fund=false npm_config_audit=false python3 "$root/tests/docs.py" "$work/shipped" node.md)
