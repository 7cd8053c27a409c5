#!/bin/sh
# Runs the first programs as their readers would: examples.sh path/to/libeinv.so
# Once with the sandbox inside the library, then against `einv sandbox` over HTTP.
set -eu
library=${1:?name the library}
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
server=
trap 'test -z "$server" || kill "$server" 2> /dev/null; rm -rf "$work"' EXIT

# The bill of the examples, dated today in India.
sed "s|\"Dt\": \"[^\"]*\"|\"Dt\": \"$(TZ=Asia/Kolkata date +%d/%m/%Y)\"|" "$root/examples/bills/good.json" > "$work/bill.json"
irn=$(EINV_LIBRARY=$library PYTHONPATH=$root/bindings/python/src python3 -c \
    'import einv, pathlib, sys; print(einv.hash(pathlib.Path(sys.argv[1]).read_text("utf-8"))["irn"])' "$work/bill.json")

cp "$library" "$work/libeinv.so"
ln -s libeinv.so "$work/libeinv.so.1"
gcc -Wall -Wextra -Werror "$root/examples/c/first.c" -I "$root/include" -L "$work" -leinv -o "$work/first"
gcc -Wall -Wextra -Werror "$root/examples/c/table.c" -I "$root/include" -L "$work" -leinv -o "$work/table"
javac -encoding UTF-8 --release 11 -Xlint:-options -d "$work/classes" $(find "$root/bindings/java/src/main" -name '*.java') "$root"/examples/java/*.java

run() { # name, command…
    name=$1
    shift
    (cd "$work" && "$@") > "$work/out" 2>&1 || { cat "$work/out"; echo "$name failed" >&2; exit 1; }
    grep -q "$irn" "$work/out" || { cat "$work/out"; echo "$name printed no IRN" >&2; exit 1; }
    echo "ok   $name"
}
export EINV_LIBRARY="$library" PYTHONPATH="$root/bindings/python/src"
run "C, in process" env LD_LIBRARY_PATH="$work" "$work/first" bill.json
run "Python, in process" python3 "$root/examples/python/first.py" bill.json
run "Java, in process" java -Deinv.library="$library" -cp "$work/classes" First bill.json

# Many at once: here a single line with the one bill.
tr -d '\n' < "$work/bill.json" > "$work/bills.ndjson"
run "Python, many" python3 "$root/examples/python/many.py" bills.ndjson
run "Java, many" java -Deinv.library="$library" -cp "$work/classes" Many bills.ndjson
rm -f "$work"/einv.db*

# A table with the same bill.
head="Bill No,Date,GSTIN,Party,Address,City,PIN,Item,HSN,Qty,Unit,Price,GST %%"
line="27AABCU9603R1ZN,Pune Office Supplies LLP,7 Laxmi Road,Pune,411030,Ruled register,48201090,10,NOS,100,18"
printf "$head\n%s,$(TZ=Asia/Kolkata date +%d/%m/%Y),$line\n" "UDP/26-27/0417" > "$work/table.csv"
run "C, a table" env LD_LIBRARY_PATH="$work" "$work/table" table.csv table.ndjson

# The programs that save files: each file has the type of its name.
saved() {
    for file in "invoice.pdf %PDF-" "stamped.pdf %PDF-" "qr.png .PNG"; do
        head -c 5 "$work/${file% *}" | LC_ALL=C grep -aq "^${file#* }" || { echo "${file% *} is not what it should be" >&2; exit 1; }
        rm "$work/${file% *}"
    done
}
run "Python, on paper" python3 "$root/examples/python/paper.py" bill.json
saved
run "Java, on paper" java -Deinv.library="$library" -cp "$work/classes" Paper bill.json
saved

"$root/target/debug/einv" sandbox --port 0 --key-file "$work/key.pem" > "$work/server" 2>&1 &
server=$!
for _ in $(seq 50); do
    EINV_PORTAL=$(sed -n 's/^einv sandbox at \(http[^,]*\),.*/\1/p' "$work/server")
    test -n "$EINV_PORTAL" && break
    sleep 0.1
done
test -n "$EINV_PORTAL" || { cat "$work/server"; echo "the sandbox did not start" >&2; exit 1; }
export EINV_PORTAL EINV_PUBLIC_KEY="$work/key.pem"
run "Python, over HTTP" python3 "$root/examples/python/first.py" bill.json
# The second program finds the document in the ledger that the first one left: nothing is sent twice.
run "Java, over HTTP" java -Deinv.library="$library" -cp "$work/classes" First bill.json
