"""What is made from the C header: the verbs of einv.hpp, and the manual page einv.h(3). Written by declare.py."""

from __future__ import annotations

import re
from typing import Iterator

import verbs

#: Names that C++ keeps for itself.
RESERVED = ("export",)


def methods() -> Iterator[str]:
    for verb in verbs.verbs():
        if verb.of_batch or verb.name == "batch":
            continue
        name = f"{verb.name}_" if verb.name in RESERVED else verb.name
        judges = str(verb.judged).lower()
        yield f"// {verb.about}"
        yield f"Answer {name}(std::string_view document, std::string_view options = {{}}) const {{"
        yield f"    return detail::call(einv_{verb.name}, handle_, document, options, {judges});"
        yield "}"


def table() -> Iterator[str]:
    """The wrapper's methods by name, for its test."""
    for verb in verbs.verbs():
        if not verb.of_batch and verb.name != "batch":
            yield f'{{"{verb.name}", &einv::Engine::{verb.name}{"_" if verb.name in RESERVED else ""}}},'


def escaped(text: str) -> str:
    """Text for the formatter: no backslash, no line that begins like a request."""
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return re.sub(r"(?m)^([.'])", r"\\&\1", text)


def prose(comment: str) -> Iterator[str]:
    """A comment of the header, a paragraph a blank line; what is indented there stays as it is."""
    lines = [line[1:] if line.startswith(" ") else line for line in comment.strip("\n").split("\n")]
    literal = False
    for line in lines:
        if line.startswith("  ") != literal and line.strip():
            literal = not literal
            yield ".nf" if literal else ".fi"
        if line.strip():
            yield escaped(line if literal else line.strip())
        elif not literal:
            yield ".PP"
    if literal:
        yield ".fi"


def manual() -> str:
    text = (verbs.ROOT / "include/einv.h").read_text("utf-8")
    head = re.search(r"/\*\n(.*?)\n \*/", text, flags=re.S)[1]
    head = "\n".join(line.removeprefix(" *") for line in head.split("\n")[1:] if "Generated from" not in line)
    lines = [
        '.\\" Made by bindings/declare.py from include/einv.h; do not edit.',
        f'.TH EINV.H 3 "{verbs.released()}" "einv {verbs.version()}" "Library functions"',
        ".SH NAME",
        "einv.h \\- India's GST e\\-invoicing inside the billing program",
        ".SH SYNOPSIS",
        ".nf",
        "#include <einv.h>",
        ".PP",
        "cc program.c $(pkg\\-config \\-\\-cflags \\-\\-libs einv)",
        ".fi",
        ".SH DESCRIPTION",
        *drop_first_blank(prose(head)),
        ".SH FUNCTIONS",
    ]
    for comment, name, arguments in re.findall(r"/\*\n((?:(?!\*/).)*?)\*/\nint32_t (einv_\w+)\(([^)]*)\);", text, flags=re.S):
        lines += [f".SS {escaped(name)}", ".nf", f"int32_t {escaped(name)}({escaped(' '.join(arguments.split()))});", ".fi", ".PP"]
        lines += without_last_break(prose(comment))
    lines.append(".SH RETURN VALUES")
    for comment, name, number in re.findall(r"/\*\n((?:(?!\*/).)*?)\*/\n#define (EINV_\w+) (\d+)\n", text, flags=re.S):
        if name != "EINV_ABI":
            lines += [".TP", f"{number} {name}", escaped(" ".join(comment.split()))]
    lines += [".SH SEE ALSO", "The pages of the package: settings, errors, limits, and one for each verb's schema."]
    return "\n".join(lines) + "\n"


def drop_first_blank(lines: Iterator[str]) -> list[str]:
    found = list(lines)
    while found and found[0] == ".PP":
        found.pop(0)
    return without_last_break(found)


def without_last_break(lines: Iterator[str] | list[str]) -> list[str]:
    found = list(lines)
    while found and found[-1] == ".PP":
        found.pop()
    # A paragraph before or after a display makes its own space.
    return [one for at, one in enumerate(found) if not (one == ".PP" and found[at + 1 : at + 2] == [".PP"])]
