/* src/domain/demo.h: what sets demonstration data apart: when they may be made, when they are whole, whose mail is not sent.
 * May use: store/, text/, base/. Must not know: what the data are (helpdeskctl demo makes them).
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_DOMAIN_DEMO_H
#define HD_DOMAIN_DEMO_H

#include "../store/db.h"

/**
 * How many people a database has besides some.
 * @param[out] count  how many; untouched on error
 * @param db          the connection
 * @param emails      four addresses that do not count
 * @param pool        for the work
 * @return NULL or the database's error
 */
hd_error_t *hd_demo_strangers(apr_int64_t *count, hd_db_t *db, const char *const emails[4], apr_pool_t *pool);

/**
 * Whether a person has written a message with a form token.
 * @param[out] written  1 or 0; untouched on error
 * @param db            the connection
 * @param email         the person's address
 * @param once          the form token
 * @param pool          for the work
 * @return NULL or the database's error
 */
hd_error_t *hd_demo_written(int *written, hd_db_t *db, const char *email, const char *once, apr_pool_t *pool);

/** Take the mails about a ticket for sent. @param ref  its reference @return NULL or the database's error */
hd_error_t *hd_demo_settle(hd_db_t *db, const char *ref);

#endif
