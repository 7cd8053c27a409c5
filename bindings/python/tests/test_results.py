"""What answers are as objects, and how the package behaves in the programs that servers run it in."""

from __future__ import annotations

import asyncio
import copy
import dataclasses
import json
import multiprocessing
import os
import pickle
import unittest
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import bills
import einv
from einv import answers

engine: einv.Engine


def registered(number: str) -> Any:
    """What a worker of a pool does, with the engine its parent opened."""
    return engine.submit(bills.good(number))


class Results(unittest.TestCase):
    def test_an_answer_is_a_dict_whose_known_keys_are_attributes(self) -> None:
        with einv.Engine() as opened:
            answer = opened.submit(bills.good())
        self.assertIsInstance(answer, einv.Registration)
        self.assertEqual((answer["irn"], answer["ack_no"], "registered"), (answer.irn, answer.ack_no, answer.status))
        self.assertEqual(answer, json.loads(json.dumps(answer)))
        self.assertIn("irn", [field.name for field in dataclasses.fields(answer)])

    def test_a_key_an_answer_does_not_have_is_none(self) -> None:
        with einv.Engine() as opened:
            unknown = opened.status({"irn": "0" * 64})
        self.assertEqual(("unknown", None), (unknown.status, unknown.ack_no))
        self.assertNotIn("ack_no", unknown)

    def test_faults_are_objects_in_reports_and_in_exceptions(self) -> None:
        report = einv.validate(bills.bad())
        self.assertIn("/ItemList/0/AssAmt", [finding.path for finding in report.findings])
        with einv.Engine() as opened, self.assertRaises(einv.Invalid) as caught:
            opened.submit(bills.bad())
        self.assertEqual([f.path for f in report.findings], [f.path for f in caught.exception.findings])
        self.assertIs(False, caught.exception.report.valid)

    def test_answers_survive_copying_and_pickling(self) -> None:
        report = einv.validate(bills.bad())
        for same in (copy.deepcopy(report), pickle.loads(pickle.dumps(report))):
            self.assertEqual((report, type(report), report.verdict), (same, type(same), same.verdict))
            self.assertEqual(report.findings[0].path, same.findings[0].path)

    def test_an_answer_is_shown_in_a_line(self) -> None:
        with einv.Engine() as opened:
            answers = [opened.submit(bills.good()), opened.validate(bills.bad()), opened.due(), opened.flush()]
        answers += [answers[1].findings[0], einv.Registration({}), einv.Registration({"a" * 200: "b" * 200, "c": "d"})]
        for shown in map(repr, filter(lambda one: isinstance(one, einv.Answer), answers)):
            self.assertTrue(len(shown) <= 110 and "\n" not in shown, shown)
        self.assertRegex(repr(answers[0]), r"^Registration\(status='registered'.*irn='[0-9a-f]{8}")

    def test_attributes_are_times_days_and_amounts_where_the_dict_has_texts(self) -> None:
        with einv.Engine() as opened:
            answer = opened.submit(bills.good())
            board = opened.due()
            cancelled = opened.cancel({"irn": answer.irn, "reason": "duplicate"})
        self.assertEqual((str, datetime), (type(answer["ack_date"]), type(answer.ack_date)))
        self.assertEqual(answer["ack_date"], answer.ack_date.isoformat())
        self.assertEqual(timedelta(hours=24), answer.cancel_until - answer.ack_date)
        self.assertGreaterEqual(cancelled.cancel_date, answer.ack_date)
        self.assertEqual((str, date), (type(board.entries[0]["date"]), type(board.entries[0].date)))
        taxpayer = {"gstin": bills.SELLER, "turnover": {"2024-25": "123456789.00"}, "class": "regular"}
        judged = einv.applicability(bills.good(), taxpayer=taxpayer)
        self.assertEqual((Decimal("50000000"), "50000000"), (judged.threshold.amount, judged["threshold"]["amount"]))
        self.assertEqual(date(2023, 8, 1), judged.threshold.from_)
        totals = einv.gstr1([bills.good()]).totals
        self.assertEqual({answers.Gstr1Total}, set(map(type, totals.values())))
        self.assertEqual({Decimal}, {type(total.val) for total in totals.values()})
        self.assertEqual(date, type(einv.version().lists))

    def test_objects_inside_an_answer_have_classes_too(self) -> None:
        with einv.Engine() as opened:
            board = opened.validate(bills.bad())
            batch = opened.batch([bills.good("C/1"), {}])
            results = list(batch)
        self.assertEqual((answers.DocumentIdentity, answers.Finding), (type(board.document), type(board["findings"][0])))
        self.assertEqual([answers.BatchResult] * 2, list(map(type, results)))
        self.assertEqual(["registered", "invalid"], [result.status for result in results])
        self.assertEqual(answers.Report, type(results[1].report))
        units = einv.codes({"list": "units"}, limit=2)
        self.assertEqual(([answers.CodeRow] * 2, "units"), (list(map(type, units.rows)), units.list_))

    def test_bills_that_are_normalised_or_come_from_tables_have_classes_too(self) -> None:
        taxpayer = {"gstin": bills.SELLER}
        known = einv.normalize({"number": "S/1", "date": bills.today(), "lines": [], "tottal": 1}, taxpayer=taxpayer)
        self.assertEqual((einv.Normalized, "simple"), (type(known), known.kind))
        self.assertEqual({answers.Change}, set(map(type, known.changes)))
        self.assertEqual(({answers.Finding}, {answers.Place}), (set(map(type, known.findings)), {type(f.at) for f in known.findings if f.at}))
        rows = [["Invoice No", "Date", "Taxable Value"], ["C/1", bills.today(), 100], ["C/2", bills.today(), 50]]
        table = einv.convert({"rows": rows}, taxpayer=taxpayer)
        self.assertEqual((2, ["C/1", "C/2"]), (table.counts.bills, [bill.number for bill in table.bills]))
        self.assertEqual((answers.ConvertedBill, [1, 1]), (type(table.bills[0]), table.bills[0].rows))
        read = einv.columns({"rows": rows})
        self.assertEqual(["number", "date"], [column.feeds for column in read.columns][:2])
        self.assertIs(read["map"], read.map)
        # What dict needs for itself ends with _.
        self.assertEqual({"type": {"x": "invoice"}}, answers.MappingFile({"values": {"type": {"x": "invoice"}}}).values_)

    def test_a_name_that_no_answer_has_is_an_error(self) -> None:
        for answer in (einv.Registration({"irn": "x"}), einv.Answer({"irn": "x"})):
            with self.assertRaisesRegex(AttributeError, "irm"):
                answer.irm
        self.assertEqual("after_login", einv.Explanation({"retry": "after_login", "class": "auth"}).retry)

    def test_what_a_newer_library_adds_is_in_the_dict(self) -> None:
        newer = {"status": "dreaming", "ewb": {"ewb_no": "1", "more": 1}, "more": {"x": 1}, "portals": None}
        answer = einv.Registration(newer)
        self.assertEqual((newer, "dreaming", {"x": 1}), (answer, answer.status, answer["more"]))
        self.assertEqual(("1", 1), (answer.ewb.ewb_no, answer.ewb["more"]))
        self.assertEqual(newer, {"status": "dreaming", "ewb": {"ewb_no": "1", "more": 1}, "more": {"x": 1}, "portals": None})

    def test_every_class_hides_no_method_of_dict(self) -> None:
        kinds = [kind for kind in vars(answers).values() if isinstance(kind, type) and issubclass(kind, einv.Answer)]
        self.assertGreater(len(kinds), 40)
        for kind in kinds:
            if kind is not einv.Answer:
                self.assertEqual([], [field.name for field in dataclasses.fields(kind) if hasattr(dict, field.name)])

    def test_the_answers_of_the_golden_cases_read_as_their_classes_say(self) -> None:
        """Every member of every answer, at any depth, is of the type that its class names."""
        golden = Path(__file__).resolve().parents[3] / "tests/golden"
        seen = set()
        for case in (golden / "cases.txt").read_text("utf-8").splitlines():
            name, engine, verb, document, opts = case.split("|")
            path = golden / "answers" / f"{name}.0"
            if verb not in answers.BY_VERB or "pick" in opts or not path.is_file():
                continue
            said = json.loads(path.read_text("utf-8"))
            self.read(answers.BY_VERB[verb](said), name)
            seen.add(verb)
        self.assertLessEqual({"validate", "hash", "applicability", "gstr1", "explain", "codes"}, seen)

    def read(self, answer: Any, at: str) -> None:
        for field in dataclasses.fields(answer):
            value = getattr(answer, field.name)
            for one in value if isinstance(value, list) else [value]:
                if isinstance(one, einv.Answer):
                    self.read(one, f"{at}/{field.name}")
                elif one is not None:
                    plain = {"Decimal": Decimal, "datetime": datetime, "date": date, "int": int, "bool": bool, "float": (int, float)}
                    wanted = field.type.replace("Optional[", "").replace("list[", "").rstrip("]")
                    kind = plain.get(wanted, str if wanted == "str" or field.type.count("Literal") else object)
                    self.assertIsInstance(one, kind, f"{at}/{field.name}: {field.type}")


class Servers(unittest.TestCase):
    def test_asyncio_goes_on_while_calls_run_in_threads(self) -> None:
        async def many() -> list[Any]:
            with einv.Engine() as opened:
                return await asyncio.gather(*(asyncio.to_thread(opened.submit, bills.good()) for _ in range(8)))

        self.assertEqual(8, len({answer.irn for answer in asyncio.run(many())}))

    @unittest.skipUnless(hasattr(os, "fork"), "this system has no fork")
    def test_workers_forked_from_a_parent_that_opened_the_engine_register(self) -> None:
        global engine
        with einv.Engine() as engine:
            engine.submit(bills.good())
            with multiprocessing.get_context("fork").Pool(3) as pool:
                answers = pool.map_async(registered, [f"W/{i}" for i in range(9)]).get(timeout=60)
        self.assertEqual(["registered"] * 9, [answer.status for answer in answers])

    def test_spawned_workers_open_engines_of_their_own(self) -> None:
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            self.assertTrue(pool.apply_async(einv.validate, [bills.good()]).get(timeout=60).valid)
