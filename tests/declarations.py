"""Reads the declarations of the hosts that can't be run here, each by its own grammar, and holds them against the header.

Names, argument counts, and each argument's kind: number, bytes in, room for bytes, place for a number. And the header itself
against what was promised (`tests/interface.txt`): `--keep` promises what there is now, at a release.
"""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def read(name):
    return (ROOT / name).read_text("utf-8")


def header():
    kinds = {"int32_t": "number", "const char *": "bytes", "char *": "room", "int32_t *": "place"}
    text = re.sub(r"/\*.*?\*/", "", read("include/einv.h"), flags=re.S)
    for name, inside in re.findall(r"(einv_\w+)\(([^)]*)\);", text):
        types = (re.sub(r"\w+$", "", " ".join(one.split())).strip() for one in inside.split(",") if one.strip() != "void")
        yield name, [kinds[one] for one in types]


def interface():
    """What programs are linked against: each constant with its number, each function with its arguments' kinds."""
    text = read("include/einv.h")
    yield from (f"{name} {number}" for name, number in re.findall(r"^#define (EINV_\w+) (\d+)$", text, flags=re.M))
    yield from (f"{name}({', '.join(kinds)})" for name, kinds in header())


def listed(arguments, kind_of):
    return [kind_of(one.strip()) for one in arguments.split(",") if one.strip()]


def vb6(safe=""):
    kinds = {("ByVal", "Long"): "number", ("ByRef", "Byte"): "bytes", ("ByRef", "Long"): "place"}
    pattern = rf'^Public Declare {safe}Function (Einv\w+) Lib "einv\.dll" \((.*)\) As Long$'
    for name, arguments in re.findall(pattern, read("examples/vb6/Einv.bas"), flags=re.M):
        yield name, listed(arguments, lambda one: kinds[re.fullmatch(r"(ByVal|ByRef) \w+ As (\w+)", one).groups()])


def vba():
    """The declarations for VBA of 32 and 64 bit, in the same file."""
    return vb6("PtrSafe ")


def foxpro():
    kinds = {("INTEGER", ""): "number", ("STRING", ""): "bytes", ("STRING", "@"): "room", ("INTEGER", "@"): "place"}
    for name, arguments in re.findall(r"^\s*DECLARE INTEGER (Einv\w+) IN einv\.dll(.*)$", read("examples/foxpro/einv.prg"), flags=re.M):
        yield name, listed(arguments, lambda one: kinds[re.fullmatch(r"(INTEGER|STRING) (@?)\w+", one).groups()])


def powerbuilder():
    kinds = {"long": "number", "blob": "bytes", "REF blob": "room", "REF long": "place"}
    pattern = r'^FUNCTION long (Einv\w+) \((.*)\) LIBRARY "einv\.dll"$'
    for name, arguments in re.findall(pattern, read("examples/powerbuilder/n_einv.sru"), flags=re.M):
        yield name, listed(arguments, lambda one: kinds[one.rsplit(" ", 1)[0]])


def csharp():
    kinds = {"int": "number", "byte[]": "bytes", "out int": "place"}
    for name, arguments in re.findall(r"^\s*static extern int (einv_\w+)\((.*)\);$", read("bindings/dotnet/Einv.cs"), flags=re.M):
        yield name, listed(arguments, lambda one: kinds[one.rsplit(" ", 1)[0]])


def main():
    # The interface changes only by adding.
    kept, now = read("tests/interface.txt").splitlines(), set(interface())
    if lost := [line for line in kept if line not in now]:
        sys.exit(f"taken away or changed, though programs are linked against it: {lost}")
    if "--keep" in sys.argv:
        (ROOT / "tests/interface.txt").write_text("\n".join(sorted(now)) + "\n", "utf-8")
    print(f"ok   interface: {len(kept)} of {len(now)} promised and kept")
    exports = [name for name in read("tests/symbols.txt").split() if name.startswith("einv_")]
    wanted = dict(header())
    assert sorted(wanted) == exports, "header and symbol list differ"
    for host in (vb6, vba, foxpro, powerbuilder, csharp):
        # Visual Basic and C# have one type for bytes in either direction.
        loose = host in (vb6, vba, csharp)
        twin = (lambda name: name) if host is csharp else lambda name: "".join(word.capitalize() for word in name.split("_"))
        expected = {twin(name): [("bytes" if loose and k == "room" else k) for k in kinds] for name, kinds in wanted.items()}
        found = list(host())
        if len(found) != len(dict(found)) or dict(found) != expected:
            differ = {name for name in {*expected, *dict(found)} if expected.get(name) != dict(found).get(name)}
            sys.exit(f"{host.__name__}: declared twice, or not as exported: {sorted(differ)}")
        print(f"ok   declarations, {host.__name__}: {len(found)} functions")


if __name__ == "__main__":
    main()
