#!/bin/sh
# Many calls through the C interface in one process, against `einv sandbox` over HTTP:
# soak.sh path/to/libeinv.so path/to/einv [validates documents opens]
set -eu
library=$(realpath "${1:?name the library}")
command=$(realpath "${2:?name the einv command}")
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
server=
trap 'test -z "$server" || kill "$server" 2> /dev/null; rm -rf "$work"' EXIT
cp "$library" "$work/libeinv.so"
ln -s libeinv.so "$work/libeinv.so.1"
gcc -O1 -Wall -Wextra -Werror "$root/tests/c/soak.c" -I "$root/include" -L "$work" -leinv -o "$work/soak"
# Its register is a file, so that only the client's memory is measured.
(cd "$work" && exec "$command" sandbox --port 0 --registry sandbox.db --key-file key.pem) > "$work/server" 2>&1 &
server=$!
for _ in $(seq 50); do
    url=$(sed -n 's/^einv sandbox at \(http[^,]*\),.*/\1/p' "$work/server")
    test -n "$url" && break
    sleep 0.1
done
test -n "$url" || { cat "$work/server"; echo "the sandbox did not start" >&2; exit 1; }
cat > "$work/config.json" << END
{"portal": {"kind": "nic", "urls": ["$url"], "client_id": "any", "client_secret": "any", "public_key": "$work/key.pem"},
 "taxpayers": [{"gstin": "29AABCU9603R1ZJ", "username": "any", "password": "any"}], "ledger": "$work/einv.db", "audit_days": 0}
END
LD_LIBRARY_PATH=$work "$work/soak" "$work/config.json" "$(TZ=Asia/Kolkata date +%d/%m/%Y)" "${3:-1000000}" "${4:-50000}" "${5:-10000}"
