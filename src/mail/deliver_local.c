/* src/mail/deliver_local.c: one mail to a program such as sendmail, or into a Maildir.
 * May use: base/, APR. Must not know: what the mails say.
 * SPDX-License-Identifier: Apache-2.0 */
#include "deliver_ways.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <apr_file_info.h>
#include <apr_file_io.h>
#include <apr_strings.h>
#include <apr_thread_proc.h>
#include <apr_time.h>

#include "../base/clock.h"
#include "../base/token.h"

#define PROGRAM_SEC 60
#define PROGRAM_POLL_USEC 20000
#define SAID_MAX 400

/* sysexits.h: what a program says of the mail, of the recipient, and of what may be either's fault or the machine's */
#define EX_USAGE 64
#define EX_DATAERR 65
#define EX_NOUSER 67
#define EX_OSERR 71
#define EX_IOERR 74
#define EX_NOPERM 77

const char *hd_mail_unix_lines(const char *bytes, apr_size_t *length, apr_pool_t *pool)
{
    char *lines = apr_palloc(pool, *length + 1), *to = lines;
    apr_size_t i;

    for (i = 0; i < *length; i++) {
        if (bytes[i] == '\r' && i + 1 < *length && bytes[i + 1] == '\n') continue;
        *to++ = bytes[i];
    }
    *to = '\0';
    *length = (apr_size_t)(to - lines);
    return lines;
}

/** A fault of this machine: trying again may help, and no other mail would get through now. */
static hd_error_t *unreachable(apr_pool_t *pool, apr_status_t status, const char *what, const char *path)
{
    hd_error_t *error = hd_error_apr(pool, status, "mail-unreachable", "%s %s", what, path);

    error->kind = HD_BUSY;
    return error;
}

/* ---- Maildir ---- */

/** Write a new file and see it on disk. */
static apr_status_t write_durably(const char *path, const char *bytes, apr_size_t length, apr_pool_t *pool)
{
    const apr_fileperms_t mode = APR_FPROT_UREAD | APR_FPROT_UWRITE | APR_FPROT_GREAD;
    apr_file_t *file;
    apr_status_t status, closed;

    status = apr_file_open(&file, path, APR_FOPEN_WRITE | APR_FOPEN_CREATE | APR_FOPEN_EXCL, mode, pool);
    if (status != APR_SUCCESS) return status;
    status = apr_file_write_full(file, bytes, length, NULL);
    if (status == APR_SUCCESS) status = apr_file_sync(file);
    closed = apr_file_close(file);
    return status == APR_SUCCESS ? closed : status;
}

/** See a directory's entries on disk. */
static apr_status_t sync_directory(const char *path, apr_pool_t *pool)
{
    apr_file_t *directory;
    apr_status_t status = apr_file_open(&directory, path, APR_FOPEN_READ, APR_FPROT_OS_DEFAULT, pool);

    if (status != APR_SUCCESS) return status;
    status = apr_file_sync(directory);
    apr_file_close(directory);
    return status;
}

/** Make what of a Maildir is missing, durably. */
static apr_status_t make_maildir(const char *path, apr_pool_t *pool)
{
    static const char *const names[] = { "tmp", "new", "cur" };
    const apr_fileperms_t mode = APR_FPROT_UREAD | APR_FPROT_UWRITE | APR_FPROT_UEXECUTE | APR_FPROT_GREAD |
                                 APR_FPROT_GEXECUTE;
    apr_status_t status = APR_SUCCESS;
    int i, made = 0;

    for (i = 0; i < 3 && status == APR_SUCCESS; i++) {
        const char *part = apr_pstrcat(pool, path, "/", names[i], NULL);
        apr_finfo_t info;

        if (apr_stat(&info, part, APR_FINFO_TYPE, pool) == APR_SUCCESS && info.filetype == APR_DIR) continue;
        status = apr_dir_make_recursive(part, mode, pool);
        made = 1;
    }
    return status == APR_SUCCESS && made ? sync_directory(path, pool) : status;
}

hd_error_t *hd_maildir_send(hd_post_t *post, const char *bytes, apr_size_t length, apr_pool_t *pool)
{
    const char *root = post->transport->path, *id, *name, *temporary, *final, *lines;
    apr_time_t now = apr_time_now();
    apr_status_t status = make_maildir(root, pool);

    if (status != APR_SUCCESS) return unreachable(pool, status, "making the Maildir", root);
    HD_TRY(hd_public_id_make(&id, pool));
    name = apr_psprintf(pool, "%" APR_TIME_T_FMT ".M%06dP%d_%s.helpdesk", apr_time_sec(now), (int)apr_time_usec(now),
                        (int)getpid(), id);
    temporary = apr_pstrcat(pool, root, "/tmp/", name, NULL);
    final = apr_pstrcat(pool, root, "/new/", name, NULL);
    lines = hd_mail_unix_lines(bytes, &length, pool);

    status = write_durably(temporary, lines, length, pool);
    if (status == APR_SUCCESS) status = apr_file_rename(temporary, final, pool);
    if (status == APR_SUCCESS) {
        status = sync_directory(apr_pstrcat(pool, root, "/new", NULL), pool);
        if (status != APR_SUCCESS) apr_file_remove(final, pool); /* it is delivered again: rather once than twice */
    } else {
        apr_file_remove(temporary, pool);
    }
    return status == APR_SUCCESS ? NULL : unreachable(pool, status, "writing into the Maildir", root);
}

/* ---- sendmail ---- */

/** A file without a name: what the program reads, and what it says. */
static apr_status_t nameless_file(apr_file_t **file, apr_pool_t *pool)
{
    const char *directory;
    apr_status_t status = apr_temp_dir_get(&directory, pool);

    if (status != APR_SUCCESS) return status;
    return apr_file_mktemp(file, apr_pstrcat(pool, directory, "/helpdesk-XXXXXX", NULL),
                           APR_FOPEN_READ | APR_FOPEN_WRITE | APR_FOPEN_CREATE | APR_FOPEN_EXCL | APR_FOPEN_DELONCLOSE,
                           pool);
}

static apr_status_t start_program(apr_proc_t *process, const char *path, const char *const *args, apr_file_t *input,
                                  apr_file_t *output, apr_pool_t *pool)
{
    apr_procattr_t *how;
    apr_status_t status = apr_procattr_create(&how, pool);

    if (status == APR_SUCCESS) status = apr_procattr_io_set(how, APR_NO_PIPE, APR_NO_PIPE, APR_NO_PIPE);
    if (status == APR_SUCCESS) status = apr_procattr_child_in_set(how, input, NULL);
    if (status == APR_SUCCESS) status = apr_procattr_child_out_set(how, output, NULL);
    if (status == APR_SUCCESS) status = apr_procattr_child_err_set(how, output, NULL);
    if (status == APR_SUCCESS) status = apr_procattr_cmdtype_set(how, APR_PROGRAM_ENV);
    if (status == APR_SUCCESS) status = apr_procattr_error_check_set(how, 1);
    if (status == APR_SUCCESS) status = apr_proc_create(process, path, args, NULL, how, pool);
    return status;
}

/** Wait for the program; one that takes too long, or is to stop, is killed. @return its exit code, or -1 */
static int wait_for_program(apr_proc_t *process, const hd_flag_t *stop)
{
    apr_int64_t end = hd_clock_usec() + apr_time_from_sec(PROGRAM_SEC);
    apr_exit_why_e why = APR_PROC_EXIT;
    int code = -1, killed = 0;

    while (apr_proc_wait(process, &code, &why, APR_NOWAIT) == APR_CHILD_NOTDONE) {
        if (!killed && (hd_clock_usec() > end || hd_flag_is_up(stop))) {
            killed = apr_proc_kill(process, SIGKILL) == APR_SUCCESS;
        }
        apr_sleep(PROGRAM_POLL_USEC);
    }
    return APR_PROC_CHECK_EXIT(why) && !killed ? code : -1;
}

/** What the program said, in one line. */
static const char *what_it_said(apr_file_t *output, apr_pool_t *pool)
{
    char *said = apr_pcalloc(pool, SAID_MAX + 1), *at;
    apr_size_t length = SAID_MAX;
    apr_off_t start = 0;

    apr_file_seek(output, APR_SET, &start);
    if (apr_file_read(output, said, &length) != APR_SUCCESS) length = 0;
    said[length] = '\0';
    for (at = said; *at; at++) {
        if ((unsigned char)*at < 0x20) *at = ' ';
    }
    while (length && said[length - 1] == ' ') said[--length] = '\0';
    return said;
}

/**
 * Whether an exit code says that the mail will never be taken. The rest may pass: programs say "no host" while there is
 * no name service, "no permission" and "unavailable" while a password or a certificate is wrong.
 */
static int is_final(int code)
{
    return code == EX_DATAERR || code == EX_NOUSER;
}

/** Whether an exit code is about one mail, so that the next one may get through. */
static int is_about_one(int code)
{
    return code >= EX_USAGE && code <= EX_NOPERM && !(code >= EX_OSERR && code <= EX_IOERR);
}

hd_error_t *hd_sendmail_send(hd_post_t *post, const char *sender, const char *recipient, const char *bytes,
                             apr_size_t length, apr_pool_t *pool)
{
    const char *path = post->transport->path, *lines = hd_mail_unix_lines(bytes, &length, pool);
    const char *args[] = { path, "-i", "-f", *sender ? sender : "<>", "--", recipient, NULL };
    apr_file_t *input, *output;
    apr_proc_t process;
    apr_off_t start = 0;
    apr_status_t status = nameless_file(&input, pool);
    int code;

    if (status == APR_SUCCESS) status = nameless_file(&output, pool);
    if (status == APR_SUCCESS) status = apr_file_write_full(input, lines, length, NULL);
    if (status == APR_SUCCESS) status = apr_file_seek(input, APR_SET, &start);
    if (status == APR_SUCCESS) status = start_program(&process, path, args, input, output, pool);
    if (status != APR_SUCCESS) return unreachable(pool, status, "starting", path);

    code = wait_for_program(&process, post->stop);
    if (code == 0) return NULL;
    if (is_final(code)) {
        return hd_error(pool, HD_DENIED, "mail-refused", "%s ended with %d: %s", path, code,
                        what_it_said(output, pool));
    }
    return hd_error(pool, HD_BUSY, is_about_one(code) ? "mail-deferred" : "mail-unreachable", "%s ended with %d: %s",
                    path, code, what_it_said(output, pool));
}
