"""Tables from Python: paths, bytes, rows, frames and simple bills go in, typed bills come out."""

import tempfile
import unittest
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import einv

SELLER = {
    "gstin": "29AABCU9603R1ZJ",
    "seller": {"legal_name": "Udupi Stationers Private Limited", "address": "14 Car Street", "city": "Udupi", "pin": "576101"},
}
ROW = {
    "Bill No": "A-1", "Date": date(2026, 11, 5), "Party": "Pune Office Supplies LLP", "GSTIN": "27AABCU9603R1ZN", "Address": "7 Laxmi Road",
    "City": "Pune", "PIN": 411030, "Item": "Ruled register", "HSN": "48201090", "Qty": 10, "Unit": "NOS", "Price": Decimal("100.10"), "GST %": 18,
}  # fmt: skip
TERMS = {"on": "2026-11-21", "taxpayer": SELLER}


class Frame:
    """As much of a DataFrame as is looked at."""

    def __init__(self, rows):
        self.columns = list(rows[0])
        self.rows = rows

    def itertuples(self, index, name):
        return iter([tuple(row.values()) for row in self.rows])


class Number:
    """A number of numpy's."""

    def __init__(self, value):
        self.value = value

    def item(self):
        return self.value


class Tables(unittest.TestCase):
    def ready(self, source, **how):
        table = einv.read_table(source, **TERMS, **how)
        self.assertEqual([bill.status for bill in table], ["ready"], [dict(fault) for bill in table for fault in bill.findings])
        return table

    def test_rows_of_a_program_are_bills_and_money_stays_exact(self):
        table = self.ready([ROW])
        self.assertEqual(table.ready[0].invoice["ItemList"][0]["UnitPrice"], 100.1)
        self.assertEqual((table.ready[0].rows, table.counts["rows"], len(table)), ([1, 1], 1, 1))

    def test_a_frame_goes_in_as_typed_cells(self):
        row = {**ROW, "Qty": Number(10), "Date": datetime(2026, 11, 5, 10, 30), "Remarks": float("nan")}
        table = self.ready(Frame([row]))
        self.assertEqual(table[0].invoice["DocDtls"]["Dt"], "05/11/2026")
        self.assertNotIn("RefDtls", table[0].invoice)

    def test_a_path_and_bytes_are_read_alike_and_parties_may_be_rows(self):
        head = "Bill No,Date,GSTIN,Item,HSN,Qty,Unit,Price,GST %\nA-1,05/11/2026,27AABCU9603R1ZN,Register,48201090,10,NOS,100,18\n"
        parties = [{"gstin": "27AABCU9603R1ZN", "name": "Pune Office Supplies LLP", "address": "7 Laxmi Road", "city": "Pune", "pin": 411030}]
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "bills.csv")
            path.write_text(head)
            (by_path, by_bytes) = (self.ready(path, parties=parties), self.ready(head.encode(), parties=parties))
        self.assertEqual(by_path[0], by_bytes[0])
        self.assertEqual(by_path.read["preset"], "sheet")

    def test_what_is_faulty_and_skipped_says_why_and_pages_are_joined(self):
        rows = [{**ROW, "Bill No": f"A-{number}"} for number in range(5)]
        rows[1]["Unit"] = "strips"
        rows[2]["GSTIN"] = None
        table = einv.read_table(rows, limit=2, **TERMS)
        self.assertEqual((len(table.ready), len(table.faulty), len(table.skipped), len(table)), (3, 1, 1, 5))
        fault = next(fault for fault in table.faulty[0].findings if fault.rule == "item.unit")
        self.assertEqual((fault.at["row"], fault.at["column"], table.skipped[0].reason), (2, "K", "consumer"))

    def test_simple_bills_and_engines_are_taken(self):
        bill = einv.bill(number="S-1", date=date(2026, 11, 19), lines=[{"name": "Register", "hsn": "48201090", "qty": 1, "unit": "NOS", "price": Decimal("9.90"), "rate": 18}],
                         buyer={"gstin": "27AABCU9603R1ZN", "name": "Pune Office Supplies LLP", "address": "7 Laxmi Road", "city": "Pune", "pin": "411030"})  # fmt: skip
        self.assertEqual(self.ready([bill]).read["kind"], "simple")
        with einv.Engine({"on": "2026-11-21", "taxpayers": [SELLER]}) as engine:
            table = engine.read_table([ROW])
            self.assertEqual(engine.submit(table.ready[0].invoice).status, "registered")

    def test_a_wrong_map_names_its_place(self):
        with self.assertRaises(einv.JsonError) as caught:
            einv.read_table([ROW], map={"columns": {"Bill No": "numbr"}}, **TERMS)
        self.assertEqual(caught.exception.at, "/columns/Bill No")
        said = einv.columns({"text": "Bill No,Date,Total\nA-1,05/11/2026,1\n"})
        self.assertEqual(said["columns"][0]["feeds"], "number")


if __name__ == "__main__":
    unittest.main()
