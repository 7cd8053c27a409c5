"""One call's price by ctypes: calls.py document.json rounds. Prints ns a call: einv_abi, then einv.hash without reading the answer."""

import sys
import time
from pathlib import Path

import einv
from einv import _library

document, rounds = Path(sys.argv[1]).read_bytes(), int(sys.argv[2])
abi = _library.function("einv_abi")


def price(call) -> float:
    begun = time.process_time_ns()
    for _ in range(rounds):
        call()
    return (time.process_time_ns() - begun) / rounds


print(f"{price(abi):.1f} {price(lambda: _library._run('hash', 0, document, {})):.1f} {price(lambda: einv.hash(document)):.1f}")
