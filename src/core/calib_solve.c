/* Normal equations by Cholesky: the few unknowns of a calibration are far from needing more.
 * Entries differ by many powers of ten (a delay in seconds beside an arm in metres), so a pivot is
 * judged by what was there before it was reduced. */

#include <math.h>

#include "core/calib_part.h"

static const double PIVOT_MIN = 1e-12;

static bool factor(int n, double *a)
{
	for (int c = 0; c < n; c++) {
		for (int r = c; r < n; r++) {
			double s = a[r * n + c];

			for (int k = 0; k < c; k++)
				s -= a[r * n + k] * a[c * n + k];
			if (r == c && !(s > PIVOT_MIN * a[r * n + c]))
				return false;
			a[r * n + c] = r == c ? sqrt(s) : s / a[c * n + c];
		}
	}
	return true;
}

bool sh_calib_solve(int n, double *a, const double *b, double *ret, double *ret_last)
{
	if (!factor(n, a))
		return false;
	for (int r = 0; r < n; r++) {
		double s = b[r];

		for (int k = 0; k < r; k++)
			s -= a[r * n + k] * ret[k];
		ret[r] = s / a[r * n + r];
	}
	for (int r = n - 1; r >= 0; r--) {
		double s = ret[r];

		for (int k = r + 1; k < n; k++)
			s -= a[k * n + r] * ret[k];
		ret[r] = s / a[r * n + r];
	}
	if (ret_last)
		*ret_last = 1 / (a[n * n - 1] * a[n * n - 1]);
	return true;
}
