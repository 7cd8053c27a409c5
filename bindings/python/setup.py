"""Builds the library and the schemas into the package: one wheel for every Python of a platform.

With EINV_LIBRARY set, that file is taken instead of a build of this checkout; with EINV_COMMAND the command beside it. The source
package holds the crate, so that pip builds the library from it where Rust is.
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
from setuptools.command.sdist import sdist

HERE = Path(__file__).resolve().parent
#: The checkout; in a source package the folder with what it needs of that.
ROOT = HERE / "crate" if (HERE / "crate").is_dir() else HERE.parent.parent
#: What the crate is built from, and what is shipped beside it.
CRATE = ("Cargo.toml", "Cargo.lock", "build.rs", "build", "src", "data", "include", "docs/schema", "bindings/interface.json", "README.md")
LICENCES = ("LICENSE", "LICENSE-MIT", "LICENSE-APACHE")
#: What goes into each verb and comes out of it: shipped as `einv/schema`.
SCHEMAS = ROOT / "docs/schema"
#: What cargo makes here.
BUILT = {"win32": "einv.dll", "darwin": "libeinv.dylib"}.get(sys.platform, "libeinv.so")


def name(library: Path) -> str:
    """What a library is called in the package. It may be another system's: a wheel for Windows is made on Linux."""
    return {".dll": "einv.dll", ".dylib": "libeinv.1.dylib"}.get(library.suffix, "libeinv.so.1")


def library() -> Path:
    if given := os.environ.get("EINV_LIBRARY"):
        return Path(given)
    if not (ROOT / "Cargo.toml").is_file():
        sys.exit("einv builds from a checkout of its repository; or name a built library: EINV_LIBRARY=path/to/libeinv.so")
    subprocess.run(["cargo", "build", "--release", "--lib", "--bin", "einv"], cwd=ROOT, check=True)
    return Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"), "release", BUILT)


def command(library: Path) -> "Path | None":
    """The command: named, or beside the library."""
    if given := os.environ.get("EINV_COMMAND"):
        return Path(given)
    beside = library.with_name("einv.exe" if library.suffix == ".dll" else "einv")
    return beside if beside.is_file() else None


def version() -> str:
    """The library's own. The package says the same without loading the library."""
    found = re.search(r'^version = "(.+)"', (ROOT / "Cargo.toml").read_text("utf-8"), flags=re.M)
    own = re.search(r'^__version__ = "(.+)"', (HERE / "src/einv/__init__.py").read_text("utf-8"), flags=re.M)
    if not found or not own or found[1] != own[1]:
        sys.exit("Cargo.toml and src/einv/__init__.py must have one version")
    return found[1]


class BuildWithLibrary(build_py):
    def run(self) -> None:
        super().run()
        package = Path(self.build_lib, "einv")
        built = library()
        shutil.copyfile(built, package / name(built))
        if program := command(built):
            (package / "command").mkdir(exist_ok=True)
            shutil.copy(program, package / "command")
        shutil.copytree(SCHEMAS, package / "schema", ignore=shutil.ignore_patterns("*.md"), dirs_exist_ok=True)


class WithCrate(sdist):
    """The source package: the crate goes into it, as far as it is the repository's."""

    def make_release_tree(self, base_dir: str, files: "list[str]") -> None:
        super().make_release_tree(base_dir, files)
        listed = subprocess.run(["git", "ls-files", "--", *CRATE, *LICENCES], cwd=ROOT, check=True, capture_output=True, text=True)
        for name in listed.stdout.splitlines():
            target = Path(base_dir, "crate", name)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, target)


class AnyPython(bdist_wheel):
    """Nothing is compiled against Python, so only the platform counts."""

    def get_tag(self) -> "tuple[str, str, str]":
        return "py3", "none", super().get_tag()[2]


class WithLibrary(Distribution):
    def has_ext_modules(self) -> bool:
        return True


setup(version=version(), distclass=WithLibrary, cmdclass={"build_py": BuildWithLibrary, "bdist_wheel": AnyPython, "sdist": WithCrate})
