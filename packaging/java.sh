#!/bin/sh
# Completes the jar that Maven made: java.sh path/to/einv-<version>.jar folder
# The module's declaration goes into it; the jars of the sources and of the javadoc go to the folder.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
jar=$(realpath "$1")
out=$(mkdir -p "$2" && cd "$2" && pwd)
name=$out/$(basename "$jar" .jar)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
main=$root/bindings/java/src/main/java
javac -encoding UTF-8 --release 11 -Xlint:-options -d "$work/module" --patch-module in.einv="$jar" "$root/bindings/java/src/module/module-info.java"
jar --update --file "$jar" -C "$work/module" module-info.class
mkdir "$work/sources"
cp -r "$main/." "$work/sources/"
cp "$root/bindings/java/src/module/module-info.java" "$root"/LICENSE* "$work/sources/"
jar --create --file "$name-sources.jar" -C "$work/sources" .
javadoc -quiet -encoding UTF-8 -docencoding UTF-8 -charset UTF-8 -notimestamp -Xdoclint:all,-missing -Werror -d "$work/javadoc" "$main"/in/einv/*.java
jar --create --file "$name-javadoc.jar" -C "$work/javadoc" .
