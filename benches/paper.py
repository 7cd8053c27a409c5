"""Verifying and drawing from Python, beside PyJWT and python-qrcode, in one run.

    pip install pyjwt cryptography qrcode pillow
    EINV_LIBRARY=target/release/libeinv.so PYTHONPATH=bindings/python/src python3 benches/paper.py

Candidates take turns; the figures are medians of thread CPU time, in microseconds a call.
"""

import io
import json
import statistics
import tempfile
import time
from pathlib import Path

import jwt
import qrcode
from cryptography import x509

import einv

ROOT = Path(__file__).resolve().parent.parent
CERTIFICATE = (ROOT / "tests/keys/certificate.pem").read_text()
PRIVATE = (ROOT / "tests/keys/key.pem").read_text()


def race(rounds, **candidates):
    times = {name: [] for name in candidates}
    for _ in range(rounds):
        for name, (calls, work) in candidates.items():
            begun = time.thread_time()
            for _ in range(calls):
                work()
            times[name].append((time.thread_time() - begun) * 1e6 / calls)
    first = statistics.median(next(iter(times.values())))
    for name, all_of_it in times.items():
        median = statistics.median(all_of_it)
        print(f"{name:<28}{median:>12.1f} us {median / first:>8.2f}")
    print()


data = json.dumps({
    "SellerGstin": "29AABCU9603R1ZJ", "BuyerGstin": "27AABCU9603R1ZN", "DocNo": "UDP/26-27/0417", "DocTyp": "INV",
    "DocDt": "21/11/2026", "TotInvVal": 6490.00, "ItemCnt": 3, "MainHsnCode": "48201020", "Irn": "0" * 64,
    "IrnDt": "2026-11-21 12:00:00",
}, separators=(",", ":"))  # fmt: skip
certificate = x509.load_pem_x509_certificate(CERTIFICATE.encode())
kid = certificate.fingerprint(__import__("cryptography.hazmat.primitives.hashes", fromlist=["SHA1"]).SHA1()).hex().upper()
token = jwt.encode({"iss": "NIC", "data": data}, PRIVATE, "RS256", {"kid": kid})
key = certificate.public_key()

with tempfile.TemporaryDirectory() as folder:
    config = {
        "portal": {"kind": "nic", "client_id": "x", "client_secret": "x", "qr_keys": [CERTIFICATE],
                   "public_key": (ROOT / "data/sandbox/login_public_key.pem").read_text()},
        "taxpayers": [{"gstin": "29AABCU9603R1ZJ", "username": "x", "password": "x"}],
        "ledger": str(Path(folder) / "einv.db"),
    }  # fmt: skip
    with einv.Engine(config) as engine:
        asked = {"signed_qr": token}
        assert engine.verify(asked)["verdict"] == "verified"
        assert json.loads(jwt.decode(token, key, ["RS256"])["data"])["ItemCnt"] == 3
        print(f"a signed QR of {len(token)} characters\n")
        race(9, einv=(500, lambda: engine.verify(asked)),
             PyJWT=(500, lambda: json.loads(jwt.decode(token, key, ["RS256"])["data"])))

        def peer():
            out = io.BytesIO()
            qrcode.make(token, error_correction=qrcode.constants.ERROR_CORRECT_L, box_size=4).save(out)
            return out.getvalue()

        race(7, **{"einv, PNG": (50, lambda: engine.qr(asked, format="png")), "python-qrcode, PNG": (2, peer)})
