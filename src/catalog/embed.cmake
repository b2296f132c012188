# Turns a file into a C source that holds its bytes, so that nothing has to be installed to find the
# built-in catalog at run time, and xxd need not be there at build time.
#
#   cmake -DIN=exercises.yaml -DOUT=builtin_catalog.c -DNAME=sh_builtin_catalog -P embed.cmake
#
# defines  const unsigned char NAME[] (a NUL follows the last byte)  and  const size_t NAME_len.

foreach(needed IN ITEMS IN OUT NAME)
	if(NOT DEFINED ${needed})
		message(FATAL_ERROR "embed.cmake: -D${needed}=... is missing")
	endif()
endforeach()

file(READ "${IN}" hex HEX)
file(SIZE "${IN}" size)
# CMake's regular expressions have no {n}; 16 bytes a line keep the compiler's messages readable.
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
set(byte "0x[0-9a-f][0-9a-f],")
string(REGEX REPLACE
	"(${byte}${byte}${byte}${byte}${byte}${byte}${byte}${byte}${byte}${byte}${byte}${byte}${byte}${byte}${byte}${byte})"
	"\\1\n\t" bytes "${bytes}")
get_filename_component(from "${IN}" NAME)

file(WRITE "${OUT}.new" "/* Made from ${from} by embed.cmake. */
#include <stddef.h>

extern const unsigned char ${NAME}[];
extern const size_t ${NAME}_len;

const unsigned char ${NAME}[] = {
	${bytes}0x00};
const size_t ${NAME}_len = ${size};
")
# The rename makes an interrupted build leave no half file behind.
file(RENAME "${OUT}.new" "${OUT}")
