"""The package against a real library: ``EINV_LIBRARY=… python -m unittest discover -s tests``."""

from __future__ import annotations

import base64
import builtins
import copy
import gc
import json
import os
import pickle
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from unittest import mock

import bills
import einv
from einv import _errors, _library

if not os.environ.get("EINV_LIBRARY"):
    sys.exit("these tests need a library: set EINV_LIBRARY to the path of libeinv")

# Encrypts for a portal that is down and never reads it. Its private half was not kept.
PUBLIC_KEY = """-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEApCEfIqi9/m/DmC+FPhSn
xrnyVnLCaiJ5+oqMOt0vpVI17ysTC/vlRYk+alzIJL8SaMLmjaaoPxIJbks90FIa
v+cxg5/sYta32/69I2Kkty8Q4tV8cZkMSD/Pqzrlfjt6VZjumDsVDI0cBanJ/jVN
iUqi93TqmVBqcOTK1fG0rjUefYqoTXkgl7FLGpj+P8n4oeQLh7inWeJApF7umZ+w
j50zcwNCeQmFI8Ou/7qLFfc3FDd8gu8NHnMfUzVqix5SwwcDpFoXTmDW1AqsXdVv
fLLO15h4/jQrc4fr/fwfJ1eOi06eQYsr3DOVmY3hdUVlCjFmhp0PjByOpAcKcmaX
FQIDAQAB
-----END PUBLIC KEY-----
"""


def portal(url: str, ledger: str, timeout_ms: int = 5000) -> dict[str, Any]:
    return {
        "portal": {
            "kind": "nic",
            "urls": [url],
            "client_id": "id",
            "client_secret": "secret",
            "public_key": PUBLIC_KEY,
            "timeout_ms": timeout_ms,
        },
        "taxpayers": [{"gstin": bills.SELLER, "username": "user", "password": "password"}],
        "ledger": ledger,
    }


def unused_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


class Returned(unittest.TestCase):
    def setUp(self) -> None:
        self.engine = einv.Engine()
        self.addCleanup(self.engine.close)

    def test_a_good_invoice_is_valid_with_and_without_an_engine(self) -> None:
        for validate in (self.engine.validate, einv.validate):
            report = validate(bills.good())
            self.assertIs(report["valid"], True, report)

    def test_validate_returns_its_report_when_the_invoice_is_wrong(self) -> None:
        report = einv.validate(bills.bad())
        self.assertIs(report["valid"], False)
        self.assertIn("/ItemList/0/AssAmt", [f["path"] for f in report["findings"]])

    def test_an_invoice_is_registered_once_however_often_it_is_submitted(self) -> None:
        bill = bills.good()
        first, again = self.engine.submit(bill), self.engine.submit(bill)
        self.assertEqual("registered", first["status"])
        self.assertEqual((first["irn"], first["ack_no"]), (again["irn"], again["ack_no"]))
        self.assertEqual(einv.hash(bill)["irn"], first["irn"])
        self.assertEqual("registered", self.engine.status({"irn": first["irn"]})["status"])

    def test_a_simple_bill_is_taken_wherever_an_invoice_is(self) -> None:
        seller = {"legal_name": "Udupi Stationers", "address": "14 Car Street", "city": "Udupi", "pin": "576101"}
        engine = einv.Engine({"taxpayers": [{"gstin": bills.SELLER, "seller": seller}]})
        self.addCleanup(engine.close)
        day = datetime.strptime(bills.today(), "%d/%m/%Y").date()
        line = {"name": "Register", "hsn": "48201090", "qty": 3, "unit": "pieces", "price": Decimal("99.99"), "rate": "18%"}
        buyer = {"gstin": "27AABCU9603R1ZN", "name": "Pune Office Supplies", "address": "7 Laxmi Road", "city": "Pune", "pin": 411030}
        bill = einv.bill(number="PY/1", date=day, buyer=buyer, lines=[line])
        normalized = engine.normalize(bill)
        self.assertEqual(("simple", "PCS"), (normalized.kind, normalized.invoice["ItemList"][0]["Unit"]))
        self.assertEqual(99.99, engine.compute(bill)["ItemList"][0]["UnitPrice"])
        self.assertTrue(engine.validate(bill).valid)
        registered = engine.submit(bill)
        self.assertEqual("registered", registered.status)
        self.assertEqual(registered.irn, engine.submit(dict(bill, date=day.isoformat(), lines=[{**line, "price": "99.99"}]), normalize=True).irn)
        self.assertEqual([registered.irn], [one["irn"] for one in engine.batch([bill])])
        self.assertEqual(b"%PDF", engine.print(bill)[:4])

    def test_the_four_keys_stand_for_the_irn(self) -> None:
        bill = bills.good()
        registered = self.engine.submit(bill)
        keys = {"gstin": bills.SELLER, "type": "INV", "number": bill["DocDtls"]["No"], "date": bills.today()}
        self.assertEqual(registered["irn"], einv.hash(keys)["irn"])
        self.assertEqual(registered["irn"], self.engine.status(keys)["irn"])

    def test_what_was_registered_can_be_cancelled(self) -> None:
        irn = self.engine.submit(bills.good())["irn"]
        answer = self.engine.cancel({"irn": irn, "reason": "duplicate", "remark": "entered twice"})
        self.assertEqual(("cancelled", irn), (answer["status"], answer["irn"]))
        self.assertEqual("cancelled", self.engine.status({"irn": irn})["status"])

    def test_what_nobody_knows_has_the_status_unknown(self) -> None:
        self.assertEqual("unknown", self.engine.status({"irn": "0" * 64})["status"])

    def test_a_portal_code_is_explained(self) -> None:
        self.assertEqual("2150", einv.explain({"code": "2150"})["code"])

    def test_pick_gives_plain_text(self) -> None:
        bill = bills.good()
        irn = einv.hash(bill)["irn"]
        self.assertEqual(irn, einv.hash(bill, pick="/irn"))
        lines = einv.hash(bill, pick=["/irn", "/type"]).splitlines()
        self.assertEqual([irn, "INV"], lines)

    def test_documents_may_be_dict_text_or_bytes(self) -> None:
        bill = bills.good()
        text = json.dumps(bill)
        irns = {einv.hash(form)["irn"] for form in (bill, text, text.encode(), b"\xef\xbb\xbf" + text.encode())}
        self.assertEqual(1, len(irns))

    def test_letters_of_every_script_come_back_as_they_went_in(self) -> None:
        bill = bills.bad()
        name = "\u0928\u092e\u0938\u094d\u0924\u0947 \u20b9 \U0001f9fe"
        bill["ItemList"][0]["Unit"] = name
        for form in (bill, json.dumps(bill, ensure_ascii=False)):
            for ascii_ in (True, False):
                values = [f.get("value") for f in einv.validate(form, ascii=ascii_)["findings"]]
                self.assertIn(name, values)

    def test_an_answer_longer_than_the_first_buffer_arrives_whole(self) -> None:
        report = einv.validate(bills.bad(lines=1000))
        self.assertGreater(len(json.dumps(report)), _library.FIRST_BUFFER)
        self.assertGreaterEqual(len(report["findings"]), 1000)

    def test_decimals_and_dates_are_understood(self) -> None:
        bill = bills.good()
        bill["ValDtls"]["TotInvVal"] = Decimal("1168.20")
        # The bill is of today in India.
        today = datetime.strptime(bills.today(), "%d/%m/%Y").date()
        self.assertIs(einv.validate(bill, on=today)["valid"], True)
        with self.assertRaises(ValueError):
            einv.validate({"n": Decimal("0.1234567890123456789")})
        with self.assertRaises(ValueError):
            einv.validate({"n": float("nan")})

    def test_the_clock_may_be_given(self) -> None:
        bill = bills.good()
        bill["DocDtls"]["Dt"] = "20/11/2025"
        at = datetime(2025, 11, 21, 10, 0, tzinfo=bills.INDIA)
        self.assertIs(einv.validate(bill, on=at)["valid"], True)

    def test_the_version_names_the_abi(self) -> None:
        self.assertEqual(_library.ABI, einv.version()["abi"])
        self.assertEqual(einv.__version__, einv.version().version)


class Raised(unittest.TestCase):
    def setUp(self) -> None:
        self.engine = einv.Engine()
        self.addCleanup(self.engine.close)

    def test_a_refused_invoice_raises_with_its_report(self) -> None:
        bill = bills.bad()
        with self.assertRaises(einv.Invalid) as caught:
            self.engine.submit(bill)
        refused = caught.exception
        self.assertEqual(1, refused.status)
        self.assertIs(refused.report["valid"], False)
        self.assertEqual(refused.findings, refused.report["findings"])
        self.assertEqual(einv.hash(bill)["irn"], refused.irn)
        self.assertIn("AssAmt", str(refused))
        self.assertEqual("unknown", self.engine.status({"irn": refused.irn})["status"])

    def test_a_refusal_without_a_report_says_why_and_what_to_do(self) -> None:
        with self.assertRaises(einv.Invalid) as caught:
            self.engine.cancel({"irn": "0" * 64, "reason": "duplicate", "remark": "entered twice"})
        refused = caught.exception
        self.assertEqual((refused.answer["message"], refused.answer["fix"]), (refused.message, refused.fix))
        self.assertEqual(([], {}), (refused.findings, refused.report))

    def test_a_failure_is_told_whole_even_when_values_were_picked(self) -> None:
        with self.assertRaises(einv.JsonError) as caught:
            einv.hash("{", pick="/irn")
        self.assertIn("error", caught.exception.answer)

    def test_bad_json_says_so(self) -> None:
        for text in ("{", '{"Version": "1.1",}', "not json", '{"a":"' + "x" * 100):
            with self.subTest(text[:20]), self.assertRaises(einv.JsonError) as caught:
                einv.validate(text)
            self.assertEqual((13, "E_JSON"), (caught.exception.status, caught.exception.code))
            self.assertTrue(caught.exception.message)

    def test_bytes_that_are_not_utf8_say_so(self) -> None:
        for data in (b'{"Version":"\xff"}', '{"Version":"\ud800"}'):
            with self.assertRaises(einv.Utf8Error):
                einv.validate(data)

    def test_an_unknown_option_is_refused(self) -> None:
        with self.assertRaises(einv.OptionError) as caught:
            einv.validate(bills.good(), onn="2026-11-21")
        self.assertIn("onn", str(caught.exception))

    def test_an_unknown_key_of_the_configuration_is_refused(self) -> None:
        with self.assertRaises(einv.ConfigError) as caught:
            einv.Engine({"portall": {}})
        self.assertIn("portall", str(caught.exception))

    def test_another_document_under_a_kept_number_is_a_conflict(self) -> None:
        bill = bills.good()
        self.engine.submit(bill)
        other = bills.good(bill["DocDtls"]["No"], lines=2)
        with self.assertRaises(einv.Conflict):
            self.engine.submit(other)

    def test_an_input_over_the_limit_is_refused(self) -> None:
        with self.assertRaises(einv.LimitError):
            einv.validate(b" " * (64 * 1024 * 1024 + 1))

    def test_a_closed_engine_is_an_error_and_never_a_crash(self) -> None:
        self.engine.close()
        self.engine.close()
        for call in (self.engine.validate, self.engine.submit, self.engine.status):
            with self.assertRaises(einv.HandleError):
                call(bills.good())
        with self.assertRaises(einv.HandleError):
            self.engine.stop()

    def test_what_is_open_has_one_owner(self) -> None:
        with einv.Engine() as engine, engine.batch([bills.good()]) as batch:
            for one in (engine, batch):
                for again in (copy.copy, copy.deepcopy, pickle.dumps):
                    with self.assertRaises(TypeError) as refused:
                        again(one)
                    self.assertIn("can't be copied", str(refused.exception))
            gc.collect()
            self.assertEqual((1, 0), (batch.progress()["total"], engine.due()["late"]))

    def test_a_star_import_leaves_pythons_own_names_alone(self) -> None:
        names: dict[str, Any] = {}
        exec("from einv import *", names)
        self.assertEqual([], [name for name in names if name in vars(builtins) and not name.startswith("__")])
        self.assertIn("print", vars(einv))
        self.assertTrue(callable(einv.print) and callable(einv.hash))

    def test_an_engine_ends_with_its_block(self) -> None:
        with einv.Engine() as engine:
            engine.submit(bills.good())
        with self.assertRaises(einv.HandleError):
            engine.validate(bills.good())

    def test_every_number_has_its_class(self) -> None:
        self.assertEqual([1, *range(10, 19), *range(20, 28)], sorted(_errors.BY_STATUS))
        for status, kind in _errors.BY_STATUS.items():
            self.assertIs(kind, type(_errors.refusal(status, None)))
            self.assertIn(kind.__name__, einv.__all__)
        unheard = _errors.refusal(99, {"error": {"code": "E_NEW", "message": "m", "at": "/a", "fix": "f"}})
        self.assertEqual((einv.EinvError, 99, "E_NEW: m (at /a); f"), (type(unheard), unheard.status, str(unheard)))


class Away(unittest.TestCase):
    """A portal that can't be reached, or doesn't answer."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.ledger = str(Path(folder.name, "einv.db"))

    def test_a_document_is_kept_and_returned_as_pending(self) -> None:
        bill = bills.good()
        with einv.Engine(portal(f"http://127.0.0.1:{unused_port()}", self.ledger)) as engine:
            answer = engine.submit(bill)
            self.assertEqual(("pending", einv.hash(bill)["irn"]), (answer["status"], answer["irn"]))
            self.assertEqual("pending", engine.status({"irn": answer["irn"]})["status"])
            self.assertEqual((1, 0), (engine.flush()["pending"], engine.flush()["registered"]))
            withdrawn = engine.cancel({"irn": answer["irn"], "reason": "duplicate", "remark": "entered twice"})
            self.assertEqual("withdrawn", withdrawn["status"])

    def test_stop_ends_the_calls_in_flight_and_the_document_is_kept(self) -> None:
        silent = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(silent.close)
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with einv.Engine(portal(url, self.ledger, timeout_ms=60000)) as engine, ThreadPoolExecutor(1) as pool:
            call = pool.submit(engine.submit, bills.good())
            silent.settimeout(5)
            try:
                silent.accept()[0].detach()  # left open, so that it is silent and not closed
            except socket.timeout:
                time.sleep(0.2)
            engine.stop()
            with self.assertRaises(einv.Stopped) as caught:
                call.result(timeout=10)
            stopped = caught.exception
            self.assertIn(stopped.kept, ("pending", "in_doubt"))
            self.assertEqual(stopped.kept, engine.status({"irn": stopped.irn})["status"])


class Threads(unittest.TestCase):
    def test_eight_threads_share_one_engine(self) -> None:
        with einv.Engine() as engine, ThreadPoolExecutor(8) as pool:
            numbers = [bills.number() for _ in range(64)]
            answers = list(pool.map(lambda no: engine.submit(bills.good(no)), numbers * 2))
        self.assertEqual({"registered"}, {a["status"] for a in answers})
        self.assertEqual(64, len({a["irn"] for a in answers}))
        self.assertEqual(64, len({a["ack_no"] for a in answers}))

    def test_closing_while_others_call_ends_in_handle_errors_only(self) -> None:
        engine, start = einv.Engine(), threading.Barrier(9)

        def work() -> str:
            start.wait()
            while True:
                try:
                    engine.submit(bills.good())
                except (einv.HandleError, einv.Stopped) as end:
                    return end.code

        with ThreadPoolExecutor(8) as pool:
            ends = [pool.submit(work) for _ in range(8)]
            start.wait()
            time.sleep(0.05)
            engine.close()
            self.assertLessEqual({end.result(timeout=30) for end in ends}, {"E_HANDLE", "E_STOPPED"})

    @unittest.skipUnless(hasattr(os, "fork"), "this system has no fork")
    def test_a_forked_child_goes_on_with_its_parents_engine(self) -> None:
        with einv.Engine() as engine:
            engine.submit(bills.good())
            child = os.fork()
            if child == 0:
                ok = False
                try:
                    ok = engine.submit(bills.good())["status"] == "registered"
                finally:
                    os._exit(0 if ok else 1)
            deadline = time.monotonic() + 20
            while (done := os.waitpid(child, os.WNOHANG))[0] == 0:
                if time.monotonic() > deadline:
                    os.kill(child, 9)
                    os.waitpid(child, 0)
                    self.fail("the child hangs")
                time.sleep(0.01)
            self.assertEqual(0, done[1])


class Loading(unittest.TestCase):
    def tried(self, library: str) -> str:
        code = "import einv\ntry: einv.version()\nexcept einv.LibraryNotFound as e: print(e)"
        environment = {**os.environ, "EINV_LIBRARY": library, "PYTHONPATH": os.pathsep.join(sys.path)}
        run = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=60)
        return run.stdout + run.stderr

    def test_a_missing_override_is_named_and_nothing_else_is_tried(self) -> None:
        said = self.tried("/nowhere/libeinv.so")
        self.assertIn("/nowhere/libeinv.so", said)
        self.assertEqual(1, said.count("  /"), said)

    def test_every_place_is_named_when_none_has_it(self) -> None:
        said = self.tried("")
        if "  " not in said:
            self.skipTest("a library is installed on this system")
        lines = [line for line in said.splitlines() if line.startswith("  ")]
        self.assertGreaterEqual(len(lines), 3 if sys.platform != "win32" else 1, said)
        self.assertEqual(len(lines), len({line.split(": ")[0] for line in lines}), said)

    def test_only_absolute_paths_are_loaded(self) -> None:
        folder = os.getcwd()
        for platform in ("linux", "darwin", "win32"):
            with mock.patch.object(sys, "platform", platform), mock.patch.dict(
                os.environ, {"LD_LIBRARY_PATH": f"relative::.:{folder}", "EINV_LIBRARY": ""}
            ):
                places = _library._places()
            self.assertTrue(all(os.path.isabs(place) for place in places), places)
            self.assertEqual(1, len(places)) if platform == "win32" else self.assertGreater(len(places), 2)
            if platform == "linux":
                self.assertIn(os.path.join(folder, "libeinv.so.1"), places)

    @unittest.skipUnless(sys.platform == "linux", "names a library of Linux")
    def test_a_library_that_is_not_einv_is_refused(self) -> None:
        self.assertIn("einv_abi", self.tried("/usr/lib/x86_64-linux-gnu/libm.so.6"))

class Many(unittest.TestCase):
    def test_a_batch_gives_a_result_for_each_document_in_their_order(self) -> None:
        with einv.Engine() as engine:
            many = [bills.good() for _ in range(7)] + [bills.bad()]
            batch = engine.batch(many, in_flight=3)
            self.assertEqual(8, len(batch))
            results = list(batch)
            self.assertEqual(list(range(8)), [r["index"] for r in results])
            self.assertEqual(["registered"] * 7 + ["invalid"], [r["status"] for r in results])
            self.assertEqual([einv.hash(bill)["irn"] for bill in many[:7]], [r["irn"] for r in results[:7]])
            said = batch.progress()
            self.assertEqual((True, 7, 1), (said["finished"], said["registered"], said["rejected"]))
            self.assertEqual(results, list(batch), "it may be iterated again")
            batch.close()
            with self.assertRaises(einv.HandleError):
                batch.progress()

    def test_a_batch_is_resumed_by_running_it_again(self) -> None:
        with einv.Engine() as engine:
            lines = "\n".join(json.dumps(bills.good()) for _ in range(30))
            with engine.batch(lines, in_flight=1, per_second=50) as batch:
                next(iter(batch))
            first = engine.batch(lines)
            self.assertEqual({"registered"}, {r["status"] for r in first})
            with self.assertRaises(einv.JsonError):
                engine.batch("[{}")

    def test_a_file_is_named_by_its_path_and_the_board_tells_until_when_to_cancel(self) -> None:
        with tempfile.TemporaryDirectory() as folder, einv.Engine() as engine:
            path = Path(folder, "bills.ndjson")
            path.write_text("\n".join(json.dumps(bills.good()) for _ in range(3)), "utf-8")
            self.assertEqual(3, len(list(engine.batch({"path": str(path)}))))
            board = engine.due()
            self.assertEqual((0, {"cancellable": 3}), (board["late"], board["counts"]))


class Paper(unittest.TestCase):
    def test_a_registered_bill_is_printed_drawn_stamped_and_verified(self) -> None:
        with einv.Engine() as engine:
            bill = bills.good()
            registration = engine.submit(bill)
            code = {"signed_qr": registration["signed_qr"]}
            page = engine.print({"invoice": bill, "registration": registration}, accent="#7a3e9d")
            self.assertTrue(page.startswith(b"%PDF-") and len(page) > 10_000)
            own = base64.b64encode(page).decode()
            stamped = engine.stamp({"pdf": own, "registration": registration, "place": {"x_mm": 20, "y_mm": 200, "width_mm": 40}})
            self.assertTrue(stamped.startswith(page) and len(stamped) > len(page))
            for bytes_of in (bytes, bytearray, memoryview):
                for stamp in (engine.stamp, einv.stamp):
                    self.assertTrue(stamp({"pdf": bytes_of(page), "registration": registration}).startswith(page))
            self.assertIn(b"%PDF-", engine.print(bill))
            self.assertTrue(engine.qr(code, format="png").startswith(b"\x89PNG"))
            self.assertTrue(einv.qr(code).startswith(b"<svg"))
            self.assertEqual(engine.verify({**code, "invoice": bill})["differs"], [])
            bill["ValDtls"]["TotInvVal"] += 1
            self.assertEqual(engine.verify({**code, "invoice": bill})["differs"], ["/ValDtls/TotInvVal"])
            with self.assertRaises(einv.JsonError) as refused:
                engine.print({"invoice": bill, "registration": registration})
            self.assertEqual(refused.exception.at, "/registration/signed_qr")

    def test_no_message_carries_what_was_given(self) -> None:
        file = b"%PDF-1.7" + b"x" * 50_000
        for give in (
            lambda: einv.stamp({"pdf": file, "registration": {"irn": "a" * 64}}),
            lambda: einv.stamp({"pdf": base64.b64encode(file).decode(), "registration": {"irn": "a" * 64}}),
            lambda: einv.stamp({"pdf": "x" * 50_000, "registration": {}}),
            lambda: einv.validate({"DocDtls": {"No": file}}),
            lambda: einv.validate({"DocDtls": {"No": {"x" * 50_000}}}),
            lambda: einv.validate({"DocDtls": {"No": Decimal("1." + "1" * 50_000)}}),
            lambda: einv.qr({"signed_qr": "x" * 50_000}),
            lambda: einv.print({"x" * 50_000: 1}),
            lambda: einv.print({"invoice": {}, "registration": "x" * 50_000}),
            lambda: einv.hash({"gstin": "x" * 50_000, "type": "INV", "number": "1", "date": "21/11/2026"}),
            lambda: einv.validate(bills.good(), language="x" * 50_000),
            lambda: einv.validate(bills.good(), **{"x" * 50_000: 1}),
            lambda: einv.Engine({"x" * 50_000: 1}),
            lambda: einv.Engine({"ledger": {"x": "x" * 50_000}}),
        ):
            with self.subTest(give.__code__.co_firstlineno), self.assertRaises((einv.EinvError, TypeError, ValueError)) as refused:
                give()
            said = str(refused.exception) + repr(refused.exception)
            self.assertTrue(len(said) < 1_500 and "x" * 200 not in said and "1" * 200 not in said, said[:300])

    def test_what_was_not_signed_is_an_answer_and_what_cannot_be_drawn_raises(self) -> None:
        self.assertEqual(einv.verify({"signed_qr": "a.b.c"})["verdict"], "malformed")
        for make in (einv.qr, einv.print, einv.stamp):
            with self.assertRaises(einv.JsonError):
                make({})
        with self.assertRaises(einv.OptionError):
            einv.qr({"upi": {}}, level="X", module=3, colour="red")


if __name__ == "__main__":
    unittest.main()
