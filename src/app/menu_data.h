#ifndef SH_APP_MENU_DATA_H
#define SH_APP_MENU_DATA_H

/** What the screens outside of a session show: gathered from catalog, store, ports and folders into
 * one model (tui/menu.h). Everything in the model belongs to the data and lives until it is closed
 * or the part is gathered again. */

#include "app/options.h"
#include "app/paths.h"
#include "app/resume.h"
#include "catalog/catalog.h"
#include "io/ports.h"
#include "tui/menu.h"

/** A growing list of things of one size. */
struct sh_menu_pile {
	void *at;
	size_t n, room, size;
};

struct sh_menu_data {
	struct sh_menu_model model;
	char data_dir[SH_PATHS_MAX];
	char today[64], trouble[200], resume[SH_RESUME_TEXT_MAX];
	int64_t today_day; /* days since 1970, local */
	struct sh_catalog *catalog;
	struct sh_menu_exercise exercises[SH_CATALOG_ENTRIES_MAX];
	struct sh_port port[SH_PORTS_MAX];
	char port_what[SH_PORTS_MAX][140];
	struct sh_menu_port ports[SH_PORTS_MAX];
	struct sh_menu_pile texts; /* char *: freed together with what is below */
	struct sh_menu_pile sessions, results, trends, recordings;
	struct sh_menu_pile ids; /* of the sessions, as char * */
	bool out_of_memory;
};

/** Gathers everything.
 * @return SH_OK (a store that cannot be read is told in the model); SH_ERR_CONFIG, SH_ERR_IO: no
 *         data folder is known; SH_ERR_INPUT: the catalog asked for is bad; SH_ERR_MEMORY. The
 *         caller closes it either way. */
SH_NODISCARD enum sh_status sh_menu_data_open(struct sh_menu_data **ret, const struct sh_options *o,
					      struct sh_err *err);

/** What may have changed since: ports ... @return true if they did. */
bool sh_menu_data_ports(struct sh_menu_data *d);

/** ... age, date, sessions, recordings. @return SH_OK, SH_ERR_MEMORY. */
SH_NODISCARD enum sh_status sh_menu_data_past(struct sh_menu_data *d, struct sh_err *err);

/** Takes NULL, returns NULL. */
struct sh_menu_data *sh_menu_data_close(struct sh_menu_data *d);

/** Parts of the above. A copy of a text that lives as long as the past. */
const char *sh_menu_data_text(struct sh_menu_data *d, const char *text);

/** Room for one more at the end of the pile, all zero; NULL when there is no memory (noted). */
void *sh_menu_data_add(struct sh_menu_data *d, struct sh_menu_pile *p);

/** Sessions, results and trends from the store into the piles. */
enum sh_status sh_menu_data_history(struct sh_menu_data *d, struct sh_err *err);

/** Days since 1970 of a local time, and "2026-11-20 19:41". */
int64_t sh_menu_data_day(int64_t utc_s, char *ret_date, size_t cap);

/** The title of an exercise, or its id where the catalog does not know it. */
const char *sh_menu_data_title(const struct sh_menu_data *d, const char *id);

/** Which group an exercise belongs to, from what it is: see menu_data.c. */
enum sh_menu_group sh_menu_group_of(const struct sh_exercise *x);

#endif
