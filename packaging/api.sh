#!/bin/sh
# Makes the reference pages of each language for the website: api.sh out-folder
#
# Python by pdoc, Java by javadoc, Rust by rustdoc. C's page is made from the header by packaging/header.py. A missing tool is said.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
rm -rf "$1"
out=$(mkdir -p "$1" && cd "$1" && pwd)
cd "$root"
test -x target/pdoc/bin/pdoc || { python3 -m venv target/pdoc && target/pdoc/bin/pip install -q pdoc; }
# Reading the package loads no library.
PYTHONPATH=bindings/python/src target/pdoc/bin/pdoc --no-show-source -o "$out/python" einv einv.aio einv.answers
echo "ok   Python's pages"
if command -v javadoc > /dev/null; then
    javadoc -quiet -encoding UTF-8 -docencoding UTF-8 -charset UTF-8 -notimestamp -Xdoclint:all,-missing -Werror -d "$out/java" bindings/java/src/main/java/in/einv/*.java
    echo "ok   Java's pages"
else
    echo "SKIPPED: Java's pages, there is no javadoc here" >&2
    test -z "${CI:-}" || exit 1
fi
RUSTDOCFLAGS="-D warnings" cargo doc --quiet --no-deps --lib
cp -r target/doc "$out/rust"
rm -rf "$out/rust/src" "$out/rust/.lock"
echo "ok   Rust's pages"
