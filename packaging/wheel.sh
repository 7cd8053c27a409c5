#!/bin/sh
# Makes the wheel of a built library: wheel.sh out-folder library platform
# The platform is the wheel's own word: manylinux_2_17_x86_64, manylinux_2_17_aarch64, musllinux_1_2_x86_64, win_amd64, win32. The
# command beside the library goes in, too.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
out=$(mkdir -p "$1" && cd "$1" && pwd)
library=$(realpath "$2")
rm -rf "$root/bindings/python/build"
EINV_LIBRARY=$library python3 -m pip wheel -q --no-deps -w "$out" ${3:+-C--build-option=--plat-name=$3} "$root/bindings/python"
rm -rf "$root/bindings/python/build" "$root/bindings/python/src/einv.egg-info"
ls "$out"/einv-*-py3-none-${3:-*}.whl
