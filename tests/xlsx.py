"""Opens the workbooks that the command writes with LibreOffice, and compares their values: xlsx.py COMMAND

What a workbook shows must be what the same command prints as CSV or JSON: every amount a number, every text a text, none a formula.
"""

import csv
import datetime
import json
import shutil
import subprocess
import sys
import tempfile
from decimal import Decimal
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Every sheet, values as they are kept and not as they are shown.
FILTER = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1"
SELLER = "29AABCU9603R1ZJ"
PROFILE = {
    "gstin": SELLER,
    "seller": {"legal_name": "Udupi Stationers Private Limited", "address": "14 Car Street", "city": "Udupi", "pin": 576101},
}
COUNT = 60
NAMES = ["Pune Office Supplies LLP", "=HYPERLINK(1) Traders", "श्री गणेश ट्रेडर्स", "007 Stores", "Ali & Sons, Pune"]


def main():
    command, here = str(Path(sys.argv[1]).resolve()), Path(tempfile.mkdtemp(prefix="einv-xlsx"))
    try:
        compared = [check(command, here) for check in (lists, returns, differences, faults)]
    finally:
        shutil.rmtree(here, ignore_errors=True)
    print(f"xlsx: {sum(compared)} cells are the same in LibreOffice")


def run(command, here, *arguments, ends=(0,)):
    run = subprocess.run([command, *arguments], cwd=here, capture_output=True, encoding="utf-8")
    if run.returncode not in ends:
        sys.exit(f"einv {' '.join(arguments)}: {run.returncode}\n{run.stdout[:2000]}\n{run.stderr[:2000]}")
    return run.stdout


def opened(here, name, kind=FILTER):
    """What LibreOffice reads in a workbook, by the name of the sheet."""
    out = here / f"{name}.opened"
    office = ["soffice", f"-env:UserInstallation={(here / 'office').as_uri()}", "--headless", "--convert-to", kind]
    subprocess.run([*office, "--outdir", str(out), name], cwd=here, check=True, capture_output=True, timeout=300)
    if kind != FILTER:
        return next(out.iterdir()).read_text("utf-8")
    sheets = {}
    for path in out.iterdir():
        with open(path, encoding="utf-8", newline="") as table:
            sheets[path.stem.removeprefix(Path(name).stem + "-")] = list(csv.reader(table))
    return sheets


def same(what, row, there, expected):
    """Compares two rows; numbers by their value. Counts the cells."""
    got = there + [""] * (len(expected) - len(there))
    for shown, text in zip(got, expected, strict=True):
        if shown != text and (not is_number(shown) or not is_number(text) or Decimal(shown) != Decimal(text)):
            sys.exit(f"{what}, row {row}: LibreOffice has {shown!r}, not {text!r}\n{got}\n{expected}")
    return len(expected)


def is_number(text):
    return text.lstrip("-").replace(".", "", 1).isdigit()


def bill(number):
    """A bill of today. Its number says which."""
    bill = json.loads((ROOT / "examples/bills/good.json").read_text("utf-8"))
    bill["DocDtls"].update(No=f"XL/{number:04}", Dt=datetime.date.today().strftime("%d/%m/%Y"))
    bill["BuyerDtls"]["LglNm"] = NAMES[number % len(NAMES)]
    return bill


def lists(command, here):
    (here / "einv.json").write_text(json.dumps({"ledger": "l.db", "taxpayers": [PROFILE]}), "utf-8")
    (here / "einv.json").chmod(0o600)
    (here / "bills.json").write_text(json.dumps([bill(number) for number in range(COUNT)]), "utf-8")
    run(command, here, "submit", "bills.json")
    rows = list(csv.reader(run(command, here, "list", "--csv").splitlines()))
    run(command, here, "list", "--xlsx", "list.xlsx")
    (sheet,) = opened(here, "list.xlsx").values()
    if len(sheet) != len(rows) or len(rows) != COUNT + 1:
        sys.exit(f"the list has {len(rows)} rows, its workbook {len(sheet)}")
    # The sign that keeps a CSV's text from being a formula isn't in the workbook.
    plain = [[text[1:] if text.startswith("'=") else text for text in row] for row in rows]
    return sum(same("list", at, there, row) for at, (there, row) in enumerate(zip(sheet, plain)))


def flat(node, around=()):
    """The innermost objects of a section, each with what the objects around it have."""
    if isinstance(node, list):
        return [row for part in node for row in flat(part, around)]
    own = dict(around) | {key: value for key, value in node.items() if not isinstance(value, (dict, list))}
    deeper = [value for value in node.values() if isinstance(value, (dict, list))]
    return [row for part in deeper for row in flat(part, own)] if deeper else [own]


def returns(command, here):
    month = datetime.date.today().strftime("%m%Y")
    of = ["gstr1", "--gstin", SELLER, "--period", month, "--whole"]
    answer = json.loads(run(command, here, *of, "--json"))
    run(command, here, *of, "--xlsx", "gstr1.xlsx", "--upload", "gstr1.json")
    sheets = opened(here, "gstr1.xlsx")
    compared = 0
    for at, (row, document) in enumerate(zip(sheets["Documents"][1:], answer["documents"], strict=True)):
        keys = ["number", "date", "doc_type", "table", "section", "type", "reported_by", "why", "irn"]
        compared += same("Documents", at, row, [document.get(key) or "" for key in keys])
    upload = json.loads((here / "gstr1.json").read_text("utf-8"), parse_float=Decimal)
    for section in ("b2b", "hsn", "doc_issue"):
        heading, *rows = sheets[section]
        expected = flat(upload[section])
        if len(rows) != len(expected) or not rows:
            sys.exit(f"{section} has {len(expected)} rows, its sheet {len(rows)}")
        for at, (row, members) in enumerate(zip(rows, expected)):
            compared += same(section, at, row, [str(members.get(key, "")) for key in heading])
    return compared


def differences(command, here):
    """Books with three changed amounts and two bills that the ledger doesn't have, against an empty list of the portal."""
    month = datetime.date.today().strftime("%m%Y")
    books = [bill(number) for number in range(COUNT + 2)]
    for one in books[:3]:
        one["ValDtls"]["TotInvVal"] += 1234.25
    (here / "books.json").write_text(json.dumps(books), "utf-8")
    (here / "portal.json").write_text(json.dumps({"gstin": SELLER, "fp": month, "b2b": []}), "utf-8")
    of = ["reconcile", "portal.json", "--books", "books.json"]
    answer = json.loads(run(command, here, *of, "--json", ends=(1,)))
    run(command, here, *of, "--xlsx", "differences.xlsx", ends=(1,))
    sheets = opened(here, "differences.xlsx")
    heading, *rows = sheets["Differences"]
    column = {name: heading.index(name) for name in ("number", "date", "IRN", "detail", "here", "books")}
    expected = []
    for one in answer["differences"]:
        for field in one.get("fields") or [{}]:
            whole = [one["number"], one.get("date"), one.get("irn"), field.get("field"), field.get("here"), field.get("books")]
            expected.append([text or "" for text in whole])
    if len(rows) != len(expected) or len(expected) < COUNT:
        sys.exit(f"{len(expected)} differences, {len(rows)} rows")
    shown = [[row[at] for at in column.values()] for row in rows]
    return sum(same("Differences", at, there, row) for at, (there, row) in enumerate(zip(shown, expected)))


def faults(command, here):
    """A table with a wrong HSN in every fifth bill: the list of faults, and the copy with coloured cells and notes."""
    heading = "Bill No,Bill Date,Party,GSTIN,Address,City,PIN,Item,HSN,Qty,Unit,Rate,Taxable Value,GST %,Bill Amount"
    today = datetime.date.today().isoformat()
    with open(here / "table.csv", "w", encoding="utf-8", newline="") as table:
        writer = csv.writer(table)
        writer.writerow(heading.split(","))
        for number in range(COUNT):
            hsn = "4820109" if number % 5 == 0 else "48201090"
            buyer = [NAMES[number % len(NAMES)], "27AABCU9603R1ZN", "7 Laxmi Road", "Pune", "411030"]
            line = ["Ruled register", hsn, "10", "NOS", "85.50", "855.00", "18", "1008.90"]
            writer.writerow([f"TB/{number:04}", today, *buyer, *line])
    run(command, here, "validate", "table.csv", "--report", "faults.csv", ends=(1,))
    run(command, here, "validate", "table.csv", "--report", "faults.xlsx", ends=(1,))
    with open(here / "faults.csv", encoding="utf-8-sig", newline="") as table:
        listed = list(csv.reader(table))
    with open(here / "table.csv", encoding="utf-8", newline="") as table:
        given = list(csv.reader(table))
    sheets = opened(here, "faults.xlsx")
    copies = [sheet for name, sheet in sheets.items() if name != "Faults"]
    if len(copies) != 1 or len(copies[0]) != len(given) or len(sheets["Faults"]) != len(listed) + 1:
        sys.exit(f"faults: {len(listed)} listed; sheets {({name: len(sheet) for name, sheet in sheets.items()})}")
    plain = [[text[1:] if text.startswith("'=") else text for text in row] for row in listed]
    compared = sum(same("Faults", at, there, row) for at, (there, row) in enumerate(zip(sheets["Faults"][1:], plain)))
    compared += sum(same("copy", at, there, row) for at, (there, row) in enumerate(zip(copies[0], given)))
    # The cells of wrong codes, and no others, are yellow and have a note.
    whole = opened(here, "faults.xlsx", "fods")
    notes = whole.count("<office:annotation ")
    wrong = {(row[1], row[2]) for row in listed[1:] if row[2]}
    if notes != len(wrong) or notes < COUNT // 5 or 'fo:background-color="#ffff00"' not in whole:
        sys.exit(f"faults: {len(wrong)} faulty cells, {notes} notes in LibreOffice")
    return compared + notes


if __name__ == "__main__":
    main()
