# Installs what is missing. Sourced by ./run and ./check with $root set; not run by itself.
#
#   install_missing run      what building and running spinehold needs
#   install_missing check    that, and what the tests need
#   install_missing fuzz     that, and clang's run-time libraries for the fuzzers
#
# The package manager is asked only when something is really not there (a command, a header, a
# pkg-config file), so every later call is instant and works without a network. apt is tried by the
# project; dnf, pacman and brew are written from their package lists.

# kind|what to look for|apt|dnf|pacman|brew
needs_run='cmd|cmake|cmake|cmake|cmake|cmake
cmd|make|make|make|make|make
cmd|cc|gcc|gcc|gcc|-
hdr|stdio.h|libc6-dev|glibc-devel|glibc|-
cmd|pkg-config|pkg-config|pkgconf-pkg-config|pkgconf|pkgconf
pc|libserialport|libserialport-dev|libserialport-devel|libserialport|libserialport
pc|sqlite3|libsqlite3-dev|sqlite-devel|sqlite|sqlite
pc|ncursesw|libncurses-dev|ncurses-devel|ncurses|ncurses
pc|libcyaml|libcyaml-dev|libcyaml-devel|libcyaml|libcyaml
pc|yaml-0.1|libyaml-dev|libyaml-devel|libyaml|libyaml
pc|zlib|zlib1g-dev|zlib-devel|zlib|zlib'

needs_check='cmd|c++|g++|gcc-c++|gcc|-
cmd|clang|clang|clang|clang|llvm
pc|cmocka|libcmocka-dev|libcmocka-devel|cmocka|cmocka
san|cc|gcc|libasan libubsan|gcc|-
cmd|tmux|tmux|tmux|tmux|tmux
cmd|node|nodejs|nodejs|nodejs|node
cmd|npm|npm|nodejs-npm|npm|node'

needs_fuzz='fuzz|clang|libclang-rt-dev|compiler-rt|compiler-rt|llvm'

say() {
	printf 'spinehold: %s\n' "$*" >&2
}

# Homebrew keeps these out of the default search path.
add_brew_paths() {
	command -v brew >/dev/null 2>&1 || return 0
	for formula in ncurses sqlite zlib; do
		dir=$(brew --prefix "$formula" 2>/dev/null)/lib/pkgconfig
		[ -d "$dir" ] && PKG_CONFIG_PATH=$dir${PKG_CONFIG_PATH:+:$PKG_CONFIG_PATH}
	done
	export PKG_CONFIG_PATH
}

# is_there KIND WHAT
is_there() {
	case $1 in
	cmd) command -v "$2" >/dev/null 2>&1 ;;
	pc) pkg-config --exists "$2" 2>/dev/null ;;
	hdr) printf '#include <%s>\n' "$2" | "${CC:-cc}" -E -x c - >/dev/null 2>&1 ;;
	san) links 'int main(void){return 0;}' "${CC:-$2}" -fsanitize=address,undefined ;;
	fuzz) links '#include <stddef.h>
		#include <stdint.h>
		int LLVMFuzzerTestOneInput(const uint8_t *d, size_t n);
		int LLVMFuzzerTestOneInput(const uint8_t *d, size_t n){(void)d;(void)n;return 0;}' \
		"$2" -fsanitize=fuzzer,address ;;
	esac
}

# links TEXT COMPILER...: does this program link?
links() {
	text=$1
	shift
	printf '%s\n' "$text" | "$@" -x c -o /dev/null - >/dev/null 2>&1
}

# missing TABLE COLUMN: the packages of what is not there, one a line
missing() {
	printf '%s\n' "$1" | while IFS='|' read -r kind what apt dnf pacman brew; do
		is_there "$kind" "$what" && continue
		case $2 in
		apt) echo "$apt" ;;
		dnf) echo "$dnf" ;;
		pacman) echo "$pacman" ;;
		brew) echo "$brew" ;;
		*) echo "$what" ;;
		esac
	done
}

as_root() {
	if [ "$(id -u)" = 0 ]; then
		"$@"
	elif ! command -v sudo >/dev/null 2>&1; then
		say "this needs root and there is no sudo; as root, say: $*"
		return 1
	elif [ -t 0 ]; then
		sudo "$@"
	else
		sudo -n "$@"
	fi
}

# install_packages MANAGER PACKAGE...
install_packages() {
	manager=$1
	shift
	say "installing with $manager: $*"
	case $manager in
	apt)
		# Lists may be absent or old, and one dead source must not stop the rest.
		as_root apt-get update -q || say "apt-get update failed; trying with the lists there are"
		as_root env DEBIAN_FRONTEND=noninteractive \
			apt-get install -q -y --no-install-recommends "$@"
		;;
	dnf) as_root dnf install -y --setopt=install_weak_deps=False "$@" ;;
	# -Sy only where there are no lists yet: installing from newer lists than the system was
	# installed from is what Arch calls a partial upgrade.
	pacman)
		refresh=
		[ -n "$(ls /var/lib/pacman/sync 2>/dev/null)" ] || refresh=y
		as_root pacman -S$refresh --needed --noconfirm "$@"
		;;
	brew) brew install "$@" ;;
	esac
}

find_manager() {
	for candidate in apt-get dnf pacman brew; do
		if command -v "$candidate" >/dev/null 2>&1; then
			echo "${candidate%-get}"
			return
		fi
	done
	echo none
}

install_missing() {
	case $1 in
	run) table=$needs_run ;;
	check) table="$needs_run
$needs_check" ;;
	fuzz) table="$needs_run
$needs_check
$needs_fuzz" ;;
	esac
	add_brew_paths
	gone=$(missing "$table" name | tr '\n' ' ')
	[ -n "$gone" ] || return 0
	manager=$(find_manager)
	if [ "$manager" = none ]; then
		say "not found: $gone; install them with this system's packages and try again"
		return 1
	fi
	packages=$(missing "$table" "$manager" | tr ' ' '\n' | grep -v '^-$' | sort -u | tr '\n' ' ')
	# What a package manager prints is no business of the program's standard output.
	# shellcheck disable=SC2086 # one word a package
	[ -z "$packages" ] || install_packages "$manager" $packages >&2 || {
		say "$manager could not install: $packages; read its message above"
		return 1
	}
	add_brew_paths
	gone=$(missing "$table" name | tr '\n' ' ')
	[ -z "$gone" ] || {
		say "still not found after installing: $gone; install them by hand and try again"
		return 1
	}
}

# keep_own_build DIR: throws a build folder away that was configured somewhere else (a moved or
# copied checkout), which CMake would refuse.
keep_own_build() {
	cache=$1/CMakeCache.txt
	[ -f "$cache" ] || return 0
	grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$root" "$cache" || rm -rf "$1"
}
