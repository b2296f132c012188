/* Any bytes as a catalog: they are refused with one line, or every exercise in them can be had.
 *
 * Seeds: src/catalog/exercises.yaml, tests/catalog/minimal.yaml and tests/catalog/bad/.
 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "catalog/catalog.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_band(const struct sh_band *b)
{
	if (!b->used)
		return;
	assert(b->low_deg >= 0 && b->low_deg < b->high_deg);
	assert(b->high_deg < b->warn_deg && b->warn_deg < b->limit_deg && b->limit_deg <= 360);
}

static void check_entry(const struct sh_catalog_entry *e)
{
	static const struct sh_dose_overrides none = {-1, -1, -1, -1, -1};

	for (size_t v = 0; v <= e->n_variants; v++) {
		for (int sensors = 1; sensors <= 2; sensors++) {
			const char *variant = v < e->n_variants ? e->variants[v].name : NULL;
			struct sh_exercise x;
			struct sh_err err;

			if (sh_catalog_exercise(e, variant, &none, sensors, &x, &err) < 0)
				continue;
			check_band(&x.positive);
			check_band(&x.negative);
			assert(x.sets >= 1 && x.sides >= 1 && x.sides <= 2);
		}
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sh_catalog *c = NULL;
	struct sh_err err = {.message = ""};

	if (sh_catalog_load_text(&c, (const char *)data, size, "fuzz", &err) < 0) {
		assert(strncmp(err.message, "fuzz:", 5) == 0 && !strchr(err.message, '\n'));
		return 0;
	}
	for (size_t i = 0; i < sh_catalog_count(c); i++)
		check_entry(sh_catalog_entry(c, i));
	sh_catalog_close(c);
	return 0;
}
