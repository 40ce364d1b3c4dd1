#!/bin/sh
# Installs this folder for the current user: menu entry, icon, file type. `sh install.sh --remove` takes them away again.
# Nothing is copied: the folder stays where it is. No rights of an administrator are needed.
set -eu
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
data=${XDG_DATA_HOME:-"$HOME/.local/share"}
entry="$data/applications/layerlab.desktop"
icon="$data/icons/hicolor/scalable/apps/layerlab.svg"
type="$data/mime/packages/layerlab-mime.xml"
link="$HOME/.local/bin/layerlab"
refresh() {
    update-desktop-database "$data/applications" 2>/dev/null || true
    update-mime-database "$data/mime" 2>/dev/null || true
}
if [ "${1:-}" = --remove ]; then
    rm -f "$entry" "$icon" "$type"
    [ -L "$link" ] && rm -f "$link"
    refresh
    echo "Layerlab was taken out of the menu; the folder $here is still there."
    exit 0
fi
[ -x "$here/layerlab" ] || { echo "The program is not beside this script; unpack the whole folder." >&2; exit 2; }
mkdir -p "$(dirname "$entry")" "$(dirname "$icon")" "$(dirname "$type")" "$(dirname "$link")"
# A path in a desktop entry is quoted, and the signs that mean something there get a backslash.
quoted=$(printf '%s' "$here/layerlab" | sed -e 's/[\\"`$]/\\&/g' -e 's/\\/\\\\/g' -e 's/%/%%/g')
awk -v command="Exec=\"$quoted\" %f" '/^Exec=/ { print command; next } { print }' "$here/layerlab.desktop" > "$entry"
cp "$here/layerlab.svg" "$icon"
cp "$here/layerlab-mime.xml" "$type"
ln -sf "$here/layerlab" "$link"
refresh
echo "Layerlab is in the menu now, and opens .layerlab files. To take it out again: sh \"$here/install.sh\" --remove"
