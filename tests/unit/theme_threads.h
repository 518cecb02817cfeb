/* tests/unit/theme_threads.h: one page rendered by several threads at once from one theme.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_TESTS_THEME_THREADS_H
#define HD_TESTS_THEME_THREADS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <apr_general.h>
#include <apr_thread_proc.h>
#include <string.h>

#include "../../src/xml/theme.h"

#define HD_RENDER_THREADS 4

/* What the threads render, how often, and what has to come out. */
typedef struct hd_render_job_t {
    const hd_theme_t *theme;
    const char *page;
    const char *language;
    hd_view_t *(*view)(apr_pool_t *pool); /* makes the view anew for each turn */
    int turns;
    const char *expected;
} hd_render_job_t;

typedef struct hd_render_thread_t {
    const hd_render_job_t *job;
    int same;
} hd_render_thread_t;

static void *APR_THREAD_FUNC hd_render_work(apr_thread_t *thread, void *data)
{
    hd_render_thread_t *w = data;
    const hd_render_job_t *job = w->job;
    apr_pool_t *own;
    (void)thread;
    apr_pool_create(&own, NULL);
    for (int i = 0; i < job->turns; i++) {
        const char *bytes;
        apr_size_t length;
        hd_error_t *error = hd_theme_render(&bytes, &length, job->theme, job->page, job->language, job->view(own), own);
        if (!error && strcmp(bytes, job->expected) == 0) w->same++;
        apr_pool_clear(own);
    }
    apr_pool_destroy(own);
    return NULL;
}

/* Run the job in HD_RENDER_THREADS threads; each turn of each must give the expected bytes. */
static void hd_render_at_once(const hd_render_job_t *job, apr_pool_t *pool)
{
    apr_thread_t *threads[HD_RENDER_THREADS];
    hd_render_thread_t workers[HD_RENDER_THREADS];
    for (int i = 0; i < HD_RENDER_THREADS; i++) {
        workers[i] = (hd_render_thread_t){ job, 0 };
        assert_int_equal(apr_thread_create(&threads[i], NULL, hd_render_work, &workers[i], pool), APR_SUCCESS);
    }
    for (int i = 0; i < HD_RENDER_THREADS; i++) {
        apr_status_t rv;
        apr_thread_join(&rv, threads[i]);
        assert_int_equal(workers[i].same, job->turns);
    }
}

#endif
