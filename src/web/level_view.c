/* src/web/level_view.c: what was promised for a ticket, as a view.
 * May use: domain/, page.h. Must not know: SQL, how it looks.
 * SPDX-License-Identifier: Apache-2.0 */
#include "level_view.h"

#include <apr_strings.h>

#include "../domain/level_keep.h"
#include "page.h"

#define HOUR_SEC 3600

static void add_clock(hd_request_t *q, xmlNodePtr levels, const char *what, const hd_level_clock_t *clock)
{
    static const char *const states[] = { NULL, "running", "paused", "kept", "late" };
    xmlNodePtr node;

    if (clock->state == HD_LEVEL_NONE || (clock->state == HD_LEVEL_RUNNING && !clock->due_at)) return;
    node = hd_view_add(q->view, levels, "level");
    hd_view_attr(q->view, node, "what", what);
    hd_view_attr(q->view, node, "state", states[clock->state]);
    if (clock->state == HD_LEVEL_KEPT) return;
    HD_VIEW_TIME(q, node, "due", clock->due_at);
    hd_view_flag(q->view, node, "late", clock->due_at && clock->due_at <= q->now);
    if (clock->state != HD_LEVEL_PAUSED || clock->due_at) return;
    hd_view_attr_int(q->view, node, "left-hours", clock->left_sec / HOUR_SEC);
    hd_view_attr(q->view, node, "left-minutes", apr_psprintf(q->pool, "%02d", (int)(clock->left_sec / 60 % 60)));
}

hd_error_t *hd_level_add(hd_request_t *q, const hd_ticket_t *ticket)
{
    xmlNodePtr levels;
    hd_level_t level;

    HD_TRY(hd_level_of(&level, q->db, ticket->id, q->pool));
    if (level.first.state == HD_LEVEL_NONE && level.solution.state == HD_LEVEL_NONE) return NULL;
    levels = hd_view_add(q->view, hd_view_root(q->view), "levels");
    add_clock(q, levels, "first", &level.first);
    add_clock(q, levels, "solution", &level.solution);
    return NULL;
}
