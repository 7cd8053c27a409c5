"""Follows the pages as a reader would: docs.py unpacked-folder [page…]

Each page gets a folder of its own with what a vendor ships. A block under "In `name`:" is written to that file; one under "In the
unpacked folder:" or "Then:" is run. What ran must have registered a bill. Without named pages all are followed whose
hosts the tarball is for.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

TOOLS = {"cobol": "cobc", "pascal": "fpc", "csharp": "mono", "php": "php", "perl": "perl", "java": "javac", "c": "cc", "python": "python3"}
TOOLS |= {"node": "node", "go": "go", "cpp": "c++", "ruby": "ruby"}
#: Hosts that run on Windows alone, and packages that are tried by their own targets.
OTHERS = ("vb6", "foxpro", "powerbuilder", "vba")


def steps(page):
    """(file or None, text) of each block to write or run."""
    for before, block in re.findall(r"^(.*\S)\n\n((?:    .*\n|\n(?=    ))+)", page, flags=re.M):
        text = re.sub(r"^ {4}", "", block, flags=re.M)
        if named := re.fullmatch(r"In `([^`]+)`:", before):
            yield named[1], text
        elif before.endswith("n the unpacked folder:") or before == "Then:":
            yield None, text


def follow(page, folder):
    ran = ""
    output = []
    for file, text in steps(page.read_text("utf-8")):
        if file:
            (folder / file).write_text(text, "utf-8")
            continue
        # A reader's shell keeps the exports of earlier blocks.
        ran += "\n".join(line for line in text.splitlines() if line.startswith("export ")) + "\n"
        done = subprocess.run(["sh", "-euc", ran + text], cwd=folder, encoding="utf-8", stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        if done.returncode or "registered" not in done.stdout:
            sys.exit(f"{page.name} does not work as written:\n{text}\n{done.stdout}")
        output.append(done.stdout)
    return len(output)


def link(source, target, *, follow_symlinks=True):
    """Large files are not copied: nothing that runs here writes over one."""
    os.link(source, target, follow_symlinks=follow_symlinks)


def main():
    shipped = Path(sys.argv[1]).resolve()
    named = [shipped / "docs" / page for page in sys.argv[2:]]
    pages = named or [shipped / "docs" / f"{name}.md" for name in ("c", "cpp", "go", "python", "java")] + sorted((shipped / "docs/hosts").glob("*.md"))
    for page in pages:
        if page.stem in OTHERS:
            continue
        if not shutil.which(TOOLS[page.stem]):
            sys.exit(f"{page.name}: no {TOOLS[page.stem]} here")
        with tempfile.TemporaryDirectory(dir=shipped.parent) as clean:
            folder = Path(clean, shipped.name)
            shutil.copytree(shipped, folder, symlinks=True, copy_function=link)
            blocks = follow(page, folder)
            if blocks < 2:
                sys.exit(f"{page.name}: only {blocks} blocks were run")
            print(f"ok   {page.relative_to(shipped)}")


if __name__ == "__main__":
    main()
