/* src/domain/acting.c: an administrator who acts for a client, for support.
 * May use: domain/, store/, base/. Must not know: HTTP, cookies.
 * SPDX-License-Identifier: Apache-2.0 */
#include "acting.h"

#include "../base/token.h"
#include "client.h"

typedef struct beginning_t {
    const hd_by_t *by;
    const hd_acting_t *acting;
    const char *token;
} beginning_t;

static hd_error_t *begin(hd_db_t *db, void *baton, apr_pool_t *pool)
{
    beginning_t *it = baton;
    const hd_acting_t *acting = it->acting;
    hd_audit_object_t object = { HD_OBJECT_PERSON, NULL, NULL };
    hd_client_t *client;

    HD_TRY(hd_client_get(&client, db, acting->client, pool));
    if (!client) return hd_error(pool, HD_NOT_FOUND, "not-found", NULL);
    if (client->disabled) return hd_error_field(pool, "acting-disabled", "reason");
    HD_TRY(hd_session_create(&it->token, db, client->id, acting->address, acting->agent, it->by->now, pool));
    HD_TRY(hd_db_exec(NULL, db, "session_act",
                      HD_ARGS(hd_int(it->by->person_id), hd_text(acting->own_row),
                              hd_text(hd_session_keys(it->token, pool).row))));
    object.id = client->public_id;
    object.label = client->email;
    return hd_audit_add(db, it->by, "acted-for", &object, "", "", "");
}

hd_error_t *hd_acting_begin(const char **token, hd_db_t *db, const hd_by_t *by, const hd_acting_t *acting, apr_pool_t *pool)
{
    beginning_t it = { by, acting, NULL };

    HD_TRY(hd_db_transaction(db, begin, &it, pool));
    *token = it.token;
    return NULL;
}

hd_error_t *hd_acting_end(int *is_own, hd_db_t *db, const char *token, const char *own, apr_pool_t *pool)
{
    hd_rows_t *row;

    HD_TRY(hd_db_one(&row, db, "session_acted", HD_ARGS(hd_text(hd_session_keys(token, pool).row)), pool));
    *is_own = row && hd_session_token_valid(own) && hd_equal_secret(hd_session_keys(own, pool).row, hd_row_text(row, 0));
    return hd_session_end(db, token, pool);
}
