/* src/base/choice.h: whether a text is one of a few.
 * May use: nothing. Must not know: what the texts mean.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_BASE_CHOICE_H
#define HD_BASE_CHOICE_H

#include <string.h>

/**
 * Whether a text is one of some.
 * @param choices  texts, NULL at the end
 * @param text     what to look for, or NULL
 * @return the choice that is equal, or NULL
 */
static inline const char *hd_choice(const char *const *choices, const char *text)
{
    for (; text && *choices; choices++) {
        if (!strcmp(*choices, text)) return *choices;
    }
    return NULL;
}

#endif
