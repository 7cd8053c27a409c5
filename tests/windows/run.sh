#!/bin/sh
# Builds einv.dll for 64-bit and 32-bit Windows from 7 on, on Debian, and tries it under wine: run.sh [x86_64] [i686]
#
# Makes target/dist/windows-<arch>/: einv.dll; libeinv.dll.a and einv.def for C; libeinv-stdcall.dll.a and
# einv-stdcall.def for what links to the twins. Takes half an hour from nothing on two cores, minutes afterwards.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
here=$root/tests/windows
work=$(mktemp -d)
running=
trap 'for one in $running; do kill "$one" 2> /dev/null || true; done; rm -rf "$work"' EXIT
fail() {
    echo "FAILED: $*" >&2
    exit 1
}

# Debian's own Rust comes with the source of its standard library, which is built for Windows 7 here.
sh "$root/tests/setup.sh" x86_64-w64-mingw32-gcc-posix:gcc-mingw-w64-x86-64-posix i686-w64-mingw32-gcc-posix:gcc-mingw-w64-i686-posix \
    nasm wine openssl nginx:nginx-light /usr/bin/rustc:rustc-web /usr/bin/cargo:cargo-web
test -d /usr/lib/rustlib/src/rust/library || sh "$root/tests/setup.sh" rust-source:rust-web-src

build() { # arch
    target=$1-win7-windows-gnu
    name=$(echo "$1" | tr '[:lower:]' '[:upper:]')_WIN7_WINDOWS_GNU
    if [ "$1" = i686 ]; then
        # The linker is given these two by name, from the project's folder; building std doesn't make them.
        for object in rsbegin rsend; do
            RUSTC_BOOTSTRAP=1 /usr/bin/rustc --target "$target" -O --crate-type lib --emit=obj -o "$root/$object.o" \
                "/usr/lib/rustlib/src/rust/library/rtstartup/$object.rs"
        done
    fi
    (
        cd "$root"
        env CI=1 RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1 AWS_LC_SYS_NO_JITTER_ENTROPY=1 \
            "CARGO_TARGET_${name}_LINKER=$1-w64-mingw32-gcc-posix" "CC_$1_win7_windows_gnu=$1-w64-mingw32-gcc-posix" \
            "CXX_$1_win7_windows_gnu=$1-w64-mingw32-g++-posix" "AR_$1_win7_windows_gnu=$1-w64-mingw32-ar" \
            /usr/bin/cargo build --release --lib --target "$target" --target-dir target/windows -Zbuild-std=std,panic_unwind
    )
    rm -f "$root/rsbegin.o" "$root/rsend.o"
    stage=$root/target/dist/windows-$1
    mkdir -p "$stage"
    cp "$root/target/windows/$target/release/einv.dll" "$stage/"
}

# The symbol list, and a twin of each.
twin() {
    sed 's/_\(.\)/\U\1/g; s/^e/E/'
}
exports() { # arch
    "$1-w64-mingw32-objdump" -p "$stage/einv.dll" | sed -n '/Name Pointer. Table/,/^$/p' | awk 'NF > 1 { print $NF }' | grep -v '^Table$' |
        LC_ALL=C sort
}
check() { # arch
    { cat "$root/tests/symbols.txt"; grep '^einv_' "$root/tests/symbols.txt" | twin; } | LC_ALL=C sort > "$work/expected"
    exports "$1" | diff -u "$work/expected" - || fail "$1: the exports are not the listed ones"
    # Nothing to ship beside it: system DLLs of Windows 7 only.
    foreign=$("$1-w64-mingw32-objdump" -p "$stage/einv.dll" | sed -n 's/.*DLL Name: //p' | tr '[:upper:]' '[:lower:]' | sort -u |
        grep -vxE '(advapi32|bcrypt|crypt32|kernel32|msvcrt|ncrypt|ntdll|ole32|secur32|shell32|user32|userenv|ws2_32)[.]dll' || true)
    test -z "$foreign" || fail "$1: needs $foreign"
    ! "$1-w64-mingw32-objdump" -p "$stage/einv.dll" | grep -q ProcessPrng || fail "$1: needs a newer Windows"
    echo "ok   $1: exports, imports"
}

# Bytes of arguments a stdcall function takes off the stack, from the header: four for each.
sizes() {
    tr '\n' ' ' < "$root/include/einv.h" | grep -oE 'int32_t einv_\w+\([^)]*\)' | while IFS= read -r declaration; do
        name=${declaration#int32_t }
        arguments=${name#*\(}
        count=$(printf '%s' "${arguments%)}" | tr ',' '\n' | grep -cv '^ *void *$' || true)
        echo "$(echo "${name%%\(*}" | twin) $((count * 4))"
    done
}
libraries() { # arch
    { echo 'LIBRARY einv.dll'; echo EXPORTS; grep '^einv_' "$root/tests/symbols.txt" | sed 's/^/    /'; } > "$stage/einv.def"
    "$1-w64-mingw32-dlltool" -d "$stage/einv.def" -l "$stage/libeinv.dll.a"
    # Only 32-bit callers decorate; -k takes the decoration off again, as the DLL's names have none.
    { echo 'LIBRARY einv.dll'; echo EXPORTS; sizes | if [ "$1" = i686 ]; then sed 's/\(.*\) \(.*\)/    \1@\2/'; else sed 's/ .*//; s/^/    /'; fi; } \
        > "$stage/einv-stdcall.def"
    "$1-w64-mingw32-dlltool" -k -d "$stage/einv-stdcall.def" -l "$stage/libeinv-stdcall.dll.a"
}

# The sandbox behind TLS, with a certificate of an authority of our own.
portal() {
    cargo build --quiet --manifest-path "$root/Cargo.toml" --bin einv
    : > "$work/server"
    "$root/target/debug/einv" sandbox --port 0 --key-file "$work/key.pem" > "$work/server" 2>&1 &
    running="$running $!"
    for _ in $(seq 100); do
        plain=$(sed -n 's/^einv sandbox at \(http[^,]*\),.*/\1/p' "$work/server")
        test -n "$plain" && break
        sleep 0.1
    done
    (
        cd "$work"
        openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -days 30 -subj '/CN=Counter authority'
        openssl req -newkey rsa:2048 -nodes -keyout front.key -out front.csr -subj /CN=localhost
        printf 'subjectAltName=DNS:localhost,IP:127.0.0.1\n' > names
        openssl x509 -req -in front.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out front.pem -days 30 -extfile names
        openssl req -x509 -newkey rsa:2048 -nodes -keyout other.key -out other.pem -days 30 -subj '/CN=Another authority'
    ) > "$work/openssl" 2>&1 || fail "$(cat "$work/openssl")"
    port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
    cat > "$work/nginx.conf" <<CONF
daemon off; master_process off; pid $work/nginx.pid; error_log $work/nginx.log;
events {}
http {
    access_log off; client_body_temp_path $work/t1; proxy_temp_path $work/t2; fastcgi_temp_path $work/t3; uwsgi_temp_path $work/t4; scgi_temp_path $work/t5;
    server { listen 127.0.0.1:$port ssl; ssl_certificate $work/front.pem; ssl_certificate_key $work/front.key; underscores_in_headers on;
        location / { proxy_pass $plain; proxy_set_header Host 127.0.0.1; } }
}
CONF
    PATH=$PATH:/usr/sbin nginx -e stderr -c "$work/nginx.conf" 2> /dev/null &
    running="$running $!"
    sleep 1
}
config() { # authority, ledger
    echo "{\"portal\": {\"kind\": \"nic\", \"urls\": [\"https://localhost:$port\"], \"client_id\": \"any\", \"client_secret\": \"any\","
    echo "\"public_key\": \"key.pem\", \"ca_file\": \"$1\"}, \"ledger\": \"$2\","
    echo "\"taxpayers\": [{\"gstin\": \"29AABCU9603R1ZJ\", \"username\": \"any\", \"password\": \"any\"}]}"
}

try() { # arch
    case $1 in
        x86_64) prefix=$work/wine64 ;;
        i686)
            prefix=$work/wine32
            if ! WINEDEBUG=-all WINEPREFIX=$prefix WINEARCH=win32 wine cmd /c exit > /dev/null 2>&1; then
                echo "SKIPPED: $1 is built and not run: no 32-bit wine here (dpkg --add-architecture i386, wine32:i386)" >&2
                test -z "${CI:-}" || exit 1
                return 0
            fi
            ;;
    esac
    folder=$work/$1
    mkdir "$folder"
    cp "$stage/einv.dll" "$work/key.pem" "$work/ca.pem" "$work/other.pem" "$folder/"
    "$1-w64-mingw32-gcc-posix" -std=c89 -Wall -Wextra -I "$root/include" "$root/tests/c/abi.c" -L "$stage" -leinv -o "$folder/abi.exe"
    "$1-w64-mingw32-gcc-posix" -std=c99 -Wall -Wextra -Werror "$here/counter.c" -L "$stage" -leinv-stdcall -o "$folder/counter.exe"
    sed "s|\"Dt\": \"[^\"]*\"|\"Dt\": \"$(TZ=Asia/Kolkata date +%d/%m/%Y)\"|; s|UDP/26-27/0417|WIN/$(echo "$1" | tr -d _)|" "$root/examples/bills/good.json" > "$folder/bill.json"
    config ca.pem einv.db > "$folder/config.json"
    config other.pem other.db > "$folder/forged.json"
    wine_run() {
        (cd "$folder" && WINEDEBUG=-all WINEPREFIX=$prefix wine "$@")
    }
    wine_run ./abi.exe || fail "$1: abi"
    wine_run ./counter.exe config.json bill.json > "$folder/out" || fail "$1: $(cat "$folder/out")"
    tr -d '\r' < "$folder/out" | cut -c1-60 > "$folder/plain"
    for words in 'validate 0 valid' 'qr 0 <svg' 'cancel 0 cancelled' 'close 0 ' 'closed 16 {"error":{"code":"E_HANDLE"'; do
        grep -qF "$words" "$folder/plain" || fail "$1: no \"$words\" in $(cat "$folder/plain")"
    done
    # An authority we weren't told to believe is not believed: the bill is kept for later.
    code=0
    wine_run ./counter.exe forged.json bill.json > "$folder/out" || code=$?
    test "$code" = 1 && grep -q '^submit 2 ' "$folder/out" || fail "$1: a foreign certificate was believed: $(cat "$folder/out")"
    WINEPREFIX=$prefix wineserver -k || true
    echo "ok   $1: under wine, over TLS, by the stdcall twins"
}

portal
for arch in ${*:-x86_64 i686}; do
    build "$arch"
    check "$arch"
    libraries "$arch"
    try "$arch"
    ls -l "$stage/einv.dll"
done
