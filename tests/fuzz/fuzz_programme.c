/* Any bytes as a programme against the built-in catalog: they are refused with one line, or every
 * step has numbers in order and no limit above the catalog's.
 *
 * Seeds: src/catalog/programmes/.
 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "catalog/programme.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_band(const struct sh_band *b, const struct sh_band *of_catalog)
{
	if (!b->used)
		return;
	assert(of_catalog->used);
	assert(b->low_deg >= 0 && b->low_deg < b->high_deg && b->high_deg < b->warn_deg);
	assert(b->warn_deg < b->limit_deg && b->limit_deg <= of_catalog->limit_deg);
}

static void check_step(const struct sh_programme_step *s, const struct sh_exercise *x, int sensors)
{
	struct sh_exercise plain;
	struct sh_err err;

	assert(sh_catalog_exercise(s->entry, x->variant, NULL, sensors, &plain, &err) == SH_OK);
	check_band(&x->positive, &plain.positive);
	check_band(&x->negative, &plain.negative);
	assert(x->sets >= 1 && x->sides >= 1 && x->sides <= plain.sides && s->rest_after_s >= 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sh_programme_advice advice[SH_PROGRAMME_ADVICE_MAX];
	static struct sh_catalog *c; /* read once: it takes a hundred times what a programme takes */
	struct sh_programme *p = NULL;
	struct sh_err err = {.message = ""};

	if (!c && sh_catalog_builtin(&c, &err) < 0)
		return -1;
	if (sh_programme_load_text(&p, (const char *)data, size, "fuzz", c, &err) < 0) {
		assert(strncmp(err.message, "fuzz:", 5) == 0 && !strchr(err.message, '\n'));
	} else {
		assert(sh_programme_count(p) >= 1);
		for (size_t i = 0; i < sh_programme_count(p); i++)
			check_step(sh_programme_step(p, i), &sh_programme_exercises(p)[i],
				   sh_programme_sensors(p));
		assert(sh_programme_advise(p, advice) <= SH_PROGRAMME_ADVICE_MAX);
		assert(sh_programme_about_s(p) > 0);
	}
	sh_programme_close(p);
	return 0;
}
