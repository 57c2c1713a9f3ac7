/*
 * ccer id: random identifiers of accounts, documents and natural persons.
 */
#include <string.h>

#include "ccer/options.h"
#include "signature/secret_key.h"

int cmd_id(struct command_context *c, int argc, char **argv)
{
	uint8_t random[17];
	uint64_t value;

	if (command_option(c, argc, argv) != -1 || argc != 2)
		return command_usage(c, "id", NULL);
	secret_random(random, sizeof(random));
	memcpy(&value, random, sizeof(value));
	if (strcmp(argv[1], "account") == 0)
		puts(account_id_make(value).text);
	else if (strcmp(argv[1], "document") == 0)
		puts(document_id_make(random).text);
	else if (strcmp(argv[1], "party") == 0)
		printf("P-%.16s\n", document_id_make(random).text);
	else
		return command_usage(c, "id", argv[1]);
	return EXIT_DONE;
}
