#!/bin/sh
# Makes the tarball a vendor ships: dist.sh [folder with libeinv.so]
#
# Without a folder the library is built here for every Linux with glibc 2.17 or later, by zig's linker. The results of
# `make windows` are included. The tarball is target/dist/einv-<version>-linux-<arch>.tar.gz.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root"
arch=$(uname -m)
version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -1)
name=einv-$version-linux-$arch
dist=$root/target/dist
stage=$dist/$name
glibc=2.17

if [ $# = 0 ]; then
    if ! command -v cargo-zigbuild > /dev/null; then
        test -x target/zig/bin/cargo-zigbuild || { python3 -m venv target/zig && target/zig/bin/pip install -q ziglang cargo-zigbuild; }
        PATH=$root/target/zig/bin:$PATH
    fi
    cargo zigbuild --release --bin einv --target "$arch-unknown-linux-gnu.$glibc"
    # The library comes last: it is built without what the command alone needs.
    cargo zigbuild --release --lib --no-default-features --features full --target "$arch-unknown-linux-gnu.$glibc"
    built=$root/target/$arch-unknown-linux-gnu/release
    platform=manylinux_2_17_$arch
    newest=$(objdump -T "$built/libeinv.so" | grep -o 'GLIBC_[0-9.]*' | sort -Vu | tail -1)
    test "$(printf '%s\nGLIBC_%s\n' "$newest" $glibc | sort -V | tail -1)" = GLIBC_$glibc || { echo "the library wants $newest" >&2; exit 1; }
else
    built=$(realpath "$1")
    platform=
fi

rm -rf "$stage"
mkdir -p "$stage/java" "$stage/python" "$stage/licences" "$stage/docs"

# The layout of `make install`, without the static library; the package files find the library from their own place.
make -s install PREFIX="$stage" BUILT="$built"
rm -f "$stage/lib/libeinv.a"
sed -i "s|^prefix=.*|prefix=\${pcfiledir}/../..|; s|^libdir=.*|libdir=\${prefix}/lib|" "$stage/lib/pkgconfig/einv.pc"

# Bindings, each with the library and the schemas inside; nothing of an earlier build.
sh packaging/wheel.sh "$stage/python" "$built/libeinv.so" "$platform" > /dev/null
natives=$(mktemp -d)
trap 'rm -rf "$natives"' EXIT
mkdir -p "$natives/linux-$arch"
cp "$built/libeinv.so" "$natives/linux-$arch/"
for windows in x86_64 i686; do
    test -f "$dist/windows-$windows/einv.dll" || continue
    mkdir -p "$stage/windows" "$natives/windows-$(echo $windows | sed s/i686/x86/)"
    cp -r "$dist/windows-$windows" "$stage/windows/$windows"
    cp "$dist/windows-$windows/einv.dll" "$natives/windows-$(echo $windows | sed s/i686/x86/)/"
done
settings=
if [ -d /usr/share/maven-repo/org/junit/jupiter ]; then
    settings="-s bindings/java/debian-settings.xml -Dmaven.repo.local=bindings/java/target/m2"
fi
rm -rf bindings/java/target/classes
# shellcheck disable=SC2086
mvn -q -B $settings -f bindings/java/pom.xml -Dmaven.test.skip=true -Deinv.natives="$natives" package
cp "bindings/java/target/einv-$version.jar" "$stage/java/"
sh packaging/java.sh "$stage/java/einv-$version.jar" "$stage/java/more"

# What is linked in, and its terms, which the packages hold, too.
python3 packaging/inventory.py "$arch-unknown-linux-gnu" "$stage/licences"
export THIRD_PARTY="$stage/licences/THIRD-PARTY.txt"

# Packages of other hosts, with the same libraries inside; Go links to the installed one.
libraries=$(find "$natives" -name 'libeinv.so' -o -name einv.dll)
# shellcheck disable=SC2086
if command -v npm > /dev/null; then sh packaging/node.sh "$stage/node" $libraries; fi
mkdir -p "$stage/dotnet"
cp bindings/dotnet/Einv.cs "$stage/dotnet/"
# shellcheck disable=SC2086
if command -v mcs > /dev/null; then sh packaging/nuget.sh "$stage/dotnet" $libraries; fi
cp -r bindings/go bindings/php "$stage/"
# shellcheck disable=SC2086
sh packaging/php.sh "$stage/php" $libraries
# shellcheck disable=SC2086
if command -v gem > /dev/null; then sh packaging/ruby.sh "$stage/ruby" $libraries; fi

cp -r examples "$stage/"
# The editors of Visual Basic read no other line ends.
sed -i 's/$/\r/' "$stage"/examples/vb6/*.bas "$stage"/examples/vba/*.bas
cp -r docs/. "$stage/docs/"
cp README.md CHANGELOG.md LICENSE LICENSE-MIT LICENSE-APACHE "$stage/"

tar -C "$dist" --sort=name --owner=0 --group=0 --numeric-owner -czf "$dist/$name.tar.gz" "$name"
(cd "$dist" && sha256sum "$name.tar.gz" | tee "$name.tar.gz.sha256")
