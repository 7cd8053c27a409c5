#!/bin/sh
# Opens the website in Chromium, without a network: site.sh folder
set -eu
site=$(realpath "${1:?name the folder of the site}")
root=$(cd "$(dirname "$0")/.." && pwd)
. "$root/tests/stage.sh"
needs "the site in a browser" chromium
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
shown() { # page, words that the browser must show
    chromium --headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-component-update --disable-sync \
        --user-data-dir="$work/user" --allow-file-access-from-files --dump-dom "file://$site/$1" > "$work/page" 2> "$work/log" || { cat "$work/log"; exit 1; }
    # The browser has read the page to its end, and the menu that a script makes is there.
    grep -qF "$2" "$work/page" || { echo "$1 doesn't show \"$2\"" >&2; exit 1; }
    test -z "${3:-}" || grep -qF "$3" "$work/page" || { echo "$1 has no menu with \"$3\"" >&2; exit 1; }
}
shown index.html 'e-invoic' 'Going live'
shown frameworks/django.html 'Register invoices from Django' 'Versions, support and deprecation'
shown interface.html 'einv_submit' 'Going live'
if [ -d "$site/api/python" ]; then shown api/python/einv.html 'id="Engine.validate"'; fi
if [ -d "$site/api/java" ]; then shown api/java/in/einv/Engine.html 'submit'; fi
if [ -d "$site/api/rust" ]; then shown api/rust/einv/index.html 'Crate'; fi
echo "ok   the site in Chromium"
