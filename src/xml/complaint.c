/* src/xml/complaint.c: what libxml2 and libxslt have to say, as one line of limited length.
 * May use: libc. Must not know: what it is about.
 * SPDX-License-Identifier: Apache-2.0 */
#include "complaint.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void hd_complaint_add(void *complaint, const char *format, ...)
{
    hd_complaint_t *c = complaint;
    va_list args;
    va_start(args, format);
    size_t room = sizeof(c->text) - c->length;
    int n = vsnprintf(c->text + c->length, room, format, args);
    va_end(args);
    if (n <= 0) return;
    size_t end = (size_t)n < room ? c->length + (size_t)n : sizeof(c->text) - 1;
    for (; c->length < end; c->length++) {
        if ((unsigned char)c->text[c->length] < ' ') c->text[c->length] = ' ';
    }
}

const char *hd_complaint_text(hd_complaint_t *complaint)
{
    while (complaint->length > 0 && complaint->text[complaint->length - 1] == ' ') complaint->length--;
    complaint->text[complaint->length] = '\0';
    return complaint->text;
}
