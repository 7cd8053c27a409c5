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
from typing import Any

import bills
import einv
from einv import _results

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

    def test_every_class_is_public_and_hides_no_method_of_dict(self) -> None:
        for kind in {*_results.BY_VERB.values(), einv.Finding}:
            self.assertIn(kind.__name__, einv.__all__)
            self.assertEqual([], [field.name for field in dataclasses.fields(kind) if hasattr(dict, field.name)])

    def test_the_classes_have_the_keys_that_answers_have(self) -> None:
        keys = {"gstin": bills.SELLER, "type": "INV", "number": "K/1", "date": bills.today()}
        with einv.Engine() as opened:
            answers = [
                opened.submit(bills.good()),
                opened.flush(),
                einv.hash(keys),
                einv.validate(bills.bad()),
                einv.validate(bills.bad()).findings[0],
                *einv.validate({**bills.good(), "EwbDtls": {"Distance": 10, "TransMode": "1"}}).findings,
                *einv.validate({"number": "S/1", "lines": [], "tottal": 1}, normalize=True).findings,
                *einv.normalize({"number": "S-1", "date": "2026-11-19", "buyer": {}, "lines": [], "prize": 1}).findings,
                einv.explain({"code": "2150"}),
                einv.applicability(bills.good()),
                einv.verify({"signed_qr": "none"}),
            ]
            answers.append(opened.cancel({"irn": answers[0].irn, "reason": "duplicate", "remark": "twice"}))
        # Some keys stand only where they have something to say.
        for kind in {type(answer) for answer in answers}:
            seen = {key for answer in answers if type(answer) is kind for key in answer}
            invented = {field.name for field in dataclasses.fields(kind)} - seen - {"report", "sandbox"}
            self.assertEqual(set(), invented, kind.__name__)


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
