/* Which word was meant.
 *
 * The measure is the optimal string alignment distance (insert, drop, change, swap neighbours),
 * because swapped and doubled letters are what fingers do. Words here are ids and keys, at most 31
 * letters, so a fixed table does and the quadratic cost is nothing.
 */
#include "catalog/near.h"

#include <string.h>

enum { WORD_MAX = 31, WHOLLY_UNLIKE = 100 };

static unsigned least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

unsigned sh_near_distance(const char *a, const char *b)
{
	unsigned d[WORD_MAX + 1][WORD_MAX + 1];
	size_t n = strlen(a), m = strlen(b);

	if (n > WORD_MAX || m > WORD_MAX)
		return WHOLLY_UNLIKE;
	for (size_t i = 0; i <= n; i++)
		d[i][0] = (unsigned)i;
	for (size_t j = 0; j <= m; j++)
		d[0][j] = (unsigned)j;
	for (size_t i = 1; i <= n; i++) {
		for (size_t j = 1; j <= m; j++) {
			unsigned change = d[i - 1][j - 1] + (a[i - 1] != b[j - 1]);

			d[i][j] = least(change, least(d[i - 1][j], d[i][j - 1]) + 1);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				d[i][j] = least(d[i][j], d[i - 2][j - 2] + 1);
		}
	}
	return d[n][m];
}

bool sh_near(const char *given, const char *known)
{
	size_t n = strlen(given), m = strlen(known), shorter = n < m ? n : m;

	if (shorter >= 3 && strncmp(given, known, shorter) == 0)
		return true;
	return n > 0 && sh_near_distance(given, known) <= (n + 2) / 3;
}
