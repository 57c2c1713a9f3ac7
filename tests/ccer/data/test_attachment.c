#include "ccer/data/attachment.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <talloc.h>

#include "tests/bench/derive_data.h"
#include "tests/support.h"

struct fixture {
	void *mem;
	char path[2][512];
	struct attachment_request request;
};

static struct fixture *set_up(void *mem)
{
	struct fixture *f = talloc_zero(mem, struct fixture);
	const char *folder = getenv("TMPDIR");

	f->mem = f;
	for (int i = 0; i < 2; i++)
		snprintf(f->path[i], sizeof(f->path[i]), "%s/test-attachment-%d-%d.csv",
			folder ? folder : "/tmp", (int)getpid(), i);
	f->request = (struct attachment_request){.derivation = derive_data_methodology(f),
		.name = "methane",
		.year = DERIVE_DATA_YEAR,
		.first = day_of_date(DERIVE_DATA_YEAR, 1, 1),
		.last = day_of_date(DERIVE_DATA_YEAR, 1, 1)};
	ck_assert_ptr_nonnull(f->request.derivation);
	return f;
}

static void tear_down(struct fixture *f)
{
	unlink(f->path[0]);
	unlink(f->path[1]);
	talloc_free(f);
}

static void write_text(const char *path, const char *text, size_t size)
{
	FILE *f = fopen(path, "w");

	ck_assert_ptr_nonnull(f);
	ck_assert_uint_eq(fwrite(text, 1, size, f), size);
	fclose(f);
}

/* A file of n rows; its bytes, below mem. */
static char *write_rows(struct fixture *f, int64_t n, struct derive_data *data)
{
	FILE *out = fopen(f->path[0], "w+");
	char *bytes;

	ck_assert_ptr_nonnull(out);
	ck_assert_int_eq(derive_data_write(out, n, data), 0);
	bytes = talloc_zero_size(f, data->bytes + 1);
	rewind(out);
	ck_assert_uint_eq(fread(bytes, 1, data->bytes, out), data->bytes);
	fclose(out);
	return bytes;
}

START_TEST(a_file_is_hashed_and_derived_from_in_one_pass)
{
	struct fixture *f = set_up(NULL);
	struct attachment_file file = {.path = f->path[0]};
	static const int64_t sizes[] = {5000, 86400, 86401, 100000};
	struct derived_values out;
	struct error err = {0};

	for (size_t i = 0; i < COUNT_OF(sizes); i++) {
		struct derive_data data, counted;
		const char *bytes = write_rows(f, sizes[i], &data);
		struct digest expected = digest_of(bytes, data.bytes);
		FILE *none = fopen("/dev/null", "w");

		file.expected = &expected;
		ck_assert_int_eq(attachment_derive(f, &f->request, &file, 1, &out, &err), 0);
		ck_assert_uint_eq(file.bytes, data.bytes);
		ck_assert(digest_equal(&file.found, &expected));
		ck_assert_int_eq(out.rows, sizes[i]);
		/* For the first day alone. */
		ck_assert_int_eq(
			derive_data_write(none, sizes[i] < 86400 ? sizes[i] : 86400, &counted), 0);
		fclose(none);
		ck_assert_int_eq(out.outside, sizes[i] - counted.rows);
		ck_assert_int_eq(out.values[0].from.rows, counted.rows - counted.missing);
		ck_assert_int_eq(out.values[0].from.missing, 86400 - out.values[0].from.rows);
		ck_assert_int_eq(
			rational_compare(out.values[0].exact, derive_data_expected(f, &counted)),
			0);
	}
	tear_down(f);
}
END_TEST

START_TEST(a_wrong_hash_is_refused_before_anything_in_the_file)
{
	struct fixture *f = set_up(NULL);
	static const char text[] = "time,flow,c_in,state\n2023-01-01 00:00:00,\"1,5\",1,ok\n";
	struct digest other = digest_of("other", 5), right = digest_of(text, strlen(text));
	struct attachment_file file = {.path = f->path[0], .expected = &other};
	char found[DIGEST_HEX_SIZE], expected[DIGEST_HEX_SIZE];
	struct derived_values out;
	struct error err = {0};

	write_text(f->path[0], text, strlen(text));
	ck_assert_int_eq(attachment_derive(f, &f->request, &file, 1, &out, &err), -1);
	ck_assert_int_eq(err.code, ERROR_ATTACHMENT_HASH);
	ck_assert_str_eq(err.document, f->path[0]);
	ck_assert_str_eq(error_argument(&err, "found"), digest_hex(&right, found));
	ck_assert_str_eq(error_argument(&err, "expected"), digest_hex(&other, expected));
	ck_assert_str_eq(error_argument(&err, "where"), "/raw_data/0 (2:3)");
	/* With the right one, what is in it is. */
	file.expected = &right;
	err = (struct error){0};
	ck_assert_int_eq(attachment_derive(f, &f->request, &file, 1, &out, &err), -1);
	ck_assert_int_eq(err.code, ERROR_ATTACHMENT_NUMBER);
	ck_assert_str_eq(err.document, f->path[0]);
	ck_assert_uint_eq(err.line, 2);
	ck_assert_str_eq(err.path, "/methane/flow");
	ck_assert_str_eq(error_argument(&err, "where"), "/raw_data/0/columns/1 (7:5)");
	tear_down(f);
}
END_TEST

START_TEST(several_files_are_one_series)
{
	struct fixture *f = set_up(NULL);
	static const char one[] = "time,flow,c_in,state\n2023-01-01 00:00:00,3600,100,ok\n";
	static const char two[] = "state,time,flow,c_in\nok,2023-01-01 00:00:01,7200,50.0\n";
	const struct digest hash = digest_of(two, strlen(two));
	struct attachment_file files[] = {
		{.path = f->path[0]}, {.path = f->path[1], .expected = &hash}};
	struct derived_values out;
	struct error err = {0};

	write_text(f->path[0], one, strlen(one));
	write_text(f->path[1], two, strlen(two));
	ck_assert_int_eq(attachment_derive(f, &f->request, files, 2, &out, &err), 0);
	ck_assert_str_eq(out.values[0].text, "2");
	ck_assert_int_eq(out.values[0].from.rows, 2);
	ck_assert(digest_equal(&files[1].found, &hash));
	/* In the wrong order the second is to blame. */
	files[1].expected = NULL;
	ck_assert_int_eq(attachment_derive(f, &f->request,
				 (struct attachment_file[]){files[1], files[0]}, 2, &out, &err),
		-1);
	ck_assert_int_eq(err.code, ERROR_ATTACHMENT_ORDER);
	ck_assert_str_eq(err.document, f->path[0]);
	tear_down(f);
}
END_TEST

START_TEST(what_cannot_be_read_is_said)
{
	struct fixture *f = set_up(NULL);
	struct digest other = digest_of("other", 5);
	struct attachment_file file = {.path = f->path[0], .expected = &other};
	struct derived_values out;
	struct error err = {0};

	ck_assert_int_eq(attachment_derive(f, &f->request, &file, 1, &out, &err), -1);
	ck_assert_int_eq(err.code, ERROR_IO);
	file.path = "/"; /* can be opened, but not read */
	err = (struct error){0};
	ck_assert_int_eq(attachment_derive(f, &f->request, &file, 1, &out, &err), -1);
	ck_assert_int_eq(err.code, ERROR_IO);
	f->request.name = "coal";
	err = (struct error){0};
	ck_assert_int_eq(attachment_derive(f, &f->request, &file, 1, &out, &err), -1);
	ck_assert_int_eq(err.code, ERROR_ATTACHMENT_FILE);
	tear_down(f);
}
END_TEST

static Suite *attachment_suite(void)
{
	Suite *s = suite_create("attachment");
	TCase *t = tcase_create("attachment");

	tcase_add_test(t, a_file_is_hashed_and_derived_from_in_one_pass);
	tcase_add_test(t, a_wrong_hash_is_refused_before_anything_in_the_file);
	tcase_add_test(t, several_files_are_one_series);
	tcase_add_test(t, what_cannot_be_read_is_said);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(attachment_suite)
