#!/bin/sh
# Tests the composer package: php.sh path/to/libeinv.so
# The golden cases; then a program in an empty folder, with the package from composer where it is here.
set -eu
library=$(realpath "${1:?name the library: php.sh path/to/libeinv.so}")
root=$(cd "$(dirname "$0")/.." && pwd)
. "$root/tests/stage.sh"
needs "the composer package" php python3
php -r 'exit(extension_loaded("FFI") ? 0 : 1);' || { echo "SKIPPED: the composer package is not tested, PHP has no FFI extension" >&2; test -z "${CI:-}" || exit 1; exit 0; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
golden=$root/tests/golden
mkdir "$work/answers" "$work/program"
EINV_LIBRARY=$library php -d ffi.enable=1 "$golden/golden.php" "$golden/cases.txt" "$golden" "$work/answers"
diff -rq "$golden/answers" "$work/answers"
echo "ok   golden answers"

unset EINV_LIBRARY
sh "$root/packaging/php.sh" "$work/program/packages" "$library" > /dev/null
cd "$work/program"
sed "s|\"Dt\": \"[^\"]*\"|\"Dt\": \"$(TZ=Asia/Kolkata date +%d/%m/%Y)\"|" "$root/examples/bills/good.json" > bill.json
python3 -m zipfile -e packages/einv-php-*.zip packages/einv
if command -v composer > /dev/null; then
    echo '{"repositories": [{"packagist.org": false}, {"type": "path", "url": "./packages/einv", "options": {"symlink": false}}], "require": {"einv/einv": "*"}}' > composer.json
    COMPOSER_HOME=$work/composer COMPOSER_ALLOW_SUPERUSER=1 composer install --quiet --no-interaction
else
    echo "SKIPPED: composer is not here, so the package is unpacked by hand" >&2
    test -z "${CI:-}" || exit 1
    cp -r packages/einv vendor && echo '<?php require __DIR__ . "/src/Einv.php";' > vendor/autoload.php
fi
cat > program.php <<'P'
<?php
require 'vendor/autoload.php';
echo (new Einv('{}'))->submit(file_get_contents('bill.json'), '{"pick": "/status"}')->text, "\n";
P
php -d ffi.enable=1 program.php > said || { cat said; exit 1; }
grep -qx registered said
echo "ok   the package's autoload and library"
