"""Makes the pages a website: site.py out-folder [--check] [--api folder]

The pages of docs/, the README and the lists of changes become an mdBook, in the order of `PARTS`; what names a page in backticks becomes a
link to it. Every link is checked, in the sources and in the finished pages. `--check` checks the sources alone, without mdbook. The folder after `--api` is what packaging/api.sh made: each language's own
reference pages, which go into the site.
"""

import html.parser
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import unquote

import header

ROOT = Path(__file__).resolve().parent.parent
#: The parts of the book with their pages; `…` takes the pages of a folder that are named nowhere else.
PARTS = {
    "Begin": ["README.md", "docs/going-live.md", "docs/glossary.md"],
    "From your language": ["docs/c.md", "docs/cpp.md", "docs/python.md", "docs/java.md", "docs/node.md", "docs/go.md", "docs/ruby.md", "docs/rust.md", "docs/hosts/…"],
    "In your framework": ["docs/frameworks/…"],
    "Cookbook": ["docs/cookbook/README.md", "docs/cookbook/…"],
    "The command and tables": ["docs/command.md", "docs/simple.md", "docs/tables.md", "docs/print.md", "docs/returns.md"],
    "In the shop": ["docs/ledger.md", "docs/postgres.md", "docs/scale.md", "docs/portals.md", "docs/settings.md", "docs/log.md", "docs/errors.md"],
    "Reference": ["docs/rules.md", "docs/law.md", "docs/lists.md", "docs/limits.md", "docs/performance.md", "docs/schema/README.md", "docs/…"],
    "For vendors and those who change einv": ["docs/shipping.md", "docs/versioning.md", "docs/architecture.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"],
}
#: The reference pages of languages: where each begins in the folder of packaging/api.sh.
REFERENCES = {"Python": "python/einv.html", "Java": "java/in/einv/package-summary.html", "Rust": "rust/einv/index.html"}
IMAGE = re.compile(r"!\[([^\]]*)\]\(([^)\s]+)\)")
LINK = re.compile(r"(?<!!)\[((?:[^\]\[]|\[[^\]]*\])*)\]\(([^)\s]+)\)")
CODE = re.compile(r"^(?:    .*|```.*?^```)$", flags=re.M | re.S)


def pages():
    """The parts with their pages, as paths in the repository."""
    named = {page for part in PARTS.values() for page in part if not page.endswith("…")}
    for title, part in PARTS.items():
        found = []
        for page in part:
            if page.endswith("…"):
                folder = ROOT / page.removesuffix("/…")
                found += sorted(str(one.relative_to(ROOT)) for one in folder.glob("*.md") if str(one.relative_to(ROOT)) not in named)
            else:
                found.append(page)
        yield title, found


def title_of(text, page):
    found = re.search(r"^# (.+)$", text, flags=re.M)
    if not found:
        sys.exit(f"{page} has no title")
    return found[1].replace("`", "")


def place(page):
    """Where a page stands in the book: all below one folder. mdBook makes a print.html of its own."""
    if page == "docs/print.md":
        return "paper.md"
    return page.removeprefix("docs/") if page.startswith("docs/") else page if page != "README.md" else "index.md"


def anchors(text):
    """The names that headings get."""
    found = set()
    for heading in re.findall(r"^#+ (.+)$", CODE.sub("", text), flags=re.M):
        found.add(re.sub(r"\s", "-", re.sub(r"[^\w\s-]", "", heading.replace("`", "")).strip().lower()))
    return found


def linked(text, page, known):
    """The text with its links turned to their places in the book; what is no page there points into the repository's folder."""
    here = Path(place(page)).parent

    def relative(target):
        return Path(*[".."] * len(here.parts), place(target)).as_posix()

    def backticks(match):
        target = match[1] if match[1] in known else f"docs/{match[1]}"
        return f"[`{match[1]}`]({relative(target)})" if target in known and target != page else match[0]

    def link(match):
        target, _, anchor = match[2].partition("#")
        if re.match(r"\w+:", target) or not target:
            return match[0]
        path = (ROOT / page).parent.joinpath(target).resolve()
        name = str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else ""
        if name in known:
            return f"[{match[1]}]({relative(name)}{'#' + anchor if anchor else ''})"
        return match[0]

    def image(match):
        path = (ROOT / page).parent.joinpath(match[2]).resolve()
        return f"![{match[1]}]({relative(str(path.relative_to(ROOT)))})" if path.is_relative_to(ROOT / "docs") else match[0]

    parts, at = [], 0
    for code in CODE.finditer(text):
        parts += [text[at : code.start()], None, code[0]]
        at = code.end()
    parts += [text[at:]]
    done, verbatim = [], False
    for part in parts:
        if part is None:
            verbatim = True
        elif verbatim:
            done.append(part)
            verbatim = False
        else:
            done.append(re.sub(r"`((?:docs/)?[\w/-]+\.md)`", backticks, LINK.sub(link, IMAGE.sub(image, part))))
    return "".join(done)


def broken(page, text, known):
    for _, target in LINK.findall(CODE.sub("", text)):
        path, _, anchor = unquote(target).partition("#")
        if re.match(r"\w+:", path):
            continue
        file = (ROOT / page).parent.joinpath(path).resolve() if path else ROOT / page
        if not file.exists():
            yield f"{page}: {target} is not there"
        elif anchor and file.suffix == ".md" and anchor not in anchors(file.read_text("utf-8")):
            yield f"{page}: {target} has no such heading"


class Links(html.parser.HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.links, self.ids = [], set()
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.ids.add(given.get("id"))
        if link := given.get("href" if tag in ("a", "link") else "src"):
            self.links.append(link)


def check_site(folder):
    read = {path: Links(path.read_text("utf-8")) for path in folder.rglob("*.html")}
    for path, page in read.items():
        for link in page.links:
            target, _, anchor = unquote(link).partition("#")
            if re.match(r"[\w-]+:|//", target) or path.name in ("print.html", "404.html", "toc.html"):
                continue
            file = path.parent.joinpath(target.split("?")[0]).resolve() if target else path
            if not file.exists():
                yield f"{path.relative_to(folder)}: {link} is not there"
            elif anchor and file in read and anchor not in read[file].ids:
                yield f"{path.relative_to(folder)}: {link} has no such place"


def main():
    parts = list(pages())
    known = {page for _, part in parts for page in part}
    texts = {page: (ROOT / page).read_text("utf-8") for page in known}
    faults = [fault for page in sorted(known) for fault in broken(page, texts[page], known)]
    forgotten = {str(path.relative_to(ROOT)) for path in (ROOT / "docs").rglob("*.md")} - known
    faults += [f"{page} is in no part of the book" for page in sorted(forgotten)]
    if faults:
        sys.exit("\n".join(faults))
    print(f"ok   {len(known)} pages, every link")
    if "--check" in sys.argv:
        return
    out = Path(sys.argv[1]).resolve()
    api = Path(sys.argv[sys.argv.index("--api") + 1]).resolve() if "--api" in sys.argv else None
    with tempfile.TemporaryDirectory() as work:
        source = Path(work, "src")
        summary = ["# Summary"]
        for title, part in parts:
            summary.append(f"\n# {title}\n")
            for page in part:
                target = source / place(page)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(linked(texts[page], page, known), "utf-8")
                summary.append(f"- [{title_of(texts[page], page)}]({place(page)})")
        (source / "interface.md").write_text(header.page((ROOT / "include/einv.h").read_text("utf-8")), "utf-8")
        summary += ["\n# Every name\n", "- [The C interface](interface.md)"]
        if api:
            listed = "".join(f'* <a href="api/{page}">{language}</a>\n' for language, page in REFERENCES.items() if (api / page).is_file())
            (source / "references.md").write_text(f"# Python, Java, Rust\n\nThe reference pages that each language's own tool makes:\n\n{listed}", "utf-8")
            summary.append("- [Python, Java, Rust](references.md)")
        (source / "SUMMARY.md").write_text("\n".join(summary) + "\n", "utf-8")
        # What pages link to beside other pages.
        for file in (ROOT / "docs").rglob("*"):
            if file.is_file() and file.suffix not in (".md", ".rs"):
                target = source / file.relative_to(ROOT / "docs")
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(file, target)
        for page in sorted(source.rglob("*.md")):
            for _, target in LINK.findall(CODE.sub("", page.read_text("utf-8"))):
                if not re.match(r"\w+:", target) and not page.parent.joinpath(unquote(target).partition("#")[0]).exists():
                    faults.append(f"{page.relative_to(source)} of the book: {target} is not there")
        if faults:
            sys.exit("\n".join(faults))
        Path(work, "book.toml").write_text('[book]\ntitle = "einv"\nlanguage = "en"\n\n[output.html]\nno-section-label = true\n', "utf-8")
        shutil.rmtree(out, ignore_errors=True)
        subprocess.run(["mdbook", "build", "--dest-dir", str(out), work], check=True)
    if api:
        shutil.copytree(api, out / "api")
    if faults := list(check_site(out)):
        sys.exit("\n".join(faults))
    print(f"ok   the site in {out}")


if __name__ == "__main__":
    main()
