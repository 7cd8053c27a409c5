#!/bin/sh
# Builds the jar with a library in it and tests it, by Maven: test.sh path/to/libeinv.so
# Fails on a failed test and on any finding of the virtual machine's own JNI check in our natives.
# Where Debian has its Maven repository, that one is used, and no network.
set -eu
library=$(realpath "${1:-${EINV_LIBRARY:?name the library: test.sh path/to/libeinv.so}}")
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unset EINV_LIBRARY
fail() {
    cat "$work/out"
    echo "$*" >&2
    exit 1
}

if [ -d /usr/share/maven-repo/org/junit/jupiter ]; then
    settings="-s $here/debian-settings.xml -Dmaven.repo.local=$here/target/m2"
fi
mkdir -p "$work/natives/linux-$(uname -m)"
cp "$library" "$work/natives/linux-$(uname -m)/libeinv.so"
rm -rf "$here/target/classes" "$here/target/surefire-reports"
# shellcheck disable=SC2086
mvn -q -B ${settings:-} -f "$here/pom.xml" -Deinv.natives="$work/natives" -Deinv.library="$library" package > "$work/out" 2>&1 ||
    fail "Maven says no"
sed -n 's/^Tests run: /ok   JUnit: /p' "$here"/target/surefire-reports/*.txt | sed "s/, Time.*//"
jar=$(ls "$here"/target/einv-*.jar)

classes=$jar:$here/target/test-classes
mkdir "$work/answers"
golden=$here/../../tests/golden
java -Xcheck:jni -Deinv.library="$library" -cp "$classes" in.einv.Golden "$golden/cases.txt" "$golden" "$work/answers" > "$work/out" 2>&1 ||
    fail "the golden cases under the JNI check"
if grep -rhE '^(WARNING|FATAL ERROR) in native|^WARNING: JNI' "$work/out" "$here/target/surefire-reports"; then
    fail "the JNI check complains"
fi
echo "ok   the JNI check"

# A program in its own folder, with only the jar.
cat > "$work/Version.java" <<'J'
public class Version {
    public static void main(String[] arguments) {
        try {
            System.out.println(in.einv.Einv.version());
        } catch (UnsatisfiedLinkError why) {
            System.out.println(why.getMessage());
        }
    }
}
J
javac -encoding UTF-8 -cp "$jar" -d "$work/program" "$work/Version.java"
version() { # JVM options…
    (cd "$work" && java "$@" -cp "$jar:$work/program" Version) > "$work/out" 2>&1 || fail "no version"
}
version
grep -q '"abi":1' "$work/out" || fail "the jar's own library does not load"
echo "ok   the library in the jar"

# Only the files of a killed program are deleted.
left() { # name, age, file
    mkdir -p "$work/tmp/$1"
    touch "$work/tmp/$1/$3"
    touch -d "$2" "$work/tmp/$1"
}
sh -c 'exit 0' &
dead=$!
wait "$dead"
left "einv-$dead-1" "1 hour ago" libeinv.so
left "einv-$dead-2" now libeinv.so
left "einv-$$-3" "1 hour ago" libeinv.so
left "einv-backup" "1 hour ago" libeinv.so
left "einv-$dead-4" "1 hour ago" other
left "einv-$dead-5" "1 hour ago" libeinv.so
version -Djava.io.tmpdir="$work/tmp"
test "$(cd "$work/tmp" && echo * | tr ' ' '\n' | sort | tr '\n' ' ')" = "$(printf '%s\n' "einv-$dead-2" "einv-$dead-4" "einv-$$-3" einv-backup | sort | tr '\n' ' ')" ||
    fail "left in the temporary folder: $(ls "$work/tmp")"
echo "ok   libraries of dead processes are deleted"

# The error names the unusable file, and the other paths tried.
version -Deinv.library=/nowhere/libeinv.so
grep -q '  /nowhere/libeinv.so: ' "$work/out" || fail "a missing library is not named"
cp -r "$here/target/classes" "$work/bare"
rm -r "$work/bare/native"
jar=$work/bare
version -Djava.library.path=relative:/nowhere
grep -q "  the jar's /native/.*: not in this jar" "$work/out" || fail "the jar is not named"
grep -q '  /nowhere/libeinv.so: no such file' "$work/out" || fail "the folder of java.library.path is not named"
grep -q 'relative' "$work/out" && fail "a relative folder was tried"
# Only absolute paths: a library in the current folder is refused.
cp "$library" "$work/libeinv.so"
version -Djava.library.path=.:
grep -q 'no usable einv library' "$work/out" || fail "a library was taken from the current folder"
version -Djava.library.path="$work"
grep -q '"abi":1' "$work/out" || fail "a library in an absolute folder is not loaded"
echo 'int Java_in_einv_Native_abi(void *env, void *type) { return env && type ? 99 : 98; }' > "$work/other.c"
gcc -shared -fPIC "$work/other.c" -o "$work/other.so"
version -Deinv.library="$work/other.so"
grep -q 'its ABI is 99, this jar speaks 1' "$work/out" || fail "another ABI is not refused"
printf '\363' | dd of="$work/other.so" bs=1 seek=18 conv=notrunc 2> /dev/null
version -Deinv.library="$work/other.so"
grep -qi "other.so: .*can't load RISC-V" "$work/out" || fail "another processor is not named"
echo "ok   the loader names every place it tried"

javadoc -quiet -encoding UTF-8 -docencoding UTF-8 -charset UTF-8 -Xdoclint:all,-missing -Werror \
    -d "$work/doc" "$here"/src/main/java/in/einv/*.java > "$work/out" 2>&1 || fail "javadoc"
echo "ok   javadoc"
