/* SHA-256 against the examples of FIPS 180-4, and a file against its bytes. */

#define _POSIX_C_SOURCE 200809L

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/log_hash.h"

static void test_hash_of_the_standards_examples_is_theirs(void **state)
{
	static const struct {
		const char *text, *hash;
	} table[] = {
		{"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
		{"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
		{"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
		 "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
	};
	char got[SH_LOG_HASH_MAX];

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		sh_log_hash(table[i].text, strlen(table[i].text), got);
		assert_string_equal(got, table[i].hash);
	}
}

static void test_hash_of_a_million_letters_is_the_standards(void **state)
{
	char *a = malloc(1000000), got[SH_LOG_HASH_MAX];

	(void)state;
	assert_non_null(a);
	memset(a, 'a', 1000000);
	sh_log_hash(a, 1000000, got);
	free(a);
	assert_string_equal(got, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

static void test_hash_of_a_file_is_that_of_its_bytes(void **state)
{
	char path[] = "/tmp/spinehold-hash-XXXXXX", of_file[SH_LOG_HASH_MAX], of_bytes[SH_LOG_HASH_MAX];
	char data[40000];
	struct sh_err err = {0};
	int fd = mkstemp(path);

	(void)state;
	assert_true(fd >= 0);
	for (size_t i = 0; i < sizeof(data); i++)
		data[i] = (char)(i * 7);
	assert_int_equal(write(fd, data, sizeof(data)), sizeof(data));
	close(fd);
	assert_int_equal(sh_log_hash_file(path, of_file, &err), SH_OK);
	sh_log_hash(data, sizeof(data), of_bytes);
	assert_string_equal(of_file, of_bytes);
	unlink(path);
	assert_int_equal(sh_log_hash_file(path, of_file, &err), SH_ERR_IO);
	assert_string_equal(of_file, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_hash_of_the_standards_examples_is_theirs),
		cmocka_unit_test(test_hash_of_a_million_letters_is_the_standards),
		cmocka_unit_test(test_hash_of_a_file_is_that_of_its_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
