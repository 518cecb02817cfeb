/* src/base/error.c: making, wrapping and joining errors.
 * May use: APR. Must not know: HTTP, SQL, XML, who reads the message.
 * SPDX-License-Identifier: Apache-2.0 */
#include "error.h"

#include <apr_strings.h>
#include <errno.h>

static hd_error_t *make(apr_pool_t *pool, hd_error_kind_t kind, const char *code, const char *where)
{
    hd_error_t *error = apr_pcalloc(pool, sizeof(*error));

    error->kind = kind;
    error->status = APR_SUCCESS;
    error->code = code;
    error->where = where;
    return error;
}

static const char *format_detail(apr_pool_t *pool, const char *detail, va_list args)
{
    return detail ? apr_pvsprintf(pool, detail, args) : NULL;
}

hd_error_t *hd_error_make(apr_pool_t *pool, hd_error_kind_t kind, const char *code, const char *field,
                          const char *where, const char *detail, ...)
{
    hd_error_t *error = make(pool, kind, code, where);
    va_list args;

    error->field = field;
    va_start(args, detail);
    error->detail = format_detail(pool, detail, args);
    va_end(args);
    return error;
}

hd_error_t *hd_error_apr_make(apr_pool_t *pool, apr_status_t status, const char *code, const char *where,
                              const char *detail, ...)
{
    hd_error_t *error = make(pool, APR_STATUS_IS_ENOSPC(status) || status == EDQUOT ? HD_FULL : HD_BROKEN, code, where);
    const char *what;
    char reason[128];
    va_list args;

    error->status = status;
    va_start(args, detail);
    what = format_detail(pool, detail, args);
    va_end(args);
    apr_strerror(status, reason, sizeof(reason));
    error->detail = what ? apr_pstrcat(pool, what, ": ", reason, NULL) : apr_pstrdup(pool, reason);
    return error;
}

hd_error_t *hd_error_join(hd_error_t *list, hd_error_t *fault)
{
    hd_error_t *last = list;

    if (!list) return fault;
    if (!fault) return list;
    while (last->next) last = last->next;
    last->next = fault;
    return list;
}
