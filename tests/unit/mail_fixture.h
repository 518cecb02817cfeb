/* tests/unit/mail_fixture.h: a real SMTP server, Maildirs and what came in, for the tests of mail and outbox.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_TESTS_MAIL_FIXTURE_H
#define HD_TESTS_MAIL_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <apr_file_info.h>
#include <apr_file_io.h>
#include <apr_general.h>
#include <apr_strings.h>
#include <apr_time.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../src/mail/deliver.h"
#include "../../src/mail/letter.h"
#include "temp_dir.h"

/* A server that runs, and the directory of what it took. */
typedef struct hd_smtp_t {
    const char *dir;
    const char *port;
    pid_t pid;
} hd_smtp_t;

static inline const char *hd_file_text(const char *path, apr_pool_t *pool)
{
    FILE *file = fopen(path, "rb");
    char *text = apr_pcalloc(pool, 262144);

    if (!file) return NULL;
    assert_true(fread(text, 1, 262143, file) < 262143);
    fclose(file);
    return text;
}

/* Start a server; port NULL: a free one. more: "auth=…", "cert=…", or NULL. */
static inline hd_smtp_t *hd_smtp_start(const char *dir, const char *port, const char *more, apr_pool_t *pool)
{
    hd_smtp_t *server = apr_pcalloc(pool, sizeof(*server));
    const char *told = apr_pstrcat(pool, dir, "/port", NULL);
    int tries = 0;

    server->dir = dir;
    unlink(told);
    server->pid = fork();
    if (server->pid == 0) {
        execl("/usr/bin/python3", "python3", "tests/unit/smtp_server.py", dir,
              apr_pstrcat(pool, "port=", port ? port : "0", NULL), more, NULL);
        _exit(127);
    }
    assert_true(server->pid > 0);
    while (!(server->port = hd_file_text(told, pool)) && tries++ < 1200) usleep(50000);
    assert_non_null(server->port);
    server->port = apr_pstrmemdup(pool, server->port, strcspn(server->port, "\n"));
    return server;
}

static inline void hd_smtp_stop(hd_smtp_t *server)
{
    int status;

    kill(server->pid, SIGTERM);
    assert_int_equal(waitpid(server->pid, &status, 0), server->pid);
}

/* The n-th mail that a server took, from 1: two lines of envelope, then the mail; NULL when there were fewer. */
static inline const char *hd_smtp_mail(const hd_smtp_t *server, int n, apr_pool_t *pool)
{
    return hd_file_text(apr_psprintf(pool, "%s/%d.eml", server->dir, n), pool);
}

static inline hd_post_t *hd_open_post(const char *transport_text, apr_pool_t *pool)
{
    hd_transport_t *transport = NULL;
    hd_post_t *post = NULL;

    assert_null(hd_transport_parse(&transport, transport_text, pool));
    assert_null(hd_post_open(&post, transport, NULL, pool));
    return post;
}

/* All files of a directory, one after the other; their number in count. */
static inline const char *hd_dir_text(int *count, const char *dir, apr_pool_t *pool)
{
    const char *all = "";
    apr_dir_t *open;
    apr_finfo_t info;

    *count = 0;
    if (apr_dir_open(&open, dir, pool) != APR_SUCCESS) return all;
    while (apr_dir_read(&info, APR_FINFO_NAME, open) == APR_SUCCESS) {
        if (*info.name == '.') continue;
        all = apr_pstrcat(pool, all, hd_file_text(apr_pstrcat(pool, dir, "/", info.name, NULL), pool), "\n====\n",
                          NULL);
        (*count)++;
    }
    apr_dir_close(open);
    return all;
}

#endif
