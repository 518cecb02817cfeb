/* src/domain/outbox_reset.c: whether a forgotten password is answered by mail, and with which link; invitations.
 * May use: store/, base/. Must not know: HTTP, XML.
 *
 * Asking always writes the same one row; whether the address is known is found out here, out of sight of who asked.
 * SPDX-License-Identifier: Apache-2.0 */
#include "outbox_work.h"

#include <apr_strings.h>

#include "../base/token.h"

#define LINK_SEC 3600 /* how long a link holds */
#define LINKS_AN_HOUR 5

/** Whether this row's token may still go out. @param[out] is_new  1 when it is not stored yet */
static hd_error_t *may_send(int *yes, int *is_new, hd_outbox_work_t *work, const char *hash, apr_pool_t *pool)
{
    hd_rows_t *row;

    HD_TRY(hd_db_one(&row, work->db, "outbox_reset_token", HD_ARGS(hd_text(hash)), pool));
    *is_new = row == NULL;
    if (row) {
        *yes = hd_row_int(row, 0) == 0;
        return NULL;
    }
    HD_TRY(hd_db_one(&row, work->db, "outbox_reset_count",
                     HD_ARGS(hd_int(work->person_id), hd_int(work->now - LINK_SEC)), pool));
    *yes = row && hd_row_int(row, 0) < LINKS_AN_HOUR;
    return NULL;
}

static hd_error_t *store_token(hd_outbox_work_t *work, const char *hash, int is_new)
{
    const int is_invitation = !strcmp(work->kind->name, HD_MAIL_INVITATION);
    const hd_time_t expires = work->now + (is_invitation ? work->run->invitation_sec : LINK_SEC);

    if (!is_new) return hd_db_exec(NULL, work->db, "outbox_reset_extend", HD_ARGS(hd_int(expires), hd_text(hash)));
    return hd_db_exec(NULL, work->db, "outbox_reset_add",
                      HD_ARGS(hd_text(hash), hd_int(work->now), hd_int(expires), hd_int(work->person_id),
                              hd_text(hash)));
}

hd_error_t *hd_outbox_read_reset(hd_mail_readiness_t *readiness, hd_outbox_work_t *work, const char *folded,
                                 apr_pool_t *pool)
{
    hd_mail_matter_t *matter = &work->matter;
    const char *token, *hash;
    hd_rows_t *person = NULL;
    int yes, is_new;

    *readiness = HD_MAIL_SILENT;
    if (folded) {
        HD_TRY(hd_db_one(&person, work->db, "outbox_reset_person", HD_ARGS(hd_text(folded)), pool));
    }
    if (!person) return NULL;
    work->person_id = hd_row_int(person, 0);
    matter->recipient_name = hd_row_text(person, 1);
    if (!*matter->language) matter->language = hd_row_text(person, 2);
    if (!*matter->language) matter->language = work->run->default_language;
    matter->recipient = hd_row_text(person, 3); /* as it was confirmed, not as it was typed */

    token = hd_hmac(work->run->secret, work->kind->name, work->public_id, pool);
    hash = hd_sha256(token, strlen(token), pool);
    HD_TRY(may_send(&yes, &is_new, work, hash, pool));
    if (!yes) return NULL;
    HD_TRY(store_token(work, hash, is_new));
    matter->link = apr_pstrcat(pool, work->kind->path, "?token=", token, NULL);
    *readiness = HD_MAIL_READY;
    return NULL;
}
