#include "system/language.h"

#include <stdlib.h>
#include <string.h>

#include "base/macros.h"

enum language language_of_environment(void)
{
	static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};

	for (size_t i = 0; i < COUNT_OF(names); i++) {
		const char *value = getenv(names[i]);

		if (value && *value)
			return strncmp(value, "zh", 2) == 0 ? LANGUAGE_ZH : LANGUAGE_EN;
	}
	return LANGUAGE_EN;
}

bool language_parse(const char *name, enum language *out)
{
	if (strcmp(name, "zh") != 0 && strcmp(name, "en") != 0)
		return false;
	*out = *name == 'z' ? LANGUAGE_ZH : LANGUAGE_EN;
	return true;
}
