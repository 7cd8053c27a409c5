"""The usual Python way, for comparison: json.loads, then jsonschema. Prints microseconds per bill (CPU time).

python3 python_jsonschema.py schema.json bills.ndjson
"""

import json
import sys
import time

import jsonschema

schema = json.load(open(sys.argv[1], encoding="utf-8"))
bills = open(sys.argv[2], "rb").read().splitlines()
validator = jsonschema.Draft7Validator(schema)

rounds = []
for _ in range(5):
    start = time.process_time()
    for bill in bills:
        for error in validator.iter_errors(json.loads(bill)):
            raise SystemExit(f"a bill is not valid by the schema: {error.message}")
    rounds.append((time.process_time() - start) / len(bills) * 1e6)
print(sorted(rounds)[len(rounds) // 2])
