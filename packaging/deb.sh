#!/bin/sh
# Makes the Debian packages: deb.sh out-folder build-folder
#
# libeinv1 (the library), libeinv-dev (headers, static library, pkg-config, CMake, manual page) and einv (the command), from the
# folder with libeinv.so, libeinv.a and einv. The licences of what is linked in come from THIRD_PARTY, where it is set.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
. "$root/packaging/machine.sh"
out=$(mkdir -p "$1" && cd "$1" && pwd)
built=$(realpath "$2")
version=$(sed -n 's/^version = "\(.*\)"/\1/p' "$root/Cargo.toml" | head -1)
case $(machine "$built/libeinv.so") in
    linux-x86_64) arch=amd64 multiarch=x86_64-linux-gnu tool= ;;
    linux-aarch64) arch=arm64 multiarch=aarch64-linux-gnu tool=aarch64-linux-gnu- ;;
    *) echo "$built/libeinv.so is for no Linux that packages are made for" >&2; exit 1 ;;
esac
test "$(uname -m)" != aarch64 || tool=
# One date for all files: the same commit gives the same package.
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git -C "$root" log -1 --format=%ct 2> /dev/null || date +%s)}
export SOURCE_DATE_EPOCH
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# What the library wants of glibc, and nothing else.
newest() { # file…
    "${tool}objdump" -T "$@" | grep -o 'GLIBC_[0-9.]*' | sed 's/GLIBC_//' | sort -Vu | tail -1
}
needed=$("${tool}objdump" -p "$built/libeinv.so" | sed -n 's/ *NEEDED *//p' | grep -vxE 'lib(c|m|dl|rt|pthread|util)\.so\.[0-9]|ld-linux.*|libgcc_s\.so\.1' || true)
test -z "$needed" || { echo "the library needs $needed, which the packages don't name" >&2; exit 1; }

package() { # name, section, depends, description, long description; its files are in $work/name
    folder=$work/$1
    mkdir -p "$folder/DEBIAN" "$folder/usr/share/doc/$1"
    {
        printf 'Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\nUpstream-Name: einv\n\n'
        printf 'Files: *\nCopyright: the authors of einv\nLicense: MIT or Apache-2.0\n\nLicense: MIT\n'
        sed 's/^$/./; s/^/ /' "$root/LICENSE-MIT"
        printf '\nLicense: Apache-2.0\n On Debian systems the text is in /usr/share/common-licenses/Apache-2.0.\n'
    } > "$folder/usr/share/doc/$1/copyright"
    if [ -f "${THIRD_PARTY:-}" ]; then gzip -9nc "$THIRD_PARTY" > "$folder/usr/share/doc/$1/THIRD-PARTY.txt.gz"; fi
    gzip -9nc "$root/CHANGELOG.md" > "$folder/usr/share/doc/$1/changelog.gz"
    size=$(du -sk --exclude=DEBIAN "$folder" | cut -f1)
    cat > "$folder/DEBIAN/control" <<C
Package: $1
Source: einv
Version: $version
Architecture: $arch
Multi-Arch: $(case $1 in einv) echo foreign ;; *) echo same ;; esac)
Section: $2
Priority: optional
Maintainer: ${EINV_MAINTAINER:-The einv authors <einv@localhost>}
Installed-Size: $size
Depends: $3
Description: $4
$(echo "$5" | fold -s -w 78 | sed 's/ *$//; s/^/ /')
C
    (cd "$folder" && find . -type f ! -path './DEBIAN/*' -printf '%P\n' | LC_ALL=C sort | xargs md5sum > DEBIAN/md5sums)
    find "$folder" -type d -exec chmod 755 {} +
    find "$folder" -type f -exec chmod u+rw,go+r-w {} +
    find "$folder" -exec touch -hd "@$SOURCE_DATE_EPOCH" {} +
    dpkg-deb --root-owner-group -Zxz --build "$folder" "$out/${1}_${version}_$arch.deb" > /dev/null
    echo "$out/${1}_${version}_$arch.deb"
}

# Everything as `make install` lays it, then sorted to the packages.
make -s -C "$root" install PREFIX=/usr LIBDIR="/usr/lib/$multiarch" DESTDIR="$work/all" BUILT="$built"
mkdir -p "$work/libeinv1/usr/lib/$multiarch" "$work/libeinv1/DEBIAN" "$work/libeinv-dev/usr/lib/$multiarch" "$work/einv/usr/bin"
mv "$work/all/usr/lib/$multiarch"/libeinv.so.* "$work/libeinv1/usr/lib/$multiarch/"
"${tool}strip" --strip-unneeded "$work/libeinv1/usr/lib/$multiarch/libeinv.so.$version"
chmod 644 "$work/libeinv1/usr/lib/$multiarch/libeinv.so.$version"
echo 'libeinv 1 libeinv1' > "$work/libeinv1/DEBIAN/shlibs"
echo 'activate-noawait ldconfig' > "$work/libeinv1/DEBIAN/triggers"
mv "$work/all/usr/include" "$work/all/usr/share" "$work/libeinv-dev/usr/"
mv "$work/all/usr/lib/$multiarch"/* "$work/libeinv-dev/usr/lib/$multiarch/"
"${tool}strip" --strip-debug "$work/libeinv-dev/usr/lib/$multiarch/libeinv.a"
gzip -9n "$work/libeinv-dev/usr/share/man/man3/einv.h.3"
install -m 755 "$built/einv" "$work/einv/usr/bin/einv"
"${tool}strip" "$work/einv/usr/bin/einv"
# Manual pages and completions are the same for every machine: where this one can't run the command, it builds its own.
own=$built/einv
if ! "$own" --version > /dev/null 2>&1; then
    cargo build --quiet --release --bin einv --manifest-path "$root/Cargo.toml" --target-dir "$work/host"
    own=$work/host/release/einv
fi
share=$work/einv/usr/share
mkdir -p "$share/man/man1" "$share/bash-completion/completions" "$share/zsh/vendor-completions" "$share/fish/vendor_completions.d"
"$own" man-pages "$share/man/man1" > /dev/null
gzip -9n "$share"/man/man1/*.1
"$own" completions bash > "$share/bash-completion/completions/einv"
"$own" completions zsh > "$share/zsh/vendor-completions/_einv"
"$own" completions fish > "$share/fish/vendor_completions.d/einv.fish"

about="It reads a bill as FORM GST INV-01, finds every fault before the portal would, registers it exactly once, and draws the signed QR."
package libeinv1 libs "libc6 (>= $(newest "$built/libeinv.so")), libgcc-s1" "India's GST e-invoicing inside the billing program (library)" "$about"
package libeinv-dev libdevel "libeinv1 (= $version)" "India's GST e-invoicing inside the billing program (development)" \
    "$about This package has the headers for C and C++, the static library, pkg-config and CMake files."
package einv utils "libc6 (>= $(newest "$built/einv")), libgcc-s1" "India's GST e-invoicing on the command line" \
    "$about This package has the command, which needs no library of its own, its manual pages and completions, and the practice portal."
