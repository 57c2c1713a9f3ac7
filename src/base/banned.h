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
#pragma GCC poison atoi atol atoll atof strtol strtod rand srand gets tmpnam mktemp

#endif
