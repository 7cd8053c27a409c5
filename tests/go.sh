#!/bin/sh
# Tests the Go module without a network: go.sh path/to/libeinv.so
# Its own tests; then its page, from another module with a `replace`.
set -eu
library=$(realpath "${1:?name the library: go.sh path/to/libeinv.so}")
root=$(cd "$(dirname "$0")/.." && pwd)
. "$root/tests/stage.sh"
needs "the Go module" go gcc pkg-config
work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
python3 "$root/bindings/declare.py" --check
stage "$work/installed" "$library"
export GOPROXY=off GOFLAGS=-mod=mod GOCACHE="${GOCACHE:-$root/target/go}" GOPATH="$work/gopath" GOTOOLCHAIN=local
export PKG_CONFIG_PATH="$work/installed/lib/pkgconfig" LD_LIBRARY_PATH="$work/installed/lib"
cd "$root/bindings/go"
test -z "$(gofmt -l .)" || { gofmt -d . | head -20; echo "bindings/go is not in gofmt's form" >&2; exit 1; }
go vet .
go test .

mkdir -p "$work/shipped/docs"
cp -r "$root/bindings/go" "$work/shipped/go"
cp -r "$root/examples" "$work/shipped/"
cp "$root/docs/go.md" "$work/shipped/docs/"
cp -r "$work/installed/lib" "$work/installed/include" "$work/shipped/"
sed -i 's|^prefix=.*|prefix=${pcfiledir}/../..|; s|^libdir=.*|libdir=${prefix}/lib|' "$work/shipped/lib/pkgconfig/einv.pc"
unset PKG_CONFIG_PATH LD_LIBRARY_PATH
python3 "$root/tests/docs.py" "$work/shipped" go.md
