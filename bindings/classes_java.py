"""The answers' classes in Java: a file each in src/main/java/in/einv, written by declare.py."""

from __future__ import annotations

import re
import textwrap
from typing import Iterator

from classes import Class, Member, Model, Type

WIDTH = 120
#: What Java, or the classes' base, keeps for itself.
TAKEN = {"class", "default", "final", "import", "native", "new", "package", "private", "public", "short", "static", "switch", "get"}
#: Classes with more than their members, which a class written by hand has.
BASES = {"Registration": "OfAnswer", "Finding": "OfFinding"}
#: Accessors that are written by hand, and the class of a call that answers with text.
OWN = ("Registration", "Report", "Version")

#: The type, and what turns the text of a JSON value into it.
READ = {
    "text": ("String", "text -> text"),
    "any": ("String", "text -> text"),
    "integer": ("Long", "Long::valueOf"),
    "number": ("Double", "Double::valueOf"),
    "boolean": ("Boolean", "Boolean::valueOf"),
    "decimal": ("BigDecimal", "BigDecimal::new"),
    "day": ("LocalDate", "LocalDate::parse"),
    "time": ("OffsetDateTime", "OffsetDateTime::parse"),
}
#: What has no type of its own inside a list or a map.
AS_JSON = ("any", "list", "map", "one_or_list")
IMPORTS = {
    "BigDecimal": "java.math.BigDecimal",
    "LocalDate": "java.time.LocalDate",
    "OffsetDateTime": "java.time.OffsetDateTime",
    "List": "java.util.List",
    "Map": "java.util.Map",
}


def camel(name: str) -> str:
    first, *rest = name.split("_")
    joined = first + "".join(word.capitalize() for word in rest)
    return f"{joined}_" if joined in TAKEN else joined


def single(type: Type) -> tuple[str, str]:
    return (type.name, f"{type.name}::new") if type.kind == "object" else READ[type.kind]


def accessor(member: Member) -> tuple[str, str, str]:
    """Type, body, and what it is where the answer doesn't have it."""
    type, name = member.type, member.name
    if type.kind in ("list", "one_or_list", "map") and type.of and type.of.kind not in AS_JSON:
        inner, how = single(type.of)
        whole = f"Map<String, {inner}>" if type.kind == "map" else f"List<{inner}>"
        call = f'{"map" if type.kind == "map" else "list"}("{name}", {how})'
        return (whole, f'has("{name}") ? {call} : null', "null") if member.null else (whole, call, "")
    if type.kind == "list":
        return "List<String>", f'list("{name}", text -> text)', ""
    if type.kind == "map":
        return "String", f'get("/{name}")', "" if member.always else "null"
    kind, how = single(type)
    if kind == "String":
        return kind, f'get("/{name}")', "" if member.always else "null"
    if kind == "Boolean" and not member.null:
        return "boolean", f'flag("{name}")', ""
    if kind in ("Long", "Double") and member.always:
        return kind.lower(), f'{"whole" if kind == "Long" else "number"}("{name}")', ""
    return kind, f'read("{name}", {how})', "" if member.always else "null"


def javadoc(text: str, indent: str = "") -> Iterator[str]:
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("@", "&#64;").replace("*/", "*&#47;")
    # Code is not broken in two.
    text = re.sub(r"`([^`]*)`", lambda code: "{@code " + code[1].replace(" ", "\0") + "}", text).replace("@code ", "@code\0")
    if len(indent) + len(text) + 8 <= WIDTH:
        yield f"{indent}/** {text} */".replace("\0", " ")
        return
    yield f"{indent}/**"
    for line in textwrap.wrap(text, WIDTH - len(indent) - 3, break_on_hyphens=False):
        yield f"{indent} * {line}".replace("\0", " ")
    yield f"{indent} */"


def about(member: Member, absent: str) -> str:
    """What a member is, its words, and what stands for one that isn't there."""
    text = member.about.rstrip(".")
    text = text[:1].upper() + text[1:]
    if member.type.words:
        text += ": " + ", ".join(f"`{word}`" for word in member.type.words)
    if absent and "null" not in text.lower():
        text += "; or null"
    if member.type.kind == "any":
        text += ". As JSON, unless it is a text"
    if member.type.kind in ("list", "map") and member.type.of and member.type.of.kind in AS_JSON[1 if member.type.kind == "list" else 0 :]:
        text += ". As JSON"
    return f"{text}."


def one(kind: Class) -> Iterator[str]:
    methods, used = [], set()
    for member in kind.members:
        type, body, absent = accessor(member)
        used.update(re.findall(r"\w+", type))
        methods.append("")
        methods += javadoc(about(member, absent), "    ")
        methods += [f"    public {type} {camel(member.name)}() {{", f"        return {body};", "    }"]
    yield "package in.einv;"
    yield ""
    imports = [f"import {whole};" for name, whole in IMPORTS.items() if name in used]
    yield from [*imports, ""] if imports else []
    yield "// Made by bindings/declare.py from docs/schema; do not edit."
    yield ""
    yield from javadoc(kind.about)
    base = BASES.get(kind.name, "Part")
    given = "Answer answer" if base == "OfAnswer" else "String json"
    yield f"public final class {kind.name} extends {base} {{"
    yield f"    {kind.name}({given}) {{"
    yield f"        super({given.split()[1]});"
    yield "    }"
    yield from methods
    yield "}"


def written(model: Model) -> dict[str, str]:
    """Each class's file, by the class."""
    return {kind.name: "\n".join(one(kind)) + "\n" for kind in model.classes.values() if kind.name != "Version"}


def accessors(model: Model) -> Iterator[str]:
    """The methods of `Answer` that give it the class of its verb."""
    verbs: dict[str, list[str]] = {}
    for verb, type in model.verbs.items():
        if type.kind == "object" and type.name not in OWN:
            verbs.setdefault(type.name, []).append(verb)
    for place, (name, names) in enumerate({**verbs, "BatchResult": []}.items()):
        if place:
            yield ""
        whose = "The answer of " + " or ".join(f"{{@code {verb}}}" for verb in names) if names else "One result of a batch"
        yield f"/** {whose}, its values by name. */"
        yield f"public {name} {name[0].lower()}{name[1:]}() {{"
        yield f"    return new {name}(text());"
        yield "}"


#: Texts that are written in digits: a number of Java would lose a zero in front.
CODES = {"number", "pin", "state", "phone", "hsn", "place_of_supply", "document", "url", "content"}
#: What one element of a list of the simple bill is called.
ELEMENTS = {"lines": "line", "against": "against", "documents": "document"}


def setter(part: str, about: str, name: str, given: str, json: str) -> Iterator[str]:
    """A method that says one thing of a bill."""
    yield ""
    yield from javadoc(f"{about[:1].upper()}{about[1:]}.", "    ")
    yield f"    public {part} {name}({given}) {{"
    yield f"        {json};"
    yield "        return this;"
    yield "    }"


def leaf_setters(part: str, key: str, schema: dict) -> Iterator[str]:
    """The methods for a value: by its schema and its name the types that it takes."""
    about, name = schema.get("description", key.replace("_", " ")), camel(key)
    if "anyOf" in schema:  # an address
        yield from setter(part, about, name, "String... lines", f'texts("{key}", lines)')
        return
    types = set(schema["type"])
    if "boolean" in types:
        yield from setter(part, about, name, "boolean value", f'put("{key}", Boolean.toString(value))')
    elif "examples" in schema:
        yield from setter(part, about, name, "LocalDate value", f'put("{key}", Json.quote(value.toString()))')
    elif "number" in types and key not in CODES:
        # As text an amount stays exact, whatever its digits.
        yield from setter(part, about, name, "BigDecimal value", f'put("{key}", Json.quote(value.toPlainString()))')
        yield from setter(part, about, name, "long value", f'put("{key}", Long.toString(value))')
        if key == "round_off":
            yield from setter(part, about, name, "String word", f'put("{key}", Json.quote(word))')
    else:
        yield from setter(part, about, name, "String value", f'put("{key}", Json.quote(value))')


def part_methods(part: str, schema: dict, parts: dict[str, tuple[str, dict]], first: tuple[str, ...] = ()) -> Iterator[str]:
    """The methods of an object of the bill; those for objects in it are noted in `parts`."""
    for key, value in schema["properties"].items():
        whole = [value, *value.get("anyOf", []), value.get("items", {})]
        inside = next((one for one in whole if "properties" in one), None)
        if key in first:
            continue
        if inside is None and "additionalProperties" in value:
            about = f"One of its {key}"
            yield from setter(part, about, key.removesuffix("s"), "String name, String value", f'within("{key}", name, Json.quote(value))')
            continue
        if inside is None:
            yield from leaf_setters(part, key, value)
            continue
        name = ELEMENTS.get(key, key)
        kind = "".join(word.capitalize() for word in name.split("_"))
        parts[kind] = (value.get("description") or name.replace("_", " "), inside)
        add = "add" if key in ELEMENTS else "put"
        about = f"Another {name}" if key in ELEMENTS else f"The {name.replace('_', ' ')}"
        yield from setter(part, about, camel(name), f"Consumer<{kind}> says", f'{add}("{key}", part(new {kind}(), says))')
        texts = next((one for one in value.get("anyOf", []) if "properties" not in one), None)
        if texts:
            yield from setter(part, texts["description"], camel(key), "String value", f'put("{key}", Json.quote(value))')


def simple_bill(schema: dict) -> str:
    """`Bill`: a simple bill, said key by key."""
    parts: dict[str, tuple[str, dict]] = {}
    methods = list(part_methods("Bill", schema, parts, ("number",)))
    nested: list[str] = []
    done: set[str] = set()
    while left := [kind for kind in parts if kind not in done]:
        for kind in left:
            done.add(kind)
            about, inside = parts[kind]
            words = re.sub(r"(?<!^)([A-Z])", r" \1", kind).lower()
            nested += ["", f"    /** The {words} of a bill. */", f"    public static final class {kind} extends BillPart {{", f"        private {kind}() {{}}"]
            nested += [f"    {line}".rstrip() for line in part_methods(kind, inside, parts)]
            nested += ["    }"]
    head = '''package in.einv;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.function.Consumer;

// Made by bindings/declare.py from docs/simple.schema.json; do not edit.

/**
 * A simple bill (docs/simple.md), key by key. Verbs that take an invoice take it, and normalise it by themselves. Amounts are
 * {@code BigDecimal} and stay exact.
 */
public final class Bill extends BillPart {
    private Bill() {}

    /** A bill by the number that is printed on it. */
    public static Bill number(String value) {
        Bill bill = new Bill();
        bill.put("number", Json.quote(value));
        return bill;
    }'''
    return "\n".join([head, *methods, *nested, "}"]) + "\n"
