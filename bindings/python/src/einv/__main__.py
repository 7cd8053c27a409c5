"""The command: ``python -m einv``, and ``einv`` where the package is installed.

The program is inside the wheel, beside the library. Without it, in a checkout for example, ``EINV_COMMAND`` names it.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

NAME = "einv.exe" if sys.platform == "win32" else "einv"


def program() -> str:
    if given := os.environ.get("EINV_COMMAND"):
        return os.path.abspath(given)
    inside = Path(__file__).resolve().with_name("command") / NAME
    if not inside.is_file():
        sys.exit(f"this package holds no command ({inside}); EINV_COMMAND can name one")
    return str(inside)


def main() -> None:
    path, arguments = program(), sys.argv[1:]
    if sys.platform == "win32":
        sys.exit(subprocess.run([path, *arguments]).returncode)
    # Signals and the exit code are the program's own.
    os.execv(path, [path, *arguments])


if __name__ == "__main__":
    main()
