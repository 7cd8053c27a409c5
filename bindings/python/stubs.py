"""Writes src/einv/__init__.pyi, so that type checkers know each verb's answer and its options: stubs.py [--check]

From the package itself, the list of verbs (`bindings/interface.json`, which names each one's own options) and the answers' classes.
`--check` writes nothing and fails when the stub is stale.
"""

import ast
import json
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
PACKAGE = HERE / "src/einv"
STUB = PACKAGE / "__init__.pyi"
COMMON = {
    "on": "Union[str, date, None]",
    "taxpayer": "Optional[dict[str, Any]]",
    "language": 'Optional[Literal["en", "hi"]]',
    "ascii": "Optional[bool]",
    "deadline_ms": "Optional[int]",
    "settings": "Optional[dict[str, Any]]",
}
OWN = {
    **dict.fromkeys(("after", "limit", "module", "quiet", "in_flight"), "Optional[int]"),
    **dict.fromkeys(("draft", "resend"), "Optional[bool]"),
    **dict.fromkeys(("width_mm", "per_second"), "Optional[float]"),
    "when": 'Optional[Literal["always", "required"]]',
    "format": 'Optional[Literal["svg", "png", "bmp", "escpos", "text"]]',
    "level": 'Optional[Literal["L", "M", "Q", "H"]]',
    "round_off": 'Optional[Literal["rupee", "none"]]',
    "qr_keys": "Optional[list[str]]",
    "retail_prices": "Optional[dict[str, str]]",
}


def own_options():
    """Each verb's own options."""
    interface = json.loads((HERE.parent / "interface.json").read_text("utf-8"))
    return {one["name"].removeprefix("einv_"): one["options"] for one in interface["functions"] if one["verb"]}


def classes():
    tree = ast.parse((PACKAGE / "_results.py").read_text("utf-8"))
    table = next(n for n in tree.body if isinstance(n, ast.AnnAssign) and ast.unparse(n.target) == "BY_VERB")
    return {key.value: ast.unparse(value) for key, value in zip(table.value.keys, table.value.values)}


OPTIONS, ANSWERS = own_options(), classes()


def function(node, indent):
    """A function without its body; a verb with its options and its answer, and once more for picked values."""
    arguments = ast.unparse(node.args)
    returns = ast.unparse(node.returns)
    decorators = "".join(f"{indent}@{ast.unparse(one)}\n" for one in node.decorator_list)
    if node.name not in OPTIONS or not arguments.endswith("**opts: Any"):
        return f"{decorators}{indent}def {node.name}({arguments}) -> {returns}: ...\n"
    given = {**COMMON, **{name: OWN.get(name, "Any") for name in OPTIONS[node.name]}}
    options = ", ".join(f"{name}: {kind} = ..." for name, kind in given.items())
    first = arguments.removesuffix("**opts: Any") + "*, "
    if returns == "bytes":
        return f"{indent}def {node.name}({first}{options}) -> bytes: ...\n"
    answer = ANSWERS.get(node.name, returns if returns != "Any" else "dict[str, Any]")
    return (
        f"{indent}@overload\n{indent}def {node.name}({first}pick: None = ..., {options}) -> {answer}: ...\n"
        f"{indent}@overload\n{indent}def {node.name}({first}pick: Union[str, list[str]], {options}) -> str: ...\n"
    )


def stub():
    out = ["# Made by stubs.py; do not edit.\nfrom datetime import date\nfrom typing import Literal, Union, overload\n"]
    tree = ast.parse((PACKAGE / "__init__.py").read_text("utf-8"))
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and node.module == "__future__":
            continue
        if isinstance(node, (ast.Import, ast.ImportFrom)) or isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            out.append(ast.unparse(node) + "\n")
        elif isinstance(node, ast.ClassDef):
            bases = f"({', '.join(map(ast.unparse, node.bases))})" if node.bases else ""
            members = "".join(function(one, "    ") for one in node.body if isinstance(one, ast.FunctionDef) and public(one.name))
            out.append(f"\nclass {node.name}{bases}:\n{members}\n")
        elif isinstance(node, ast.FunctionDef) and public(node.name):
            out.append(function(node, ""))
    return "".join(out)


def public(name):
    return not name.startswith("_") or name.startswith("__")


if __name__ == "__main__":
    fresh = stub()
    if "--check" not in sys.argv:
        STUB.write_text(fresh, "utf-8")
    elif not STUB.is_file() or STUB.read_text("utf-8") != fresh:
        sys.exit(f"{STUB.name} is stale: run `make header` and commit it")
