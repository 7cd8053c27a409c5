#!/bin/sh
# The relay of docs/going-live.md between einv and the sandbox: relay.sh path/to/libeinv.so
# The portal sees the vendor's secret and no shop's; a shop speaks only for its own GSTIN; calls are counted by GSTIN.
set -eu
library=$(realpath "${1:?name the library: relay.sh path/to/libeinv.so}")
root=$(cd "$(dirname "$0")/.." && pwd)
. "$root/tests/stage.sh"
PATH=$PATH:/usr/sbin
needs "the vendor's relay" nginx python3
work=$(mktemp -d)
running=
trap 'for one in $running; do kill "$one" 2> /dev/null || true; done; rm -rf "$work"' EXIT
: > "$work/server"
"$(dirname "$library")/einv" sandbox --port 0 --key-file "$work/key.pem" > "$work/server" 2>&1 &
running="$running $!"
for _ in $(seq 100); do
    sandbox=$(sed -n 's/^einv sandbox at \(http[^,]*\),.*/\1/p' "$work/server")
    test -n "$sandbox" && break
    sleep 0.1
done
test -n "$sandbox" || { cat "$work/server"; exit 1; }
free_port() {
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}
relay=$(free_port)
portal=$(free_port)
# The page's own file, with plain HTTP on loopback in place of TLS, and a server in front of the sandbox that notes what arrives.
python3 - "$root/docs/going-live.md" "$relay" "$portal" > "$work/relay.conf" <<'P'
import re, sys
page = open(sys.argv[1], encoding="utf-8").read()
block = re.search(r"In `relay.conf`:\n\n((?:    .*\n|\n(?=    ))+)", page)[1]
text = re.sub(r"^ {4}", "", block, flags=re.M)
for line, other in ((r"listen 443 ssl;", f"listen 127.0.0.1:{sys.argv[2]};"), (r"\n *ssl_certificate\w* .*?;", ""), (r"\n *proxy_ssl_\w+ .*?;", ""),
                    (r"proxy_pass https://.*?;", f"proxy_pass http://127.0.0.1:{sys.argv[3]};")):
    text, count = re.subn(line, other, text)
    assert count, line
print(text)
P
echo '"shop-one" 29AABCU9603R1ZJ;' > "$work/shops.map"
cat > "$work/nginx.conf" <<C
daemon off; master_process off; pid $work/nginx.pid; error_log $work/nginx.log;
events {}
http {
    client_body_temp_path $work/t1; proxy_temp_path $work/t2; fastcgi_temp_path $work/t3; uwsgi_temp_path $work/t4; scgi_temp_path $work/t5;
    log_format arrived '\$http_client_id|\$http_client_secret';
    include relay.conf;
    server {
        listen 127.0.0.1:$portal; underscores_in_headers on; access_log $work/arrived.log arrived;
        location / { proxy_pass $sandbox; proxy_set_header Host 127.0.0.1; }
    }
}
C
sed -i "s|access_log calls.log|access_log $work/calls.log|" "$work/relay.conf"
nginx -e stderr -c "$work/nginx.conf" 2> "$work/nginx.out" &
running="$running $!"
for _ in $(seq 50); do python3 -c "import socket; socket.create_connection(('127.0.0.1', $relay))" 2> /dev/null && break; sleep 0.1; done
cat > "$work/shop.py" <<'P'
import json, re, sys
from datetime import datetime, timedelta, timezone
import einv
relay, key, secret, bill = sys.argv[1:]
today = datetime.now(timezone(timedelta(hours=5, minutes=30))).strftime("%d/%m/%Y")
text = re.sub(r'"Dt": "[^"]*"', f'"Dt": "{today}"', open(bill, encoding="utf-8").read())
portal = {"kind": "nic", "urls": [relay], "client_id": "shop", "client_secret": secret, "public_key": key}
taxpayer = {"gstin": "29AABCU9603R1ZJ", "username": "any", "password": "any"}
with einv.Engine({"portal": portal, "taxpayers": [taxpayer], "ledger": sys.argv[2] + secret + ".db"}) as engine:
    try:
        print(engine.submit(text, deadline_ms=10000)["status"])
    except einv.EinvError as why:
        print(type(why).__name__)
P
shop() { # the shop's secret
    EINV_LIBRARY=$library PYTHONPATH=$root/bindings/python/src python3 "$work/shop.py" "http://127.0.0.1:$relay" "$work/key.pem" "$1" "$root/examples/bills/good.json"
}
test "$(shop shop-one)" = registered || { cat "$work/nginx.log" "$work/calls.log"; echo "the shop's bill is not registered" >&2; exit 1; }
arrived=$(wc -l < "$work/arrived.log")
sort -u "$work/arrived.log" | grep -qx "the vendor's id|the vendor's secret" || { cat "$work/arrived.log"; exit 1; }
test "$(sort -u "$work/arrived.log" | wc -l)" = 1 || { echo "the portal saw another secret" >&2; exit 1; }
test "$(awk '{print $2}' "$work/calls.log" | sort | uniq -c | tr -s ' ')" = " $arrived 29AABCU9603R1ZJ" || { cat "$work/calls.log"; exit 1; }
said=$(shop another-shop)
test "$said" != registered || { echo "an unknown shop was let through" >&2; exit 1; }
test "$(wc -l < "$work/arrived.log")" = "$arrived" || { echo "an unknown shop reached the portal" >&2; exit 1; }
echo "ok   the vendor's relay: $arrived calls, an unknown shop is refused ($said)"
