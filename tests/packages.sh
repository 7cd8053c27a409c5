#!/bin/sh
# Tries the Debian packages that packaging/packages.sh made, in an empty root of dpkg's own: packages.sh folder
set -eu
packages=$(realpath "${1:?name the folder of the packages}")
root=$(cd "$(dirname "$0")/.." && pwd)
. "$root/tests/stage.sh"
needs "the Debian packages" dpkg dpkg-deb gcc pkg-config
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
(cd "$packages" && sha256sum --quiet -c SHA256SUMS)
echo "ok   checksums"
mkdir -p "$work/root/var/lib/dpkg/info" "$work/root/var/lib/dpkg/updates"
# Only glibc and libgcc count as installed there.
dpkg -s libc6 libgcc-s1 > "$work/root/var/lib/dpkg/status"
dpkg --root="$work/root" --force-script-chrootless -i "$packages"/*.deb > "$work/said" 2>&1 || { cat "$work/said"; exit 1; }
dpkg --root="$work/root" --verify 2> /dev/null | grep . && { echo "files are not as packed" >&2; exit 1; }
arch=$(gcc -print-multiarch)
export PKG_CONFIG_LIBDIR="$work/root/usr/lib/$arch/pkgconfig" PKG_CONFIG_SYSROOT_DIR="$work/root"
sed "s|\"Dt\": \"[^\"]*\"|\"Dt\": \"$(TZ=Asia/Kolkata date +%d/%m/%Y)\"|" "$root/examples/bills/good.json" > "$work/bill.json"
# shellcheck disable=SC2046
gcc -Wall -Wextra -Werror "$root/examples/c/first.c" $(pkg-config --cflags --libs einv) -o "$work/first"
LD_LIBRARY_PATH="$work/root/usr/lib/$arch" "$work/first" "$work/bill.json" | grep -q registered
echo "ok   library and dev: a program is built and registers a bill"
"$work/root/usr/bin/einv" --version
(cd "$work" && "$work/root/usr/bin/einv" validate bill.json > /dev/null)
echo "ok   the command"
for page in einv einv-submit einv-ewb-make; do
    gzip -t "$work/root/usr/share/man/man1/$page.1.gz"
done
for shell in bash-completion/completions/einv zsh/vendor-completions/_einv fish/vendor_completions.d/einv.fish; do
    grep -q submit "$work/root/usr/share/$shell" || { echo "$shell is not there" >&2; exit 1; }
done
echo "ok   its manual pages and completions"
# What is installed names no folder of the machine it was built on.
! grep -rlE "$root|/tmp/" "$work/root/usr/include" "$work/root/usr/lib/$arch/pkgconfig" "$work/root/usr/lib/$arch/cmake" || exit 1
dpkg --root="$work/root" --force-script-chrootless -r einv libeinv-dev libeinv1 > /dev/null 2>&1
test -z "$(find "$work/root/usr" -type f 2> /dev/null)" || { echo "files stay behind" >&2; exit 1; }
echo "ok   nothing stays behind"
