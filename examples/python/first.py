"""Registers a bill and prints its IRN: first.py bill.json

With EINV_PORTAL and EINV_PUBLIC_KEY (the address and the key file of `einv sandbox --key-file key.pem`) the bill travels over
HTTP; without them the sandbox inside the library takes it.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

import einv

bill = json.loads(Path(sys.argv[1]).read_text("utf-8"))
portal = {"kind": "nic", "client_id": "x", "client_secret": "y", "public_key": os.environ.get("EINV_PUBLIC_KEY")}
taxpayer = {"gstin": bill["SellerDtls"]["Gstin"], "username": "user", "password": "password"}
url = os.environ.get("EINV_PORTAL")
config: dict[str, Any] = {"portal": {**portal, "urls": [url]}, "taxpayers": [taxpayer], "ledger": "einv.db"} if url else {}

with einv.Engine(config) as engine:
    try:
        answer = engine.submit(bill)
        print(answer["status"], answer["irn"])
    except einv.Invalid as refused:
        for fault in refused.findings:
            print(fault["path"], fault["message"], fault["fix"], sep="\n  ")
        sys.exit(1)
