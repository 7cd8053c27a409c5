"""What is inside the library, for the one who ships it: inventory.py target folder

Writes sbom.cdx.json (CycloneDX 1.5) and THIRD-PARTY.txt: every crate that is linked in for the target, and the fonts, with the licences'
texts as their authors wrote them.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LICENCE = re.compile(r"^(licen[sc]e|copying|notice|unlicense|copyright)", re.I)


def linked(target):
    """Crates linked in: the closure over normal dependencies, without build scripts' and tests' own. Their edges too."""
    command = ["cargo", "metadata", "--format-version", "1", "--locked", "--filter-platform", target]
    data = json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout)
    packages = {package["id"]: package for package in data["packages"]}
    macros = {i for i, p in packages.items() if any("proc-macro" in t["kind"] for t in p["targets"])}
    nodes = {node["id"]: node for node in data["resolve"]["nodes"]}
    root = data["resolve"]["root"]
    edges, waiting = {}, [root]
    while waiting:
        one = waiting.pop()
        if one not in edges:
            deps = [d["pkg"] for d in nodes[one]["deps"] if any(kind["kind"] is None for kind in d["dep_kinds"])]
            edges[one] = sorted(set(deps) - macros)
            waiting += edges[one]
    return packages, root, edges


def checksums():
    lock = (ROOT / "Cargo.lock").read_text("utf-8")
    entries = re.findall(r'name = "(.+?)"\nversion = "(.+?)"\nsource = ".*?"\nchecksum = "(.+?)"', lock)
    return {(name, version): checksum for name, version, checksum in entries}


def reference(package):
    return f"pkg:cargo/{package['name']}@{package['version']}"


def sbom(packages, root, edges):
    sums = checksums()

    def component(package, kind):
        out = {"type": kind, "bom-ref": reference(package), "name": package["name"], "version": package["version"]}
        out["purl"] = reference(package)
        # Some crates still write MIT/Apache-2.0.
        if package["license"]:
            out["licenses"] = [{"expression": re.sub(r"\s*/\s*", " OR ", package["license"])}]
        if found := sums.get((package["name"], package["version"])):
            out["hashes"] = [{"alg": "SHA-256", "content": found}]
        return out

    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": component(packages[root], "library")},
        "components": [component(packages[one], "library") for one in sorted(edges) if one != root],
        "dependencies": [
            {"ref": reference(packages[one]), "dependsOn": [reference(packages[d]) for d in deps]} for one, deps in sorted(edges.items())
        ],
    }


def licences(packages, root, edges):
    """Each text once, with the crates it came with; a crate without one is listed by its licence's name."""
    texts, bare = {}, []

    def add(name, file):
        text = file.read_text("utf-8", "replace").strip()
        texts.setdefault(" ".join(text.split()), (text, []))[1].append(name)

    add("Noto Sans fonts: OFL-1.1", ROOT / "data/fonts/OFL.txt")
    for one in sorted(edges):
        if one == root:
            continue
        package = packages[one]
        name = f"{package['name']} {package['version']}: {package['license'] or 'see its text'}"
        folder = Path(package["manifest_path"]).parent
        # A wrapped library, for example in C, is one folder deeper.
        files = [f for f in sorted([*folder.glob("*"), *folder.glob("*/*")]) if f.is_file() and LICENCE.match(f.name)]
        for file in files:
            add(name, file)
        if not files:
            bare.append(name)
    out = ["The library holds these works besides its own. Their authors' terms follow, each once.\n"]
    if bare:
        out.append("Named by their licence only, as they come without its text:\n\n" + "\n".join(f"  {name}" for name in bare) + "\n")
    for text, names in texts.values():
        out.append("=" * 80 + "\n" + "\n".join(dict.fromkeys(names)) + "\n\n" + text + "\n")
    return "\n".join(out)


def main():
    target, folder = sys.argv[1], Path(sys.argv[2])
    found = linked(target)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "sbom.cdx.json").write_text(json.dumps(sbom(*found), indent=1) + "\n", "utf-8")
    (folder / "THIRD-PARTY.txt").write_text(licences(*found), "utf-8")
    print(f"{len(found[2]) - 1} crates")


if __name__ == "__main__":
    main()
