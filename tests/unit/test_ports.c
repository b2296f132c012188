/* The list of ports from a folder that looks like /sys, and the choice by --usb. */

#define _XOPEN_SOURCE 700
#define _DEFAULT_SOURCE

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "io/ports.h"

static char root[128], sys[160], dev[160];
static struct sh_port ports[SH_PORTS_MAX];

/* Makes every folder on the way to `path` (which begins with root). */
static void folders(const char *path)
{
	char part[400];
	snprintf(part, sizeof(part), "%s", path);
	for (char *p = part + strlen(root) + 1; (p = strchr(p, '/')) != NULL; p++) {
		*p = 0;
		(void)mkdir(part, 0700);
		*p = '/';
	}
	(void)mkdir(part, 0700);
}

static void file(const char *folder, const char *name, const char *text)
{
	char path[400];
	snprintf(path, sizeof(path), "%s/%s/%s", root, folder, name);
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	assert_true(fputs(text, f) >= 0);
	assert_int_equal(fclose(f), 0);
}

/* A terminal `name` whose device is `device` (below root). */
static void terminal(const char *name, const char *device)
{
	char path[400], target[400], link[440];
	snprintf(target, sizeof(target), "%s/%s", root, device);
	folders(target);
	snprintf(path, sizeof(path), "%s/class/tty/%s", sys, name);
	folders(path);
	snprintf(link, sizeof(link), "%s/device", path);
	assert_int_equal(symlink(target, link), 0);
}

static void usb(const char *device, const char *vid, const char *pid, const char *serial,
		const char *product)
{
	file(device, "idVendor", vid);
	file(device, "idProduct", pid);
	if (serial != NULL)
		file(device, "serial", serial);
	if (product != NULL)
		file(device, "product", product);
}

#define BUS "sys/devices/pci0000:00/usb1"

static void plug_everything(void)
{
	terminal("ttyS0", "sys/devices/platform/serial8250");
	file("sys/class/tty/ttyS0", "type", "0\n");
	terminal("ttyS4", "sys/devices/pnp0/00:04");
	file("sys/class/tty/ttyS4", "type", "4\n");
	terminal("ttyUSB10", BUS "/1-2/1-2:1.0/ttyUSB10");
	usb(BUS "/1-2", "1a86\n", "7523\n", NULL, "USB Serial\n");
	terminal("ttyUSB2", BUS "/1-3/1-3.1/1-3.1:1.0/ttyUSB2");
	usb(BUS "/1-3", "05e3\n", "0608\n", "HUB\n", "a hub\n");
	usb(BUS "/1-3/1-3.1", "1a86\n", "7523\n", NULL, "USB Serial\n");
	terminal("ttyACM0", BUS "/1-4/1-4:1.1");
	usb(BUS "/1-4", "2639\n", "0300\n", "03\x1b[7m\n", "MTi \xff\n");
	terminal("ttyACM1", BUS "/1-5/1-5:1.1");
	usb(BUS "/1-5", "ffff\n", "0001\n", "ODD\n", NULL);
	terminal("rfcomm0", "sys/devices/virtual/tty/rfcomm0");
	char path[200];
	snprintf(path, sizeof(path), "%s/rfcomm0", dev);
	folders(path);
	snprintf(path, sizeof(path), "%s/class/tty/console", sys); /* no device behind it */
	folders(path);
}

static int set_up(void **state)
{
	(void)state;
	const char *tmp = getenv("TMPDIR");
	snprintf(root, sizeof(root), "%s/sh_portsXXXXXX", tmp != NULL ? tmp : "/tmp");
	if (mkdtemp(root) == NULL)
		return -1;
	snprintf(sys, sizeof(sys), "%s/sys", root);
	snprintf(dev, sizeof(dev), "%s/dev", root);
	return 0;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st, (void)type, (void)at;
	return remove(path);
}

static int tear_down(void **state)
{
	(void)state;
	return nftw(root, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

static void test_scan_lists_real_ports_likeliest_first_in_natural_order(void **state)
{
	(void)state;
	static const char *const order[] = {"/dev/ttyACM0", "/dev/ttyUSB2", "/dev/ttyUSB10",
					    "/dev/ttyACM1", "/dev/rfcomm0", "/dev/ttyS4"};
	plug_everything();
	size_t n = sh_ports_scan(sys, dev, ports, SH_PORTS_MAX);
	assert_int_equal(n, 6);
	for (size_t i = 0; i < n; i++) {
		assert_string_equal(ports[i].path, order[i]);
		assert_int_equal(ports[i].candidate, i < 5);
	}
	assert_int_equal(ports[4].kind, SH_PORT_BLUETOOTH);
	assert_int_equal(ports[5].kind, SH_PORT_NATIVE);
}

static void test_scan_reads_identity_of_the_adapter_not_of_the_hub(void **state)
{
	(void)state;
	plug_everything();
	assert_int_equal(sh_ports_scan(sys, dev, ports, SH_PORTS_MAX), 6);
	assert_int_equal(ports[1].vid, 0x1a86);
	assert_int_equal(ports[1].pid, 0x7523);
	assert_string_equal(ports[1].serial, "");
	assert_string_equal(ports[1].location, "1-3.1:1.0");
	assert_string_equal(ports[0].location, "1-4:1.1");
	assert_string_equal(ports[0].serial, "03\x1b[7m"); /* raw: shown only through sh_escape */
}

static void test_scan_of_nothing_is_empty_and_room_is_kept(void **state)
{
	(void)state;
	assert_int_equal(sh_ports_scan(sys, dev, ports, SH_PORTS_MAX), 0);
	plug_everything();
	assert_int_equal(sh_ports_scan(sys, dev, ports, 2), 2);
	assert_int_equal(sh_ports_scan(sys, dev, ports, 0), 0);
}

static void test_lookup_refuses_names_that_lead_elsewhere(void **state)
{
	(void)state;
	struct sh_port p;
	plug_everything();
	assert_true(sh_ports_lookup(sys, "ttyUSB2", &p));
	assert_false(sh_ports_lookup(sys, "../tty/ttyUSB2", &p));
	assert_false(sh_ports_lookup(sys, "", &p));
	assert_false(sh_ports_lookup(sys, "pts/0", &p));
	assert_false(sh_ports_lookup(sys, "ttyUSB3", &p));
	assert_false(sh_ports_lookup(sys, "rfcomm0", &p)); /* virtual */
}

static void test_odd_identity_files_are_survived(void **state)
{
	(void)state;
	char longest[5000];
	struct sh_port p;
	memset(longest, 'A', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = 0;
	terminal("ttyUSB0", BUS "/1-9/1-9:1.0/ttyUSB0");
	usb(BUS "/1-9", "zzzz\n", "0001\n", longest, longest);
	assert_true(sh_ports_lookup(sys, "ttyUSB0", &p));
	assert_int_equal(p.kind, SH_PORT_NATIVE); /* an id that is none */
	usb(BUS "/1-9", "12345\n", "0001\n", NULL, NULL);
	assert_true(sh_ports_lookup(sys, "ttyUSB0", &p));
	assert_false(p.has_ids);
	usb(BUS "/1-9", "0403", "6001", NULL, NULL);
	assert_true(sh_ports_lookup(sys, "ttyUSB0", &p));
	assert_true(p.has_ids);
	assert_int_equal(strlen(p.serial), sizeof(p.serial) - 1);
	assert_int_equal(strlen(p.product), sizeof(p.product) - 1);
}

static enum sh_status pick(const char *key, struct sh_port *ret, struct sh_err *err)
{
	memset(err, 0, sizeof(*err));
	size_t n = sh_ports_scan(sys, dev, ports, SH_PORTS_MAX);
	return sh_ports_pick_usb(ports, n, key, ret, err);
}

static void test_usb_is_found_by_serial_ids_or_socket(void **state)
{
	(void)state;
	struct sh_port p;
	struct sh_err err;
	plug_everything();
	assert_int_equal(pick("ODD", &p, &err), SH_OK);
	assert_string_equal(p.path, "/dev/ttyACM1");
	assert_int_equal(pick("2639:0300", &p, &err), SH_OK);
	assert_string_equal(p.path, "/dev/ttyACM0");
	assert_int_equal(pick("FFFF:0001", &p, &err), SH_OK);
	assert_string_equal(p.path, "/dev/ttyACM1");
	assert_int_equal(pick("1-3.1", &p, &err), SH_OK);
	assert_string_equal(p.path, "/dev/ttyUSB2");
	assert_int_equal(pick("1-2:1.0", &p, &err), SH_OK);
	assert_string_equal(p.path, "/dev/ttyUSB10");
}

static void test_usb_that_fits_none_or_several_is_said(void **state)
{
	(void)state;
	struct sh_port p;
	struct sh_err err;
	assert_int_equal(pick("ODD", &p, &err), SH_ERR_IO);
	assert_int_equal(err.os_errno, ENODEV);
	plug_everything();
	assert_int_equal(pick("1a86:7523", &p, &err), SH_ERR_CONFIG);
	assert_non_null(strstr(err.message, "/dev/ttyUSB2, /dev/ttyUSB10"));
	assert_int_equal(pick("", &p, &err), SH_ERR_IO); /* not: every adapter without a number */
	assert_int_equal(pick("1-3", &p, &err), SH_ERR_IO); /* the hub is no port */
	assert_int_equal(pick("no\nsuch\x1b", &p, &err), SH_ERR_IO);
	assert_non_null(strstr(err.message, "no\\x0asuch\\x1b"));
	assert_non_null(strstr(err.message, "/dev/ttyACM0"));
}

static void test_list_of_this_machine_does_not_fail(void **state)
{
	(void)state;
	char text[200];
	size_t n = sh_ports_list(ports, SH_PORTS_MAX);
	assert_true(n <= SH_PORTS_MAX);
	assert_non_null(strstr(sh_ports_attached(text, sizeof(text)), "attached"));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_scan_lists_real_ports_likeliest_first_in_natural_order),
		TEST(test_scan_reads_identity_of_the_adapter_not_of_the_hub),
		TEST(test_scan_of_nothing_is_empty_and_room_is_kept),
		TEST(test_lookup_refuses_names_that_lead_elsewhere),
		TEST(test_odd_identity_files_are_survived),
		TEST(test_usb_is_found_by_serial_ids_or_socket),
		TEST(test_usb_that_fits_none_or_several_is_said),
		TEST(test_list_of_this_machine_does_not_fail),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
