"""The awaitable verbs, and the command in the package."""

import asyncio
import os
import re
import subprocess
import sys
import tempfile
import unittest
from datetime import datetime, timedelta, timezone
from pathlib import Path

import einv
from einv import aio

ROOT = Path(__file__).resolve().parent.parent.parent.parent
COMMAND = Path(os.environ.get("EINV_LIBRARY", "")).with_name("einv")


def bill(number):
    text = (ROOT / "examples/bills/good.json").read_text("utf-8")
    today = datetime.now(timezone(timedelta(hours=5, minutes=30))).strftime("%d/%m/%Y")
    return re.sub(r'"Dt": "[^"]*"', f'"Dt": "{today}"', text).replace("UDP/26-27/0417", number)


class Aio(unittest.IsolatedAsyncioTestCase):
    async def test_many_bills_at_once_and_the_loop_goes_on(self):
        turns = 0

        async def clock():
            nonlocal turns
            while True:
                turns += 1
                await asyncio.sleep(0)

        ticking = asyncio.ensure_future(clock())
        async with aio.Engine() as engine:
            made = await asyncio.gather(*(engine.submit(bill(f"A/{number}")) for number in range(30)))
            self.assertEqual(len({one.irn for one in made}), 30)
            self.assertEqual((await engine.status({"irn": made[0].irn})).status, "registered")
        ticking.cancel()
        self.assertGreater(turns, 10)
        with self.assertRaises(einv.HandleError):
            await engine.validate(bill("A/99"))

    async def test_without_an_engine_and_what_is_refused(self):
        self.assertTrue((await aio.validate(bill("A/1")))["valid"])
        self.assertEqual((await aio.version()).abi, 1)
        with self.assertRaises(AttributeError):
            aio.submit
        async with aio.Engine() as engine:
            with self.assertRaises(einv.Invalid) as refused:
                await engine.submit((ROOT / "examples/bills/refused.json").read_text("utf-8"))
            self.assertGreater(len(refused.exception.findings), 3)
            with self.assertRaises(AttributeError):
                engine.nothing

    async def test_a_batch_gives_its_results_as_they_come(self):
        async with aio.Engine() as engine:
            batch = await engine.batch("[" + ",".join(bill(f"B/{number}") for number in range(3)) + "]")
            self.assertEqual([(one.index, one.status) async for one in batch], [(0, "registered"), (1, "registered"), (2, "registered")])
            self.assertEqual(len(batch), 3)
            self.assertTrue((await batch.progress()).finished)
            await batch.close()

    async def test_a_cancelled_call_ends_at_once_where_it_is_alone(self):
        # No portal answers there: the call would wait for its deadline.
        server = await asyncio.start_server(lambda reader, writer: asyncio.sleep(60), "127.0.0.1", 0)
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        portal = {"kind": "nic", "urls": [url], "client_id": "x", "client_secret": "y", "public_key": str(ROOT / "tests/keys/certificate.pem")}
        taxpayer = {"gstin": "29AABCU9603R1ZJ", "username": "any", "password": "any"}
        with tempfile.TemporaryDirectory() as folder:
            engine = aio.Engine({"portal": portal, "taxpayers": [taxpayer], "ledger": os.path.join(folder, "einv.db")})
            began = asyncio.get_running_loop().time()
            with self.assertRaises(asyncio.TimeoutError):
                await asyncio.wait_for(engine.fetch({"gstin": "29AABCU9603R1ZJ", "type": "INV", "number": "C/1", "date": "21/11/2026"}, deadline_ms=30000), 0.5)
            self.assertLess(asyncio.get_running_loop().time() - began, 10)
            self.assertEqual(engine._running, 0)
            await engine.close()
        server.close()


class Command(unittest.TestCase):
    @unittest.skipUnless(COMMAND.is_file(), "no command beside the library")
    def test_the_module_runs_the_command(self):
        for command, code in ((["--version"], 0), (["no-such"], 64)):
            done = subprocess.run([sys.executable, "-m", "einv", *command], env={**os.environ, "EINV_COMMAND": str(COMMAND)}, capture_output=True, text=True)
            self.assertEqual(done.returncode, code, done.stderr)


if __name__ == "__main__":
    unittest.main()
