#!/bin/sh
# Tests the .NET binding on Mono: dotnet.sh path/to/libeinv.so
# The golden cases and the async verbs with Einv.cs as a source; then a program with the NuGet package's assembly and library.
set -eu
library=$(realpath "${1:?name the library: dotnet.sh path/to/libeinv.so}")
root=$(cd "$(dirname "$0")/.." && pwd)
. "$root/tests/stage.sh"
needs "the .NET binding" mcs mono xmllint
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 "$root/bindings/declare.py" --check
stage "$work/installed" "$library"
golden=$root/tests/golden
today=$(TZ=Asia/Kolkata date +%d/%m/%Y)
sed "s|\"Dt\": \"[^\"]*\"|\"Dt\": \"$today\"|" "$root/examples/bills/good.json" > "$work/bill.json"

mcs -warnaserror -out:"$work/golden.exe" "$root/bindings/dotnet/Einv.cs" "$golden/Golden.cs"
mkdir "$work/answers"
LD_LIBRARY_PATH="$work/installed/lib" mono "$work/golden.exe" "$golden/cases.txt" "$golden" "$work/answers"
diff -rq "$golden/answers" "$work/answers"
echo "ok   golden answers"
mcs -warnaserror -out:"$work/tests.exe" "$root/bindings/dotnet/Einv.cs" "$root/bindings/dotnet/test/Tests.cs"
LD_LIBRARY_PATH="$work/installed/lib" mono "$work/tests.exe" "$work/bill.json" "$root/examples/bills/refused.json"

package=$(sh "$root/packaging/nuget.sh" "$work/out" "$library")
mkdir "$work/package"
(cd "$work/package" && python3 -m zipfile -e "$package" .)
xmllint --noout "$work"/package/*.nuspec "$work/package/[Content_Types].xml" "$work/package/_rels/.rels" "$work"/package/build/net45/*.targets \
    "$work/package/lib/net45/Einv.xml" "$root/bindings/dotnet/Einv.csproj"
mcs -warnaserror -r:"$work/package/lib/net45/Einv.dll" -out:"$work/bill.exe" "$root/examples/csharp/Bill.cs"
cp "$work/package/lib/net45/Einv.dll" "$work/"
(cd "$work" && LD_LIBRARY_PATH="$work/package/runtimes/linux-x64/native" mono bill.exe bill.json) > "$work/said"
grep -q '^registered ' "$work/said"
echo "ok   the NuGet package's assembly and library"
echo "not run here: .NET Framework on Windows, .NET 8, a restore by NuGet"
