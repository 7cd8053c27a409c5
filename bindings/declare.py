"""Brings what the bindings know of the interface up to date: declare.py [--check]

The declarations of hosts that must list every function, from interface.json, between lines that hold `begin generated` and
`end generated`; the classes of Python's and Java's answers, the types of the Node package and of the Go module, from docs/schema;
Java's simple bill, from docs/simple.schema.json;
and the verbs of einv.hpp and the manual page, from the header. `--check` writes nothing and fails when a file is stale.
"""

import json
import re
import sys
from pathlib import Path

import classes
import classes_c
import classes_go
import classes_java
import classes_node
import classes_python
import classes_ruby
import verbs as verbs_of

ROOT = Path(__file__).resolve().parent.parent
#: `in` and `out` are words of several of the languages.
NAMES = {"in": "doc", "in_len": "doc_len", "out": "room", "out_cap": "room_len", "out_len": "needed"}
INTERFACE = json.loads((ROOT / "bindings/interface.json").read_text("utf-8"))


def functions():
    """Each exported function with its parameters: [("einv_close", [("handle", "number")]), …]."""
    for one in INTERFACE["functions"]:
        yield one["name"], [(NAMES.get(p["name"], p["name"]), p["kind"]) for p in one["parameters"]]


def verbs():
    return [one["name"] for one in INTERFACE["functions"] if one["verb"]]


def pascal(name):
    return "".join(word.capitalize() for word in name.split("_"))


def joined(parameters, forms):
    return ", ".join(forms[kind].format(name) for name, kind in parameters)


def csharp():
    forms = {"number": "int {}", "bytes": "byte[] {}", "room": "byte[] {}", "place": "out int {}"}
    for name, parameters in functions():
        yield '[DllImport("einv", CallingConvention = CallingConvention.Cdecl)]'
        yield f"static extern int {name}({joined(parameters, forms)});"
    for name in verbs():
        for kind in ("byte[]", "string"):
            yield f"public EinvAnswer {pascal(name[5:])}({kind} document, string opts = null) {{ return Call({name}, document, opts); }}"
    later = "byte[] document, string opts = null, CancellationToken cancel = default(CancellationToken)"
    for name in verbs():
        yield f"public Task<EinvAnswer> {pascal(name[5:])}Async({later})"
        yield f"    {{ return Later({name}, document, opts, cancel); }}"


def vb6():
    forms = {"number": "ByVal {} As Long", "bytes": "ByRef {} As Byte", "room": "ByRef {} As Byte", "place": "ByRef {} As Long"}
    # VBA of Office 2010 and later wants PtrSafe, VB6 doesn't know it. No argument is a pointer's number, so LongPtr is not needed here.
    for condition, safe in (("#If VBA7 Then", "PtrSafe "), ("#Else", "")):
        yield condition
        for name, parameters in functions():
            yield f'Public Declare {safe}Function {pascal(name)} Lib "einv.dll" ({joined(parameters, forms)}) As Long'
    yield "#End If"


def vb6_cases():
    for name in verbs():
        call = f"{pascal(name)}(engine, doc(0), docLen, opts(0), optsLen, room(0), roomLen, needed)"
        yield f'Case "{name[5:]}": Dispatch = {call}'


def foxpro():
    forms = {"number": "INTEGER {}", "bytes": "STRING {}", "room": "STRING @{}", "place": "INTEGER @{}"}
    for name, parameters in functions():
        yield f"DECLARE INTEGER {pascal(name)} IN einv.dll {joined(parameters, forms)}".rstrip()


def powerbuilder():
    forms = {"number": "long {}", "bytes": "blob {}", "room": "REF blob {}", "place": "REF long {}"}
    for name, parameters in functions():
        yield f'FUNCTION long {pascal(name)} ({joined(parameters, forms)}) LIBRARY "einv.dll"'


def powerbuilder_cases():
    for name in verbs():
        yield f'CASE "{name[5:]}"'
        yield f"\tRETURN {pascal(name)}(il_engine, ab_doc, Len(ab_doc), ab_opts, Len(ab_opts), ab_room, Len(ab_room), al_needed)"


PARTS = {
    "bindings/dotnet/Einv.cs": [csharp],
    "examples/vb6/Einv.bas": [vb6, vb6_cases],
    "examples/foxpro/einv.prg": [foxpro],
    "examples/powerbuilder/n_einv.sru": [powerbuilder, powerbuilder_cases],
    "include/einv.hpp": [classes_c.methods],
    "tests/cpp/tests.cpp": [classes_c.table],
    "bindings/ruby/lib/einv.rb": [classes_ruby.methods],
    "bindings/node/index.js": [classes_node.functions],
}
#: Packages that name the version of the library.
VERSIONS = {
    "bindings/node/package.json": r'("version": ").*?(")',
    "bindings/dotnet/Einv.csproj": r"(<Version>).*?(</Version>)",
    "bindings/php/composer.json": r'("version": ").*?(")',
    "bindings/ruby/einv.gemspec": r"(gem\.version = ').*?(')",
    "packaging/vcpkg/vcpkg.json": r'("version": ").*?(")',
    "packaging/conan/conanfile.py": r'(\n    version = ").*?(")',
}


def renewed(text, makers):
    """The text with each generated part rewritten, indented and ended like the line that begins it."""
    makers = iter(makers)

    def part(match):
        begin, indent, ending = match["begin"], match["indent"], match["ending"]
        return begin + "".join(f"{indent}{line}".rstrip() + ending for line in next(makers)()) + match["end"]

    pattern = r"(?P<begin>(?P<indent>[ \t]*)\S+ begin generated(?P<ending>\r?\n)).*?(?P<end>[ \t]*\S+ end generated)"
    return re.sub(pattern, part, text, flags=re.S)


def files():
    """Every file with what it should hold."""
    for name, makers in PARTS.items():
        yield ROOT / name, renewed((ROOT / name).read_bytes().decode(), makers)
    model = classes.model()
    yield ROOT / "bindings/python/src/einv/answers.py", classes_python.written(model)
    node = ROOT / "bindings/node"
    yield node / "index.d.ts", classes_node.types(model)
    yield node / "verbs.js", classes_node.table()
    yield ROOT / "bindings/c/einv.h.3", classes_c.manual()
    yield ROOT / "bindings/go/answers.go", classes_go.answers(model)
    yield ROOT / "bindings/go/verbs.go", classes_go.calls(model)
    yield ROOT / "bindings/go/dispatch.go", classes_go.dispatch()
    for name, pattern in VERSIONS.items():
        text = (ROOT / name).read_text("utf-8")
        yield ROOT / name, re.sub(pattern, lambda match: f"{match[1]}{verbs_of.version()}{match[2]}", text, count=1)
    java = ROOT / "bindings/java/src/main/java/in/einv"
    for name, text in classes_java.written(model).items():
        yield java / f"{name}.java", text
    yield java / "Bill.java", classes_java.simple_bill(json.loads((ROOT / "docs/simple.schema.json").read_text("utf-8")))
    answer = java / "Answer.java"
    yield answer, renewed(answer.read_bytes().decode(), [lambda: classes_java.accessors(model)])


def forgotten(kept):
    """Classes of Java that no answer has any more."""
    for path in (ROOT / "bindings/java/src/main/java/in/einv").glob("*.java"):
        if path not in kept and "// Made by bindings/declare.py" in path.read_text("utf-8"):
            yield path


def main():
    stale = []
    fresh_files = dict(files())
    for path in forgotten(fresh_files):
        stale.append(str(path.relative_to(ROOT)))
        if "--check" not in sys.argv:
            path.unlink()
    for path, fresh in fresh_files.items():
        if not path.is_file() or path.read_bytes().decode() != fresh:
            stale.append(str(path.relative_to(ROOT)))
            if "--check" not in sys.argv:
                path.write_bytes(fresh.encode())
    if stale and "--check" in sys.argv:
        sys.exit(f"stale: {', '.join(stale)}; run `make header` and commit them")


if __name__ == "__main__":
    main()
