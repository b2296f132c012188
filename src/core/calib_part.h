#ifndef SH_CORE_CALIB_PART_H
#define SH_CORE_CALIB_PART_H

/** What the solvers of calib.h share; nobody else includes it. */

#include <stdbool.h>

/** Solves a x = b for a symmetric positive definite `a` of n rows, which is destroyed.
 * @param ret_last  NULL, or gets the last diagonal entry of the inverse
 * @return false, results undefined: `a` does not determine x. */
bool sh_calib_solve(int n, double *a, const double *b, double *ret, double *ret_last);

#endif
