/* src/web/form.h: the body of a POST, read, bounded and checked; the fields of a query.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_WEB_FORM_H
#define HD_WEB_FORM_H

#include <httpd.h>

#include "../store/files.h"
#include "config.h"

#define HD_FIELD_MAX_BYTES 262144  /* bytes of one text field: far over what may be in one: it comes back with its fault */
#define HD_FIELDS_MAX 100          /* text fields of one form */
#define HD_FIELDS_MANY 1000       /* the same, of one that names things of which there may be hundreds */
#define HD_FILES_MAX 20            /* files of one form */
#define HD_TEXT_MAX_BYTES 524288   /* bytes of all text fields of one form */

/** A text field. */
typedef struct hd_field_t {
    const char *name;
    const char *value;
} hd_field_t;

/** What a form brought. Exists also when reading it ended in an error: what came before is kept. */
typedef struct hd_form_t {
    apr_array_header_t *fields; /* hd_field_t */
    apr_array_header_t *files;  /* const hd_file_t *: whole, staged, on disk; what is still here goes with the request */
    apr_array_header_t *names;  /* const char *: names of all files that were met, whole or not */
    hd_error_t *error;          /* what ended the reading, or NULL */
} hd_form_t;

/** What becomes of the files of a form. */
typedef enum {
    HD_FILES_REFUSED, /* the route has none: HD_BAD_REQUEST */
    HD_FILES_NAMED,   /* their names are noted, their bytes passed over: the form will be refused */
    HD_FILES_STAGED   /* written to the attachment store */
} hd_form_files_t;

/**
 * Read the body: urlencoded or multipart. Text must be UTF-8 without control characters (HD_INVALID "text-invalid" with
 * the field otherwise; the field's value then has U+FFFD in their place, so that the form that comes back shows them).
 * @param[out] form    in r->pool; set also on error, with what came before
 * @param r            the request
 * @param portal       its attachment_max, files
 * @param files        what becomes of files
 * @param fields_max   how many text fields it may have: HD_FIELDS_MAX or HD_FIELDS_MANY
 * @return NULL; HD_TOO_LARGE, HD_MEDIA_TYPE, HD_BAD_REQUEST, HD_TIMEOUT, HD_INVALID, HD_FULL, HD_BROKEN
 */
hd_error_t *hd_form_read(hd_form_t **form, request_rec *r, const hd_portal_t *portal, hd_form_files_t files, int fields_max);

/** The first value of a field, "" when it is absent. */
const char *hd_form_get(const hd_form_t *form, const char *name);

/** All values of a field. @return array of const char * in pool */
apr_array_header_t *hd_form_all(const hd_form_t *form, const char *name, apr_pool_t *pool);

/** Whether a field is there. */
int hd_form_has(const hd_form_t *form, const char *name);

/** The parameters of the query: bad ones are left out. NULL-safe with hd_form_get. */
hd_form_t *hd_query_read(request_rec *r);

#endif
