"""The page on the C interface for the website, from include/einv.h: every function, constant and type with its comment."""

import re

INTRODUCTION = """# The C interface

Made from `include/einv.h`, which is the whole interface; `man 3 einv.h` is its short form. `docs/c.md` begins with a program.
"""


def page(header):
    """Markdown: the opening comment, then each declaration under its name."""
    opening = re.match(r"/\*\n(.*?)\*/", header, flags=re.S)
    out = [INTRODUCTION, "```text", *(line.removeprefix(" *").rstrip() for line in opening[1].splitlines()), "```\n"]
    # A declaration ends at an empty line.
    for comment, declared in re.findall(r"^/\*\n((?:(?!\*/).)*?)\n? ?\*/\n((?:[^\n]+\n)+)", header[opening.end() :], flags=re.M | re.S):
        first = declared.splitlines()[0]
        name = re.search(r"#define (\w+)|typedef .*?\b(\w+);|(\w+)\(", first)
        if not name:
            raise SystemExit(f"include/einv.h: no name in {first!r}")
        out.append(f"## {next(filter(None, name.groups()))}\n")
        text = "\n".join(line.strip() for line in comment.splitlines()).strip()
        # Angles and stars of the comment are no markup.
        out += [re.sub(r"(?<!`)([<*_\[\]])(?!`)", r"\\\1", text), "\n```c", declared.rstrip(), "```\n"]
    return "\n".join(out)
