#!/bin/sh
# Tests the Python packages: wheel.sh path/to/libeinv.so
# The wheel from the source package, in an empty environment: library, command, module; twine on both.
set -eu
library=$(realpath "${1:?name the library: wheel.sh path/to/libeinv.so}")
root=$(cd "$(dirname "$0")/.." && pwd)
. "$root/tests/stage.sh"
needs "the wheel" python3 git
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# A library without its debugging part is as good here, and much smaller.
mkdir "$work/built"
strip --strip-unneeded -o "$work/built/libeinv.so" "$library"
if [ -x "$(dirname "$library")/einv" ]; then strip -o "$work/built/einv" "$(dirname "$library")/einv"; fi
python3 -m venv "$work/make"
"$work/make/bin/pip" install -q build 'setuptools>=70.1' wheel
(cd "$root/bindings/python" && "$work/make/bin/python" -m build -q --no-isolation --sdist -o "$work/dist" . 2> "$work/log" || { cat "$work/log"; exit 1; })
tar -C "$work" -xzf "$work"/dist/einv-*.tar.gz
for file in crate/Cargo.toml crate/src/lib.rs crate/data/README.md crate/LICENSE-MIT src/einv/aio.py PKG-INFO; do
    test -f "$work"/einv-*/"$file" || { echo "the source package lacks $file" >&2; exit 1; }
done
# From the unpacked source package, as pip does it; cargo would build the library that is named here.
(cd "$work"/einv-*/ && EINV_LIBRARY=$work/built/libeinv.so "$work/make/bin/python" -m build -q --no-isolation --wheel -o "$work/dist" . 2> "$work/log" || { cat "$work/log"; exit 1; })
rm -rf "$root/bindings/python/src/einv.egg-info"
echo "ok   source package and wheel"
# Debian's twine doesn't know today's metadata.
"$work/make/bin/pip" install -q twine
"$work/make/bin/twine" check --strict "$work"/dist/*
# A wheel for Windows made here has the files of that system.
mkdir "$work/windows"
echo library > "$work/windows/einv.dll"
echo command > "$work/windows/einv.exe"
sh "$root/packaging/wheel.sh" "$work/others" "$work/windows/einv.dll" win32
python3 -m zipfile -l "$work"/others/einv-*-py3-none-win32.whl > "$work/list"
for file in einv/einv.dll einv/command/einv.exe; do
    grep -q "^$file " "$work/list" || { echo "the wheel for Windows lacks $file" >&2; exit 1; }
done
! grep -q 'libeinv' "$work/list" || { echo "the wheel for Windows has a library of Linux" >&2; exit 1; }
python3 -m venv "$work/use"
"$work/use/bin/pip" install -q --no-index "$work"/dist/*.whl
cd "$work"
unset PYTHONPATH
"$work/use/bin/python" -c 'import einv, einv.aio; assert einv.__version__ == einv.version().version; print("ok   the wheel,", einv.__version__)'
"$work/use/bin/einv" --version
"$work/use/bin/python" -m einv --version
