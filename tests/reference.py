"""Checks what needs the reference folder: reference.py FOLDER, the folder of a built library and command

The folder is the one that EINV_SHARED names, else ../shared. It holds what genuine portals issued, the published tables and the
field cases. The ignored tests read it; the field cases are judged by its own run_field.py. Where it is absent, nothing is
checked, and that is said.

tests/field_open.txt lists the field cases that aren't right yet, a line each: id, tab, title of the issue that settles it. A
listed case that is right fails as an unlisted one that is wrong does.
"""

import csv
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MARK = '#[ignore = "reads the reference folder: make reference"]'


def main():
    built = Path(sys.argv[1]).absolute()
    shared = (ROOT / os.environ.get("EINV_SHARED", "../shared")).resolve()
    if not shared.is_dir():
        print("reference: absent, 0 checked")
        return
    # Python reads and writes UTF-8 in every locale.
    environment = dict(os.environ, EINV_SHARED=str(shared), PYTHONUTF8="1")
    tests = ignored_tests(environment)
    cases = field_cases(shared / "cases", built, environment)
    print(f"reference: {tests} tests and {cases} field cases checked")


def ignored_tests(environment):
    """Runs the tests that a plain run leaves out; fewer than are marked in the sources is a failure."""
    sources = [path for folder in ("src", "tests") for path in (ROOT / folder).rglob("*.rs")]
    marked = sum(path.read_text("utf-8").count(MARK) for path in sources)
    command = ["cargo", "test", "--lib", "--test", "it", "--", "--ignored"]
    run = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, encoding="utf-8")
    print(run.stdout)
    passed = sum(int(count) for count in re.findall(r"^test result: .*?(\d+) passed", run.stdout, flags=re.M))
    if run.returncode or passed < marked:
        sys.exit(f"reference: {passed} of {marked} tests passed")
    return passed


def field_cases(folder, built, environment):
    """Judges the field cases; what is wrong must be what the list says."""
    with open(folder / "field/cases.csv", encoding="utf-8", newline="") as table:
        ids = [row["id"] for row in csv.DictReader(table)]
    command = [sys.executable, str(folder / "run_field.py"), "-v"]
    with tempfile.TemporaryDirectory() as work:
        environment = dict(
            environment,
            EINV_LIBRARY=str(built / "libeinv.so"),
            EINV_BIN=str(with_key_file(Path(work), built / "einv")),
            EINV_PYTHON=str(ROOT / "bindings/python/src"),
        )
        run = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, encoding="utf-8")
    judged = dict((name, word == "ok") for word, name in re.findall(r"^(ok|WRONG) +(\S+)", run.stdout, flags=re.M))
    faults = compare(ids, judged, open_cases())
    if faults:
        print(run.stdout)
        sys.exit("reference: " + "; ".join(faults))
    return len(ids)


def with_key_file(folder, command):
    """The command, but for `sandbox`: the cases look for a key file that is written only where it is asked for."""
    asked = folder / "einv"
    asked.write_text(
        f"""#!/bin/sh
if test "$1" = sandbox; then shift; exec '{command}' sandbox --key-file einv-sandbox-key.pem "$@"; fi
exec '{command}' "$@"
""",
        "utf-8",
    )
    asked.chmod(0o755)
    return asked


def open_cases():
    """What the list says: each id with the issue that settles it."""
    rows = [line.split("\t") for line in (ROOT / "tests/field_open.txt").read_text("utf-8").splitlines() if line]
    wrong = [row for row in rows if len(row) != 2 or not row[1].strip()]
    if wrong or len({row[0] for row in rows}) < len(rows):
        sys.exit(f"tests/field_open.txt: an id, a tab and a title a line, each id once: {wrong}")
    return dict(rows)


def compare(ids, judged, listed):
    """Sentences on what is not as listed."""
    faults = {
        "listed, but no case has this id": [name for name in listed if name not in ids],
        "not judged": [name for name in ids if name not in judged],
        "listed, but right: take it off tests/field_open.txt": [name for name in listed if judged.get(name)],
        "wrong, but not listed": [name for name in ids if judged.get(name) is False and name not in listed],
    }
    return [f"{what}: {' '.join(names)}" for what, names in faults.items() if names]


if __name__ == "__main__":
    main()
