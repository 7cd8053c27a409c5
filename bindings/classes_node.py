"""The types of the Node package, and its list of verbs: bindings/node/index.d.ts and verbs.js, written by declare.py."""

from __future__ import annotations

import json
import re
import textwrap
from typing import Any, Iterator

import verbs
from classes import Class, Model, Type
from classes import options as all_options

HEAD = """// Made by bindings/declare.py from docs/schema and include/einv.h; do not edit.
//
// Amounts, days and times are text, as JSON has them: an amount is exact to the paisa, so read it with a decimal type.

/** What a verb takes: an object to write as JSON, JSON text, or its bytes. */
export type Document = object | string | Uint8Array;

/** A refusal or a failure. `message` says what is wrong, where, and what to do. */
export class EinvError extends Error {
  /** The number that the library returned: 1 refused, above 2 failed. */
  readonly status: number;
  /** Its name, such as `E_JSON`. */
  readonly code: string;
  /** JSON pointer to the fault in the document, the options or the configuration. */
  readonly at?: string;
  /** What to do about it. */
  readonly fix?: string;
  /** The document's IRN, where it is known. */
  readonly irn?: string;
  /** `pending` or `in_doubt` when the document is stored all the same; a later call finishes it. */
  readonly kept?: string;
  /** The library's whole answer. */
  readonly answer: any;
}

/** The document is invalid, or the portal refused it. */
export class Invalid extends EinvError {
  /** The report as `validate` gives it, where there is one. */
  readonly report?: Report;
  /** Every fault. */
  readonly findings: Finding[];
}

/** The library is missing, for another processor, or of another interface. */
export class LibraryNotFound extends Error {}
"""
TAIL = """
/** Many documents at once. Iterating gives one result a document, in their order, as each is done. */
export class Batch implements AsyncIterable<BatchResult> {
  progress(): Promise<Progress>;
  results(options?: ResultsOptions): Promise<Results>;
  /** Begins no further document; those being sent finish. */
  stop(): void;
  close(): Promise<void>;
  [Symbol.asyncIterator](): AsyncIterator<BatchResult>;
}

/** Version, interface, rule pack and build of the loaded library. */
export function version(): Version;
"""
PLAIN = {"integer": "number", "number": "number", "boolean": "boolean", "any": "any"}
WIDTH = 130


def hint(type: Type) -> str:
    if type.words:
        # What a newer library adds is text, too.
        return " | ".join(json.dumps(word) for word in type.words) + " | (string & {})"
    if type.kind == "object":
        return type.name
    if type.of is None:
        return PLAIN.get(type.kind, "string")
    inner = hint(type.of)
    several = f"({inner})[]" if "|" in inner else f"{inner}[]"
    return {"list": several, "map": f"{{ [name: string]: {inner} }}", "one_or_list": f"{inner} | {several}"}[type.kind]


def doc(text: str, indent: str = "") -> Iterator[str]:
    if not text:
        return
    lines = textwrap.wrap(text.replace("*/", "* /"), WIDTH - len(indent) - 7)
    if len(lines) == 1:
        yield f"{indent}/** {lines[0]} */"
    else:
        yield from (f"{indent}/**", *(f"{indent} * {line}" for line in lines), f"{indent} */")


def interface(kind: Class) -> Iterator[str]:
    yield ""
    yield from doc(kind.about)
    yield f"export interface {kind.name} {{"
    for member in kind.members:
        yield from doc(member.about, "  ")
        name = member.name if re.fullmatch(r"\w+", member.name) else json.dumps(member.name)
        yield f"  {name}{'' if member.always else '?'}: {hint(member.type)}{' | null' if not member.always else ''};"
    # A newer library may have more.
    yield "  [more: string]: any;"
    yield "}"


def option(schema: dict[str, Any]) -> str:
    if "enum" in schema or "oneOf" in schema:
        words = schema.get("enum") or [one["const"] for one in schema["oneOf"]]
        return " | ".join(json.dumps(word) for word in words if word is not None)
    if "anyOf" in schema:
        return " | ".join(dict.fromkeys(option(one) for one in schema["anyOf"]))
    kind = schema.get("type")
    if isinstance(kind, list):
        return " | ".join(PLAIN.get(one, "string") for one in kind if one != "null")
    if kind == "array":
        inner = option(schema["items"])
        return f"({inner})[]" if "|" in inner else f"{inner}[]"
    if kind == "object":
        inner = schema.get("additionalProperties")
        known = isinstance(inner, dict) and inner and "properties" not in schema
        return f"{{ [name: string]: {option(inner)} }}" if known else "{ [name: string]: any }"
    return {"string": "string", **PLAIN}.get(str(kind), "any")


def options() -> Iterator[str]:
    found = all_options()
    common = common_options()

    def members(names: Any, schemas: dict[str, Any]) -> Iterator[str]:
        for name in names:
            yield from doc(schemas[name].get("description", ""), "  ")
            yield f"  {name}?: {option(schemas[name])};"

    first = found["validate"]
    yield "\n/** The options that every verb knows. With `pick` the answer is text: the picked values, one a line. */"
    yield from ("export interface Options {", *members([name for name in first if name in common], first), "}")
    for verb in verbs.verbs():
        own = [name for name in found[verb.name] if name not in common]
        if own:
            yield from (f"\nexport interface {verb.pascal}Options extends Options {{", *members(own, found[verb.name]), "}")


def methods(model: Model, head: str, only: Any) -> Iterator[str]:
    own = {name for name, one in all_options().items() if set(one) - common_options()}
    for verb in verbs.verbs():
        if not only(verb):
            continue
        kind = f"{verb.pascal}Options" if verb.name in own else "Options"
        indent = "  " if not head else ""
        argument = "document?: Document | null" if verb.name in OPTIONAL else "document: Document"
        yield from doc(verb.about, indent)
        type = model.verbs.get(verb.name)
        answer = "Batch" if verb.name == "batch" else "Uint8Array" if verb.file else hint(type) if type else "any"
        forms = [(f"options?: {kind}", answer)]
        if not verb.file and verb.name != "batch":
            forms.insert(0, (f"options: {kind} & {{ pick: string | string[] }}", "string"))
        if verb.name == "gstr1":
            forms.insert(0, (f'options: {kind} & {{ form: "upload" }}', "{ [name: string]: any }"))
        for rest, answer in forms:
            name = f"{verb.camel}_" if head and verb.name in RESERVED else verb.camel
            if "?" in argument and not rest.startswith("options?"):
                yield f"{indent}{head}{name}(document: Document | null | undefined, {rest}): Promise<{answer}>;"
            else:
                yield f"{indent}{head}{name}({argument}, {rest}): Promise<{answer}>;"


#: Words of the language that no function can be called by at its declaration.
RESERVED = ("export",)
#: Verbs that may be called without a document.
OPTIONAL = ("rules", "codes", "flush", "audit", "list", "due")


def common_options() -> set[str]:
    return set.intersection(*(set(one) for one in all_options().values()))


def types(model: Model) -> str:
    lines = [HEAD.rstrip("\n")]
    for kind in model.classes.values():
        lines += interface(kind)
    lines += options()
    lines.append("\n/** A portal and a ledger. Share one throughout the process; calls run on worker threads. */")
    lines.append("export class Engine {")
    lines.append("  /** Opens an engine. `{}`, or nothing, is the built-in sandbox with a ledger in memory. Needs no portal. */")
    lines.append("  constructor(config?: Document | null);")
    lines += methods(model, "", lambda verb: not verb.of_batch)
    lines.append("  /** Ends the calls in flight: each fails with `E_STOPPED`. The engine stays usable. */")
    lines.append("  stop(): void;")
    lines.append("  /** Waits for what is being sent, and closes. Later calls fail with `E_HANDLE`. */")
    lines.append("  close(): Promise<void>;")
    lines.append("}")
    lines.append(TAIL.rstrip("\n"))
    lines += methods(model, "export function ", lambda verb: verb.bare and verb.name not in RESERVED)
    for name in RESERVED:
        lines += methods(model, "declare function ", lambda verb: verb.name == name)
        lines.append(f"export {{ {name}_ as {name} }};")
    return "\n".join(lines) + "\n"


def table() -> str:
    """What index.js makes its methods from."""
    rows = [
        f'  {{ name: "{verb.name}", method: "{verb.camel}", bare: {str(verb.bare).lower()}, batch: {str(verb.of_batch).lower()}, '
        f"judged: {str(verb.judged).lower()}, file: {str(verb.file).lower()} }},"
        for verb in verbs.verbs()
    ]
    return "\n".join(['"use strict";', "// Made by bindings/declare.py; do not edit.", "module.exports = [", *rows, "];"]) + "\n"


def functions() -> Iterator[str]:
    """One line for each export: a line that Node can read for `import { validate } from "einv"`."""
    return (f'exports.{verb.camel} = bare("{verb.name}");' for verb in verbs.verbs() if verb.bare)
