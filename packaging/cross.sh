#!/bin/sh
# Builds library, command and Python wheel for another Linux than this machine's: cross.sh aarch64 | musl
#
#   aarch64  64-bit ARM, glibc 2.17 or later    target/dist/linux-aarch64
#   musl     x86-64 with musl (Alpine)          target/dist/linux-musl-x86_64
#
# Debian's own Rust includes the source of its standard library, which is built for the target; zig is compiler and linker for C and
# has the C libraries. EINV_PROFILE=dev builds faster, for a try: nothing of it is to ship.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root"
case ${1:-} in
    aarch64) target=aarch64-unknown-linux-gnu suffix=.2.17 place=linux-aarch64 wheel=manylinux_2_17_aarch64 flags= ;;
    # A library that others load can't have a C library of its own inside.
    musl) target=x86_64-unknown-linux-musl suffix= place=linux-musl-x86_64 wheel=musllinux_1_2_x86_64 flags='-C target-feature=-crt-static -C link-self-contained=no' ;;
    *) echo "name the Linux: cross.sh aarch64 | musl" >&2; exit 2 ;;
esac
sh tests/setup.sh /usr/bin/rustc:rustc-web /usr/bin/cargo:cargo-web python3
test -d /usr/lib/rustlib/src/rust/library || sh tests/setup.sh rust-source:rust-web-src
test -x target/zig/bin/cargo-zigbuild || { python3 -m venv target/zig && target/zig/bin/pip install -q ziglang cargo-zigbuild; }

profile=${EINV_PROFILE:-release}
made=$(echo "$profile" | sed 's/^dev$/debug/')
began=$(date +%s)
# The library comes last: it is built without what the command alone needs.
for part in '--bin einv' '--lib --no-default-features --features full'; do
    # shellcheck disable=SC2086
    env PATH="$root/target/zig/bin:/usr/bin:$PATH" RUSTC=/usr/bin/rustc CARGO=/usr/bin/cargo RUSTC_BOOTSTRAP=1 RUSTFLAGS="$flags" \
        target/zig/bin/cargo-zigbuild zigbuild --profile "$profile" $part --target "$target$suffix" --target-dir target/cross -Zbuild-std=std,panic_unwind
done
stage=$root/target/dist/$place
mkdir -p "$stage"
for file in libeinv.so libeinv.a einv; do
    cp "target/cross/$target/$made/$file" "$stage/"
done
rm -f "$stage"/*.whl
sh packaging/wheel.sh "$stage" "$stage/libeinv.so" $wheel
echo "ok   $place: built in $(($(date +%s) - began)) s, $(wc -c < "$stage/libeinv.so") bytes, the command $(wc -c < "$stage/einv")"
