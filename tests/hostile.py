"""What hostile documents cost the library: seconds and MiB of one call each, in a process of its own.

EINV_LIBRARY=target/release/libeinv.so python3 tests/hostile.py
Fails where a call takes more than 256 MiB beside its input, or ends its host; the seconds are printed. Linux only.
"""

import base64
import ctypes
import json
import os
import subprocess
import sys
import time
import zlib

MIB = 256


def pdf(content=b"", page=b"/MediaBox[0 0 595 842]", pages=1, more=b"", count=None):
    body = zlib.compress(content, 9)
    kids = b" ".join(b"%d 0 R" % (10 + n) for n in range(pages))
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, count or pages),
        3: b"<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(body), body),
        4: b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Length 12>>stream\n0 0 1 1 re f\nendstream",
        5: more or b"null",
    }
    for n in range(pages):
        objects[10 + n] = b"<</Type/Page/Parent 2 0 R/Contents 3 0 R/Resources<</XObject<</F 4 0 R>>>>%s>>" % page
    out, places = b"%PDF-1.5\n", {}
    for number, text in sorted(objects.items()):
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, text)
    size, table = max(places) + 1, len(out)
    out += b"xref\n0 %d\n" % size
    out += b"".join(b"%010d 00000 n \n" % places[n] if n in places else b"0000000000 65535 f \n" for n in range(size))
    return out + b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, table)


def logo(side):
    head = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR" + side.to_bytes(4, "big") * 2 + b"\x08\x06\0\0\0\0\0\0\0"
    return {"logo": base64.b64encode(head).decode()}


REGISTRATION = {"irn": "0a" * 32, "status": "registered", "ack_no": "112010036563310"}


def stamp(file, **more):
    return "stamp", {"pdf": base64.b64encode(file).decode(), "registration": REGISTRATION, "page": "all", **more}, {}


def printed(text, **options):
    party = {"Gstin": "29AABCU9603R1ZJ", "LglNm": "Udupi Stationers", "Addr1": "14 Car Street", "Loc": "Udupi", "Pin": 576101, "Stcd": "29"}
    line = {"SlNo": "1", "PrdDesc": text, "IsServc": "N", "HsnCd": "48201090", "Qty": 1, "UnitPrice": 100, "TotAmt": 100,
            "AssAmt": 100, "GstRt": 18, "IgstAmt": 18, "TotItemVal": 118}
    bill = {"Version": "1.1", "TranDtls": {"TaxSch": "GST", "SupTyp": "B2B"}, "DocDtls": {"Typ": "INV", "No": "H/1", "Dt": "21/11/2026"},
            "SellerDtls": party, "BuyerDtls": {**party, "Pos": "29"}, "ItemList": [line], "ValDtls": {"AssVal": 100, "TotInvVal": 118}}
    return "print", {"invoice": bill}, options


CASES = {
    "a page of 70 metres": lambda: stamp(pdf(page=b"/MediaBox[0 0 200000 200000]")),
    "a unit of a thousand": lambda: stamp(pdf(page=b"/MediaBox[0 0 595 842]/UserUnit 1000")),
    "a thousand million pages": lambda: stamp(pdf(count=1_000_000_000)),
    "60 MiB of q": lambda: stamp(pdf(b"q " * (30 << 20))),
    "60 MiB of operations": lambda: stamp(pdf(b"0 g " * (15 << 20))),
    "60 MiB of boxes": lambda: stamp(pdf(b"0 0 1 1 re f " * (4 << 20))),
    "slanted text": lambda: stamp(pdf(b"BT 1 1 1 1 0 0 Tm " + b"(a) Tj " * 1_900_000)),
    "a path that is never drawn": lambda: stamp(pdf(b"1 1 m " * 1_900_000)),
    "an operation of endless parts": lambda: stamp(pdf(b"[" + b"0 " * (30 << 20) + b"] TJ")),
    "a form drawn a million times": lambda: stamp(pdf(b"/F Do " * 1_000_000)),
    "content shared by a hundred pages": lambda: stamp(pdf(b"%" + b" " * (8 << 20) + b"\n0 0 9 9 re f", pages=100)),
    "a full page a hundred times": lambda: stamp(pdf(b"".join(b"%d %d 9 9 re f " % (x, y) for x in range(0, 600, 10) for y in range(0, 850, 10)), pages=100)),
    "an object of endless parts": lambda: stamp(pdf(more=b"[" + b"0 " * (20 << 20) + b"]")),
    "a million small objects": lambda: stamp(pdf(more=b"null\nendobj\n" + b"".join(b"%d 0 obj\nnull\nendobj\n" % n for n in range(1000, 1_001_000)) + b"6 0 obj\nnull")),
    "45 MiB of a picture": lambda: stamp(pdf(more=b"<</Length %d>>stream\n%s\nendstream" % (45 << 20, os.urandom(1 << 20) * 45))),
    "a registration of 60 MiB": lambda: ("stamp", {"pdf": base64.b64encode(pdf()).decode(), "registration": {**REGISTRATION, "ack_no": "1" * (60 << 20)}}, {}),
    "16,000 letters from right to left": lambda: printed("\u0627\u0644" * 8000),
    "400,000 words": lambda: printed("words " * 400_000),
    "a word of 60 MiB": lambda: printed("w" * (60 << 20)),
    "a logo of 65,000 by 65,000": lambda: printed("Notebooks", **logo(65_000)),
    "a QR of 60 MiB": lambda: ("qr", {"upi": {"payee": "a" * (60 << 20)}}, {}),
}


def status(name):
    with open("/proc/self/status", encoding="ascii") as lines:
        return next(int(line.split()[1]) // 1024 for line in lines if line.startswith(name))


def one(name):
    verb, asked, options = CASES[name]()
    library = ctypes.CDLL(os.environ["EINV_LIBRARY"])
    text, options = json.dumps(asked, ensure_ascii=False).encode(), json.dumps(options).encode()
    del asked
    out, length = ctypes.create_string_buffer(4096), ctypes.c_int32()
    with open("/proc/self/clear_refs", "w", encoding="ascii") as peak:
        peak.write("5")
    before, begun = status("VmRSS"), time.monotonic()
    number = getattr(library, "einv_" + verb)(0, text, len(text), options, len(options), out, 4096, ctypes.byref(length))
    took, most = time.monotonic() - begun, status("VmHWM") - before
    print(f"{name:36} {took:5.1f} s {most:5} MiB  {number} {out.value[:120].decode(errors='replace') if number > 11 else ''}")
    # A busy machine is not a fault: people read the seconds.
    return most > MIB


if __name__ == "__main__":
    if len(sys.argv) > 1:
        sys.exit(one(sys.argv[1]))
    sys.exit(max(subprocess.run([sys.executable, __file__, name], check=False).returncode != 0 for name in CASES))
