/* CSV recordings: numbers, headers, maps, damaged rows, real files, and how the bytes are cut. */

#include "wire_fixture.h"

#include <stdlib.h>

#include "wire/proto_csv.h"

#define HEADER "t_s,ax,ay,az,gx,gy,gz\n"

static struct run r, other;

static void read_map(const char *map, const char *text)
{
	run_begin_map(&r, "csv", map);
	run_cut(&r, (const uint8_t *)text, strlen(text), strlen(text) + 1);
}

static void read_text(const char *text)
{
	read_map("", text);
}

static double number_of(const char *text)
{
	struct sh_decimal d;
	double v = 0.0;

	if (!sh_decimal_parse(text, strlen(text), &d) || !sh_decimal_double(&d, &v))
		fail_msg("'%s' is no number", text);
	return v;
}

static void test_short_numbers_are_the_nearest_double(void **unused)
{
	uint32_t state = 11;
	char text[64];
	int i;

	(void)unused;
	for (i = 0; i < 200000; i++) { /* up to 15 digits, the point anywhere, powers up to 22 */
		uint64_t digits = ((uint64_t)noise32(&state) << 20 | noise32(&state) >> 12) %
				  1000000000000000ull;
		int power = (int)(noise32(&state) % 45) - 22;
		double want, got;

		if (i % 2)
			snprintf(text, sizeof(text), "%s%llue%d", i % 4 == 1 ? "-" : "",
				 (unsigned long long)digits, power);
		else
			snprintf(text, sizeof(text), "%llu.%06llu",
				 (unsigned long long)(digits / 1000000 % 100000),
				 (unsigned long long)(digits % 1000000));
		want = strtod(text, NULL);
		got = number_of(text);
		if (memcmp(&want, &got, sizeof(got)) != 0)
			fail_msg("%s: %.17g instead of %.17g", text, got, want);
	}
}

static void test_long_numbers_are_within_their_bound(void **unused)
{
	uint32_t state = 12;
	char text[80];
	int i;

	(void)unused;
	for (i = 0; i < 200000; i++) {
		int power = (int)(noise32(&state) % 600) - 300;
		double want, error, bound;

		snprintf(text, sizeof(text), "%u.%09u%09u%09ue%d", noise32(&state) % 10,
			 noise32(&state) % 1000000000, noise32(&state) % 1000000000,
			 noise32(&state) % 1000000000, power);
		want = strtod(text, NULL);
		error = number_of(text) - want;
		/* the digits add up to 18 to the power that is worked off */
		bound = want * 1.1102230246251565e-16 * (3.0 + (abs(power) + 18) / 22.0);
		if (error > bound || error < -bound)
			fail_msg("%s: off by %g of %g", text, error, bound);
	}
}

static void test_odd_spellings_are_read(void **unused)
{
	static const struct {
		const char *text;
		double want;
	} cases[] = {{"+1", 1},
		     {" -2.5 ", -2.5},
		     {".5", 0.5},
		     {"5.", 5},
		     {"1e3", 1000},
		     {"1E+3", 1000},
		     {"1e-3", 0.001},
		     {"-0", 0},
		     {"\t7", 7},
		     {"0e99999999", 0},
		     {"1e-99999999", 0},
		     {"0.000000000000000000000000001", 1e-27},
		     {"00012", 12},
		     {"123456789012345678901234567890", 123456789012345678901234567890.0},
		     {"1.50000000000000000000000000000", 1.5}};
	size_t i;

	(void)unused;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_near(number_of(cases[i].text), cases[i].want, 0.0);
}

static void test_what_is_no_number_is_refused(void **unused)
{
	static const char *const cases[] = {
		"",	" ",   "+",   "-",   ".",     "e5",  "1e", "1e+",   "nan",	"inf",
		"-inf", "1,5", "1 2", "0x1", "1.2.3", "--1", "1f", "1e5.0", "1\xC2\xA0"};
	struct sh_decimal d;
	double v;
	size_t i;

	(void)unused;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		if (sh_decimal_parse(cases[i], strlen(cases[i]), &d))
			fail_msg("'%s' is taken for a number", cases[i]);
	}
	assert_true(sh_decimal_parse("1e309", 5, &d));
	assert_false(sh_decimal_double(&d, &v));
	assert_true(sh_decimal_parse("1e99999999999", 13, &d));
	assert_false(sh_decimal_double(&d, &v));
}

static void test_times_become_exact_microseconds(void **unused)
{
	static const struct {
		const char *text;
		int64_t us;
	} cases[] = {
		{"0", 0},
		{"1700000000.123456", 1700000000123456},
		{"1700000000.1234564999999999", 1700000000123456},
		{"1700000000.1234565", 1700000000123457},
		{"-1.0000005", -1000001},
		{"-1.00000049", -1000000},
		{"1.7e9", 1700000000000000},
		{"1e-6", 1},
		{"4.9e-7", 0},
		{"5e-7", 1},
		{"1e-30", 0},
		{"0.0000000000000000000000000000001", 0},
		{"+0.000001", 1},
		{"4611686018427.387904", 4611686018427387904},
		{"0e50", 0},
	};
	static const char *const beyond[] = {"4611686018427.387905", "1e13", "1e99999", "-1e13"};
	struct sh_decimal d;
	int64_t us;
	size_t i;

	(void)unused;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_true(sh_decimal_parse(cases[i].text, strlen(cases[i].text), &d));
		assert_true(sh_decimal_integer(&d, 6, &us));
		if (us != cases[i].us)
			fail_msg("%s: %lld us", cases[i].text, (long long)us);
	}
	for (i = 0; i < sizeof(beyond) / sizeof(beyond[0]); i++) {
		assert_true(sh_decimal_parse(beyond[i], strlen(beyond[i]), &d));
		assert_false(sh_decimal_integer(&d, 6, &us));
	}
}

static void test_standard_header_gives_si_values(void **unused)
{
	(void)unused;
	read_text(HEADER "1700000000.123456,1,-2,9.5,0.25,-0.5,1e-3\n"
			 "1700000000.133456,1,2,3,4,5,6\n");
	assert_int_equal(r.n, 2);
	assert_int_equal(r.samples[0].t_us, 1700000000123456);
	assert_int_equal(r.samples[1].t_us, 1700000000133456);
	assert_int_equal(r.samples[0].flags, 0);
	assert_int_equal(r.samples[0].lost, 0);
	assert_int_equal(r.samples[0].sensor, 0);
	assert_near(r.samples[0].acc_m_s2.x, 1, 0);
	assert_near(r.samples[0].acc_m_s2.y, -2, 0);
	assert_near(r.samples[0].acc_m_s2.z, 9.5, 0);
	assert_near(r.samples[0].gyro_rad_s.x, 0.25, 0);
	assert_near(r.samples[0].gyro_rad_s.y, -0.5, 0);
	assert_near(r.samples[0].gyro_rad_s.z, 0.001, 0);
	assert_int_equal(r.d.stats.frames, 2);
	assert_int_equal(r.d.stats.bad_frames, 0);
}

static void test_columns_may_stand_in_any_order_among_others(void **unused)
{
	(void)unused;
	read_text("note,gz,gy,gx,sensor,az,ay,ax,qw,t_s,temperature_c,mz,my,mx\n"
		  "hello,3,2,1,1,6,5,4,nan,0.5,21.5,9,8,7\n"
		  "\"a \"\"b\"\", c\",3,2,1,0,6,5,4,,0.5,,nan,8,7\n");
	assert_int_equal(r.n, 2);
	assert_int_equal(r.samples[0].sensor, 1);
	assert_int_equal(r.samples[0].flags, SH_SAMPLE_HAS_MAG | SH_SAMPLE_HAS_TEMP);
	assert_near(r.samples[0].gyro_rad_s.x, 1, 0);
	assert_near(r.samples[0].acc_m_s2.x, 4, 0);
	assert_near(r.samples[0].mag_ut.x, 7, 0);
	assert_near(r.samples[0].mag_ut.z, 9, 0);
	assert_near(r.samples[0].temperature_c, 21.5, 0);
	assert_int_equal(r.samples[1].sensor, 0);
	assert_int_equal(r.samples[1].flags, 0); /* no number there: without, not bad */
	assert_near(r.samples[1].mag_ut.y, 0, 0);
	assert_int_equal(r.d.stats.bad_frames, 0);
}

static void test_text_details_do_not_matter(void **unused)
{
	static const char *const texts[] = {
		"t_s,ax,ay,az,gx,gy,gz\n0,1,2,3,4,5,6\n0.01,1,2,3,4,5,6\n",
		"t_s,ax,ay,az,gx,gy,gz\r\n0,1,2,3,4,5,6\r\n0.01,1,2,3,4,5,6\r\n",
		"\xEF\xBB\xBFt_s,ax,ay,az,gx,gy,gz\n0,1,2,3,4,5,6\n0.01,1,2,3,4,5,6",
		"# made by hand\n\n  # twice\nt_s,ax,ay,az,gx,gy,gz\n\n0,1,2,3,4,5,6\n#x\n "
		"\r\n0.01,1,2,3,4,5,6",
		"\"t_s\", \"ax\",ay ,\taz,gx,gy,gz\n\"0\" , +1 "
		",2,3.0,\"4\",5e0,6\n1e-2,1,2,3,4,5,6,\n",
		"t_s;ax;ay;az;gx;gy;gz\n0;1;2;3;4;5;6\n0.01;1;2;3;4;5;6;;\n",
		"t_s\tax\tay\taz\tgx\tgy\tgz\n0\t1\t2\t3\t4\t5\t6\n 0.01\t1\t2\t3\t4\t5\t6\n",
		"\xEF\xBB\xBF\xEF\xBB\xBF\n" /* strange, and told as such: see below */,
	};
	size_t i;

	(void)unused;
	for (i = 0; i + 1 < sizeof(texts) / sizeof(texts[0]); i++) {
		read_text(texts[i]);
		if (r.n != 2 || r.d.stats.bad_frames != 0)
			fail_msg("text %zu: %zu samples", i, r.n);
		assert_int_equal(r.samples[0].t_us, 0);
		assert_int_equal(r.samples[1].t_us, 10000);
		assert_near(r.samples[0].acc_m_s2.x, 1, 0);
		assert_near(r.samples[1].gyro_rad_s.z, 6, 0);
	}
	read_text(texts[i]);
	assert_non_null(r.d.stats.refused);
}

static void test_map_takes_other_names_and_units(void **unused)
{
	(void)unused;
	read_map("t_s=time:ms, ax=aX:mg,ay = aY : g ,az=a Z:m/s2,gx=gX:deg/s,gy=gY:rad/s,gz=gZ,"
		 "mx=mX:mG,my=mY:uT,mz=mZ,sensor=who",
		 "time,aX,aY,a Z,gX,gY,gZ,mX,mY,mZ,who\n"
		 "1500.25,1000,2,3,180,1,2,10,11,12,1\n");
	assert_int_equal(r.n, 1);
	assert_int_equal(r.samples[0].t_us, 1500250);
	assert_int_equal(r.samples[0].sensor, 1);
	assert_near(r.samples[0].acc_m_s2.x, 9.80665, 1e-12);
	assert_near(r.samples[0].acc_m_s2.y, 19.6133, 1e-12);
	assert_near(r.samples[0].acc_m_s2.z, 3, 0);
	assert_near(r.samples[0].gyro_rad_s.x, 3.14159265358979, 1e-12);
	assert_near(r.samples[0].gyro_rad_s.y, 1, 0);
	assert_near(r.samples[0].mag_ut.x, 1, 1e-15);
	assert_near(r.samples[0].mag_ut.y, 11, 0);
	assert_int_equal(r.samples[0].flags, SH_SAMPLE_HAS_MAG);
	/* what is not mapped keeps its own name; units of time are exact */
	read_map("t_s=us:us", "us,ax,ay,az,gx,gy,gz\n1700000000123456,0,0,9,0,0,0\n");
	assert_int_equal(r.n, 1);
	assert_int_equal(r.samples[0].t_us, 1700000000123456);
	/* crossed names; a colon in a name */
	read_map("ax=ay,ay=ax,az=up:down:g", "t_s,ax,ay,up:down,gx,gy,gz\n0,1,2,1,0,0,0\n");
	assert_int_equal(r.n, 1);
	assert_near(r.samples[0].acc_m_s2.x, 2, 0);
	assert_near(r.samples[0].acc_m_s2.y, 1, 0);
	assert_near(r.samples[0].acc_m_s2.z, 9.80665, 1e-12);
}

static void test_map_that_makes_no_sense_is_a_configuration_error(void **unused)
{
	static const char *const cases[] = {"ax",	    "ax=",
					    "=b",	    "foo=b",
					    "ax=b:furlong", "ax=b:deg/s",
					    "t_s=b:g",	    "sensor=b:s",
					    "ax=b,",	    ",ax=b",
					    "ax=b,ax=c",    "ax=:g",
					    "gx=b:",	    "temperature_c=t:uT"};
	struct sh_decoder_options o;
	struct sh_decoder d;
	const char *why;
	size_t i;

	(void)unused;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		memset(&o, 0, sizeof(o));
		snprintf(o.map, sizeof(o.map), "%s", cases[i]);
		memset(&d, 0x5A, sizeof(d));
		why = NULL;
		if (sh_decoder_init(&d, sh_protocol_find("csv"), &o, &why) != SH_ERR_CONFIG)
			fail_msg("map '%s' is accepted", cases[i]);
		assert_non_null(why);
		assert_int_equal(d.state.bytes[0], 0x5A); /* untouched */
	}
	memset(o.map, 'a', sizeof(o.map)); /* not even terminated */
	assert_int_equal(sh_decoder_init(&d, sh_protocol_find("csv"), &o, &why), SH_ERR_CONFIG);
}

static void test_missing_column_is_refused_by_name(void **unused)
{
	(void)unused;
	read_text("t_s,ax,ay,az,gx,gz\n0,1,2,3,4,5\n");
	assert_int_equal(r.n, 0);
	assert_string_equal(r.d.stats.refused_detail, "gy");
	assert_non_null(strstr(r.d.stats.refused, "column"));
	read_text("time,ax,ay,az,gx,gy,gz\n0,1,2,3,4,5,6\n");
	assert_string_equal(r.d.stats.refused_detail, "t_s");
	read_text("0,1,2,3,4,5,6\n");
	assert_string_equal(r.d.stats.refused_detail, "t_s");
	read_map("az=\x1b[31mred\xC3\xA9", HEADER "0,1,2,3,4,5,6\n");
	assert_string_equal(r.d.stats.refused_detail, "az=?[31mred??");
	read_map("mx=compass", HEADER "0,1,2,3,4,5,6\n"); /* asked for, so needed */
	assert_string_equal(r.d.stats.refused_detail, "mx=compass");
	read_text("");
	assert_non_null(r.d.stats.refused);
	read_text("# only a comment\n");
	assert_non_null(r.d.stats.refused);
	read_text("t_s,ax,ay,az,gx,gy,gz"); /* a header and no row: nothing wrong with it */
	assert_null(r.d.stats.refused);
}

static void test_bad_rows_are_left_out_and_counted(void **unused)
{
	static const struct {
		const char *row, *why;
	} cases[] = {
		{"0.02,nan,2,3,4,5,6", "acceleration"},
		{"0.02,1,2,inf,4,5,6", "acceleration"},
		{"0.02,1,2,3,4,5,", "rate"},
		{"0.02,1,2,3,4,x,6", "rate"},
		{"0.02,1,2,3,4,5", "too few"},
		{"0.02", "too few"},
		{"nan,1,2,3,4,5,6", "time"},
		{",1,2,3,4,5,6", "time"},
		{"0.01,1,2,3,4,5,6", "rise"},
		{"0.005,1,2,3,4,5,6", "out of line"},
		{"99999,1,2,3,4,5,6", "out of line"},
		{"-99999,1,2,3,4,5,6", "out of line"},
		{"144115188075.855873,1,2,3,4,5,6", "time"},
		{"1e300,1,2,3,4,5,6", "time"},
		{"0.02,1e300,2,3,4,5,6", "acceleration"},
		{"0.02,1,2,3,4,5,100001", "rate"},
		{"t_s,ax,ay,az,gx,gy,gz", "time"},
		{"0.02,\"1,2,3,4,5,6", "acceleration"},
		{"garbage \xFF\xFE\x80", "time"},
	};
	char text[512];
	size_t i;

	(void)unused;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		snprintf(text, sizeof(text),
			 HEADER "0,1,2,3,4,5,6\n0.01,1,2,3,4,5,6\n%s\n0.03,1,2,3,4,5,6\n",
			 cases[i].row);
		read_text(text);
		if (r.n != 3 || r.d.stats.bad_frames != 1)
			fail_msg("row '%s': %zu samples", cases[i].row, r.n);
		assert_int_equal(r.d.stats.bad_at, 4);
		if (!strstr(r.d.stats.bad_why, cases[i].why))
			fail_msg("row '%s': %s", cases[i].row, r.d.stats.bad_why);
		assert_int_equal(r.samples[2].t_us, 30000);
		assert_null(r.d.stats.refused);
	}
}

static void test_time_rises_for_each_sensor_by_itself(void **unused)
{
	(void)unused;
	read_text("t_s,sensor,ax,ay,az,gx,gy,gz\n"
		  "0,0,0,0,9,0,0,0\n0,1,0,0,9,0,0,0\n"
		  "0.01,0,0,0,9,0,0,0\n0.005,1,0,0,9,0,0,0\n"
		  "0.02,2,0,0,9,0,0,0\n0.02,-1,0,0,9,0,0,0\n0.02,x,0,0,9,0,0,0\n"
		  "0.01,1.0,0,0,9,0,0,0\n0.01,1,0,0,9,0,0,0\n");
	assert_int_equal(r.n, 5);
	assert_int_equal(r.d.stats.bad_frames, 4);
	assert_string_equal(r.d.stats.bad_why, "sensor is neither 0 nor 1");
	assert_int_equal(r.d.stats.bad_at, 6);
}

/* Rows of one sensor at 100 Hz in a text that grows. */
static char rows[400000];
static size_t n_rows;

static void rows_begin(void)
{
	n_rows = (size_t)snprintf(rows, sizeof(rows), "t_s,sensor,ax,ay,az,gx,gy,gz\n");
}

static void row_at(double t_s, int sensor)
{
	n_rows += (size_t)snprintf(rows + n_rows, sizeof(rows) - n_rows, "%.6f,%d,0,0,9.8,0,0,0\n",
				   t_s, sensor);
}

static void rows_from(double t_s, int n, int sensor)
{
	int i;

	for (i = 0; i < n; i++)
		row_at(t_s + i * 0.01, sensor);
}

static void assert_cut_does_not_matter(const char *text, size_t n)
{
	static const size_t sizes[] = {1, 7, 64, 4096};
	size_t i;

	for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		run_begin(&other, "csv");
		run_cut(&other, (const uint8_t *)text, n, sizes[i]);
		assert_same_samples(&r, &other);
	}
}

static void rows_read(void)
{
	read_text(rows);
	assert_int_equal(r.d.stats.samples, r.n);
	assert_int_equal(r.d.stats.frames, r.n);
	assert_cut_does_not_matter(rows, n_rows);
}

static void assert_bad(uint64_t n, uint64_t at, const char *why)
{
	assert_int_equal(r.d.stats.bad_frames, n);
	assert_int_equal(r.d.stats.bad_at, at);
	assert_string_equal(r.d.stats.bad_why, why);
}

static void assert_steps(size_t from, size_t to, int64_t step_us)
{
	size_t i;

	for (i = from + 1; i < to; i++) {
		assert_int_equal(r.samples[i].t_us - r.samples[i - 1].t_us, step_us);
		assert_int_equal(r.samples[i].flags, 0);
	}
}

static void test_one_wild_stamp_costs_its_own_row(void **unused)
{
	static const double wild[] = {99999.0, 12.0,	2.5,	      7.01,	    1700000000.0,
				      -5.0,    -99999., 144115188075, -144115188075};
	size_t i;

	(void)unused;
	for (i = 0; i < sizeof(wild) / sizeof(wild[0]); i++) {
		rows_begin();
		rows_from(0, 100, 0);
		row_at(wild[i], 0);
		rows_from(1.01, 1500, 0);
		rows_read();
		assert_int_equal(r.n, 1600);
		assert_bad(1, 102, "time stamp out of line");
		assert_steps(0, 100, 10000);
		assert_int_equal(r.samples[100].t_us, 1010000);
		assert_int_equal(r.samples[100].flags, 0);
		assert_steps(100, 1600, 10000);
	}
}

static void test_wild_stamps_in_a_row_cost_their_own_rows(void **unused)
{
	(void)unused;
	rows_begin();
	rows_from(0, 100, 0);
	row_at(99999, 0);
	row_at(-3, 0);
	row_at(5e6, 0);
	row_at(5e6, 0); /* stuck */
	row_at(2e6, 0);
	rows_from(1.05, 100, 0);
	rows_read();
	assert_int_equal(r.n, 200);
	assert_bad(5, 102, "time stamp out of line");
	assert_int_equal(r.samples[100].t_us, 1050000);
	assert_int_equal(r.samples[100].flags, 0);
}

static void test_wild_stamp_in_the_first_row_costs_that_row(void **unused)
{
	static const double wild[] = {99999.0, -99999.0, 5.2};
	size_t i;

	(void)unused;
	for (i = 0; i < sizeof(wild) / sizeof(wild[0]); i++) {
		rows_begin();
		row_at(wild[i], 0);
		rows_from(5, 100, 0);
		rows_read();
		assert_int_equal(r.n, 100);
		assert_bad(1, 2, "time stamp out of line");
		assert_int_equal(r.samples[0].t_us, 5000000);
		assert_steps(0, 100, 10000);
	}
	rows_begin(); /* and the second row */
	row_at(5, 0);
	row_at(99999, 0);
	rows_from(5.02, 100, 0);
	rows_read();
	assert_int_equal(r.n, 101);
	assert_bad(1, 3, "time stamp out of line");
}

static void test_wild_stamp_in_the_last_row_costs_that_row(void **unused)
{
	static const double wild[] = {99999.0, 0.5};
	size_t i;

	(void)unused;
	for (i = 0; i < sizeof(wild) / sizeof(wild[0]); i++) {
		rows_begin();
		rows_from(0, 100, 0);
		row_at(wild[i], 0);
		if (i == 1)
			rows[--n_rows] = '\0'; /* the line does not even end */
		rows_read();
		assert_int_equal(r.n, 100);
		assert_bad(1, 102, "time stamp out of line");
	}
}

static void test_restart_in_mid_file_goes_on_rising(void **unused)
{
	size_t i;

	(void)unused;
	rows_begin();
	rows_from(7, 1000, 0);
	row_at(99999, 0); /* damage just before it does not hide it */
	rows_from(0, 300, 0);
	rows_from(0, 1, 0); /* and once more, with a duplicate behind it */
	row_at(0, 0);
	rows_from(0.02, 100, 0);
	rows_read();
	assert_strictly_rising(&r);
	assert_int_equal(r.n, 1401);
	assert_bad(2, 1002, "time stamp out of line");
	for (i = 0; i < r.n; i++) {
		assert_int_equal(r.samples[i].flags,
				 i == 1000 || i == 1300 ? SH_SAMPLE_RESTART | SH_SAMPLE_GAP : 0);
		if (i > 0 && i != 1301)
			assert_int_equal(r.samples[i].t_us - r.samples[i - 1].t_us, 10000);
	}
	assert_int_equal(r.samples[1301].t_us - r.samples[1300].t_us, 20000);
}

static void test_honest_gaps_keep_their_own_times(void **unused)
{
	static const double gaps[] = {0.5, 1.5, 9, 11, 60, 86400, 1e9};
	size_t i;

	(void)unused;
	for (i = 0; i < sizeof(gaps) / sizeof(gaps[0]); i++) {
		rows_begin();
		rows_from(0, 100, 0);
		rows_from(1 + gaps[i], 2, 0);
		rows_read();
		assert_int_equal(r.n, 102);
		assert_int_equal(r.d.stats.bad_frames, 0);
		assert_int_equal(r.samples[100].t_us, (int64_t)(gaps[i] * 1e6) + 1000000);
		assert_int_equal(r.samples[101].t_us, r.samples[100].t_us + 10000);
		assert_int_equal(r.samples[100].flags, 0);
	}
}

static void test_slow_rows_are_no_suspects(void **unused)
{
	int i;

	(void)unused;
	rows_begin();
	rows_from(0, 50, 0);
	for (i = 0; i < 50; i++) /* the rate falls, across a long gap */
		row_at(100 + i * 5, 0);
	rows_read();
	assert_int_equal(r.n, 100 - 3); /* the fifth one confirms the fourth */
	rows_begin();
	rows_from(0, 50, 0);
	for (i = 0; i < 50; i++)
		row_at(5 + i * 4, 0);
	rows_read();
	assert_int_equal(r.n, 100);
	rows_begin();
	rows_from(0, 50, 0);
	for (i = 0; i < 50; i++) /* a clock that began anew, slower */
		row_at(-1000 + i * 4, 0);
	rows_read();
	assert_true(r.n >= 96);
	rows_begin();
	row_at(99999, 0);
	for (i = 0; i < 50; i++)
		row_at(i * 8, 0);
	rows_read();
	assert_int_equal(r.n, 50);
	assert_bad(1, 2, "time stamp out of line");
}

static void test_equal_times_disturb_nothing(void **unused)
{
	int i;

	(void)unused;
	rows_begin();
	for (i = 0; i < 100; i++) {
		row_at(i * 0.01, 0);
		row_at(i * 0.01, 0);
	}
	rows_read();
	assert_int_equal(r.n, 100);
	assert_bad(100, 3, "time does not rise");
	assert_steps(0, 100, 10000);
}

static void test_two_sensors_keep_the_order_of_the_file(void **unused)
{
	size_t i;

	(void)unused;
	rows_begin();
	for (i = 0; i < 400; i++) {
		double t_s = (double)i * 0.01 + (i < 200 ? 0 : 60); /* a gap for both */

		row_at(i == 100 ? 99999 : t_s, 0);
		row_at(t_s + 0.005, 1);
	}
	rows_read();
	assert_int_equal(r.n, 799);
	assert_bad(1, 202, "time stamp out of line");
	assert_strictly_rising(&r);
	for (i = 0; i < r.n; i++)
		assert_int_equal(r.samples[i].sensor, (i + (i >= 200)) % 2);
}

static void test_restart_of_two_sensors_keeps_them_together(void **unused)
{
	int i;

	(void)unused;
	rows_begin();
	for (i = 0; i < 200; i++) {
		row_at(3 + i * 0.01, 0);
		if (i < 190) /* its last rows are missing */
			row_at(3 + i * 0.01 + 0.004, 1);
	}
	for (i = 0; i < 200; i++) {
		row_at(i * 0.01, 0);
		row_at(i * 0.01 + 0.004, 1);
	}
	rows_read();
	assert_int_equal(r.n, 790);
	assert_int_equal(r.d.stats.bad_frames, 0);
	assert_strictly_rising(&r);
	assert_int_equal(r.samples[390].flags, SH_SAMPLE_RESTART | SH_SAMPLE_GAP);
	assert_int_equal(r.samples[391].flags, SH_SAMPLE_RESTART | SH_SAMPLE_GAP);
	assert_int_equal(r.samples[391].t_us - r.samples[390].t_us, 4000);
}

static void test_sensor_that_falls_silent_holds_nothing_up(void **unused)
{
	(void)unused;
	rows_begin();
	row_at(0, 1); /* the only one */
	rows_from(0, 100, 0);
	rows_read();
	assert_int_equal(r.n, 101);
	assert_int_equal(r.samples[0].sensor, 1);
	rows_begin();
	rows_from(0, 100, 1);
	row_at(99999, 1); /* its last one */
	rows_from(0, 100, 0);
	run_begin(&r, "csv");
	run_piece(&r, (const uint8_t *)rows, n_rows, 1000);
	assert_int_equal(r.n, 200 - 6); /* before the end is known */
	run_end(&r);
	assert_int_equal(r.n, 200);
	assert_bad(1, 102, "time stamp out of line");
	rows_begin();
	rows_from(0, 100, 1);
	rows_from(100, 1, 1);
	rows_from(0, 100, 0);
	rows_from(100.01, 10, 1); /* late, but not lost */
	rows_read();
	assert_int_equal(r.n, 211);
	assert_int_equal(r.d.stats.bad_frames, 0);
}

static void test_wild_times_of_any_kind_keep_rising(void **unused)
{
	uint32_t state = 77;
	int64_t last_us[SH_SENSORS_MAX];
	bool seen[SH_SENSORS_MAX];
	size_t i;
	int turn;

	(void)unused;
	for (turn = 0; turn < 40; turn++) {
		double t_s = 0;

		rows_begin();
		for (i = 0; i < 1000; i++) {
			uint32_t what = noise32(&state) >> 8;

			t_s += 0.01 * (what % 4);
			if (what % 23 == 0)
				t_s = (double)(noise32(&state) % 1000) - 500;
			if (what % 97 == 0)
				t_s = ((double)noise32(&state) - 2147483648.0) * 67.0;
			row_at(t_s, noise32(&state) >> 20 & 1);
		}
		rows_read();
		memset(seen, 0, sizeof(seen));
		for (i = 0; i < r.n; i++) {
			const struct sh_sample *s = &r.samples[i];

			assert_true(!seen[s->sensor] || s->t_us > last_us[s->sensor]);
			seen[s->sensor] = true;
			last_us[s->sensor] = s->t_us;
		}
		assert_int_equal(r.n + r.d.stats.bad_frames, 1000);
	}
}

static void test_long_lines_are_bad_once(void **unused)
{
	static char text[30000];
	size_t n;

	(void)unused;
	n = (size_t)snprintf(text, sizeof(text), HEADER "0,1,2,3,4,5,6,");
	memset(text + n, 'x', 4096);
	n += 4096;
	n += (size_t)snprintf(text + n, sizeof(text) - n, "\n0.01,1,2,3,4,5,6,");
	memset(text + n, 'y', 4070); /* just fits */
	n += 4070;
	snprintf(text + n, sizeof(text) - n, "\n0.02,1,2,3,4,5,6\n");
	read_text(text);
	assert_int_equal(r.n, 2);
	assert_int_equal(r.d.stats.bad_frames, 1);
	assert_int_equal(r.d.stats.bad_at, 2);
	memset(text, 'z', 20000);
	text[20000] = '\0';
	read_text(text);
	assert_non_null(r.d.stats.refused);
	n = 9000;
	text[0] = '#'; /* a comment may be as long as it likes */
	snprintf(text + n, sizeof(text) - n, "\n" HEADER "0,1,2,3,4,5,6");
	read_text(text);
	assert_null(r.d.stats.refused);
	assert_int_equal(r.n, 1);
	assert_int_equal(r.d.stats.bad_frames, 0);
}

static void test_binary_is_refused_at_its_first_nul(void **unused)
{
	static const uint8_t utf16[] = "t\0_\0s\0,\0";
	static uint8_t noise[200000];
	uint32_t state = 3;
	size_t i;

	(void)unused;
	run_begin(&r, "csv");
	run_cut(&r, utf16, sizeof(utf16) - 1, 100);
	assert_non_null(strstr(r.d.stats.refused, "NUL"));
	for (i = 0; i < sizeof(noise); i++)
		noise[i] = (uint8_t)(noise32(&state) >> 9);
	run_begin(&r, "csv");
	run_cut(&r, noise, sizeof(noise), 4096);
	assert_int_equal(r.n, 0);
	assert_non_null(r.d.stats.refused);
}

static void test_nul_after_the_header_costs_its_row_only(void **unused)
{
	static const char text[] = HEADER "0,1,2,3,4,5,6\n0.01,1,2,3\0,4,5,6\n0.02,1,2,3,4,5,6\n";

	(void)unused;
	run_begin(&r, "csv");
	run_cut(&r, (const uint8_t *)text, sizeof(text) - 1, 5);
	assert_int_equal(r.n, 2);
	assert_int_equal(r.d.stats.bad_frames, 1);
	assert_null(r.d.stats.refused);
}

static void test_file_cut_at_any_byte_gives_its_whole_rows(void **unused)
{
	static const char text[] = HEADER "0.00,1,2,3,4,5,6\n0.01,1,2,3,4,5,6\n0.02,1,2,3,4,5,6\n";
	const size_t head = sizeof(HEADER) - 1;
	size_t cut;

	(void)unused;
	for (cut = 0; cut < sizeof(text); cut++) {
		size_t whole =
			cut < head ? 0 : (cut - head + 1) / 17; /* the newline may be missing */

		run_begin(&r, "csv");
		run_cut(&r, (const uint8_t *)text, cut, 4096);
		assert_int_equal(r.n, whole > 3 ? 3 : whole);
		assert_true(r.d.stats.bad_frames <= 1);
	}
}

static void test_samples_do_not_depend_on_the_cut(void **unused)
{
	static char text[200000];
	size_t n, i;

	(void)unused;
	n = (size_t)snprintf(text, sizeof(text), "# x\r\n" HEADER);
	for (i = 0; i < 3000; i++) {
		n += (size_t)snprintf(
			text + n, sizeof(text) - n, "%zu.%06zu,%zu,-2.5,9.8,%s,0,1e-3%s\n", i / 100,
			i % 100 * 10000, i, i % 50 == 7 ? "nan" : "0.1", i % 3 ? "\r" : "");
		if (i % 40 == 3)
			n += (size_t)snprintf(text + n, sizeof(text) - n, "\n#\nbroken");
	}
	run_begin(&r, "csv");
	run_cut(&r, (const uint8_t *)text, n, n);
	assert_true(r.n > 2700);
	assert_cut_does_not_matter(text, n);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_short_numbers_are_the_nearest_double),
		cmocka_unit_test(test_long_numbers_are_within_their_bound),
		cmocka_unit_test(test_odd_spellings_are_read),
		cmocka_unit_test(test_what_is_no_number_is_refused),
		cmocka_unit_test(test_times_become_exact_microseconds),
		cmocka_unit_test(test_standard_header_gives_si_values),
		cmocka_unit_test(test_columns_may_stand_in_any_order_among_others),
		cmocka_unit_test(test_text_details_do_not_matter),
		cmocka_unit_test(test_map_takes_other_names_and_units),
		cmocka_unit_test(test_map_that_makes_no_sense_is_a_configuration_error),
		cmocka_unit_test(test_missing_column_is_refused_by_name),
		cmocka_unit_test(test_bad_rows_are_left_out_and_counted),
		cmocka_unit_test(test_time_rises_for_each_sensor_by_itself),
		cmocka_unit_test(test_one_wild_stamp_costs_its_own_row),
		cmocka_unit_test(test_wild_stamps_in_a_row_cost_their_own_rows),
		cmocka_unit_test(test_wild_stamp_in_the_first_row_costs_that_row),
		cmocka_unit_test(test_wild_stamp_in_the_last_row_costs_that_row),
		cmocka_unit_test(test_restart_in_mid_file_goes_on_rising),
		cmocka_unit_test(test_honest_gaps_keep_their_own_times),
		cmocka_unit_test(test_slow_rows_are_no_suspects),
		cmocka_unit_test(test_equal_times_disturb_nothing),
		cmocka_unit_test(test_two_sensors_keep_the_order_of_the_file),
		cmocka_unit_test(test_restart_of_two_sensors_keeps_them_together),
		cmocka_unit_test(test_sensor_that_falls_silent_holds_nothing_up),
		cmocka_unit_test(test_wild_times_of_any_kind_keep_rising),
		cmocka_unit_test(test_long_lines_are_bad_once),
		cmocka_unit_test(test_binary_is_refused_at_its_first_nul),
		cmocka_unit_test(test_nul_after_the_header_costs_its_row_only),
		cmocka_unit_test(test_file_cut_at_any_byte_gives_its_whole_rows),
		cmocka_unit_test(test_samples_do_not_depend_on_the_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
