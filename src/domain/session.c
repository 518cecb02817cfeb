/* src/domain/session.c: who is signed in, from the token that a browser sends.
 * May use: store/, base/. Must not know: HTTP, how somebody came to be signed in.
 * SPDX-License-Identifier: Apache-2.0 */
#include "session.h"

#include <apr_strings.h>
#include <string.h>

#include "../base/token.h"

#define ADDRESS_MAX 64
#define AGENT_MAX 200

/* Printable ASCII, cut to what the column holds: headers are anybody's bytes. */
static const char *clean_header(const char *text, apr_size_t max, apr_pool_t *pool)
{
    char *clean = apr_pstrndup(pool, text ? text : "", max);
    char *c;

    for (c = clean; *c; c++) {
        if (*c < 0x20 || *c > 0x7e) *c = '?';
    }
    return clean;
}

hd_session_keys_t hd_session_keys(const char *token, apr_pool_t *pool)
{
    hd_session_keys_t keys;

    hd_token_halves(&keys.row, &keys.form, token, pool);
    return keys;
}

/* The time before which something is over; -1 (nothing is) without a limit. */
static hd_time_t bound(hd_time_t now, int limit_sec)
{
    return limit_sec > 0 ? now - limit_sec : -1;
}

static hd_error_t *add_session(hd_db_t *db, const char *token, apr_int64_t person_id, const char *address,
                               const char *agent, hd_time_t now, apr_pool_t *pool)
{
    return hd_db_exec(NULL, db, "session_add",
                      HD_ARGS(hd_text(hd_session_keys(token, pool).row), hd_int(person_id), hd_int(now), hd_int(now),
                              hd_text(clean_header(address, ADDRESS_MAX, pool)),
                              hd_text(clean_header(agent, AGENT_MAX, pool))));
}

hd_error_t *hd_session_create(const char **token, hd_db_t *db, apr_int64_t person_id, const char *address,
                              const char *agent, hd_time_t now, apr_pool_t *pool)
{
    const char *made;

    HD_TRY(hd_token_make(&made, pool));
    HD_TRY(add_session(db, made, person_id, address, agent, now, pool));
    *token = made;
    return NULL;
}

hd_error_t *hd_session_create_as(hd_db_t *db, const char *token, apr_int64_t person_id, const char *address,
                                 const char *agent, hd_time_t now, apr_pool_t *pool)
{
    HD_TRY(hd_session_end(db, token, pool));
    return add_session(db, token, person_id, address, agent, now, pool);
}

int hd_session_token_valid(const char *token)
{
    return token && strlen(token) == HD_TOKEN_BYTES * 2 && strspn(token, "0123456789abcdef") == HD_TOKEN_BYTES * 2;
}

hd_error_t *hd_session_visit(hd_visit_t **visit, hd_db_t *db, const char *token, const hd_session_terms_t *terms,
                             hd_time_t now, apr_pool_t *pool)
{
    const hd_value_t made = hd_int(bound(now, terms->max_sec)), seen = hd_int(bound(now, terms->idle_sec));
    hd_session_keys_t keys = hd_session_keys(token, pool);
    hd_visit_t *found = NULL;
    hd_rows_t *rows;

    HD_TRY(hd_db_query(&rows, db, "session_visit",
                       HD_ARGS(made, seen, hd_text(keys.row), made, seen, hd_int(bound(now, HD_ACTING_SEC))), pool));
    if (hd_rows_next(rows)) {
        found = apr_pcalloc(pool, sizeof(*found));
        found->keys = keys;
        found->seen_at = hd_row_int(rows, 0);
        hd_person_read(&found->person, rows, 1);
        found->person.acting_id = hd_row_int(rows, 16);
        found->person.acting_name = hd_row_text(rows, 17);
        found->person.acting_email = hd_row_text(rows, 18);
        found->accounts = hd_memberships_read(rows, 10, pool);
    }
    *visit = found;
    return NULL;
}

void hd_session_touch(hd_db_t *db, const hd_visit_t *visit, const hd_session_terms_t *terms, hd_time_t now)
{
    int every_sec = HD_SESSION_TOUCH_SEC;

    if (terms->idle_sec > 0 && terms->idle_sec / 4 < every_sec) every_sec = terms->idle_sec / 4;
    if (now - visit->seen_at < every_sec || now <= visit->seen_at) return;
    (void)hd_db_exec(NULL, db, "session_touch", HD_ARGS(hd_int(now), hd_text(visit->keys.row)));
}

hd_error_t *hd_session_end(hd_db_t *db, const char *token, apr_pool_t *pool)
{
    return hd_db_exec(NULL, db, "session_end", HD_ARGS(hd_text(hd_session_keys(token, pool).row)));
}

hd_error_t *hd_session_end_all(hd_db_t *db, apr_int64_t person_id)
{
    return hd_db_exec(NULL, db, "session_end_all", HD_ARGS(hd_int(person_id)));
}

hd_error_t *hd_session_list(apr_array_header_t **sessions, hd_db_t *db, apr_int64_t person_id,
                            const hd_session_terms_t *terms, hd_time_t now, apr_pool_t *pool)
{
    apr_array_header_t *all = apr_array_make(pool, 4, sizeof(hd_session_row_t));
    hd_rows_t *rows;

    HD_TRY(hd_db_query(&rows, db, "session_list",
                       HD_ARGS(hd_int(person_id), hd_int(bound(now, terms->max_sec)),
                               hd_int(bound(now, terms->idle_sec))), pool));
    while (hd_rows_next(rows)) {
        hd_session_row_t *one = apr_array_push(all);

        one->token_hash = hd_row_text(rows, 0);
        one->created_at = hd_row_int(rows, 1);
        one->seen_at = hd_row_int(rows, 2);
        one->address = hd_row_text(rows, 3);
        one->agent = hd_row_text(rows, 4);
    }
    *sessions = all;
    return NULL;
}
