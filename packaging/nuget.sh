#!/bin/sh
# Makes the NuGet package, with the libraries inside: nuget.sh out-folder library…
#
# Einv.cs is compiled by Mono for .NET Framework 4.5. The same assembly is there for .NET, which knows all it refers to.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
. "$root/packaging/machine.sh"
out=$(mkdir -p "$1" && cd "$1" && pwd)
shift
version=$(sed -n 's/^version = "\(.*\)"/\1/p' "$root/Cargo.toml" | head -1)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/lib/net45" "$work/lib/netstandard2.0" "$work/build/net45" "$work/_rels"
mcs -warnaserror -optimize -target:library -doc:"$work/lib/net45/Einv.xml" -nowarn:1591 -out:"$work/lib/net45/Einv.dll" "$root/bindings/dotnet/Einv.cs"
cp "$work"/lib/net45/* "$work/lib/netstandard2.0/"
cp "$root/bindings/dotnet/Einv.targets" "$work/build/net45/"
cp "$root"/LICENSE* "$work/"
if [ -f "${THIRD_PARTY:-}" ]; then cp "$THIRD_PARTY" "$work/THIRD-PARTY.txt"; fi
for library in "$@"; do
    case $(machine "$library") in
        linux-x86_64) place=linux-x64/native/libeinv.so ;;
        linux-aarch64) place=linux-arm64/native/libeinv.so ;;
        windows-x86_64) place=win-x64/native/einv.dll ;;
        windows-i686) place=win-x86/native/einv.dll ;;
        *) exit 1 ;;
    esac
    mkdir -p "$work/runtimes/$(dirname "$place")"
    cp "$library" "$work/runtimes/$place"
done
sed "s|@version@|$version|" "$root/bindings/dotnet/Einv.nuspec.in" > "$work/Einv.nuspec"
cat > "$work/_rels/.rels" <<'X'
<?xml version="1.0" encoding="utf-8"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
  <Relationship Type="http://schemas.microsoft.com/packaging/2010/07/manifest" Target="/Einv.nuspec" Id="manifest" />
</Relationships>
X
cat > "$work/[Content_Types].xml" <<'X'
<?xml version="1.0" encoding="utf-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
  <Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml" />
  <Default Extension="nuspec" ContentType="application/octet" />
  <Default Extension="dll" ContentType="application/octet" />
  <Default Extension="so" ContentType="application/octet" />
  <Default Extension="xml" ContentType="application/octet" />
  <Default Extension="targets" ContentType="application/octet" />
  <Default Extension="txt" ContentType="application/octet" />
  <Override PartName="/LICENSE" ContentType="application/octet" />
  <Override PartName="/LICENSE-MIT" ContentType="application/octet" />
  <Override PartName="/LICENSE-APACHE" ContentType="application/octet" />
</Types>
X
python3 - "$work" "$out/Einv.$version.nupkg" <<'P'
import sys, zipfile
from pathlib import Path
folder = Path(sys.argv[1])
with zipfile.ZipFile(sys.argv[2], "w", zipfile.ZIP_DEFLATED) as package:
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            # One date for all: the same files give the same package.
            package.writestr(zipfile.ZipInfo(file.relative_to(folder).as_posix(), (1980, 1, 1, 0, 0, 0)), file.read_bytes(), zipfile.ZIP_DEFLATED)
P
echo "$out/Einv.$version.nupkg"
