/* src/web/moved.c: where a ticket went that the agent who moved it does not reach any more.
 * May use: domain/, page.h. Must not know: SQL, how it looks.
 * SPDX-License-Identifier: Apache-2.0 */
#include "moved.h"

#include <apr_strings.h>

#include "../base/token.h"
#include "../domain/ticket.h"
#include "page.h"

#define COOKIE "hd-moved" /* reference, and the department's slug after a point; for the next page */
#define COOKIE_SEC 60

hd_error_t *hd_moved_look(int *gone, hd_request_t *q, const char *ref)
{
    const char *slug = hd_form_get(q->form, "department");
    const hd_ticket_t *ticket;
    hd_error_t *missing = hd_ticket_get(&ticket, q->db, q->who, HD_SIDE_AGENT, ref, q->language, q->pool);

    *gone = missing && missing->kind == HD_NOT_FOUND;
    if (!*gone) return missing;
    if (strspn(slug, "abcdefghijklmnopqrstuvwxyz0123456789-") != strlen(slug)) slug = "";
    hd_cookie_set(q, COOKIE, apr_pstrcat(q->pool, ref, ".", slug, NULL), COOKIE_SEC);
    q->see_other = "/desk/";
    q->done = NULL;
    return NULL;
}

/* The department's name, where there is such a department. */
static hd_error_t *find_name(const char **name, hd_request_t *q, const char *slug)
{
    apr_array_header_t *all;
    int i;

    HD_TRY(hd_departments_all(&all, q->db, q->language, q->pool));
    for (i = 0; i < all->nelts; i++) {
        const hd_department_t *one = &APR_ARRAY_IDX(all, i, hd_department_t);
        if (!strcmp(one->slug, slug)) *name = one->name;
    }
    return NULL;
}

/* What a cookie says may have been made up: only a reference and a department that there is are shown. */
hd_error_t *hd_moved_show(hd_request_t *q)
{
    const char *value = hd_cookie_get(q, COOKIE), *point = value ? strchr(value, '.') : NULL, *ref, *name = NULL;
    xmlNodePtr node;

    if (!value || q->wants_xml) return NULL;
    hd_cookie_set(q, COOKIE, "", -1);
    ref = point ? hd_reference_fold(apr_pstrmemdup(q->pool, value, (apr_size_t)(point - value)), q->pool) : NULL;
    if (!ref) return NULL;
    HD_TRY(find_name(&name, q, point + 1));
    node = hd_view_add(q->view, hd_view_root(q->view), "moved");
    hd_view_attr(q->view, node, "ref", ref);
    hd_view_attr(q->view, node, "department-name", name);
    return NULL;
}
