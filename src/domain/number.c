/* src/domain/number.c: whole numbers as forms bring them.
 * May use: nothing. Must not know: of what.
 * SPDX-License-Identifier: Apache-2.0 */
#include "number.h"

#include <stdlib.h>
#include <string.h>

#define DIGITS_MAX 9 /* of an int */

int hd_number_read(int *number, const char *text, int least, int most)
{
    size_t digits = strspn(text, "0123456789");
    int value;

    if (!digits || digits > DIGITS_MAX || text[digits]) return 0;
    value = atoi(text);
    if (value < least || value > most) return 0;
    *number = value;
    return 1;
}
