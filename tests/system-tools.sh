#!/bin/sh
# The programs that the tests drive and that no package of Node or Python brings. Installs what is missing when apt-get
# may be used, and says in a sentence what to do when it may not.
set -u

chromium_is_there() {
    [ -n "${CHROMIUM:-}" ] || command -v chromium >/dev/null || command -v chromium-browser >/dev/null ||
        command -v google-chrome >/dev/null
}

missing=""
chromium_is_there || missing="$missing chromium"
command -v pdftoppm >/dev/null || missing="$missing poppler-utils"
command -v zbarimg >/dev/null || missing="$missing zbar-tools"
command -v qpdf >/dev/null || missing="$missing qpdf"
command -v mutool >/dev/null || missing="$missing mupdf-tools"
command -v gs >/dev/null || missing="$missing ghostscript"
command -v java >/dev/null || missing="$missing default-jre-headless"
[ -z "$missing" ] && exit 0

as_root=""
if [ "$(id -u)" != 0 ]; then
    sudo -n true 2>/dev/null && as_root="sudo -n"
fi
if command -v apt-get >/dev/null && { [ "$(id -u)" = 0 ] || [ -n "$as_root" ]; }; then
    echo "Installing$missing with apt-get."
    # shellcheck disable=SC2086 # both are lists of words
    $as_root apt-get update -qq && $as_root apt-get install -y -qq --no-install-recommends $missing
fi
if ! chromium_is_there; then
    echo "The browser tests need Chromium: install it with your package manager, or set CHROMIUM to its path." >&2
    exit 1
fi
for tool in pdftoppm zbarimg qpdf mutool gs java; do
    command -v $tool >/dev/null || echo "$tool is not installed: the checks that use it are left out."
done
exit 0
