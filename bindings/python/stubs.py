"""Writes src/einv/__init__.pyi, so that type checkers know each verb's answer and its options: stubs.py [--check]

From the package itself, the list of verbs (`bindings/interface.json`) and the schemas of their options and answers (`docs/schema`).
`--check` writes nothing and fails when the stub is stale.
"""

import ast
import json
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import classes
import classes_python

PACKAGE = HERE / "src/einv"
STUB = PACKAGE / "__init__.pyi"
#: A moment may be a date, too.
TYPES = {"on": "Union[str, date]"}


def own_options():
    """Each verb's options, the common ones first, with their types; `pick` is a form of the call of its own."""
    interface = json.loads((HERE.parent / "interface.json").read_text("utf-8"))
    schemas = classes.options()
    for one in interface["functions"]:
        if one["verb"]:
            verb = one["name"].removeprefix("einv_")
            known = {name: TYPES.get(name) or classes_python.options(schema) for name, schema in schemas[verb].items()}
            unknown = set(one["options"]) - set(known)
            assert not unknown, f"{verb}: no schema of {unknown}"
            yield verb, {name: f"Optional[{kind}]" for name, kind in known.items() if name != "pick"}


OPTIONS = dict(own_options())
ANSWERS = {verb: f"answers.{type.name}" for verb, type in classes.model().verbs.items() if type.kind == "object"}
#: What is refused raises, so only the file is left.
ANSWERS["export"] = "list[dict[str, Any]]"


def function(node, indent):
    """A function without its body; a verb with its options and its answer, and once more for picked values."""
    arguments = ast.unparse(node.args)
    returns = ast.unparse(node.returns)
    decorators = "".join(f"{indent}@{ast.unparse(one)}\n" for one in node.decorator_list)
    verb = node.name.rstrip("_")
    if verb not in OPTIONS or not arguments.endswith("**opts: Any"):
        return f"{decorators}{indent}def {node.name}({arguments}) -> {returns}: ...\n"
    options = ", ".join(f"{name}: {kind} = ..." for name, kind in OPTIONS[verb].items())
    first = arguments.removesuffix("**opts: Any") + "*, "
    if returns == "bytes":
        return f"{indent}def {node.name}({first}{options}) -> bytes: ...\n"
    answer = ANSWERS.get(verb, "dict[str, Any]") if returns == "Any" else returns
    return (
        f"{indent}@overload\n{indent}def {node.name}({first}pick: None = ..., {options}) -> {answer}: ...\n"
        f"{indent}@overload\n{indent}def {node.name}({first}pick: Union[str, list[str]], {options}) -> str: ...\n"
    )


def stub():
    out = ["# Made by stubs.py; do not edit.\nfrom datetime import date\nfrom decimal import Decimal\nfrom typing import Literal, Union, overload\n"]
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
