/* src/web/mail_worker.c: a turn of the worker that sees mails out.
 * May use: domain/, mail/, metrics.h, settings.h. Must not know: requests, what else is kept up to date.
 *
 * It holds a connection and waits for the mail server. So it does nothing else: nobody waits for a mail server that hangs.
 * SPDX-License-Identifier: Apache-2.0 */
#include "mail_worker.h"

#include <http_log.h>

#include "../domain/outbox.h"
#include "../mail/compose.h"
#include "metrics.h"
#include "module.h"
#include "settings.h"

#define MAILS_A_TURN 100

/* A turn under way. */
typedef struct delivery_t {
    const hd_turn_t *turn;
    hd_post_t *post;
    int sent, waiting; /* mails that went out; that are due */
} delivery_t;

static hd_error_t *open_post(void **own, const hd_turn_t *turn, apr_pool_t *pool)
{
    hd_post_t *post;

    HD_TRY(hd_post_open(&post, turn->portal->transport, &turn->break_off, pool));
    *own = post;
    return NULL;
}

static hd_error_t *deliver(void *baton, hd_db_t *db, hd_time_t now, apr_pool_t *pool)
{
    delivery_t *it = baton;
    const hd_portal_t *portal = it->turn->portal;
    hd_composer_t composer = { portal->theme, portal->brand, portal->url, portal->locale };
    const hd_outbox_run_t run = {
        .post = it->post, .from = portal->mail_from, .host = portal->url_host, .secret = portal->secret,
        .default_language = portal->locale, .owner = it->turn->owner, .lease_sec = HD_OUTBOX_LEASE_SEC,
        .invitation_sec = hd_settings_number(portal->settings, HD_SETTING_INVITATION_DAYS) * HD_DAY_SEC,
        .compose = hd_compose_mail, .compose_baton = &composer, .stop = &it->turn->leave,
    };

    return hd_outbox_deliver(&it->sent, &it->waiting, db, &run, MAILS_A_TURN, now, pool);
}

static hd_error_t *see_mails_out(hd_turn_end_t *end, void *own, const hd_turn_t *turn, apr_pool_t *pool)
{
    delivery_t it = { turn, own, 0, 0 };
    hd_error_t *error = hd_turn_step(turn, deliver, &it, pool);

    end->stuck = it.waiting > 0 && it.sent == 0;
    hd_metrics_turn(turn->portal->metrics, error ? HD_TURN_FAILED : end->stuck ? HD_TURN_STUCK : HD_TURN_OK, it.sent);
    return error;
}

const hd_worker_kind_t hd_mail_worker = {
    .name = "helpdesk-mail", .log_fault = HDLOGNO(0091) "worker: no mail goes out",
    .log_back = HDLOGNO(0092) "worker: the database is back",
    .open = open_post, .turn = see_mails_out,
};
