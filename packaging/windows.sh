#!/bin/sh
# Makes the zip for Windows of what `make windows` built: windows.sh out-folder target/dist/windows-x86_64
#
# bin/einv.dll, and einv.exe where it was built; lib/ with import libraries, definitions and CMake files; include/; the declarations
# of Visual Basic, FoxPro and PowerBuilder, and Einv.cs. With a certificate in EINV_CERTIFICATE (PKCS #12, its password in the file
# EINV_CERTIFICATE_PASSWORD) DLL and program are signed by osslsigncode: antivirus programs remove unsigned ones.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
. "$root/packaging/machine.sh"
out=$(mkdir -p "$1" && cd "$1" && pwd)
built=$(realpath "$2")
version=$(sed -n 's/^version = "\(.*\)"/\1/p' "$root/Cargo.toml" | head -1)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
place=$(machine "$built/einv.dll")
name=einv-$version-$place
stage=$work/$name
mkdir -p "$stage/bin" "$stage/lib/cmake/einv" "$stage/include" "$stage/declarations"
for program in einv.dll einv.exe; do
    test -f "$built/$program" || continue
    if [ -n "${EINV_CERTIFICATE:-}" ]; then
        osslsigncode sign -pkcs12 "$EINV_CERTIFICATE" -readpass "$EINV_CERTIFICATE_PASSWORD" -h sha256 -n einv \
            ${EINV_TIMESTAMP:+-ts "$EINV_TIMESTAMP"} -in "$built/$program" -out "$stage/bin/$program" > /dev/null
    else
        cp "$built/$program" "$stage/bin/"
    fi
done
find "$built" -maxdepth 1 \( -name '*.dll.a' -o -name '*.def' \) -exec cp {} "$stage/lib/" \;
case $place in *i686) pointer=4 ;; *) pointer=8 ;; esac
sed "s|@version@|$version|" "$root/bindings/c/einvConfig.cmake.in" > "$stage/lib/cmake/einv/einvConfig.cmake"
sed "s|@version@|$version|; s|@pointer@|$pointer|g" "$root/bindings/c/einvConfigVersion.cmake.in" > "$stage/lib/cmake/einv/einvConfigVersion.cmake"
cp "$root/include/einv.h" "$root/include/einv.hpp" "$stage/include/"
cp "$root"/examples/vb6/*.bas "$root"/examples/vba/*.bas "$root/examples/foxpro/einv.prg" "$root/examples/powerbuilder/n_einv.sru" \
    "$root/bindings/dotnet/Einv.cs" "$root/examples/pascal/einv.pas" "$stage/declarations/"
cp "$root"/LICENSE* "$stage/"
if [ -f "${THIRD_PARTY:-}" ]; then cp "$THIRD_PARTY" "$stage/THIRD-PARTY.txt"; fi
# Windows' editors read no other line ends.
sed -i 's/\r$//; s/$/\r/' "$stage"/declarations/* "$stage"/include/* "$stage"/LICENSE*
rm -f "$out/$name.zip"
(cd "$work" && python3 -m zipfile -c "$out/$name.zip" "$name")
echo "$out/$name.zip"
