"""Writes src/einv/__init__.pyi, so that type checkers know each verb's answer and its options, and src/einv/_bill.py, the types of
the simple bill: stubs.py [--check]

From the package itself, the list of verbs (`bindings/interface.json`), the schemas of their options and answers (`docs/schema`) and
the simple bill's schema (`docs/simple.schema.json`). `--check` writes nothing and fails when one of them is stale.
"""

import ast
import json
import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import classes
import classes_python

PACKAGE = HERE / "src/einv"
STUB = PACKAGE / "__init__.pyi"
BILL = PACKAGE / "_bill.py"
SCHEMA = json.loads((HERE.parent.parent / "docs/simple.schema.json").read_text("utf-8"))
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


def kind_of(schema, holder, types):
    """The type of what a key of the simple bill holds; objects become types of their own in `types`."""
    if "anyOf" in schema:
        parts = [kind_of(one, holder, types).removeprefix("Union[").removesuffix("]") for one in schema["anyOf"][:1]]
        return f"Union[{', '.join(parts + [kind_of(one, holder, types) for one in schema['anyOf'][1:]])}]"
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    if kinds == ["array"]:
        return f"list[{kind_of(schema['items'], holder, types)}]"
    if kinds == ["object"]:
        if "properties" not in schema:
            return f"dict[str, {kind_of(schema['additionalProperties'], holder, types)}]"
        # The inner types stand before those that name them.
        members = {key: kind_of(one, holder + pascal(key), types) for key, one in schema["properties"].items()}
        types[holder] = members
        return holder
    if "2026-11-19" in schema.get("examples", ()):
        return "Union[str, date, None]"
    plain = {"string": "str", "number": "int, float, Decimal", "boolean": "bool", "null": "None"}
    named = ", ".join(plain[kind] for kind in kinds)
    return f"Union[{named}]" if "," in named else named


def pascal(name):
    return "".join(word.capitalize() for word in name.split("_"))


def bill_types():
    """The types of the simple bill, the bill itself last."""
    types = {}
    kind_of(SCHEMA, "Bill", types)
    return types


def bill():
    out = [
        '"""The types of the simple bill (docs/simple.md), for those who write it as a dict. Made by stubs.py; do not edit."""\n\n',
        "from datetime import date\nfrom decimal import Decimal\nfrom typing import TypedDict, Union\n",
    ]
    for name, members in bill_types().items():
        listed = "".join(f'        "{key}": {kind},\n' for key, kind in members.items())
        out.append(f'\n{name} = TypedDict(\n    "{name}",\n    {{\n{listed}    }},\n    total=False,\n)\n')
    return "".join(out)


def bill_function(node):
    """`bill` with each key of the simple bill as an argument."""
    needed = SCHEMA["required"]
    keys = [f"{key}: {kind}" + ("" if key in needed else " = ...") for key, kind in bill_types()["Bill"].items()]
    return f"def bill(*, {', '.join(keys)}) -> {ast.unparse(node.returns)}: ...\n"


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
    names = ", ".join(name for name in bill_types() if name != "Bill")
    out = [
        "# Made by stubs.py; do not edit.\nimport builtins\nfrom datetime import date\nfrom decimal import Decimal\nfrom typing import Literal, Union, overload\n",
        f"from ._bill import {names}\n",
    ]
    tree = ast.parse((PACKAGE / "__init__.py").read_text("utf-8"))
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and node.module == "__future__":
            continue
        if isinstance(node, (ast.Import, ast.ImportFrom)) or isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) in ("__all__", "__version__"):
            out.append(ast.unparse(node) + "\n")
        elif isinstance(node, ast.ClassDef):
            bases = f"({', '.join(map(ast.unparse, node.bases))})" if node.bases else ""
            members = "".join(function(one, "    ") for one in node.body if isinstance(one, ast.FunctionDef) and public(one.name))
            out.append(f"\nclass {node.name}{bases}:\n{members}\n")
        elif isinstance(node, ast.FunctionDef) and node.name == "bill":
            out.append(bill_function(node))
        elif isinstance(node, ast.FunctionDef) and public(node.name):
            out.append(function(node, ""))
    # An engine has a verb `list`, which hides the built-in type.
    return re.sub(r"\blist\[", "builtins.list[", "".join(out))


def public(name):
    return not name.startswith("_") or name.startswith("__")


if __name__ == "__main__":
    for path, fresh in ((STUB, stub()), (BILL, bill())):
        if "--check" not in sys.argv:
            path.write_text(fresh, "utf-8")
        elif not path.is_file() or path.read_text("utf-8") != fresh:
            sys.exit(f"{path.name} is stale: run `make header` and commit it")
