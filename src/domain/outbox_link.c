/* src/domain/outbox_link.c: the link of a mail that tells that a ticket is closed.
 * May use: rating.h, store/, base/. Must not know: HTTP, XML.
 * SPDX-License-Identifier: Apache-2.0 */
#include <apr_strings.h>

#include "../base/token.h"
#include "outbox_work.h"
#include "rating.h"

hd_error_t *hd_outbox_read_link(hd_outbox_work_t *work, apr_pool_t *pool)
{
    const char *token = hd_hmac(work->run->secret, HD_MAIL_CLOSED, work->public_id, pool);
    const char *hash = hd_sha256(token, strlen(token), pool);

    HD_TRY(hd_db_exec(NULL, work->db, "link_make",
                      HD_ARGS(hd_text(hash), hd_int(work->now + HD_TICKET_LINK_SEC), hd_int(work->person_id),
                              hd_int(work->ticket_id), hd_text(hash))));
    work->matter.link = apr_pstrcat(pool, work->kind->path, token, NULL);
    return NULL;
}
