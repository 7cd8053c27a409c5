#!/bin/sh
# Tests include/einv.hpp with g++ and clang++: run.sh path/to/libeinv.so
set -eu
library=$(realpath "${1:?name the library: run.sh path/to/libeinv.so}")
root=$(cd "$(dirname "$0")/../.." && pwd)
. "$root/tests/stage.sh"
needs "the C++ wrapper" g++ pkg-config
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 "$root/bindings/declare.py" --check
stage "$work/installed" "$library"
export PKG_CONFIG_PATH="$work/installed/lib/pkgconfig" LD_LIBRARY_PATH="$work/installed/lib"
golden=$root/tests/golden
sed "s|\"Dt\": \"[^\"]*\"|\"Dt\": \"$(TZ=Asia/Kolkata date +%d/%m/%Y)\"|" "$root/examples/bills/good.json" > "$work/bill.json"
for compiler in g++ clang++; do
    command -v $compiler > /dev/null || { echo "SKIPPED: einv.hpp is not tried with $compiler, which is not here" >&2; test -z "${CI:-}" || exit 1; continue; }
    # In several files of a program at once, and under the next standard.
    printf '#include "einv.hpp"\n#include "einv.hpp"\nint other() { return static_cast<int>(einv::version().size()); }\n' > "$work/other.cpp"
    for standard in c++17 c++20; do
        # shellcheck disable=SC2046
        $compiler -std=$standard -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror -g ${CXXFLAGS:-} "$root/tests/cpp/tests.cpp" "$work/other.cpp" \
            $(pkg-config --cflags --libs einv) -lpthread -o "$work/tests.$standard"
    done
    rm -rf "$work/answers"
    mkdir "$work/answers"
    ${WRAPPER:-} "$work/tests.c++17" "$golden/cases.txt" "$golden" "$work/answers" "$work/bill.json" "$root/examples/bills/refused.json"
    diff -rq "$golden/answers" "$work/answers"
    echo "ok   golden answers, $compiler"
done
