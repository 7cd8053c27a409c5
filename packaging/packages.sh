#!/bin/sh
# Makes the packages of every host from one build, with inventory and checksums: packages.sh build-folder [out-folder]
#
# The build folder has libeinv.so, libeinv.a and einv. The DLLs that `make windows` made go inside as well. A package whose tool is
# missing is left out with a message; with CI set that is a failure. EINV_GPG_KEY names the key that signs the checksums.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
. "$root/packaging/machine.sh"
built=$(realpath "${1:?name the folder of a build: packages.sh build-folder [out-folder]}")
out=${2:-$root/target/dist/packages}
rm -rf "$out"
mkdir -p "$out"
out=$(cd "$out" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

case $(machine "$built/libeinv.so") in
    linux-x86_64) target=x86_64-unknown-linux-gnu ;;
    linux-aarch64) target=aarch64-unknown-linux-gnu ;;
    *) echo "$built has no library for Linux" >&2; exit 1 ;;
esac
python3 "$root/packaging/inventory.py" $target "$out"
export THIRD_PARTY="$out/THIRD-PARTY.txt"

cp "$built/libeinv.so" "$work/"
strip --strip-unneeded "$work/libeinv.so" 2> /dev/null || true
set -- "$work/libeinv.so"
for windows in "$root/target/dist/windows-x86_64" "$root/target/dist/windows-i686"; do
    test -f "$windows/einv.dll" || continue
    set -- "$@" "$windows/einv.dll"
    sh "$root/packaging/windows.sh" "$out" "$windows"
    case $windows in *i686) word=win32 ;; *) word=win_amd64 ;; esac
    sh "$root/packaging/wheel.sh" "$out" "$windows/einv.dll" $word
done
# The wheels of `make aarch64` and `make musl`.
find "$root/target/dist/linux-aarch64" "$root/target/dist/linux-musl-x86_64" -name '*.whl' -exec cp {} "$out/" \; 2> /dev/null || true
made() { # tool, script, arguments…
    if ! command -v "$1" > /dev/null; then
        echo "SKIPPED: $2, there is no $1 here" >&2
        test -z "${CI:-}" || exit 1
        return
    fi
    script=$2
    shift 2
    sh "$root/packaging/$script" "$@"
}
made dpkg-deb deb.sh "$out" "$built"
made npm node.sh "$out" "$@"
made mcs nuget.sh "$out" "$@"
made python3 php.sh "$out" "$@"
made gem ruby.sh "$out" "$@"
(cd "$out" && find . -maxdepth 1 -type f ! -name 'SHA256SUMS*' -printf '%P\n' | LC_ALL=C sort | xargs sha256sum > SHA256SUMS)
if [ -n "${EINV_GPG_KEY:-}" ]; then
    gpg --batch --yes --local-user "$EINV_GPG_KEY" --armor --detach-sign "$out/SHA256SUMS"
fi
echo "$(wc -l < "$out/SHA256SUMS") files in $out"
