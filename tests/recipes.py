"""Compiles and runs the recipes of docs/log.md, in Python and Java: recipes.py libeinv.so

Each forwards what an engine exchanged: the same lines in both, each once.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.dont_write_bytecode = True
from cookbook import ROOT, prepare, run  # noqa: E402

PYTHON = """
import sys

import einv

logging.basicConfig(format="%(levelname)s %(message)s", stream=sys.stdout, level=logging.INFO)
with einv.Engine() as engine, open("bill.json", encoding="utf-8") as bill:
    engine.submit(bill.read())
    last = forward(engine)
    assert last > 0 and forward(engine, last) == last
"""
JAVA = """
import in.einv.*;
import java.nio.file.*;

public class Recipe {
    %s
    public static void main(String[] arguments) throws Exception {
        try (Engine engine = new Engine()) {
            engine.submit(Files.readString(Path.of("bill.json")));
            long last = forward(engine, 0);
            if (last <= 0 || forward(engine, last) != last) {
                throw new AssertionError("the last exchange is " + last);
            }
        }
    }
}
"""


def recipe(language):
    return re.search(rf"```{language}\n(.*?)```", (ROOT / "docs/log.md").read_text("utf-8"), flags=re.S)[1]


def main():
    library = Path(sys.argv[1]).resolve()
    for tool in ("javac", "java"):
        if not shutil.which(tool):
            print(f"SKIPPED: the recipes are not run, there is no {tool} here", file=sys.stderr)
            sys.exit(1 if os.environ.get("CI") else 0)
    with tempfile.TemporaryDirectory() as work:
        folder = Path(work)
        prepare(folder)
        (folder / "recipe.py").write_text(recipe("python") + PYTHON, "utf-8")
        (folder / "Recipe.java").write_text(JAVA % recipe("java"), "utf-8")
        (folder / "format").write_text("java.util.logging.SimpleFormatter.format=%4$s %5$s%n\nhandlers=java.util.logging.ConsoleHandler\n", "utf-8")
        said = run([sys.executable, "recipe.py"], folder, EINV_LIBRARY=str(library), PYTHONPATH=str(ROOT / "bindings/python/src"))
        binding = ROOT / "bindings/java/src/main/java"
        run(["javac", "-encoding", "UTF-8", "--release", "11", "-Xlint:all", "-Xlint:-options", "-Werror", "-implicit:none", "-d", "classes",
             "-sourcepath", str(binding), "Recipe.java", *map(str, (binding / "in/einv").glob("*.java"))], folder)
        java = ["java", f"-Deinv.library={library}", "-Djava.util.logging.config.file=format", "-cp", "classes", "Recipe"]
        also = run(java, folder)
    # How long each took is its own.
    plain = [re.sub(r"[\d,.]+ ms$", "… ms", line) for line in said]
    if not plain or [re.sub(r"[\d,.]+ ms$", "… ms", line) for line in also] != plain:
        sys.exit(f"docs/log.md: Python forwards {said}, Java {also}")
    if not any(re.fullmatch(r"INFO \S+ generate 200 in … ms", line) for line in plain):
        sys.exit(f"docs/log.md: no registration is forwarded: {said}")
    print(f"ok   docs/log.md: {len(plain)} lines forwarded by Python and Java")


if __name__ == "__main__":
    main()
