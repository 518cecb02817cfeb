/* src/base/log.h: where the library says what an administrator should know.
 * May use: APR. Must not know: where the lines go (a sink set at start-up decides).
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_BASE_LOG_H
#define HD_BASE_LOG_H

#include <apr_errno.h>

typedef enum { HD_LOG_ERROR, HD_LOG_WARNING, HD_LOG_INFO, HD_LOG_DEBUG } hd_log_level_t;

/** The tag of a message, never used twice: HDLOGNO(0042) "outbox: %d mails waiting". */
#define HDLOGNO(n) "HD" #n ": "

/** Receives each finished line; called from any thread. */
typedef void hd_log_sink_t(hd_log_level_t level, apr_status_t status, const char *file, int line, const char *text);

/**
 * Set the sink. Called once, before there are threads; without it lines go to standard error.
 * @param sink  receives each line from then on
 */
void hd_log_set_sink(hd_log_sink_t *sink);

/** Log one line. Never a password, a token or the text of a ticket. */
#define hd_log(level, status, ...) hd_log_line((level), (status), __FILE__, __LINE__, __VA_ARGS__)

/**
 * Format a line and give it to the sink; use hd_log().
 * @param level   how bad it is
 * @param status  what APR said, or APR_SUCCESS
 * @param file    source file
 * @param line    source line
 * @param format  printf format that begins with HDLOGNO(...)
 */
void hd_log_line(hd_log_level_t level, apr_status_t status, const char *file, int line, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

#endif
