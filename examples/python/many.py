"""Many invoices at once: python3 many.py bills.ndjson

A file with one invoice a line, or an array. If it is stopped or killed, run it again: nothing is sent twice. With tqdm installed it
shows a bar.
"""

import sys

import einv

try:
    from tqdm import tqdm
except ImportError:
    def tqdm(batch: einv.Batch) -> einv.Batch:
        return batch

with einv.Engine({"ledger": "einv.db"}) as engine:
    batch = engine.batch({"path": sys.argv[1]})
    for result in tqdm(batch):
        if result.get("status") == "registered":
            print(result["irn"], result["ack_no"])
        else:
            print("document", result["index"], result.get("error", result))
    print(batch.progress())
    for entry in engine.due()["entries"][:5]:
        print(entry["due"], entry["number"], entry["message"])
