#!/bin/sh
# A session log read by @mcap/core from the npm registry.
#
#	mcap_independent.sh PROGRAM     runs "PROGRAM FILE SECONDS" (tests/support/write_log.c), which
#	                                writes a log and prints what is in it, and compares
#	mcap_independent.sh FILE.mcap   any session log that was closed in order
#
# Installs into SH_BUILD_DIR (default: a temporary folder), with the versions of package-lock.json.
# Exit 77 where node, npm or the registry is not to be had.

set -eu

what=${1:?usage: mcap_independent.sh PROGRAM or FILE.mcap}
here=$(cd "$(dirname "$0")" && pwd)
scratch=$(mktemp -d "${TMPDIR:-/tmp}/sh_mcap_XXXXXX")
trap 'rm -rf "$scratch"' EXIT
cache=${SH_BUILD_DIR:-$scratch}/npm-mcap

for tool in node npm; do
	if ! command -v "$tool" >/dev/null 2>&1; then
		echo "mcap_independent: skipped: $tool is not installed"
		exit 77
	fi
done

if ! cmp -s "$here/package-lock.json" "$cache/installed"; then
	mkdir -p "$cache"
	rm -f "$cache/installed"
	cp "$here/package.json" "$here/package-lock.json" "$cache/"
	if ! (cd "$cache" && npm ci --omit=dev --ignore-scripts --no-audit --no-fund \
		--fetch-retries=1 --fetch-timeout=30000) >"$scratch/npm" 2>&1; then
		tail -n 5 "$scratch/npm"
		if grep -q EINTEGRITY "$scratch/npm"; then
			echo "mcap_independent: a package is not the one of package-lock.json"
			exit 1
		fi
		echo "mcap_independent: skipped: npm cannot install @mcap/core here"
		exit 77
	fi
	cp "$here/package-lock.json" "$cache/installed"
fi

SH_NODE_MODULES=$cache/node_modules
export SH_NODE_MODULES
case $what in
*.mcap)
	node "$here/mcap_read.mjs" "$what"
	;;
*)
	"$what" "$scratch/empty.mcap" 0 >"$scratch/empty"
	node "$here/mcap_read.mjs" "$scratch/empty.mcap"
	"$what" "$scratch/log.mcap" 60 >"$scratch/listing"
	node "$here/mcap_read.mjs" "$scratch/log.mcap" "$scratch/listing"
	# the comparison itself must be able to fail
	sed '100s/ [0-9]* / 4294967295 /' "$scratch/listing" >"$scratch/wrong"
	if node "$here/mcap_read.mjs" "$scratch/log.mcap" "$scratch/wrong" 2>/dev/null; then
		echo "mcap_independent: a wrong listing was not noticed"
		exit 1
	fi
	;;
esac
