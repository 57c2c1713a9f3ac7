/*
 * banned: functions that src/ must not call, forced into every file with
 * -include. The system headers that declare them come first, then the poison.
 */
#ifndef BASE_BANNED_H
#define BASE_BANNED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#pragma GCC poison strcpy strcat sprintf vsprintf strtok gmtime localtime ctime asctime
#pragma GCC poison atoi atol atoll atof strtol strtod gets tmpnam mktemp

/* libcrypto's headers have parameters of these names: only calls are refused. */
#define rand() banned_use_libsodium
#define srand(seed) banned_use_libsodium

#endif
