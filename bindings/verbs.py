"""What the bindings made here say of each verb: from interface.json, the header's comments, the schemas and the Python package."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SCHEMAS = ROOT / "docs/schema"
#: The verbs whose answer is the same when they find faults (EINV_INVALID): a host reads it, it isn't an exception.
JUDGED = frozenset(
    ("validate", "ewb_validate", "applicability", "gstr1", "reconcile", "verify", "convert", "columns", "normalize", "import")
)
#: The verbs whose answer is a file: they have no schema of an answer.
FILES = tuple(
    name
    for name in sorted(path.name.split(".")[0] for path in SCHEMAS.glob("*.options.json"))
    if not (SCHEMAS / f"{name}.answer.json").is_file()
)


@dataclass(frozen=True)
class Verb:
    name: str
    #: The header's first sentence.
    about: str
    #: Whether it works without an engine.
    bare: bool
    #: Whether it takes a batch's handle in place of an engine's.
    of_batch: bool
    #: Whether a refused document is its answer too, and not an error.
    judged: bool

    @property
    def file(self) -> bool:
        return self.name in FILES

    @property
    def camel(self) -> str:
        first, *rest = self.name.split("_")
        return first + "".join(word.capitalize() for word in rest)

    @property
    def pascal(self) -> str:
        return "".join(word.capitalize() for word in self.name.split("_"))


def comments() -> dict[str, str]:
    """The comment of each function in the header, on one line."""
    text = (ROOT / "include/einv.h").read_text("utf-8")
    found = re.findall(r"/\*\n((?:(?!\*/).)*?)\*/\nint32_t (einv_\w+)\(", text, flags=re.S)
    return {name: " ".join(comment.split()) for comment, name in found}


def verbs() -> list[Verb]:
    functions = json.loads((ROOT / "bindings/interface.json").read_text("utf-8"))["functions"]
    about = comments()
    return [
        Verb(
            name.removeprefix("einv_"),
            re.match(r"(.+?)(?<!e\.g)[.:](?= |$)", about[name])[1] + ".",
            one["verb"] in ("pure", "list"),
            name in ("einv_progress", "einv_results"),
            name.removeprefix("einv_") in JUDGED,
        )
        for one in functions
        if one["verb"] and (name := one["name"])
    ]


def version() -> str:
    """The version of the library, which every package has."""
    return re.search(r'^version = "(.+)"', (ROOT / "Cargo.toml").read_text("utf-8"), flags=re.M)[1]


def released() -> str:
    """The day of the newest released version in the list of changes; before the first release there is none."""
    found = re.search(r"^## .*?(\d{4}-\d{2}-\d{2})", (ROOT / "CHANGELOG.md").read_text("utf-8"), flags=re.M)
    return found[1] if found else "unreleased"
