#ifndef SH_CATALOG_YAML_SHAPE_H
#define SH_CATALOG_YAML_SHAPE_H

/** Does a YAML text have the shape of a libcyaml schema? Says where not, and what would be right.
 *
 * libcyaml refuses a wrong text too, but with "invalid value" at best. This walks the same schema
 * tables over the marked text first, so one table both loads and explains. Understood are the types
 * MAPPING, SEQUENCE, SEQUENCE_FIXED, STRING, INT, FLOAT and ENUM. Not specific to the catalog.
 */

#include <cyaml/cyaml.h>

#include "catalog/line_marks.h"

/** @param what the name of the top value in messages, e.g. "catalog"
 * @return SH_OK, or SH_ERR_INPUT with "NAME:LINE: what, and the fix".
 */
SH_NODISCARD enum sh_status sh_shape_check(const struct sh_marks *m,
					   const cyaml_schema_value_t *schema, const char *what,
					   struct sh_err *err);

#endif
