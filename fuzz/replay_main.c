/* replay_main — runs a fuzz target over every file of the folders given, so that the corpora are checked without a fuzzer.
 * Each file is also cut short at every one of its first bytes and flipped in a few places. Fails on a folder without files. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_FILE = 1 << 20, CUTS = 64, FLIPS = 64 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void try_exact(const uint8_t *p, size_t n)
{
	uint8_t *q = malloc(n ? n : 1);   /* exact, so that a sanitizer sees a read past the end */

	if (!q)
		abort();
	memcpy(q, p, n);
	LLVMFuzzerTestOneInput(q, n);
	free(q);
}

static int run_file(const char *path)
{
	static uint8_t buf[MAX_FILE];
	FILE *f = fopen(path, "rb");

	if (!f) {
		perror(path);
		return -1;
	}
	size_t n = fread(buf, 1, sizeof buf, f);
	fclose(f);
	try_exact(buf, n);
	for (size_t cut = 0; cut < n && cut < CUTS; cut++)
		try_exact(buf, cut);
	for (size_t i = 0; i < FLIPS && n; i++) {
		size_t bit = (i * 2654435761u) % (n * 8);
		buf[bit / 8] ^= (uint8_t)(1u << bit % 8);
		try_exact(buf, n);
		buf[bit / 8] ^= (uint8_t)(1u << bit % 8);
	}
	return 0;
}

int main(int argc, char **argv)
{
	int files = 0;

	for (int i = 1; i < argc; i++) {
		DIR *d = opendir(argv[i]);
		if (!d) {
			perror(argv[i]);
			return 1;
		}
		for (struct dirent *e; (e = readdir(d));) {
			char path[4096];
			if (e->d_name[0] == '.')
				continue;
			if (snprintf(path, sizeof path, "%s/%s", argv[i], e->d_name) >= (int)sizeof path || run_file(path) < 0)
				return 1;
			files++;
		}
		closedir(d);
	}
	printf("%d files\n", files);
	return files == 0;
}
