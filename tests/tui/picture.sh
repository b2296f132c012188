#!/bin/sh
# Makes a PNG of a program's screen, as a person would see it. Not part of the checks.
#
#   picture.sh OUT.png WIDTHxHEIGHT MARKER PROGRAM [ARGS...]
#
# Runs PROGRAM in a private tmux of that size, waits (15 s at most) until MARKER is on the screen,
# and renders the pane with aha and chromium; without those it starts the program in a real xterm
# under Xvfb and takes the window with import. MARKER may be empty: then it waits 2 s.
# SH_PICTURE_TERM names another terminal to be (tmux-direct, xterm-16color); for a screen without colours
# the program is `env NO_COLOR=1 PROGRAM`.
# Exit: 0 done, 1 no picture, 2 wrong usage, 77 nothing installed to do it with.
set -u
usage() { echo "usage: $0 OUT.png WIDTHxHEIGHT MARKER PROGRAM [ARGS...]" >&2; exit 2; }
[ $# -ge 4 ] || usage
out=$1 size=$2 marker=$3
shift 3
width=${size%x*} height=${size#*x}
case $width$height in *[!0-9]* | '') usage ;; esac
here=$(cd "$(dirname "$0")" && pwd)
. "$here/lib.sh"

render_pane() {
	start_tmux "$width" "$height" "$@"
	if [ -n "$marker" ]; then wait_for "$marker"; else sleep 2; fi
	mux capture-pane -p -e -N -t main >"$work/pane"
	{
		echo '<!doctype html><meta charset=utf-8><style>body{margin:0;background:#111;color:#ddd}'
		echo 'pre{margin:4px;font:16px/18px "DejaVu Sans Mono",monospace}'
		# braille comes from another font, wider than the cells: each in a box of its own
		echo 'i{display:inline-block;width:1ch;height:18px;overflow:hidden;font-style:normal;'
		echo 'vertical-align:top}</style><pre>'
		# aha takes "default colours" after "reverse" for an end of it, and black for grey
		LC_ALL=C sed 's/\(\x1b\[0[;0-9]*m\)\x1b\[39m\x1b\[49m/\1/g' "$work/pane" |
			aha --black --no-header | LC_ALL=C sed 's/color:dimgray/color:black/g;s/\xe2[\xa0-\xa3][\x80-\xbf]/<i>&<\/i>/g'
		echo '</pre>'
	} >"$work/pane.html"
	"$browser" --headless --no-sandbox --disable-gpu --disable-quic --no-first-run \
		--disable-background-networking --disable-component-update --disable-sync \
		--user-data-dir="$work/browser" --hide-scrollbars \
		--window-size=$((width * 10)),$((height * 18 + 8)) \
		--screenshot="$out" "file://$work/pane.html" >/dev/null 2>&1
}

render_xterm() {
	display=:$((90 + $$ % 900))
	Xvfb "$display" -screen 0 2600x1600x24 -nolisten tcp >/dev/null 2>&1 &
	server=$!
	sleep 1
	DISPLAY=$display LC_ALL=C.UTF-8 xterm -u8 -fa 'DejaVu Sans Mono' -fs 11 \
		-geometry "${width}x${height}+0+0" -bg '#111' -fg '#ddd' -b 4 -e "$@" &
	window=$!
	sleep 3
	DISPLAY=$display import -window "$(DISPLAY=$display xwininfo -root -tree |
		sed -n 's/^ *\(0x[0-9a-f]*\) .*("xterm".*/\1/p' | head -n 1)" "$out"
	kill "$window" "$server" 2>/dev/null
	wait 2>/dev/null
}

SH_TEST_TERM=${SH_PICTURE_TERM-tmux-256color} # without back-colour erase: capture-pane forgets erased colours
export SH_TEST_TERM
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)
if [ -n "$browser" ] && command -v aha >/dev/null && command -v tmux >/dev/null; then
	render_pane "$@"
elif command -v Xvfb >/dev/null && command -v xterm >/dev/null && command -v import >/dev/null &&
	command -v xwininfo >/dev/null; then
	render_xterm "$@"
else
	echo "skipped: needs tmux, aha and chromium, or Xvfb, xterm, xwininfo and import" >&2
	exit 77
fi
[ -s "$out" ] || { echo "no picture came out" >&2; exit 1; }
