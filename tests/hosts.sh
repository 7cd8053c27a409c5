#!/bin/sh
# The billing programs of the legacy hosts, each built and run as its users would: hosts.sh path/to/libeinv.so
#
# Each one runs with the sandbox in process and over HTTP, with a refused bill, with code-page bytes, and with a library
# that is missing, for another processor, of another interface, or not einv at all. Then every host answers the golden
# cases: byte-equal. A host without its tools is skipped with a message, and fails when CI is set.
set -eu
library=$(realpath "${1:?name the library: hosts.sh path/to/libeinv.so}")
root=$(cd "$(dirname "$0")/.." && pwd)
examples=$root/examples
golden=$root/tests/golden
work=$(mktemp -d)
server=
trap 'test -z "$server" || kill "$server" 2> /dev/null; rm -rf "$work"' EXIT
unset EINV_LIBRARY LD_LIBRARY_PATH COB_PRE_LOAD COB_LIBRARY_PATH

python3 "$root/bindings/declare.py" --check
python3 "$root/tests/declarations.py"
python3 "$root/tests/basic.py" "$examples"/vb6/*.bas "$examples"/vba/*.bas

fail() {
    test ! -f "$work/out" || cat "$work/out" >&2
    echo "FAILED: $*" >&2
    exit 1
}
skip() {
    echo "SKIPPED: $*" >&2
    test -z "${CI:-}" || exit 1
}
has() { # tool, host
    command -v "$1" > /dev/null && return
    skip "$2: no $1 here"
    return 1
}

# ---- libraries, good and bad: a folder each, with every file name that a host searches ----
place() { # folder, file
    mkdir -p "$work/$1"
    cp "$2" "$work/$1/libeinv.so.1"
    ln -s libeinv.so.1 "$work/$1/libeinv.so"
}
mkdir "$work/good" "$work/missing"
ln -s "$library" "$work/good/libeinv.so.1"
ln -s "$library" "$work/good/libeinv.so"
echo 'int einv_abi(void) { return 99; } int einv_open(void) { return 0; }' > "$work/other.c"
gcc -shared -fPIC "$work/other.c" -o "$work/other.so"
place interface "$work/other.so"
echo 'int something(void) { return 99; }' > "$work/foreign.c"
gcc -shared -fPIC "$work/foreign.c" -o "$work/foreign.so"
place foreign "$work/foreign.so"
# The same file marked for another processor: 243 is RISC-V.
printf '\363' | dd of="$work/other.so" bs=1 seek=18 conv=notrunc 2> /dev/null
place processor "$work/other.so"

# ---- the programs ----
hosts=
with() { # the folder of the library, a command…
    folder=$work/$1
    shift
    env EINV_LIBRARY="$folder/libeinv.so.1" LD_LIBRARY_PATH="$folder" COB_PRE_LOAD=libeinv COB_LIBRARY_PATH="$folder" "$@"
}
mkdir "$work/bin"
if has cobc COBOL; then
    for program in "$examples/cobol/bill.cob" "$golden/golden.cob"; do
        cobc -x -free -Wall -I "$examples/cobol" -o "$work/bin/$(basename "$program" .cob).cobol" "$program"
    done
    hosts="$hosts cobol"
fi
if has fpc Pascal; then
    for program in "$examples/pascal/bill.pas" "$golden/golden.pas"; do
        fpc -Mdelphi -v0 -l- -Sew -Fu"$examples/pascal" -FU"$work/bin" -o"$work/bin/$(basename "$program" .pas).pascal" "$program" > "$work/out" ||
            fail "$program"
    done
    hosts="$hosts pascal"
fi
if has mcs 'C#' && has mono 'C#'; then
    mcs -warnaserror -out:"$work/bin/bill.exe" "$root/bindings/dotnet/Einv.cs" "$examples/csharp/Bill.cs"
    mcs -warnaserror -out:"$work/bin/golden.exe" "$root/bindings/dotnet/Einv.cs" "$golden/Golden.cs"
    hosts="$hosts csharp"
fi
if has php PHP; then
    if php -r 'exit(extension_loaded("FFI") ? 0 : 1);'; then hosts="$hosts php"; else skip "PHP: it has no FFI extension"; fi
fi
if has perl Perl; then
    if perl -MFFI::Platypus -e 1 2> /dev/null; then hosts="$hosts perl"; else skip "Perl: it has no FFI::Platypus"; fi
fi
program() { # bill or golden, host: the command
    case $2 in
        csharp) echo "mono $work/bin/$1.exe" ;;
        php) echo "php -d ffi.enable=1 -d include_path=$root/bindings/php/src $(test "$1" = bill && echo "$examples/php" || echo "$golden")/$1.php" ;;
        perl) echo "perl $(test "$1" = bill && echo "$examples/perl" || echo "$golden")/$1.pl" ;;
        *) echo "$work/bin/$1.$2" ;;
    esac
}
bill() { # host, folder of the library, arguments…: the output in $work/out, the exit code in $code
    host=$1
    from=$2
    shift 2
    code=0
    # shellcheck disable=SC2046
    (cd "$work/$host" && with "$from" $(program bill "$host") "$@") > "$work/out" 2>&1 || code=$?
}

# ---- the bills ----
today=$(TZ=Asia/Kolkata date +%d/%m/%Y)
numbered() { # number
    sed "s|\"Dt\": \"[^\"]*\"|\"Dt\": \"$today\"|; s|UDP/26-27/0417|$1|" "$examples/bills/good.json"
}
: > "$work/server"
"$(dirname "$library")/../debug/einv" sandbox --port 0 --key-file "$work/key.pem" > "$work/server" 2>&1 &
server=$!
for _ in $(seq 100); do
    url=$(sed -n 's/^einv sandbox at \(http[^,]*\),.*/\1/p' "$work/server")
    test -n "$url" && break
    sleep 0.1
done
test -n "$url" || fail "the sandbox did not start: $(cat "$work/server")"
portal="{\"kind\": \"nic\", \"urls\": [\"$url\"], \"client_id\": \"any\", \"client_secret\": \"any\", \"public_key\": \"$work/key.pem\"}"
taxpayer='{"gstin": "29AABCU9603R1ZJ", "username": "any", "password": "any"}'

goes() { # host, number, configuration where there is one: registered, drawn, cancelled
    numbered "$2" > "$work/$1/bill.json"
    rm -f "$work/$1/qr.png"
    number=$2
    # shellcheck disable=SC2086
    bill "$1" good bill.json ${3:-}
    test "$code" = 0 || fail "$1: exit code $code"
    irn=$(printf '{"gstin":"29AABCU9603R1ZJ","type":"INV","number":"%s","date":"%s"}' "$number" "$today" |
        EINV_LIBRARY=$library PYTHONPATH=$root/bindings/python/src python3 -c 'import einv, sys; print(einv.hash(sys.stdin.read())["irn"])')
    sed 's/[0-9][0-9T:+-]*$/T/; s/acknowledged [0-9]*/acknowledged A/; s/^registered .*/registered I/' "$work/out" > "$work/plain"
    printf 'valid\nregistered I\nacknowledged A T\nqr.png saved\ncancelled T\n' | cmp -s - "$work/plain" || fail "$1: not what was expected"
    grep -qx "registered $irn" "$work/out" || fail "$1: not this bill's IRN"
    zbarimg -q --raw "$work/$1/qr.png" 2> /dev/null | grep -q '^eyJ[A-Za-z0-9_-]*[.]eyJ' || fail "$1: qr.png holds no signed QR"
}
says() { # host, words: exit code 3 and a sentence
    test "$code" = 3 || fail "$1: exit code $code instead of 3"
    grep -q "$2" "$work/out" || fail "$1 does not say \"$2\""
    test "$(wc -l < "$work/out")" -le 2 || fail "$1 says more than a sentence"
}

for host in $hosts; do
    mkdir "$work/$host"
    goes "$host" "H/$host/1"
    echo "{\"portal\": $portal, \"taxpayers\": [$taxpayer], \"ledger\": \"einv.db\"}" > "$work/$host/config.json"
    goes "$host" "H/$host/2" config.json

    # Every fault, in the same words from each host; and a code page, which is not UTF-8.
    bill "$host" good "$examples/bills/refused.json"
    test "$code" = 1 || fail "$host: a refused bill's exit code is $code"
    cp "$work/out" "$work/$host.faults"
    test "$(wc -l < "$work/out")" -gt 10 || fail "$host: some faults are not shown"
    cmp "$work/out" "$work/${first:=$host}.faults" || fail "$host and $first show other faults"
    bill "$host" good "$golden/documents/codepage.json"
    grep -q 'E_UTF8.*convert the text to UTF-8' "$work/out" || fail "$host: a code page is not refused"

    bill "$host" missing bill.json
    says "$host" "the einv library can't be loaded"
    bill "$host" processor bill.json
    says "$host" "the einv library can't be loaded"
    bill "$host" interface bill.json
    says "$host" 'has the interface [+0]*99, this program speaks [+0]*1$'
    bill "$host" foreign bill.json
    says "$host" 'einv library'
    echo '{"portall": {}}' > "$work/$host/config.json"
    bill "$host" good bill.json config.json
    says "$host" 'E_CONFIG.*portall'
    echo "ok   $host"
done

# ---- the golden cases ----
gcc -std=c99 -Wall -Wextra -Werror "$golden/golden.c" -o "$work/bin/golden.c"
compare() { # host, command…
    host=$1
    shift
    mkdir "$work/golden.$host"
    with good "$@" "$golden/cases.txt" "$golden" "$work/golden.$host" > "$work/out" 2>&1 || fail "$host: golden"
    diff -rq "$golden/answers" "$work/golden.$host" || fail "$host answers otherwise"
    echo "ok   golden answers, $host"
}
compare c "$work/bin/golden.c"
compare python env PYTHONPATH="$root/bindings/python/src" python3 "$golden/golden.py"
if has javac Java; then
    javac -encoding UTF-8 --release 11 -Xlint:-options -d "$work/classes" $(find "$root/bindings/java/src/main" -name '*.java') \
        "$root/bindings/java/src/test/java/in/einv/Golden.java"
    compare java java -cp "$work/classes" in.einv.Golden
fi
for host in $hosts; do
    # shellcheck disable=SC2046
    compare "$host" $(program golden "$host")
done
