#!/bin/sh
# Builds einv.dll and einv.exe for 64-bit and 32-bit Windows from 7 on, on Debian, and tries them under wine: run.sh [x86_64] [i686]
#
# Makes target/dist/windows-<arch>/: einv.dll, einv.exe; libeinv.dll.a and einv.def for C; libeinv-stdcall.dll.a and
# einv-stdcall.def for programs that link the twins. The first run takes twenty minutes on two cores, later runs a few.
# EINV_PROFILE=dev builds faster, for a try: nothing of it is to ship.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
here=$root/tests/windows
work=$(mktemp -d)
running=
debian=$root/target/windows/debian-i386
profile=${EINV_PROFILE:-release}
made=$(echo "$profile" | sed 's/^dev$/debug/')
version=$(sed -n 's/^version = "\(.*\)"/\1/p' "$root/Cargo.toml" | head -1)
trap 'for one in $running; do kill "$one" 2> /dev/null || true; done; rm -rf "$work" "$debian/tmp/einv"' EXIT
fail() {
    echo "FAILED: $*" >&2
    exit 1
}

# Debian's own Rust includes the source of its standard library, which is built for Windows 7 here.
sh "$root/tests/setup.sh" x86_64-w64-mingw32-gcc-posix:gcc-mingw-w64-x86-64-posix i686-w64-mingw32-gcc-posix:gcc-mingw-w64-i686-posix \
    nasm wine openssl nginx:nginx-light initdb:postgresql /usr/bin/rustc:rustc-web /usr/bin/cargo:cargo-web
test -d /usr/lib/rustlib/src/rust/library || sh "$root/tests/setup.sh" rust-source:rust-web-src

build() { # arch
    began=$(date +%s)
    target=$1-win7-windows-gnu
    name=$(echo "$1" | tr '[:lower:]' '[:upper:]')_WIN7_WINDOWS_GNU
    if [ "$1" = i686 ]; then
        # The linker gets these two by name, from the project's folder; building std doesn't make them.
        for object in rsbegin rsend; do
            RUSTC_BOOTSTRAP=1 /usr/bin/rustc --target "$target" -O --crate-type lib --emit=obj -o "$root/$object.o" \
                "/usr/lib/rustlib/src/rust/library/rtstartup/$object.rs"
        done
    fi
    # The library comes last: it is built without what the command alone needs.
    for part in '--bin einv' '--lib --no-default-features --features full'; do
        cd "$root"
        # shellcheck disable=SC2086
        env RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1 AWS_LC_SYS_NO_JITTER_ENTROPY=1 \
            "CARGO_TARGET_${name}_LINKER=$1-w64-mingw32-gcc-posix" "CC_$1_win7_windows_gnu=$1-w64-mingw32-gcc-posix" \
            "CXX_$1_win7_windows_gnu=$1-w64-mingw32-g++-posix" "AR_$1_win7_windows_gnu=$1-w64-mingw32-ar" \
            /usr/bin/cargo build --profile "$profile" $part --target "$target" --target-dir target/windows -Zbuild-std=std,panic_unwind
    done
    rm -f "$root/rsbegin.o" "$root/rsend.o"
    mkdir -p "$stage"
    cp "$root/target/windows/$target/$made/einv.dll" "$root/target/windows/$target/$made/einv.exe" "$stage/"
    echo "ok   $1: built in $(($(date +%s) - began)) s, $(wc -c < "$stage/einv.dll") bytes, the command $(wc -c < "$stage/einv.exe")"
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
    # Nothing else to ship: both need only system DLLs of Windows 7.
    for program in einv.dll einv.exe; do
        "$1-w64-mingw32-objdump" -p "$stage/$program" > "$work/parts"
        foreign=$(sed -n 's/.*DLL Name: //p' "$work/parts" | tr '[:upper:]' '[:lower:]' | sort -u |
            grep -vxE '(advapi32|bcrypt|crypt32|kernel32|msvcrt|ncrypt|ntdll|ole32|secur32|shell32|user32|userenv|ws2_32)[.]dll' || true)
        test -z "$foreign" || fail "$1: $program needs $foreign"
        ! grep -wE 'ProcessPrng|WaitOnAddress|GetSystemTimePreciseAsFileTime|GetHostNameW|SetThreadDescription|GetTempPath2W|CreateFile2' "$work/parts" ||
            fail "$1: $program needs a newer Windows"
    done
    echo "ok   $1: exports, imports"
}

# The bytes of arguments that a stdcall function removes from the stack, from the header: four each.
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
    # Only 32-bit callers decorate; -k removes the decoration, because the DLL's names have none.
    { echo 'LIBRARY einv.dll'; echo EXPORTS; sizes | if [ "$1" = i686 ]; then sed 's/\(.*\) \(.*\)/    \1@\2/'; else sed 's/ .*//; s/^/    /'; fi; } \
        > "$stage/einv-stdcall.def"
    "$1-w64-mingw32-dlltool" -k -d "$stage/einv-stdcall.def" -l "$stage/libeinv-stdcall.dll.a"
}

free_port() {
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}
# The sandbox behind TLS, with a certificate of our own authority.
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
    port=$(free_port)
    database=$(free_port)
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
# Our own PostgreSQL, with the same certificate. It refuses to run as root.
database() {
    (
        server=$work/postgres
        chmod 711 "$work"
        mkdir "$server"
        cp "$work/front.pem" "$work/front.key" "$server/"
        chmod 600 "$server/front.key"
        as=
        test "$(id -u)" != 0 || { chown -R postgres "$server" && as='setpriv --reuid=postgres --regid=postgres --clear-groups'; }
        PATH=$PATH$(printf ':%s' /usr/lib/postgresql/*/bin)
        cd "$server"
        $as initdb -A trust -U einv --no-sync -D data > log 2>&1 || fail "$(cat log)"
        exec $as postgres -D data -p "$database" -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c ssl=on \
            -c "ssl_cert_file=$server/front.pem" -c "ssl_key_file=$server/front.key" > log 2>&1
    ) &
    running="$running $!"
}
config() { # authority, ledger
    echo "{\"portal\": {\"kind\": \"nic\", \"urls\": [\"https://localhost:$port\"], \"client_id\": \"any\", \"client_secret\": \"any\","
    echo "\"public_key\": \"key.pem\", \"ca_file\": \"$1\"}, \"ledger\": \"$2\","
    echo "\"taxpayers\": [{\"gstin\": \"29AABCU9603R1ZJ\", \"username\": \"any\", \"password\": \"any\"}]}"
}

# 32-bit programs need a 32-bit wine. Without one, this makes a small 32-bit Debian for it, once. (Debian's multiarch
# would also work, but it changes this system's apt-get, and needs both archives from the same day.)
wine32() {
    mkdir "$folder"
    in_wine 'wine cmd /c exit' > /dev/null 2>&1 && return
    if [ "$(id -u)" != 0 ] || ! command -v apt-get > /dev/null; then
        echo "SKIPPED: i686 is built and not run: no 32-bit wine here (dpkg --add-architecture i386, wine32:i386), or run it as root" >&2
        test -z "${CI:-}" || exit 1
        return 1
    fi
    inside=$debian
    folder=/tmp/einv
    if [ ! -e "$debian/made" ]; then
        sh "$root/tests/setup.sh" debootstrap
        rm -rf "$debian"
        archive=$(apt-cache policy | sed -n 's|.* \(http[^ ]*\) [a-z]*/main amd64 Packages|\1|p' | grep -v security | head -1)
        debootstrap --arch=i386 --variant=minbase --include=wine,wine32 "$(. /etc/os-release && echo "$VERSION_CODENAME")" "$debian" "$archive" \
            > "$work/debian" 2>&1 || fail "$(tail -5 "$work/debian")"
        rm -rf "$debian"/var/cache/apt/archives/*.deb "$debian"/var/lib/apt/lists/*
        touch "$debian/made"
    fi
    cp /etc/hosts "$debian/etc/"
    rm -rf "$inside$folder"
    mkdir "$inside$folder"
    in_wine 'wine cmd /c exit' > "$work/started" 2>&1 || fail "wine doesn't start in $debian: $(cat "$work/started")"
}
# Runs commands, which find their arguments in $0 and so on, in the folder with the programs. File names have only the
# locale's letters.
in_wine() {
    if [ -n "$inside" ]; then
        unshare --mount --pid --fork --root="$inside" --wd="$folder" --mount-proc \
            env -i HOME=/root PATH=/usr/bin:/bin LC_ALL=C.UTF-8 WINEDEBUG=-all "WINEPREFIX=$folder/wine" sh -c "$@"
    else
        (cd "$folder" && LC_ALL=C.UTF-8 WINEDEBUG=-all WINEPREFIX=$folder/wine WINEARCH=$wine_arch sh -c "$@")
    fi
}
bill() { # a number
    sed "s|\"Dt\": \"[^\"]*\"|\"Dt\": \"$(TZ=Asia/Kolkata date +%d/%m/%Y)\"|; s|UDP/26-27/0417|$1|" "$root/examples/bills/good.json"
}

try() { # arch
    inside=
    folder=$work/$1
    case $1 in
        x86_64)
            wine_arch=win64
            mkdir "$folder"
            in_wine 'wine cmd /c exit' > "$work/started" 2>&1 || fail "wine doesn't start: $(cat "$work/started")"
            ;;
        i686) wine_arch=win32 && { wine32 || return 0; } ;;
    esac
    there=$inside$folder
    cp "$stage/einv.dll" "$work/key.pem" "$work/ca.pem" "$work/other.pem" "$there/"
    gcc="$1-w64-mingw32-gcc-posix -Wall -Wextra -Werror -I $root/include -I $here -L $stage"
    $gcc -std=c89 "$root/tests/c/abi.c" -leinv -o "$there/abi.exe"
    $gcc -std=gnu11 "$root/tests/c/host.c" -static -lws2_32 -lpthread -o "$there/host.exe"
    $gcc -std=c99 "$root/tests/golden/golden.c" -o "$there/golden.exe"
    $gcc -std=c99 "$here/counter.c" -leinv-stdcall -o "$there/counter.exe"

    in_wine 'wine ./abi.exe' || fail "$1: abi"
    mkdir "$there/ledgers"
    in_wine 'wine ./host.exe einv.dll key.pem ledgers' || fail "$1: host"

    mkdir -p "$there/repo/tests" "$there/repo/examples" "$there/answers"
    cp -r "$root/tests/golden" "$there/repo/tests/"
    cp -r "$root/examples/bills" "$there/repo/examples/"
    in_wine 'EINV_LIBRARY=einv.dll wine ./golden.exe repo/tests/golden/cases.txt repo/tests/golden answers' || fail "$1: golden"
    diff -rq "$root/tests/golden/answers" "$there/answers" || fail "$1 answers otherwise"
    echo "ok   $1: golden answers"

    # Two programs at once on one ledger, in a file and in PostgreSQL.
    config ca.pem einv.db > "$there/file.json"
    config ca.pem "postgres://einv@localhost:$database/postgres?sslrootcert=ca.pem" > "$there/postgres.json"
    name=$(echo "$1" | tr -d _)
    for number in 1 2 3 4; do
        bill "WIN/$name/$number" > "$there/$number.json"
    done
    two='wine ./counter.exe "$0" "$1.json" > "$1.out" & wine ./counter.exe "$0" "$2.json" > "$2.out"; one=$?; wait $! && exit $one'
    in_wine "$two" file.json 1 2 || fail "$1: $(cat "$there/1.out" "$there/2.out")"
    in_wine "$two" postgres.json 3 4 || fail "$1: $(cat "$there/3.out" "$there/4.out")"
    for out in 1 2 3 4; do
        tr -d '\r' < "$there/$out.out" | cut -c1-60 > "$there/plain"
        for words in 'validate 0 valid' 'submit 0 ' 'qr 0 <svg' 'cancel 0 cancelled' 'close 0 ' 'closed 16 {"error":{"code":"E_HANDLE"'; do
            grep -qF "$words" "$there/plain" || fail "$1: no \"$words\" in $(cat "$there/plain")"
        done
    done
    # An untrusted authority is refused: the bill waits for later.
    config other.pem other.db > "$there/forged.json"
    code=0
    in_wine 'wine ./counter.exe forged.json 1.json > out' || code=$?
    test "$code" = 1 && grep -q '^submit 2 ' "$there/out" || fail "$1: a foreign certificate was believed: $(cat "$there/out")"
    # The command: its demonstration registers and cancels a bill; it finds a bill's fault, and says so by its exit code.
    cp "$stage/einv.exe" "$root/examples/bills/good.json" "$root/examples/bills/refused.json" "$there/"
    in_wine 'wine ./einv.exe --version > version' && grep -q "^einv $version" "$there/version" || fail "$1: $(cat "$there/version")"
    in_wine 'wine ./einv.exe demo > demo' || fail "$1: demo: $(cat "$there/demo")"
    for words in '3. Registered with the sandbox' 'requests sent: 0' 'cancelled at '; do
        grep -qF "$words" "$there/demo" || fail "$1: no \"$words\" in $(cat "$there/demo")"
    done
    in_wine 'wine ./einv.exe validate good.json > good' || fail "$1: $(cat "$there/good")"
    code=0
    in_wine 'wine ./einv.exe validate refused.json > refused' || code=$?
    test "$code" = 1 && test -s "$there/refused" || fail "$1: the faults of refused.json were not found: $code"
    echo "ok   $1: einv.exe under wine"
    in_wine 'wineserver -k' || true
    echo "ok   $1: under wine, over TLS, by the stdcall twins"
}

for arch in ${*:-x86_64 i686}; do
    stage=$root/target/dist/windows-$arch
    build "$arch"
    check "$arch"
    libraries "$arch"
done
portal
database
for arch in ${*:-x86_64 i686}; do
    stage=$root/target/dist/windows-$arch
    try "$arch"
done
