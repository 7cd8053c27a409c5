#!/bin/sh
# Tests what packaging/java.sh makes of a jar: jars.sh path/to/libeinv.so
set -eu
library=$(realpath "${1:?name the library: jars.sh path/to/libeinv.so}")
root=$(cd "$(dirname "$0")/.." && pwd)
. "$root/tests/stage.sh"
needs "the jars" javac jar javadoc
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# As Maven makes it: classes, and the library under native/.
javac -encoding UTF-8 --release 11 -Xlint:-options -d "$work/classes" "$root"/bindings/java/src/main/java/in/einv/*.java
mkdir -p "$work/classes/native/linux-$(uname -m)"
strip --strip-unneeded -o "$work/classes/native/linux-$(uname -m)/libeinv.so" "$library"
jar --create --file "$work/einv-0.jar" -C "$work/classes" .
sh "$root/packaging/java.sh" "$work/einv-0.jar" "$work/more"
for file in einv-0-sources.jar:in/einv/Engine.java einv-0-javadoc.jar:in/einv/Engine.html; do
    jar --list --file "$work/more/${file%%:*}" | grep -qx "${file#*:}" || { echo "${file%%:*} lacks ${file#*:}" >&2; exit 1; }
done
# A program that is a module of its own.
mkdir "$work/program"
cat > "$work/program/module-info.java" <<'J'
module counter {
    requires in.einv;
}
J
mkdir "$work/program/counter"
cat > "$work/program/counter/Counter.java" <<'J'
package counter;

import in.einv.Engine;
import java.nio.file.Files;
import java.nio.file.Path;

public class Counter {
    public static void main(String[] arguments) throws Exception {
        try (Engine engine = new Engine()) {
            System.out.println(engine.submit(Files.readString(Path.of(arguments[0]))).get("/status"));
        }
    }
}
J
sed "s|\"Dt\": \"[^\"]*\"|\"Dt\": \"$(TZ=Asia/Kolkata date +%d/%m/%Y)\"|" "$root/examples/bills/good.json" > "$work/bill.json"
javac -d "$work/out" --module-path "$work/einv-0.jar" "$work/program/module-info.java" "$work/program/counter/Counter.java"
java -Djava.io.tmpdir="$work" --module-path "$work/out:$work/einv-0.jar" --module counter/counter.Counter "$work/bill.json" | grep -qx registered
# And without modules, as before.
java -Djava.io.tmpdir="$work" -cp "$work/out:$work/einv-0.jar" counter.Counter "$work/bill.json" | grep -qx registered
echo "ok   the jar as a module, sources, javadoc"
