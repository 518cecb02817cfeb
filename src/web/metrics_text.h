/* src/web/metrics_text.h: the figures of a portal in Prometheus' text format.
 * May use: metrics.h, probe.h. Must not know: how they are counted.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_WEB_METRICS_TEXT_H
#define HD_WEB_METRICS_TEXT_H

#include "probe.h"

/** The format's media type. */
#define HD_METRICS_TYPE "text/plain; version=0.0.4; charset=utf-8"

/**
 * Write all figures. docs/monitoring.md lists each; lint compares.
 * @param[out] bytes   in r->pool
 * @param[out] length  of bytes
 * @param portal       whose
 * @param look         what was found just now of database, outbox and disk
 * @param r            the request
 */
void hd_metrics_text(const char **bytes, apr_size_t *length, const hd_portal_t *portal, const hd_look_t *look,
                     request_rec *r);

#endif
