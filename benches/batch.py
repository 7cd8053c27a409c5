"""The Python side of `benches/batch.rs`: the same steps with requests, one bill by one, or in threads.

For each bill: kept in SQLite (synced), sent encrypted, the answer decrypted, both signatures verified, the answer kept
(synced). Prints invoices a second and microseconds of CPU an invoice, as JSON.
"""

import base64
import hashlib
import json
import os
import queue
import sqlite3
import sys
import threading
import time
from pathlib import Path

import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, padding, serialization
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

url, gstin, bills, login, certificate, ledger, threads, count = sys.argv[1:]
threads, count = int(threads), int(count)
KEY = x509.load_pem_x509_certificate(Path(certificate).read_bytes()).public_key()
PORTAL = serialization.load_pem_public_key(Path(login).read_bytes())
HEADERS = {"client_id": "id", "client_secret": "secret", "Gstin": gstin, "Content-Type": "application/json"}


def aes(key: bytes):
    return Cipher(algorithms.AES(key), modes.ECB())


def encrypt(key: bytes, plain: bytes) -> str:
    padder, cipher = padding.PKCS7(128).padder(), aes(key).encryptor()
    return base64.b64encode(cipher.update(padder.update(plain) + padder.finalize())).decode()


def decrypt(key: bytes, text: str) -> bytes:
    unpadder, cipher = padding.PKCS7(128).unpadder(), aes(key).decryptor()
    return unpadder.update(cipher.update(base64.b64decode(text))) + unpadder.finalize()


def log_in(session: requests.Session) -> tuple[str, bytes]:
    key = os.urandom(32)
    inner = {"UserName": "udupi", "Password": "pass", "AppKey": base64.b64encode(key).decode(), "ForceRefreshAccessToken": False}
    plain = base64.b64encode(json.dumps(inner, separators=(",", ":")).encode())
    body = {"Data": base64.b64encode(PORTAL.encrypt(plain, PKCS1v15())).decode()}
    data = session.post(f"{url}/eivital/v1.04/auth", json=body, headers=HEADERS, timeout=15).json()["Data"]
    return data["AuthToken"], decrypt(key, data["Sek"])


def unpadded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def verified(token: str) -> dict:
    head, payload, signature = token.split(".")
    KEY.verify(unpadded(signature), f"{head}.{payload}".encode(), PKCS1v15(), hashes.SHA256())
    return json.loads(json.loads(unpadded(payload))["data"])


def register(session, headers, sek, database, text: str) -> None:
    bill = json.loads(text)
    document = bill["DocDtls"]
    irn = hashlib.sha256(f"{gstin}2026-27{document['Typ']}{document['No']}".encode()).hexdigest()
    with database:
        database.execute("INSERT INTO bills VALUES (?, ?, 'sending', NULL)", (irn, text))
    body = {"Data": encrypt(sek, json.dumps(bill, separators=(",", ":")).encode())}
    answer = session.post(f"{url}/eicore/v1.03/Invoice", json=body, headers=headers, timeout=15).json()
    plain = decrypt(sek, answer["Data"]).decode()
    registered = json.loads(plain)
    assert registered["Irn"] == irn == verified(registered["SignedQRCode"])["Irn"]
    assert verified(registered["SignedInvoice"])["Irn"] == irn
    with database:
        database.execute("UPDATE bills SET state = 'registered', answer = ? WHERE irn = ?", (plain, irn))


def work(waiting: "queue.SimpleQueue[str]", token: str, sek: bytes) -> None:
    session = requests.Session()
    headers = {**HEADERS, "user_name": "udupi", "AuthToken": token}
    database = sqlite3.connect(ledger, timeout=60)
    database.execute("PRAGMA synchronous = FULL")
    while True:
        try:
            text = waiting.get_nowait()
        except queue.Empty:
            return
        register(session, headers, sek, database, text)


setup = sqlite3.connect(ledger)
setup.execute("PRAGMA journal_mode = WAL")
setup.execute("CREATE TABLE bills (irn TEXT PRIMARY KEY, bill TEXT, state TEXT, answer TEXT)")
setup.close()
token, sek = log_in(requests.Session())
waiting: "queue.SimpleQueue[str]" = queue.SimpleQueue()
for line in Path(bills).read_text("utf-8").splitlines()[:count]:
    waiting.put(line)
wall, cpu = time.perf_counter(), time.process_time()
workers = [threading.Thread(target=work, args=(waiting, token, sek)) for _ in range(threads)]
for worker in workers:
    worker.start()
for worker in workers:
    worker.join()
wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
done = sqlite3.connect(ledger).execute("SELECT count(*) FROM bills WHERE state = 'registered'").fetchone()[0]
assert done == count, f"{done} of {count}"
print(json.dumps({"rate": count / wall, "cpu": cpu * 1e6 / count}))
