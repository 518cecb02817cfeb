/* src/store/write_lock.c: SQLite's one writer at a time: a gate within the process, a lock file between processes.
 * May use: base/, APR, fcntl. Must not know: SQL.
 * SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "../base/log.h"
#include "db_impl.h"
#include "owner.h"

#define WRITE_BYTE 0   /* of the lock file: who writes holds it */
#define MIGRATE_BYTE 1 /* who migrates holds it, and for each transaction the other one, too */
#define PAUSE_MIN 500   /* microseconds between looks at the lock file: grows from this */
#define PAUSE_MAX 10000 /* to this */

/* Locks of the open file description are not lost when some other part of the process closes the same file. */
#ifdef F_OFD_SETLK
#define SET_LOCK F_OFD_SETLK
#else
#define SET_LOCK F_SETLK
#endif

static apr_status_t close_lock(void *data)
{
    hd_store_t *store = data;

    if (store->lock_fd >= 0) close(store->lock_fd);
    store->lock_fd = -1;
    store->writer = NULL;
    return APR_SUCCESS;
}

hd_error_t *hd_store_child_init(hd_store_t *store, apr_pool_t *pool)
{
    int fd;

    if (store->dialect != HD_SQLITE) return hd_guard_make(&store->guard, store->driver, store->answer_sec, pool);
    fd = open(store->lock_path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0660);
    if (fd < 0) return hd_error_apr(pool, errno, "database-lock", "%s", store->lock_path);
    hd_give_to_owner(store->lock_path, pool);
    store->lock_fd = fd;
    apr_pool_cleanup_register(pool, store, close_lock, apr_pool_cleanup_null);
    return hd_gate_create(&store->writer, 1, 0, pool);
}

/* Set or clear the lock of a byte of the file. @return 0, or errno */
static int set_file_lock(int fd, short type, int byte)
{
    struct flock lock = { .l_type = type, .l_whence = SEEK_SET, .l_start = byte, .l_len = 1, .l_pid = 0 };

    return fcntl(fd, SET_LOCK, &lock) == 0 ? 0 : errno;
}

static hd_error_t *too_long(const hd_store_t *store, apr_pool_t *pool)
{
    hd_error_t *error = hd_error(pool, HD_BUSY, "database-busy", "another writer holds %s", store->lock_path);

    error->retry_after_sec = 5;
    hd_log(HD_LOG_WARNING, APR_SUCCESS, HDLOGNO(0011) "another writer has held %s for 5 seconds", store->lock_path);
    return error;
}

int hd_write_try(hd_store_t *store)
{
    if (store->dialect != HD_SQLITE) return 1;
    if (!store->writer || !hd_gate_enter(store->writer, 0)) return 0;
    if (set_file_lock(store->lock_fd, F_WRLCK, WRITE_BYTE) == 0) return 1;
    hd_gate_leave(store->writer);
    return 0;
}

hd_error_t *hd_write_lock(hd_store_t *store, apr_int64_t until, apr_pool_t *pool)
{
    apr_interval_time_t pause = PAUSE_MIN;

    if (store->dialect != HD_SQLITE) return NULL;
    if (!store->writer) return hd_error(pool, HD_BROKEN, "database-lock", "the write lock was not set up");
    if (!hd_gate_enter(store->writer, until - hd_clock_usec())) return too_long(store, pool);
    for (;;) {
        int fault = set_file_lock(store->lock_fd, F_WRLCK, WRITE_BYTE);

        if (!fault) return NULL;
        if (fault != EAGAIN && fault != EACCES && fault != EINTR) {
            hd_gate_leave(store->writer);
            return hd_error_apr(pool, fault, "database-lock", "%s", store->lock_path);
        }
        if (hd_clock_usec() >= until) {
            hd_gate_leave(store->writer);
            return too_long(store, pool);
        }
        apr_sleep(pause);
        pause = pause * 2 > PAUSE_MAX ? PAUSE_MAX : pause * 2;
    }
}

void hd_write_unlock(hd_store_t *store)
{
    if (store->dialect != HD_SQLITE) return;
    set_file_lock(store->lock_fd, F_UNLCK, WRITE_BYTE);
    hd_gate_leave(store->writer);
}

hd_error_t *hd_migrate_lock(int *taken, hd_store_t *store, apr_pool_t *pool)
{
    int fault = store->dialect == HD_SQLITE ? set_file_lock(store->lock_fd, F_WRLCK, MIGRATE_BYTE) : 0;

    *taken = !fault;
    if (!fault || fault == EAGAIN || fault == EACCES || fault == EINTR) return NULL;
    return hd_error_apr(pool, fault, "database-lock", "%s", store->lock_path);
}

void hd_migrate_unlock(hd_store_t *store)
{
    if (store->dialect == HD_SQLITE) set_file_lock(store->lock_fd, F_UNLCK, MIGRATE_BYTE);
}
