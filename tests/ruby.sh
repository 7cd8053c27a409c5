#!/bin/sh
# Tests the Ruby gem: ruby.sh path/to/libeinv.so
# Its own tests with the golden cases; then the gem, installed into an empty folder, and its page.
set -eu
library=$(realpath "${1:?name the library: ruby.sh path/to/libeinv.so}")
root=$(cd "$(dirname "$0")/.." && pwd)
. "$root/tests/stage.sh"
needs "the Ruby gem" ruby gem
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 "$root/bindings/declare.py" --check
for file in golden einv; do EINV_LIBRARY=$library ruby -w -I "$root/bindings/ruby/lib" "$root/bindings/ruby/test/test_$file.rb"; done
mkdir -p "$work/shipped/docs"
sh "$root/packaging/ruby.sh" "$work/shipped/ruby" "$library"
cp -r "$root/examples" "$work/shipped/"
cp "$root/docs/ruby.md" "$work/shipped/docs/"
(unset EINV_LIBRARY; python3 "$root/tests/docs.py" "$work/shipped" ruby.md)
