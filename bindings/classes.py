"""The classes of answers, from the schemas of docs/schema: what declare.py writes in each language.

A verb may answer in several shapes (registered, pending, refused, …). A class has the members of all of them, so a program looks at
`status` first and needs no casts.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Iterator, Optional, Union

SCHEMAS = Path(__file__).resolve().parent.parent / "docs/schema"

#: Names that programs know, in place of the schemas' own, with the verbs whose answers they are.
KNOWN = {
    "Registration": ("submit", "status", "fetch"),
    "Cancellation": ("cancel",),
    "Identity": ("hash",),
    "Verdict": ("verify",),
    "Explanation": ("explain",),
    "Settled": ("flush",),
    "Taxpayer": ("gstin",),
}
#: What a class is, where it is more than one schema.
ABOUT = {
    "Registration": "How a document stands, by `submit`, `status` or `fetch`: look at `status` first. "
    "What `fetch` says of portals has `portals` alone."
}
#: Verbs without a class: a batch is an object of its own, and an opened engine, too.
OTHERS = ("open", "batch")


@dataclass(frozen=True)
class Type:
    """`kind` is text, integer, number, boolean, decimal, day, time, any, object (of the class `name`), list or map (of `of`),
    or one_or_list (of `of`). A text with `words` is one of them."""

    kind: str
    name: str = ""
    words: tuple[str, ...] = ()
    of: Optional[Type] = None


@dataclass(frozen=True)
class Member:
    name: str
    about: str
    type: Type
    #: Whether it is always there, and never null.
    always: bool
    #: Whether null says something else than leaving it out.
    null: bool


@dataclass
class Class:
    name: str
    about: str
    members: list[Member] = field(default_factory=list)


@dataclass
class Model:
    #: Each class after those it has members of, as far as they don't have one another.
    classes: dict[str, Class]
    #: The type of each verb's answer in JSON.
    verbs: dict[str, Type]


class Schemas:
    """The schemas of every verb; a name stands for one definition throughout (a test of the library's sees to it)."""

    def __init__(self, part: str) -> None:
        self.verbs: dict[str, dict[str, Any]] = {}
        self.definitions: dict[str, dict[str, Any]] = {}
        for path in sorted(SCHEMAS.glob(f"*.{part}.json")):
            whole = json.loads(path.read_text("utf-8"))
            self.definitions.update(whole.pop("$defs", {}))
            self.verbs[path.name.split(".")[0]] = whole

    def followed(self, schema: Any) -> tuple[dict[str, Any], str]:
        """A schema, and its name where it was only referred to."""
        reference = schema.get("$ref") if isinstance(schema, dict) else None
        if reference is None:
            return schema if isinstance(schema, dict) else {}, ""
        name = reference.removeprefix("#/$defs/")
        return self.definitions[name], name

    def shapes(self, schema: Any) -> Iterator[dict[str, Any]]:
        """Every shape of an object, as one schema each with its properties."""
        schema, _ = self.followed(schema)
        for one in schema.get("anyOf", [{}]):
            for shape in self.shapes(one) if one else [{}]:
                yield {
                    "properties": {**schema.get("properties", {}), **shape.get("properties", {})},
                    "required": [*schema.get("required", []), *shape.get("required", [])],
                }

    def is_object(self, schema: Any) -> bool:
        """Whether it is an object of known members, in one shape or several."""
        schema, _ = self.followed(schema)
        if "properties" in schema:
            return True
        return "anyOf" in schema and all(self.is_object(one) for one in schema["anyOf"])


def without_null(schema: Any) -> tuple[Any, bool]:
    """A schema without its null, and whether it had one."""
    if not isinstance(schema, dict):
        return schema, False
    if isinstance(schema.get("type"), list) and "null" in schema["type"]:
        rest = [one for one in schema["type"] if one != "null"]
        return {**schema, "type": rest[0] if len(rest) == 1 else rest}, True
    if any(one == {"type": "null"} for one in schema.get("anyOf", [])):
        rest = [one for one in schema["anyOf"] if one != {"type": "null"}]
        others = {key: value for key, value in schema.items() if key != "anyOf"}
        return ({**others, **rest[0]} if len(rest) == 1 else {**others, "anyOf": rest}), True
    return schema, False


class Reader:
    def __init__(self, schemas: Schemas) -> None:
        self.schemas = schemas
        self.classes: dict[str, Class] = {}
        self.names = {verb: name for name, verbs in KNOWN.items() for verb in verbs}

    def model(self) -> Model:
        verbs = {verb: self.answer(verb, schema) for verb, schema in self.schemas.verbs.items() if verb not in OTHERS}
        return Model(self.classes, verbs)

    def answer(self, verb: str, schema: dict[str, Any]) -> Type:
        if not self.schemas.is_object(schema):
            return self.type(schema)
        name = self.names.get(verb, schema["title"])
        return self.object(name, schema, [self.schemas.verbs[one] for one in KNOWN.get(name, (verb,))])

    def object(self, name: str, schema: dict[str, Any], sources: Optional[list[Any]] = None) -> Type:
        if name not in self.classes:
            found = self.classes[name] = Class(name, ABOUT.get(name, schema.get("description", "")))
            own = self.schemas.definitions.get(name)
            shapes = [shape for one in sources or [schema] for shape in self.schemas.shapes(one)]
            # A part of an answer with the answer's own name is of the same class.
            shapes += list(self.schemas.shapes(own)) if sources and own and self.schemas.is_object(own) else []
            found.members = self.members(shapes)
            # After those it has members of.
            self.classes[name] = self.classes.pop(name)
        return Type("object", name)

    def members(self, shapes: list[dict[str, Any]]) -> list[Member]:
        # A rare shape that shares no required member with the rest is another kind of answer: it takes no member from them.
        main = [shape for shape in shapes if set(shape["required"]) & set(shapes[0]["required"])]
        main = main if 2 * len(main) > len(shapes) else shapes
        names = dict.fromkeys(name for shape in shapes for name in shape["properties"])
        return [self.member(name, shapes, main) for name in names]

    def member(self, name: str, shapes: list[dict[str, Any]], main: list[dict[str, Any]]) -> Member:
        given = [shape["properties"][name] for shape in shapes if name in shape["properties"]]
        types, nulls = zip(*(without_null(one) for one in given))
        always = not any(nulls) and all(name in shape["required"] for shape in main)
        return Member(name, described(given), joined([self.type(one) for one in types]), always, any(nulls) and self.is_required(name, shapes))

    @staticmethod
    def is_required(name: str, shapes: list[dict[str, Any]]) -> bool:
        return any(name in shape["required"] for shape in shapes)

    def type(self, schema: Any) -> Type:
        schema, _ = without_null(schema)
        schema, name = self.schemas.followed(schema)
        if self.schemas.is_object(schema):
            # What the schemas give no name, such as the rows of the portal's own file, has no class: it is as JSON says.
            return self.object(name, schema) if name else Type("map", of=Type("any"))
        if words := words_of(schema):
            return Type("text", words=words)
        several = schema.get("anyOf", [])
        if len(several) == 2 and several[1].get("type") == "array" and several[1]["items"] == without_about(several[0]):
            return Type("one_or_list", of=self.type(several[0]))
        if several and all(self.schemas.followed(one)[0].get("type") == "object" for one in several):
            return Type("map", of=Type("any"))
        if schema.get("format") == "decimal":
            return Type("decimal")
        kind = schema.get("type")
        if kind == "string":
            return Type({"date": "day", "date-time": "time"}.get(schema.get("format", ""), "text"))
        if kind == "array":
            return Type("list", of=self.element(schema))
        if kind == "object":
            inner = schema.get("additionalProperties", True)
            return Type("map", of=Type("any") if inner is True or without_null(inner)[1] else self.type(inner))
        return Type(kind) if kind in ("integer", "number", "boolean") else Type("any")

    def element(self, schema: dict[str, Any]) -> Type:
        """What a list holds; a list of fixed length holds one type, or any."""
        parts = [schema["items"]] if "items" in schema else schema["prefixItems"]
        return Type("any") if any(without_null(one)[1] for one in parts) else joined([self.type(one) for one in parts])


def words_of(schema: dict[str, Any]) -> tuple[str, ...]:
    if "const" in schema:
        return (schema["const"],)
    if "enum" in schema:
        return tuple(word for word in schema["enum"] if word is not None)
    parts = [words_of(one) for one in schema.get("oneOf", [])]
    return tuple(word for part in parts for word in part) if parts and all(parts) else ()


def without_about(schema: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in schema.items() if key != "description"}


def described(given: list[Any]) -> str:
    """The first description."""
    return next((one["description"] for one in given if one.get("description")), "")


def joined(types: list[Type]) -> Type:
    """One type for the members of a name in several shapes."""
    first = types[0]
    if all(one == first for one in types):
        return first
    if all(one.words for one in types):
        return Type("text", words=tuple(dict.fromkeys(word for one in types for word in one.words)))
    return Type("text") if all(one.kind == "text" for one in types) else Type("any")


def model() -> Model:
    return Reader(Schemas("answer")).model()


def options() -> dict[str, dict[str, dict[str, Any]]]:
    """The options of each verb with their schemas, references followed."""
    schemas = Schemas("options")

    def plain(schema: Any) -> Any:
        schema, _ = without_null(schema)
        found, _ = schemas.followed(schema)
        return {**found, "description": schema.get("description", "")}

    return {
        verb: {name: plain(one) for name, one in schema["properties"].items()} for verb, schema in schemas.verbs.items()
    }
