#include "document/form_fault.h"

#include <string.h>

#include "yaml/misprint.h"

/* The first character that is a likeness of an ASCII one, such as a full-width digit. */
static bool find_likeness(const struct yaml_node *n, char found[8], const char **ascii)
{
	for (size_t i = 0; i < n->size; i++) {
		size_t length;

		*ascii = misprint_of(n->text + i, n->size - i, &length);
		if (*ascii) {
			memcpy(found, n->text + i, length);
			found[length] = '\0';
			return true;
		}
	}
	return false;
}

/* Digits in groups of three behind the first: 65,000; 1 250 000.5; 65_000. Without the signs. */
static bool is_grouped(const char *text, char digits[64])
{
	size_t n = 0, group = 0, groups = 0;
	const char *p = text;

	for (; *p && *p != '.' && n < 62; p++) {
		if (*p >= '0' && *p <= '9') {
			digits[n++] = *p;
			group++;
		} else if (strchr(", _'", *p) && group > 0 && (groups ? group == 3 : group <= 3)) {
			groups++;
			group = 0;
		} else {
			return false;
		}
	}
	for (; *p && n < 62; p++)
		digits[n++] = *p;
	digits[n] = '\0';
	return groups > 0 && group == 3 && !*p;
}

void form_fault(const struct yaml_node *n, const char *example, struct error *e)
{
	char likeness[8], digits[64];
	const char *ascii;

	if (find_likeness(n, likeness, &ascii))
		error_set(e, ERROR_FIELD_FULL_WIDTH, NULL, "", "found", n->text, "character",
			likeness, "expected", ascii, NULL);
	else if (is_grouped(n->text, digits))
		error_set(e, ERROR_FIELD_THOUSANDS, NULL, "", "found", n->text, "expected", digits,
			NULL);
	else
		error_set(
			e, ERROR_FIELD_FORM, NULL, "", "found", n->text, "expected", example, NULL);
}
