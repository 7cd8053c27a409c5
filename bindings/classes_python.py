"""The answers' classes in Python: src/einv/answers.py, written by declare.py."""

from __future__ import annotations

import keyword
import re
import textwrap
from typing import Any, Iterator

from classes import Class, Member, Model, Type

HEAD = '''"""The answers of calls: dicts as the library wrote them, with their members as attributes, too.

``answer["ack_date"]`` is text, as JSON has it; ``answer.ack_date`` is a ``datetime``. Amounts are ``Decimal``, days ``date``, and
objects have classes of their own. A member that an answer doesn't have is ``None`` as an attribute. What a newer library adds is in
the dict. The schemas are in ``einv/schema``.
"""

# Made by bindings/declare.py from docs/schema; do not edit.

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal, Optional, Union

from ._answer import Answer, Parts, decimal
'''
PLAIN = {
    "text": "str",
    "integer": "int",
    "number": "float",
    "boolean": "bool",
    "decimal": "Decimal",
    "day": "date",
    "time": "datetime",
    "any": "Any",
}
READERS = {"decimal": "decimal", "day": "date.fromisoformat", "time": "datetime.fromisoformat"}
WIDTH = 132


def hint(type: Type) -> str:
    if type.words:
        return f"Literal[{', '.join(f'{chr(34)}{word}{chr(34)}' for word in type.words)}]"
    if type.kind == "object":
        return type.name
    if type.of is None:
        return PLAIN[type.kind]
    inner = hint(type.of)
    return {"list": f"list[{inner}]", "map": f"dict[str, {inner}]", "one_or_list": f"Union[{inner}, list[{inner}]]"}[type.kind]


def part(type: Type) -> str:
    """The class of the objects that a member holds, if any."""
    if type.kind == "object":
        return f"Parts({type.name})"
    inner = part(type.of) if type.of else ""
    return inner.replace(")", ", by_name=True)") if type.kind == "map" else inner


def attribute(name: str) -> str:
    """Python keeps some names for itself, and the methods of dict, and the types that are written here."""
    return f"{name}_" if keyword.iskeyword(name) or name in ("list", "dict") or hasattr(dict, name) else name


def comment(text: str, indent: str) -> Iterator[str]:
    for line in textwrap.wrap(re.sub(r"\bnull\b", "``None``", text), WIDTH - len(indent) - 3):
        yield f"{indent}#: {line}"


def doc(text: str) -> str:
    text = text.replace("`", "``")
    return "\n    ".join(textwrap.wrap(f'"""{text}"""', WIDTH - 4))


def members(members: list[Member]) -> Iterator[str]:
    for member in members:
        yield from comment(member.about, "    ")
        kind = hint(member.type)
        yield f"    {attribute(member.name)}: {kind if member.always or kind == 'Any' else f'Optional[{kind}]'}"


def one(kind: Class) -> Iterator[str]:
    yield "\n\n@dataclass(init=False, repr=False, eq=False)"
    yield f"class {kind.name}(Answer):"
    yield f"    {doc(kind.about)}\n"
    yield from members(kind.members)


def readers(kind: Class) -> Iterator[str]:
    for table, how in (("_parts", part), ("_reads", lambda type: READERS.get(type.kind))):
        found = [f'"{member.name}": {read}' for member in kind.members if (read := how(member.type))]
        if found:
            yield f"{kind.name}.{table} = {{{', '.join(found)}}}"


def written(model: Model) -> str:
    lines = [HEAD]
    for kind in model.classes.values():
        lines += one(kind)
    lines.append("\n\n# How members are read that are more than JSON says.")
    for kind in model.classes.values():
        lines += readers(kind)
    lines.append("\n#: The verbs whose answers have their own class; all others return what JSON says.")
    lines.append("BY_VERB: dict[str, type[Answer]] = {")
    lines += [f'    "{verb}": {type.name},' for verb, type in model.verbs.items() if type.kind == "object"]
    lines.append("}\n")
    return "\n".join(line if "\n" in line or len(line) <= WIDTH else folded(line) for line in lines)


def folded(line: str) -> str:
    """A line that is too long, an element a line."""
    indent = line[: len(line) - len(line.lstrip())]
    for opening, closing in ("{}", "[]"):
        if line.endswith(closing) or line.endswith(f"{closing}]"):
            head, _, rest = line.partition(opening)
            inner, end = rest[: rest.rindex(closing)], rest[rest.rindex(closing) :]
            filled = textwrap.wrap(inner, WIDTH - len(indent) - 4, break_long_words=False)
            return "\n".join([head + opening, *(f"{indent}    {one}" for one in filled), indent + end])
    return line


def options(schema: dict[str, Any]) -> str:
    """The type of an option as a keyword argument."""
    if "enum" in schema or "oneOf" in schema:
        words = schema.get("enum") or [one["const"] for one in schema["oneOf"]]
        return f"Literal[{', '.join(f'{chr(34)}{word}{chr(34)}' for word in words)}]"
    if "anyOf" in schema:
        return f"Union[{', '.join(options(one) for one in schema['anyOf'])}]"
    kind = schema.get("type")
    if isinstance(kind, list):
        return "Union[str, int, float, Decimal]" if set(kind) == {"string", "number"} else "Any"
    if kind == "array":
        return f"list[{options(schema['items'])}]"
    if kind == "object":
        inner = schema.get("additionalProperties")
        return f"dict[str, {options(inner)}]" if isinstance(inner, dict) and inner and "properties" not in schema else "dict[str, Any]"
    return {"string": "str", "integer": "int", "number": "float", "boolean": "bool"}.get(str(kind), "Any")
