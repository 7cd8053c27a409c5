#!/bin/sh
# Runs the vcpkg port by CMake alone, and builds a program against what it installed: vcpkg.sh path/to/libeinv.so
# vcpkg's variables and its one function that the port calls are set here; vcpkg itself is in no package registry.
set -eu
library=$(realpath "${1:?name the library: vcpkg.sh path/to/libeinv.so}")
root=$(cd "$(dirname "$0")/.." && pwd)
. "$root/tests/stage.sh"
needs "the vcpkg port" cmake gcc python3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 - "$root" <<'P'
import json, re, sys
from pathlib import Path

root = Path(sys.argv[1])
port = json.loads((root / "packaging/vcpkg/vcpkg.json").read_text("utf-8"))
version = re.search(r'^version = "(.+)"', (root / "Cargo.toml").read_text("utf-8"), flags=re.M)[1]
if port["version"] != version or port["name"] != "einv":
    sys.exit(f"packaging/vcpkg/vcpkg.json is of {port['name']} {port['version']}, the library is {version}")
P
prefix=$work/unpacked
mkdir -p "$prefix"
make -s -C "$root" install PREFIX="$prefix" BUILT="$(dirname "$library")"
cp "$root"/LICENSE* "$prefix/"
cat > "$work/vcpkg.cmake" <<'C'
set(PORT einv)
set(VCPKG_TARGET_IS_WINDOWS ${WINDOWS})
function(vcpkg_install_copyright)
    cmake_parse_arguments(PARSE_ARGV 0 arg "" "" "FILE_LIST")
    set(all "")
    foreach(file IN LISTS arg_FILE_LIST)
        file(READ "${file}" text)
        string(APPEND all "${text}\n")
    endforeach()
    file(WRITE "${CURRENT_PACKAGES_DIR}/share/${PORT}/copyright" "${all}")
endfunction()
include("${PORTFILE}")
C
port() { # system is Windows, prefix, where to
    EINV_PREFIX=$2 cmake -D CURRENT_PACKAGES_DIR="$3" -D PORTFILE="$root/packaging/vcpkg/portfile.cmake" -D WINDOWS="$1" -P "$work/vcpkg.cmake" > "$work/log" 2>&1
}
! (unset EINV_PREFIX; cmake -D CURRENT_PACKAGES_DIR="$work/no" -D PORTFILE="$root/packaging/vcpkg/portfile.cmake" -D WINDOWS=OFF -P "$work/vcpkg.cmake" > "$work/log" 2>&1) ||
    { echo "the port doesn't ask for EINV_PREFIX" >&2; exit 1; }
grep -q 'set EINV_PREFIX' "$work/log"
port OFF "$prefix" "$work/linux" || { cat "$work/log"; exit 1; }
for file in include/einv.h include/einv.hpp lib/libeinv.so.1 debug/lib/libeinv.so.1 share/einv/einvConfig.cmake share/einv/einvConfigVersion.cmake share/einv/copyright; do
    test -s "$work/linux/$file" || { echo "the port installs no $file" >&2; exit 1; }
done
test ! -e "$work/linux/lib/cmake" || { echo "vcpkg refuses CMake files below lib/" >&2; exit 1; }
mkdir "$work/program"
cat > "$work/program/CMakeLists.txt" <<C
cmake_minimum_required(VERSION 3.16)
project(program C)
find_package(einv 0.1 CONFIG REQUIRED)
add_executable(program "$root/examples/c/first.c")
target_link_libraries(program PRIVATE einv::einv)
C
cmake -S "$work/program" -B "$work/built" -DCMAKE_PREFIX_PATH="$work/linux" > "$work/log" 2>&1 && cmake --build "$work/built" > "$work/log" 2>&1 || { cat "$work/log"; exit 1; }
sed "s|\"Dt\": \"[^\"]*\"|\"Dt\": \"$(TZ=Asia/Kolkata date +%d/%m/%Y)\"|" "$root/examples/bills/good.json" > "$work/bill.json"
"$work/built/program" "$work/bill.json" | grep -q registered
echo "ok   the vcpkg port: a program is built and registers a bill"

# The layout of the Windows zip, where it was made.
for zip in "$root"/target/dist/packages/einv-*-windows-x86_64.zip; do
    test -f "$zip" || continue
    python3 -m zipfile -e "$zip" "$work/zip"
    port ON "$(echo "$work"/zip/einv-*)" "$work/windows" || { cat "$work/log"; exit 1; }
    for file in bin/einv.dll debug/bin/einv.dll lib/libeinv.dll.a lib/einv.def; do
        test -s "$work/windows/$file" || { echo "the port installs no $file" >&2; exit 1; }
    done
    echo "ok   the vcpkg port of the Windows zip"
done
