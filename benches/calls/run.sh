#!/bin/sh
# The cost of a call in each host beside the bare one: run.sh path/to/libeinv.so [rounds]
# The hosts take turns; the median of seven turns each, CPU time.
set -eu
library=$(realpath "${1:?name the library}")
rounds=${2:-20000}
here=$(cd "$(dirname "$0")" && pwd)
root=$here/../..
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
ln -s "$library" "$work/libeinv.so.1"
ln -s "$library" "$work/libeinv.so"
document=$root/tests/golden/documents/keys.json
gcc -O2 "$here/calls.c" -I "$root/include" -L "$work" -leinv -o "$work/calls"
javac -encoding UTF-8 -d "$work/classes" $(find "$root/bindings/java/src/main" -name '*.java') "$here/Calls.java"
mcs -optimize+ -out:"$work/calls.exe" "$here/Calls.cs" "$root/bindings/dotnet/Einv.cs"
export LD_LIBRARY_PATH="$work" EINV_LIBRARY="$library" PYTHONPATH="$root/bindings/python/src"
for turn in 1 2 3 4 5 6 7; do
    echo "C $("$work/calls" "$document" "$rounds")"
    echo "ctypes $(python3 "$here/calls.py" "$document" "$rounds")"
    echo "JNI $(java -cp "$work/classes" Calls "$document" "$rounds")"
    echo "C# $(mono "$work/calls.exe" "$document" "$rounds")"
done > "$work/prices"
for host in C ctypes JNI 'C#'; do
    for column in 2 3 4; do
        grep "^$host " "$work/prices" | awk -v c=$column 'NF >= c { print $c }' | sort -g | sed -n 4p
    done | tr '\n' ' ' | sed "s/^/$host: /"
    echo
done
