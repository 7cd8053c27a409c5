#!/bin/sh
# Installs into a folder and builds a program against it, by pkg-config and by CMake, as a vendor would.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
make -s -C "$root" install PREFIX="$work/usr"
export PKG_CONFIG_PATH="$work/usr/lib/pkgconfig" LD_LIBRARY_PATH="$work/usr/lib"

sed "s|\"Dt\": \"[^\"]*\"|\"Dt\": \"$(TZ=Asia/Kolkata date +%d/%m/%Y)\"|" "$root/examples/bills/good.json" > "$work/bill.json"
# shellcheck disable=SC2046
gcc -Wall -Wextra -Werror "$root/examples/c/first.c" $(pkg-config --cflags --libs einv) -o "$work/by_pkg_config"
"$work/by_pkg_config" "$work/bill.json" | grep -q registered
echo "ok   pkg-config"

mkdir "$work/project"
cat > "$work/project/CMakeLists.txt" <<EOF
cmake_minimum_required(VERSION 3.16)
project(consumer C)
find_package(einv REQUIRED)
add_executable(consumer "$root/examples/c/first.c")
target_link_libraries(consumer einv::einv)
EOF
cmake -S "$work/project" -B "$work/project/build" -DCMAKE_PREFIX_PATH="$work/usr" > "$work/cmake.log" 2>&1 || { cat "$work/cmake.log"; exit 1; }
cmake --build "$work/project/build" > "$work/cmake.log" 2>&1 || { cat "$work/cmake.log"; exit 1; }
"$work/project/build/consumer" "$work/bill.json" | grep -q registered
echo "ok   CMake"
