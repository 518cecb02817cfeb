/* src/base/log.c: formats a line and hands it to the sink.
 * May use: APR. Must not know: where the lines go.
 * SPDX-License-Identifier: Apache-2.0 */
#include "log.h"

#include <apr_strings.h>
#include <stdarg.h>
#include <stdio.h>

#define LINE_MAX_BYTES 1024

static void to_stderr(hd_log_level_t level, apr_status_t status, const char *file, int line, const char *text)
{
    static const char *const names[] = { "error", "warning", "info", "debug" };
    char reason[128] = "";

    if (level == HD_LOG_DEBUG) return;
    if (status != APR_SUCCESS) apr_strerror(status, reason, sizeof(reason));
    fprintf(stderr, "%s: %s%s%s (%s:%d)\n", names[level], text, reason[0] ? ": " : "", reason, file, line);
}

/* Set once, before there are threads. */
static hd_log_sink_t *sink_of_process = to_stderr;

void hd_log_set_sink(hd_log_sink_t *sink)
{
    sink_of_process = sink ? sink : to_stderr;
}

void hd_log_line(hd_log_level_t level, apr_status_t status, const char *file, int line, const char *format, ...)
{
    char text[LINE_MAX_BYTES];
    va_list args;

    va_start(args, format);
    apr_vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    sink_of_process(level, status, file, line, text);
}
