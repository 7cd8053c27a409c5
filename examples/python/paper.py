"""Registers a bill, saves it as PDF and its QR as PNG, and verifies what was signed: paper.py bill.json

The sandbox inside the library takes the bill. With a portal, name its certificates in `portal.qr_keys`.
"""

import base64
import json
import sys
from pathlib import Path

import einv

bill = json.loads(Path(sys.argv[1]).read_text("utf-8"))

with einv.Engine() as engine:
    registration = engine.submit(bill)
    signed_qr = registration["signed_qr"]

    # The whole page, from the bill and its registration.
    page = engine.print({"invoice": bill, "registration": registration}, accent="#7a3e9d")
    Path("invoice.pdf").write_bytes(page)

    # The code alone, for your own form; format="escpos" is for thermal printers.
    Path("qr.png").write_bytes(engine.qr({"signed_qr": signed_qr}, format="png"))

    # IRN and code on a PDF that the billing program made. Here that is the page from above.
    own = base64.b64encode(page).decode()
    place = {"x_mm": 20, "y_mm": 215, "width_mm": 40}
    Path("stamped.pdf").write_bytes(engine.stamp({"pdf": own, "registration": registration, "place": place}))

    # A buyer's check of a supplier's bill.
    answer = engine.verify({"signed_qr": signed_qr, "invoice": bill})
    print(answer["verdict"], answer["differs"], answer["content"]["Irn"])
