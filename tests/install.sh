#!/bin/sh
# Installs into a folder and builds programs against it, by pkg-config and by CMake, as a vendor would. BUILT names the folder of an
# existing build.
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

configured() { # folder, cmake's arguments…
    folder=$1
    shift
    cmake -S "$folder" -B "$folder/build" -DCMAKE_PREFIX_PATH="$work/usr" "$@" > "$work/cmake.log" 2>&1
}
said() {
    cat "$work/cmake.log"
    exit 1
}
mkdir "$work/project"
cat > "$work/project/CMakeLists.txt" <<EOF
cmake_minimum_required(VERSION 3.16)
project(consumer C CXX)
find_package(einv 0.1 REQUIRED)
add_executable(consumer "$root/examples/c/first.c")
target_link_libraries(consumer einv::einv)
add_executable(alone "$root/examples/c/first.c")
target_link_libraries(alone einv::static)
add_executable(wrapped "$root/examples/cpp/first.cpp")
target_compile_features(wrapped PRIVATE cxx_std_17)
target_link_libraries(wrapped einv::einv)
EOF
configured "$work/project" || said
cmake --build "$work/project/build" > "$work/cmake.log" 2>&1 || said
for program in consumer wrapped; do "$work/project/build/$program" "$work/bill.json" | grep -q registered; done
(unset LD_LIBRARY_PATH; "$work/project/build/alone" "$work/bill.json" | grep -q registered)
readelf -d "$work/project/build/alone" | grep -q libeinv && { echo "the static target needs the shared library" >&2; exit 1; }
echo "ok   CMake: shared, static, C++"

# Other versions: a program that wants a newer one, or one before, is refused.
mkdir "$work/other"
for wanted in 0.0 0.99 1.0; do
    printf 'cmake_minimum_required(VERSION 3.16)\nproject(other C)\nfind_package(einv %s REQUIRED)\n' $wanted > "$work/other/CMakeLists.txt"
    rm -rf "$work/other/build"
    if configured "$work/other"; then
        echo "a program that wants $wanted got $(cat "$work/usr/lib/cmake/einv/einvConfigVersion.cmake" | head -2)" >&2
        exit 1
    fi
    grep -q 'requested version' "$work/cmake.log" || said
done
echo "ok   CMake: other versions are refused"

# On Windows the same file names the DLL and its import library; this only asks it, without a compiler.
cat > "$work/other/CMakeLists.txt" <<'EOF'
cmake_minimum_required(VERSION 3.16)
project(other NONE)
find_package(einv REQUIRED)
get_target_property(dll einv::einv IMPORTED_LOCATION)
get_target_property(implib einv::einv IMPORTED_IMPLIB)
message(STATUS "windows ${dll} ${implib}")
EOF
rm -rf "$work/other/build"
configured "$work/other" -DCMAKE_SYSTEM_NAME=Windows || said
grep -q "windows $work/usr/bin/einv.dll $work/usr/lib/libeinv.dll.a" "$work/cmake.log" || said
echo "ok   CMake: the Windows target's files"
test -s "$work/usr/share/man/man3/einv.h.3"
