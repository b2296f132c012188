#ifndef SH_CORE_QUAT_H
#define SH_CORE_QUAT_H

/** Rotations and the few vector operations the core needs.
 *
 * Quaternions are w,x,y,z and, where a function rotates, of unit length. Hamilton's product: to
 * rotate by `b` first and `a` after it is sh_quat_mul(a, b). A quaternion that is called "sensor ->
 * earth" takes the coordinates of a vector in sensor axes to those in earth axes.
 * Pure, no error returns: what a function does with degenerate input is said beside it.
 * Arguments may point to the same object.
 */

#include "spinehold/fusion.h"
#include "spinehold/sample.h"

struct sh_quat sh_quat_identity(void);
struct sh_quat sh_quat_mul(const struct sh_quat *a, const struct sh_quat *b);

/** The opposite rotation. */
struct sh_quat sh_quat_conj(const struct sh_quat *q);

/** Unit length. Zero, infinite or NaN gives the identity. */
struct sh_quat sh_quat_normalise(const struct sh_quat *q);

/** `v` rotated by `q`. */
struct sh_vec3 sh_quat_rotate(const struct sh_quat *q, const struct sh_vec3 *v);

/** `v` rotated by the opposite of `q`: earth -> sensor for a sensor -> earth quaternion. */
struct sh_vec3 sh_quat_rotate_back(const struct sh_quat *q, const struct sh_vec3 *v);

/** Rows of the matrix that does what sh_quat_rotate does. */
void sh_quat_to_matrix(const struct sh_quat *q, double ret[3][3]);

/** From the rows of a rotation matrix; w >= 0. Expects an orthonormal right-handed matrix; small
 * errors are absorbed by normalising. */
struct sh_quat sh_quat_from_matrix(const double m[3][3]);

/** Right-handed turn about `axis`, which need not be of unit length. A zero axis: identity. */
struct sh_quat sh_quat_from_axis_angle(const struct sh_vec3 *axis, double rad);

/** Direction is the axis, length the angle in radians. */
struct sh_quat sh_quat_from_rotvec(const struct sh_vec3 *v);

/** The shortest turn that takes unit vector `u` to earth's up (0,0,1). Straight down turns about x.
 */
struct sh_quat sh_quat_to_up(const struct sh_vec3 *u);

struct sh_vec3 sh_vec3_add(const struct sh_vec3 *a, const struct sh_vec3 *b);
struct sh_vec3 sh_vec3_sub(const struct sh_vec3 *a, const struct sh_vec3 *b);
struct sh_vec3 sh_vec3_scale(const struct sh_vec3 *a, double k);
struct sh_vec3 sh_vec3_cross(const struct sh_vec3 *a, const struct sh_vec3 *b);
double sh_vec3_dot(const struct sh_vec3 *a, const struct sh_vec3 *b);
double sh_vec3_norm(const struct sh_vec3 *a);

#endif
