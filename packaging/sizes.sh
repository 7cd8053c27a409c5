#!/bin/sh
# Builds the library with and without its features, and prints the sizes for docs/shipping.md: sizes.sh
set -eu
cd "$(dirname "$0")/.."
size() { # name, features
    cargo rustc --quiet --release --lib --crate-type cdylib --no-default-features --features "$2" --target-dir target/sizes
    echo "$1 $(wc -c < target/sizes/release/libeinv.so)"
}
size full full
size without-postgres sandbox,tables,scripts
size without-tables sandbox,postgres,scripts
size without-sandbox postgres,tables,scripts
size without-scripts sandbox,postgres,tables
size slim ''
rm -rf target/sizes
