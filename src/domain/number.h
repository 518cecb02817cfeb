/* src/domain/number.h: whole numbers as forms bring them.
 * May use: nothing. Must not know: of what.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_DOMAIN_NUMBER_H
#define HD_DOMAIN_NUMBER_H

/**
 * Read a whole number.
 * @param[out] number  untouched when it is none, or out of bounds
 * @param text         digits alone, at most nine
 * @param least        smallest, 0 or more
 * @param most         greatest
 * @return 1 or 0
 */
int hd_number_read(int *number, const char *text, int least, int most);

#endif
