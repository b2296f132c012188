/* Runs a fuzz target over files and folders without libFuzzer: `program PATH...`.
 *
 * So the corpus and every input that once broke something are part of the ordinary tests, with any
 * compiler. Folders are read one level deep, in order of name. Prints how many files ran; exits 1
 * if there was none, or if one cannot be read.
 */

#define _POSIX_C_SOURCE 200809L

#include <dirent.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int n_files;

static int run_file(const char *path, size_t size)
{
	uint8_t *data =
		malloc(size > 0 ? size : 1); /* exact size, so that sanitizers see overruns */
	FILE *f = fopen(path, "rb");
	int r = -1;

	if (data && f && fread(data, 1, size, f) == size) {
		LLVMFuzzerTestOneInput(data, size);
		n_files++;
		r = 0;
	} else {
		fprintf(stderr, "cannot read %s\n", path);
	}
	if (f)
		fclose(f);
	free(data);
	return r;
}

static int run_path(const char *path, int depth);

static int run_folder(const char *path, int depth)
{
	struct dirent **entries;
	int n = scandir(path, &entries, NULL, alphasort);
	int r = n < 0 ? -1 : 0;
	int i;

	for (i = 0; i < n; i++) {
		char child[4096];

		if (entries[i]->d_name[0] != '.') {
			snprintf(child, sizeof(child), "%s/%s", path, entries[i]->d_name);
			if (run_path(child, depth + 1) < 0)
				r = -1;
		}
		free(entries[i]);
	}
	if (n >= 0)
		free(entries);
	return r;
}

static int run_path(const char *path, int depth)
{
	struct stat st;

	if (stat(path, &st) < 0) {
		fprintf(stderr, "cannot read %s\n", path);
		return -1;
	}
	if (S_ISDIR(st.st_mode))
		return depth <= 1 ? run_folder(path, depth) : 0;
	return run_file(path, (size_t)st.st_size);
}

int main(int argc, char **argv)
{
	int failed = 0;
	int i;

	for (i = 1; i < argc; i++) {
		if (run_path(argv[i], 0) < 0)
			failed = 1;
	}
	printf("%d files\n", n_files);
	return failed || n_files == 0;
}
