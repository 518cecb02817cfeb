/* src/web/mail_worker.h: the worker that sees mails out.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_WEB_MAIL_WORKER_H
#define HD_WEB_MAIL_WORKER_H

#include "turn.h"

/** Delivers what is due, each second. */
extern const hd_worker_kind_t hd_mail_worker;

#endif
