/* src/web/admin_page.h: what the pages of the administration are made of: lists with filters, forms, facts.
 * One look for all of them: xslt/components/admin.xsl shows them, xslt/schema/admin.rng says what there is. Words are
 * admin.field.*, admin.value.*, admin.list.*, admin.form.*, admin.do.*.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_WEB_ADMIN_PAGE_H
#define HD_WEB_ADMIN_PAGE_H

#include "../domain/audit.h"
#include "page.h"

/** Who changes something: the person who is signed in, now. @param reason  or NULL @param creates  whether it is a form
 * that creates something, and so carries once */
hd_by_t hd_admin_by(const hd_request_t *q, const char *reason, int creates);

/** An absolute address of a thing: "/admin/departments/" and its id, percent-encoded. @return in pool */
const char *hd_admin_address(hd_request_t *q, const char *before, const char *id, const char *after);

/**
 * Begin a page of the administration.
 * @param page  its name
 * @param area  which of the areas it belongs to: "departments", "audit", …; "" for the first page
 * @param text  heading: a name; NULL: the word admin.page.{page}
 */
hd_error_t *hd_admin_begin(hd_request_t *q, const char *page, const char *area, const char *text);

/** A second line below the heading. */
void hd_admin_sub(hd_request_t *q, const char *text);

/** A link at the heading to all that was done to this thing. @param object  HD_OBJECT_… @param id  as the audit has it */
void hd_admin_history(hd_request_t *q, const char *object, const char *id);

/** A list. @param name  names its words @param columns  names of columns, separated by blanks */
xmlNodePtr hd_admin_list(hd_request_t *q, const char *name, const char *columns);

/** A row of a list. @param address  below base, where its first cell leads; or NULL */
xmlNodePtr hd_admin_row(hd_request_t *q, xmlNodePtr list, const char *address);

/** A cell: a text, a word (admin.value.{word}), a time. @param name  of the column */
void hd_admin_cell(hd_request_t *q, xmlNodePtr row, const char *name, const char *text);
void hd_admin_cell_word(hd_request_t *q, xmlNodePtr row, const char *name, const char *word);
void hd_admin_cell_time(hd_request_t *q, xmlNodePtr row, const char *name, hd_time_t sec);
void hd_admin_cell_int(hd_request_t *q, xmlNodePtr row, const char *name, apr_int64_t number);

/** A link at a list, or at the heading (hd_view_root()): "csv", "previous", "next", … (admin.do.{name}).
 * @param address  below base */
void hd_admin_link(hd_request_t *q, xmlNodePtr list, const char *name, const char *address);

/** A button that posts to an address, in a row or below a list: admin.do.{name}. @param address  below base */
xmlNodePtr hd_admin_button(hd_request_t *q, xmlNodePtr parent, const char *name, const char *address);

/** A filter of a list, by a parameter of the query. @param kind  "text", "select", "date" */
xmlNodePtr hd_admin_filter(hd_request_t *q, xmlNodePtr list, const char *name, const char *kind);

/** A choice of a filter. @param label  or NULL: the word admin.value.{word} */
void hd_admin_filter_option(hd_request_t *q, xmlNodePtr filter, const char *name, const char *value, const char *label,
                            const char *word);

/** The address of a list with the filters it is shown with, another parameter behind them. @return below base, in pool */
const char *hd_admin_filtered(hd_request_t *q, const char *path, const char *const *names, const char *name,
                              const char *value);

/** A fact in the panel beside. @param word  1: text is admin.value.{text} */
void hd_admin_fact(hd_request_t *q, const char *name, const char *text, int word);

/** A form under construction. */
typedef struct hd_admin_form_t hd_admin_form_t;

/**
 * A form.
 * @param q       the request
 * @param name    names its words: admin.form.{name} (heading), admin.do.{name} (button)
 * @param action  below base
 * @param once    whether it creates something
 * @return the form; what was typed comes back where this form was posted
 */
hd_admin_form_t *hd_admin_form(hd_request_t *q, const char *name, const char *action, int once);

/** The version of what the form edits (hd_audit_version()), in the hidden field "version": it comes back with the form until
 * who sends it has seen what another did. */
void hd_admin_version(hd_admin_form_t *form, const char *version);

/** A hidden field. */
void hd_admin_hidden(hd_admin_form_t *form, const char *name, const char *value);

#define HD_INPUT_MUST 1 /* has to be filled in */
#define HD_INPUT_HINT 2 /* admin.hint.{name} stands below */

/** A field of a form. */
typedef struct hd_admin_input_t {
    hd_admin_form_t *form;
    xmlNodePtr node;
    const char *name;
    int is_checks;
} hd_admin_input_t;

/**
 * A field: label admin.field.{name}, hint admin.hint.{name}. What was typed stands in it; where somebody else has changed it
 * meanwhile, what is stored stands beside.
 * @param form   of this form
 * @param name   of the field
 * @param kind   "text", "email", "date", "number", "lines", "select", "checks" (several), "tick" (yes or no)
 * @param value  as stored; of a tick "yes" or "no"; of a select and checks the options tell
 * @param flags  HD_INPUT_…
 * @return the field, for hd_admin_option()
 */
const hd_admin_input_t *hd_admin_input(hd_admin_form_t *form, const char *name, const char *kind, const char *value, int flags);

/** A field with words of another name. @param label  admin.field.{label}, admin.hint.{label} */
const hd_admin_input_t *hd_admin_input_as(hd_admin_form_t *form, const char *name, const char *label, const char *kind,
                                          const char *value, int flags);

/** A field in one of the languages: "name" gives name-en, … @param value  as stored */
void hd_admin_input_in(hd_admin_form_t *form, const char *name, const char *language, const char *kind, const char *value,
                       int flags);

/** A choice of a select or of checks. @param label  or NULL: the word admin.value.{word} @param chosen  as stored */
void hd_admin_option(const hd_admin_input_t *input, const char *value, const char *label, const char *word, int chosen);

/** "name-en" of "name" and "en". @return in pool */
const char *hd_admin_name_in(hd_request_t *q, const char *name, const char *language);

#endif
