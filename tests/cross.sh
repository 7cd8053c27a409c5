#!/bin/sh
# Tries what packaging/cross.sh built, in an empty root: cross.sh aarch64 | musl
#
# aarch64 runs under qemu-user with Debian's Python for that processor; musl in a root with musl's own C library and nothing of glibc.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() {
    echo "FAILED: $*" >&2
    exit 1
}
inside=$work/root
mkdir -p "$inside/lib" "$inside/tmp" "$inside/try/answers"
case ${1:-} in
    aarch64)
        stage=$root/target/dist/linux-aarch64
        sh "$root/tests/setup.sh" aarch64-linux-gnu-gcc:gcc-aarch64-linux-gnu qemu-aarch64:qemu-user aarch64-linux-gnu-objdump:binutils-aarch64-linux-gnu
        gcc=aarch64-linux-gnu-gcc
        symbols="aarch64-linux-gnu-nm"
        cp -r /usr/aarch64-linux-gnu/lib/. "$inside/lib/"
        run() { QEMU_LD_PREFIX=$inside LD_LIBRARY_PATH= qemu-aarch64 -E LD_LIBRARY_PATH="$work" -L "$inside" "$@"; }
        # Nothing newer than glibc 2.17.
        newest=$(aarch64-linux-gnu-objdump -T "$stage/libeinv.so" | grep -o 'GLIBC_[0-9.]*' | sort -Vu | tail -1)
        test "$(printf '%s\nGLIBC_2.17\n' "$newest" | sort -V | tail -1)" = GLIBC_2.17 || fail "the library wants $newest"
        ;;
    musl)
        stage=$root/target/dist/linux-musl-x86_64
        sh "$root/tests/setup.sh" musl-gcc:musl-tools readelf:binutils
        test -e /lib/ld-musl-x86_64.so.1 || sh "$root/tests/setup.sh" musl-library:musl
        gcc=musl-gcc
        symbols=nm
        cp -L /lib/ld-musl-x86_64.so.1 "$inside/lib/"
        run() { env -i LD_LIBRARY_PATH="$work" ${EINV_LIBRARY:+EINV_LIBRARY="$EINV_LIBRARY"} "$inside/lib/ld-musl-x86_64.so.1" "$@"; }
        # Nothing but musl: no library of gcc's, none of glibc's.
        foreign=$(readelf -d "$stage/libeinv.so" | sed -n 's/.*NEEDED.*\[\(.*\)\]/\1/p' | grep -vxE 'libc[.]so|libc[.]musl-x86_64[.]so[.]1' || true)
        test -z "$foreign" || fail "the library needs $foreign"
        ;;
    *) echo "name the Linux: cross.sh aarch64 | musl" >&2; exit 2 ;;
esac
"$symbols" -D --defined-only "$stage/libeinv.so" | awk '{ print $3 }' | LC_ALL=C sort | diff -u "$root/tests/symbols.txt" - || fail "the exports are not the listed ones"
echo "ok   $1: exports, and nothing that this Linux lacks"

ln -s "$stage/libeinv.so" "$work/libeinv.so.1"
strict="-Wall -Wextra -Werror -I $root/include"
# shellcheck disable=SC2086
$gcc -std=c89 $strict "$root/tests/c/abi.c" "$stage/libeinv.so" -o "$work/abi"
run "$work/abi" || fail "$1: abi"
sed "s|\"Dt\": \"[^\"]*\"|\"Dt\": \"$(TZ=Asia/Kolkata date +%d/%m/%Y)\"|" "$root/examples/bills/good.json" > "$work/bill.json"
# shellcheck disable=SC2086
$gcc $strict "$root/examples/c/first.c" "$stage/libeinv.so" -o "$work/first"
run "$work/first" "$work/bill.json" > "$work/said" || fail "$1: $(cat "$work/said")"
grep -q registered "$work/said" || fail "$1: nothing was registered: $(cat "$work/said")"
echo "ok   $1: a program in C registers a bill"

gcc_golden="$gcc -std=gnu99 -Wall -Werror"
$gcc_golden "$root/tests/golden/golden.c" -ldl -o "$work/golden"
(cd "$root" && EINV_LIBRARY=$stage/libeinv.so run "$work/golden" tests/golden/cases.txt tests/golden "$inside/try/answers") || fail "$1: golden"
diff -rq "$root/tests/golden/answers" "$inside/try/answers" || fail "$1 answers otherwise"
echo "ok   $1: $(find "$inside/try/answers" -type f | wc -l) golden answers"

run "$stage/einv" --version
run "$stage/einv" demo > "$work/demo" || fail "$1: $(cat "$work/demo")"
grep -q 'cancelled at ' "$work/demo" || fail "$1: the demonstration ended early: $(cat "$work/demo")"
echo "ok   $1: the command"

# The wheel, by the Python of that processor. Debian has none for musl.
test "$1" = aarch64 || exit 0
python=$root/target/cross/python-aarch64
if [ ! -e "$python/made" ]; then
    if [ "$(id -u)" != 0 ] || ! command -v apt-get > /dev/null; then
        echo "SKIPPED: the wheel for aarch64 is not tried, its Python is installed by root on Debian" >&2
        test -z "${CI:-}" || exit 1
        exit 0
    fi
    sh "$root/tests/setup.sh" debootstrap
    rm -rf "$python"
    archive=$(apt-cache policy | sed -n 's|.* \(http[^ ]*\) [a-z]*/main amd64 Packages|\1|p' | grep -v security | head -1)
    # Unpacked only: its programs run one at a time under qemu, so nothing has to be set up.
    debootstrap --arch=arm64 --foreign --variant=minbase --include=python3 "$(. /etc/os-release && echo "$VERSION_CODENAME")" "$python" "$archive" \
        > "$work/debian" 2>&1 || fail "$(tail -5 "$work/debian")"
    for package in "$python"/var/cache/apt/archives/*.deb; do
        dpkg-deb -x "$package" "$python"
    done
    rm -rf "$python"/var/cache/apt/archives/*.deb
    touch "$python/made"
fi
python3 -m zipfile -e "$stage"/einv-*-py3-none-manylinux_2_17_aarch64.whl "$work/site"
cat > "$work/ten.py" <<'P'
import sys, platform, einv

with einv.Engine() as engine:
    answer = engine.submit(open(sys.argv[1], "rb").read())
    print(platform.machine(), answer.status, einv.__version__)
P
run() { qemu-aarch64 -L "$python" -E PYTHONPATH="$work/site" "$python/usr/bin/python3" "$@"; }
unset EINV_LIBRARY
run "$work/ten.py" "$work/bill.json" > "$work/said" || fail "$(cat "$work/said")"
grep -q '^aarch64 registered ' "$work/said" || fail "$(cat "$work/said")"
rm -rf "$inside/try/answers"
mkdir "$inside/try/answers"
run "$root/tests/golden/golden.py" "$root/tests/golden/cases.txt" "$root/tests/golden" "$inside/try/answers" || fail "aarch64: golden.py"
diff -rq "$root/tests/golden/answers" "$inside/try/answers" || fail "aarch64 answers otherwise from Python"
echo "ok   aarch64: the wheel by Python of that processor, with the golden answers"
