/* src/xml/complaint.h: what libxml2 and libxslt have to say, piece by piece, as one line of limited length.
 * May use: libc. Must not know: what it is about.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_XML_COMPLAINT_H
#define HD_XML_COMPLAINT_H

#include <stddef.h>

/** Begin with all zero. */
typedef struct hd_complaint_t {
    size_t length;
    char text[400];
} hd_complaint_t;

/** Append a piece; line feeds become spaces; what does not fit is dropped. An xmlGenericErrorFunc. */
void hd_complaint_add(void *complaint, const char *format, ...) __attribute__((format(printf, 2, 3)));

/** What was said, without space at the end. */
const char *hd_complaint_text(hd_complaint_t *complaint);

#endif
