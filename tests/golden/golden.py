"""The golden cases from Python: golden.py cases.txt folder answers"""

import json
import sys
from pathlib import Path

import einv
from einv import _library

cases, folder, answers = map(Path, sys.argv[1:])
engine = einv.Engine({"on": "2026-11-21"})
for case in cases.read_text("utf-8").splitlines():
    name, which, verb, document, opts = case.split("|", 4)
    if which == "2":
        engine.close()
    # The public calls turn the answers into objects; this test needs their bytes.
    handle = 0 if which == "0" else engine._handle
    status, answer = _library._run(verb, handle, (folder / document).read_bytes(), json.loads(opts or "{}"))
    (answers / f"{name}.{status}").write_bytes(answer)
