/* src/cli/demo_data.h: who and what stands in the demonstration. Times are relative to when it is made.
 * May use: domain/. Must not know: the database.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_CLI_DEMO_DATA_H
#define HD_CLI_DEMO_DATA_H

#include "../domain/person.h"

#define HD_DEMO_CLIENT 0 /* places in hd_demo_people */
#define HD_DEMO_OTHER 1
#define HD_DEMO_AGENT 2
#define HD_DEMO_ADMIN 3
#define HD_DEMO_PEOPLE 4

#define HD_DEMO_CLIENT_LAST "demo-client-5-0" /* form token of the last message that is written */

typedef struct hd_demo_person_t {
    const char *email, *password, *name;
    hd_role_t role;
    const char *account; /* that they own; NULL: none */
} hd_demo_person_t;

extern const hd_demo_person_t hd_demo_people[HD_DEMO_PEOPLE];

typedef struct hd_demo_department_t {
    const char *slug, *address, *english, *serbian;
} hd_demo_department_t;

extern const hd_demo_department_t hd_demo_departments[]; /* ended by a row without slug */

typedef struct hd_demo_service_t {
    const char *label, *kind, *plan;
    int term_months;
    apr_int64_t price_minor; /* RSD */
    int starts_days, expires_days; /* from now; both 0: no term yet */
    const char *state;
    int unpaid;              /* a proforma waits for it */
} hd_demo_service_t;

/** The services of a person's account, ended by a row without label. */
const hd_demo_service_t *hd_demo_services(int person);

typedef enum { HD_DEMO_OPENED, HD_DEMO_REPLIED, HD_DEMO_ANSWERED, HD_DEMO_NOTED, HD_DEMO_CLOSED } hd_demo_what_t;

/** What was done to a ticket, and how long ago. */
typedef struct hd_demo_step_t {
    hd_demo_what_t what;
    int minutes_ago;
    const char *text;
} hd_demo_step_t;

typedef struct hd_demo_ticket_t {
    int person;
    const char *department;
    const char *kind, *service; /* kind and label of the service */
    const char *subject, *priority;
    int has_files;
    hd_demo_step_t steps[6]; /* ended by one without minutes */
} hd_demo_ticket_t;

extern const hd_demo_ticket_t hd_demo_tickets[]; /* ended by a row without subject */

/** A canned answer, in English and in Serbian. */
typedef struct hd_demo_macro_t {
    const char *name, *department; /* "": of all */
    const char *english, *serbian;
} hd_demo_macro_t;

extern const hd_demo_macro_t hd_demo_macros[]; /* ended by a row without name */

/** Text of the demonstration's log file. */
extern const char hd_demo_log[];

#endif
