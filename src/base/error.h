/* src/base/error.h: the one error type of the program.
 * May use: APR. Must not know: HTTP, SQL, XML, who reads the message.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_BASE_ERROR_H
#define HD_BASE_ERROR_H

#include <apr_errno.h>
#include <apr_pools.h>

/** What went wrong, by what the caller can do about it. Which HTTP status each becomes is decided in web/error_view.c. */
typedef enum {
    HD_BAD_REQUEST,  /* what came is not what it claims to be: malformed, truncated */
    HD_SIGNED_OUT,   /* nobody is signed in, and somebody has to be */
    HD_DENIED,       /* somebody is signed in who may not */
    HD_NOT_FOUND,    /* not there, or not theirs: the same answer */
    HD_METHOD,       /* the path is there, the method is not */
    HD_TIMEOUT,      /* the body did not arrive in time */
    HD_CONFLICT,     /* somebody else was faster */
    HD_TOO_LARGE,    /* over a limit of size or count */
    HD_MEDIA_TYPE,   /* a body of a type that no form has */
    HD_INVALID,      /* a field is wrong; the person can mend it */
    HD_LIMIT,        /* too often; retry_after_sec says when to come back */
    HD_BUSY,         /* the database is away or locked; trying again helps */
    HD_FULL,         /* the disk is full */
    HD_BROKEN        /* a fault of ours, or of the installation */
} hd_error_kind_t;

/** An error on its way to the one place that shows or logs it. Lives in the pool it was made in. */
typedef struct hd_error_t {
    hd_error_kind_t kind;
    apr_status_t status;     /* what APR said; APR_SUCCESS when APR was not asked */
    const char *code;        /* names the words in xslt/strings: "reply-empty" is the word "error.reply-empty" */
    const char *field;       /* form field at fault, or NULL */
    const char *value;       /* a figure or word that the message needs, such as a limit; or NULL */
    int retry_after_sec;     /* with HD_LIMIT and HD_BUSY: when to come back; 0 when unknown */
    const char *detail;      /* for the log; never sent to a client; or NULL */
    const char *where;       /* "file:line" that first noticed */
    struct hd_error_t *next; /* further faults of the same form, or NULL */
} hd_error_t;

#define HD_STRINGIFY_(x) #x
#define HD_STRINGIFY(x) HD_STRINGIFY_(x)
#define HD_HERE __FILE__ ":" HD_STRINGIFY(__LINE__)

/** Return the error of a call to one's own caller. */
#define HD_TRY(call)                  \
    do {                              \
        hd_error_t *hd_try = (call);  \
        if (hd_try) return hd_try;    \
    } while (0)

/**
 * Make an error.
 * @param pool    owns the error and the copies of its texts
 * @param kind    what the caller can do about it
 * @param code    static text that names the words to show
 * @param field   static name of the form field at fault, or NULL
 * @param where   HD_HERE
 * @param detail  printf format of the text for the log, or NULL
 * @return the error; never NULL
 */
hd_error_t *hd_error_make(apr_pool_t *pool, hd_error_kind_t kind, const char *code, const char *field,
                          const char *where, const char *detail, ...) __attribute__((format(printf, 6, 7)));

/** hd_error_make without a field: hd_error(pool, HD_BROKEN, "server-memory", "view document"). */
#define hd_error(pool, kind, code, ...) hd_error_make((pool), (kind), (code), NULL, HD_HERE, __VA_ARGS__)

/** A fault in a form field: hd_error_field(pool, "reply-empty", "body"); HD_INVALID. */
#define hd_error_field(pool, code, field) hd_error_make((pool), HD_INVALID, (code), (field), HD_HERE, NULL)

/**
 * Wrap an APR status: "no space left" becomes HD_FULL, all else HD_BROKEN.
 * @param pool    owns the error
 * @param status  what APR returned; not APR_SUCCESS
 * @param code    static text that names the words to show
 * @param where   HD_HERE
 * @param detail  printf format of the text for the log
 * @return the error; never NULL
 */
hd_error_t *hd_error_apr_make(apr_pool_t *pool, apr_status_t status, const char *code, const char *where,
                              const char *detail, ...) __attribute__((format(printf, 5, 6)));

#define hd_error_apr(pool, status, code, ...) hd_error_apr_make((pool), (status), (code), HD_HERE, __VA_ARGS__)

/**
 * Append a fault to a list of faults: for forms that tell all faults at once.
 * @param list   the list so far, or NULL
 * @param fault  what to append, or NULL (then the list is returned as it is)
 * @return the head of the list
 */
hd_error_t *hd_error_join(hd_error_t *list, hd_error_t *fault);

#endif
