# Sourced: lays a library where pkg-config and the linker find it, as an installed one: stage folder libeinv.so
stage() {
    mkdir -p "$1/include" "$1/lib/pkgconfig"
    cp "$root"/include/einv.* "$1/include/"
    ln -s "$2" "$1/lib/libeinv.so.1"
    ln -s libeinv.so.1 "$1/lib/libeinv.so"
    sed "s|@prefix@|$1|;s|@libdir@|$1/lib|;s|@version@|0|" "$root/bindings/c/einv.pc.in" > "$1/lib/pkgconfig/einv.pc"
}
# The named tools, or a message; in CI without them the test fails.
needs() { # what is tested, tool…
    what=$1
    shift
    for tool in "$@"; do
        command -v "$tool" > /dev/null && continue
        echo "SKIPPED: $what is not tested, there is no $tool here" >&2
        test -z "${CI:-}" || exit 1
        exit 0
    done
}
