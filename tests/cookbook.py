"""Runs every program of the cookbook in Python, Java and C: cookbook.py libeinv.so [page…]

The three of a page must print the same, and what the page says: `…` stands for anything, or for nothing at the end of a line.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from datetime import datetime, timedelta, timezone
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COOKBOOK = ROOT / "docs/cookbook"
TODAY = datetime.now(timezone(timedelta(hours=5, minutes=30))).strftime("%d/%m/%Y")
HEADINGS = "Invoice No,Date,Buyer GSTIN,Buyer Name,Address,City,PIN,Item,HSN,Qty,Unit,Rate,GST %"
BUYER = "27AABCU9603R1ZN,Pune Office Supplies LLP,7 Laxmi Road,Pune,411030"


def blocks(page):
    """What is under "In `name`:", by name."""
    found = re.findall(r"In `([^`]+)`:\n\n((?:    .*\n|\n(?=    |\n    ))+)", page)
    return {name: re.sub(r"^ {4}", "", text, flags=re.M) for name, text in found}


def prepare(folder):
    """The bills that the programs read."""
    good = (ROOT / "examples/bills/good.json").read_text("utf-8")
    good = re.sub(r'"Dt": "[^"]*"', f'"Dt": "{TODAY}"', good)
    (folder / "bill.json").write_text(good, "utf-8")
    shutil.copy(ROOT / "examples/bills/refused.json", folder)
    lines = [" ".join(good.split()).replace("UDP/26-27/0417", f"MANY/{number}") for number in range(3)]
    (folder / "bills.ndjson").write_text("\n".join(lines) + "\n", "utf-8")
    (folder / "simple.json").write_text(
        f'{{"number": "SB/1", "date": "{TODAY}", "buyer": {{"gstin": "27AABCU9603R1ZN", "name": "Pune Office Supplies LLP", '
        '"address": "7 Laxmi Road", "city": "Pune", "pin": "411030"}, "lines": [{"name": "Ruled register", "hsn": "48201090", '
        '"qty": 10, "unit": "pieces", "price": "100.00", "rate": "18%"}]}\n',
        "utf-8",
    )
    rows = [f"SB/1,{TODAY},{BUYER},Ruled register,48201090,10,PCS,100.00,18", f"SB/2,{TODAY},{BUYER},Ruled register,4820,10,PCS,100.00,17"]
    (folder / "bills.csv").write_text("\n".join([HEADINGS, *rows]) + "\n", "utf-8")
    for name, text in blocks((COOKBOOK / "README.md").read_text("utf-8")).items():
        (folder / name).write_text(text, "utf-8")


def run(command, folder, **more):
    done = subprocess.run(command, cwd=folder, encoding="utf-8", stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env={**os.environ, **more})
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))[:200]}\n{done.stdout}")
    return [line.rstrip() for line in done.stdout.splitlines()]


def main():
    library = Path(sys.argv[1]).resolve()
    for tool in ("javac", "java", "cc"):
        if not shutil.which(tool):
            print(f"SKIPPED: the cookbook is not run, there is no {tool} here", file=sys.stderr)
            sys.exit(1 if os.environ.get("CI") else 0)
    pages = [COOKBOOK / f"{name}.md" for name in sys.argv[2:]] or sorted(COOKBOOK.glob("*.md"))
    pages = [page for page in pages if page.name != "README.md"]
    with tempfile.TemporaryDirectory() as work:
        folder = Path(work)
        prepare(folder)
        os.symlink(library, folder / "libeinv.so.1")
        programs = {}
        for page in pages:
            text = page.read_text("utf-8")
            programs[page] = blocks(text)
            for name, code in programs[page].items():
                (folder / name).write_text(code, "utf-8")
        binding = ROOT / "bindings/java/src/main/java"
        java = ["javac", "-encoding", "UTF-8", "--release", "11", "-Xlint:-options", "-d", "classes", "-sourcepath", str(binding)]
        run([*java, *sorted(path.name for path in folder.glob("*.java"))], folder)
        for page, files in programs.items():
            said = {}
            for name in files:
                stem = name.rsplit(".", 1)[0]
                if name.endswith(".py"):
                    said["Python"] = run([sys.executable, name], folder, EINV_LIBRARY=str(library), PYTHONPATH=str(ROOT / "bindings/python/src"))
                elif name.endswith(".java"):
                    said["Java"] = run(["java", f"-Deinv.library={library}", "-cp", "classes", stem], folder)
                elif name.endswith(".c"):
                    strict = ["-std=c99", "-Wall", "-Wextra", "-Werror", "-Wno-unused-function"]
                    run(["cc", *strict, "-I", str(ROOT / "include"), name, "libeinv.so.1", "-o", f"./{stem}.out"], folder)
                    said["C"] = run([f"./{stem}.out"], folder, LD_LIBRARY_PATH=str(folder))
            if sorted(said) != ["C", "Java", "Python"]:
                sys.exit(f"{page.name}: only in {sorted(said)}")
            expected = re.search(r"## What each prints\n\n((?:    .*\n)+)", page.read_text("utf-8"))
            lines = [line[4:].rstrip() for line in expected[1].splitlines()]
            pattern = "\n".join(re.escape(line).replace("…", ".+") for line in lines)
            for language, printed in said.items():
                if printed != said["Python"]:
                    sys.exit(f"{page.name}: {language} prints something else than Python:\n{printed}\n{said['Python']}")
            if not re.fullmatch(pattern, "\n".join(said["Python"])):
                sys.exit(f"{page.name} says\n{expected[1]}but they print\n" + "\n".join(said["Python"]))
            print(f"ok   {page.name}")


if __name__ == "__main__":
    main()
