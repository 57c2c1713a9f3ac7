/*
 * standalone: runs a fuzz target over files, so that its corpus is replayed where
 * there is no fuzzer. Each file is passed in memory of exactly its size.
 */
#include <errno.h>

#include "tests/fuzz/fuzz.h"

enum { FILE_MAX = 4 * 1024 * 1024 };

static int run_file(const char *name)
{
	static uint8_t room[FILE_MAX];
	FILE *f = fopen(name, "rb");
	uint8_t *exact;
	size_t n;

	if (!f) {
		fprintf(stderr, "%s: %s\n", name, strerror(errno));
		return -1;
	}
	n = fread(room, 1, sizeof(room), f);
	fclose(f);
	exact = malloc(n ? n : 1);
	FUZZ_CHECK(exact != NULL);
	memcpy(exact, room, n);
	fprintf(stderr, "Running: %s\n", name);
	LLVMFuzzerTestOneInput(exact, n);
	free(exact);
	return 0;
}

int main(int argc, char **argv)
{
	int failed = 0;

	for (int i = 1; i < argc; i++)
		failed |= run_file(argv[i]);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
