"""Builds the library and the schemas into the package: one wheel for every Python of a platform.

With EINV_LIBRARY set, that file is taken instead of a build of this checkout.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from setuptools import Distribution, setup
from setuptools.command.bdist_wheel import bdist_wheel
from setuptools.command.build_py import build_py

ROOT = Path(__file__).resolve().parent.parent.parent
#: What goes into each verb and comes out of it: shipped as `einv/schema`.
SCHEMAS = ROOT / "docs/schema"
#: What cargo makes, and what it is called in the package.
BUILT, NAME = {
    "win32": ("einv.dll", "einv.dll"),
    "darwin": ("libeinv.dylib", "libeinv.1.dylib"),
}.get(sys.platform, ("libeinv.so", "libeinv.so.1"))


def library() -> Path:
    if given := os.environ.get("EINV_LIBRARY"):
        return Path(given)
    if not (ROOT / "Cargo.toml").is_file():
        sys.exit("einv builds from a checkout of its repository; or name a built library: EINV_LIBRARY=path/to/libeinv.so")
    subprocess.run(["cargo", "build", "--release", "--lib"], cwd=ROOT, check=True)
    return Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"), "release", BUILT)


def version() -> str:
    """The library's own, which is written once."""
    found = re.search(r'^version = "(.+)"', (ROOT / "Cargo.toml").read_text("utf-8"), flags=re.M)
    return found[1] if found else sys.exit("Cargo.toml has no version")


class BuildWithLibrary(build_py):
    def run(self) -> None:
        super().run()
        package = Path(self.build_lib, "einv")
        shutil.copyfile(library(), package / NAME)
        shutil.copytree(SCHEMAS, package / "schema", ignore=shutil.ignore_patterns("*.md"), dirs_exist_ok=True)


class AnyPython(bdist_wheel):
    """Nothing is compiled against Python, so only the platform counts."""

    def get_tag(self) -> "tuple[str, str, str]":
        return "py3", "none", super().get_tag()[2]


class WithLibrary(Distribution):
    def has_ext_modules(self) -> bool:
        return True


setup(version=version(), distclass=WithLibrary, cmdclass={"build_py": BuildWithLibrary, "bdist_wheel": AnyPython})
