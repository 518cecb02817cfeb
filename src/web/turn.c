/* src/web/turn.c: a connection to the database for a step of a worker's turn.
 * May use: connections.h, portal_clock.h. Must not know: what is done in a turn.
 * SPDX-License-Identifier: Apache-2.0 */
#include "turn.h"

#include "connections.h"
#include "portal_clock.h"

hd_error_t *hd_turn_step(const hd_turn_t *turn, hd_turn_step_t *step, void *baton, apr_pool_t *pool)
{
    ap_dbd_t *database;
    apr_pool_t *scratch;
    hd_error_t *error;
    hd_db_t *db = NULL;
    hd_time_t now;

    apr_pool_create(&scratch, pool);
    database = hd_connections_open(turn->portal, turn->s, scratch);
    if (!database) return hd_error(pool, HD_BUSY, "database-away", "the database does not answer");
    error = hd_portal_db(&db, turn->portal, database, scratch);
    if (!error) error = hd_portal_clock_ask(&now, turn->portal, db, scratch);
    if (!error) error = step(baton, db, now, scratch);
    hd_connections_close(turn->portal, turn->s, database, db);
    if (!error) apr_pool_destroy(scratch); /* an error lives in it */
    return error;
}
