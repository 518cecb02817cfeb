/* src/web/probe.h: a look at what a portal needs: database, schema, outbox, disk.
 * May use: domain/, store/, mod_dbd. Must not know: who wants to know, and what is good or bad.
 *
 * A database or a network share that is gone may hold for ever whoever asks it. So a thread of its own asks, one in each
 * process, made at the first look; who wants to know waits for HD_LOOK_SEC at most, together with all others who do.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_WEB_PROBE_H
#define HD_WEB_PROBE_H

#include "../domain/outbox.h"
#include "config.h"

#define HD_LOOK_SEC 2

/** What was found in time. */
typedef struct hd_look_t {
    int has_disk;     /* the data directory is there and can be written */
    apr_off_t disk_free, disk_size;
    int has_database; /* it has said its schema's version */
    int schema;
    int has_outbox;   /* asked only where the schema is new enough */
    hd_outbox_depth_t outbox;
} hd_look_t;

/** The thread of a process that looks for a portal. */
typedef struct hd_probe_t hd_probe_t;

/** Make the probe of each portal. A hook of child_init, after the one that readies the stores. */
void hd_probe_child_init(apr_pool_t *pchild, server_rec *s);

/**
 * Look, and wait for what is found; never longer than HD_LOOK_SEC.
 * @param[out] look  what was found by then; all zero where there was no answer
 * @param probe      the portal's in this process; NULL: nothing is found
 */
void hd_probe_look(hd_look_t *look, hd_probe_t *probe);

#endif
