/* src/web/notice_pages.c: what somebody of the staff wants to be mailed of each department where they work.
 * May use: domain/, page.h. Must not know: who is mailed what.
 * SPDX-License-Identifier: Apache-2.0 */
#include "notice_pages.h"

#include <apr_strings.h>

#include "../domain/tell.h"
#include "page.h"

/* The form's name of a department's choice. */
static const char *field_of(hd_request_t *q, const hd_notice_t *notice)
{
    return apr_pstrcat(q->pool, "notice-", notice->slug, NULL);
}

hd_error_t *hd_account_notices_get(hd_request_t *q)
{
    apr_array_header_t *notices;
    xmlNodePtr form;
    int i;

    HD_TRY(hd_page_begin(q, "account-notices"));
    HD_TRY(hd_notices(&notices, q->db, q->who->id, q->language, q->pool));
    form = hd_view_form(q, 0);
    for (i = 0; i < notices->nelts; i++) {
        const hd_notice_t *notice = &APR_ARRAY_IDX(notices, i, hd_notice_t);
        const char *typed = hd_form_get(q->form, field_of(q, notice));
        xmlNodePtr node = hd_view_add(q->view, form, "notice");
        hd_view_attr(q->view, node, "department", notice->slug);
        hd_view_attr(q->view, node, "name", notice->name);
        hd_view_attr(q->view, node, "choice", hd_notice_valid(typed) ? typed : notice->choice);
    }
    return NULL;
}

hd_error_t *hd_account_notices_post(hd_request_t *q)
{
    apr_array_header_t *notices, *chosen = apr_array_make(q->pool, 8, sizeof(hd_notice_t));
    hd_error_t *faults = NULL;
    int i;

    HD_TRY(hd_request_db(q));
    HD_TRY(hd_notices(&notices, q->db, q->who->id, q->language, q->pool));
    for (i = 0; i < notices->nelts; i++) {
        hd_notice_t notice = APR_ARRAY_IDX(notices, i, hd_notice_t);
        const char *field = field_of(q, &notice);

        notice.choice = hd_form_get(q->form, field);
        if (hd_notice_valid(notice.choice))
            APR_ARRAY_PUSH(chosen, hd_notice_t) = notice;
        else if (*notice.choice)
            faults = hd_error_join(faults, hd_error_field(q->pool, "notice-unknown", field));
    }
    if (faults) return faults;
    HD_TRY(hd_notices_set(q->db, q->who->id, chosen, q->pool));
    q->see_other = "/account/notices";
    q->done = "notices-saved";
    return NULL;
}
