#!/bin/sh
# Compiles the Java binding and tests it against a library: test.sh path/to/libeinv.so
# Fails on a failed test and on anything the virtual machine's own JNI check finds in our natives.
set -eu
library=${1:-${EINV_LIBRARY:?name the library: test.sh path/to/libeinv.so}}
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

javac --release 11 -Xlint:all,-options -Werror -d "$work/main" $(find "$here/src/main" -name '*.java')
javac --release 11 -Xlint:all,-options,-try -Werror -cp "$work/main" -d "$work/test" $(find "$here/src/test" -name '*.java')

classes=$work/main:$work/test
java -ea -Xcheck:jni -Deinv.library="$library" -cp "$classes" in.einv.EinvTest > "$work/out" 2>&1 || { cat "$work/out"; exit 1; }
cat "$work/out"
if grep -E '^(WARNING|FATAL ERROR)' "$work/out"; then
    echo "the JNI check complains" >&2
    exit 1
fi

# A library that isn't there is named, and where else it was looked for.
cat > "$work/Missing.java" <<'J'
public class Missing {
    public static void main(String[] arguments) {
        try {
            in.einv.Einv.version();
        } catch (UnsatisfiedLinkError why) {
            System.out.println(why.getMessage());
        }
    }
}
J
javac -cp "$work/main" -d "$work/test" "$work/Missing.java"
java -Deinv.library=/nowhere/libeinv.so -cp "$classes" Missing | grep -q '  /nowhere/libeinv.so: '
(unset EINV_LIBRARY; java -Djava.library.path=/nowhere -cp "$classes" Missing > "$work/places")
grep -q "  the jar's /native/.*: not in this jar" "$work/places"
grep -q '  java.library.path (/nowhere): ' "$work/places"
echo "ok   the loader names every place it tried"
