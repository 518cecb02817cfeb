/* src/store/file_claim.c: claims on kept files: who is about to write the row of one keeps sweepers away from it.
 * May use: base/, APR, fcntl. Must not know: tickets, HTTP, the database.
 *
 * A byte of the lock file stands for a slot: the files whose hashes begin with the same four digits. A request holds a
 * shared lock on it from before the file gets its place until its transaction has ended; a sweeper removes nothing unless
 * it has the lock alone, at once. The locks belong to the open file (OFD), so threads do not share them, and the kernel
 * gives back those of a killed process.
 * SPDX-License-Identifier: Apache-2.0 */
#include <apr_strings.h>
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "files_impl.h"
#include "owner.h"

#ifndef F_OFD_SETLK
#error "open file description locks (Linux 3.15) are needed: locks of a process would not keep its threads apart"
#endif

#define WAIT_MAX apr_time_from_sec(5)
#define PAUSE_MIN 500   /* microseconds between looks at a lock: grows from this */
#define PAUSE_MAX 10000 /* to this */
#define RETRY_SEC 2

struct hd_claim_t {
    const hd_files_t *files;
    apr_pool_t *pool;
    int fd; /* -1: given back */
};

static apr_status_t end_claim(void *data)
{
    hd_claim_t *claim = data;

    if (claim->fd >= 0) close(claim->fd); /* and with it all its locks */
    claim->fd = -1;
    return APR_SUCCESS;
}

hd_error_t *hd_files_claim(hd_claim_t **claim, const hd_files_t *files, apr_pool_t *pool)
{
    hd_claim_t *made = apr_pcalloc(pool, sizeof(*made));

    made->files = files;
    made->pool = pool;
    made->fd = open(files->lock, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0640);
    if (made->fd < 0) return hd_files_fault(pool, errno, HD_HERE, files->lock);
    apr_pool_cleanup_register(pool, made, end_claim, apr_pool_cleanup_null);
    hd_give_to_owner(files->lock, pool);
    *claim = made;
    return NULL;
}

void hd_files_unclaim(hd_claim_t *claim)
{
    if (claim) apr_pool_cleanup_run(claim->pool, claim, end_claim);
}

int hd_files_slot(const char *sha256)
{
    static const char digits[] = "0123456789abcdef";
    int slot = 0;
    int i;

    for (i = 0; i < 4; i++) {
        const char *digit = sha256[i] ? strchr(digits, sha256[i]) : NULL;

        if (!digit) return -1;
        slot = slot * 16 + (int)(digit - digits);
    }
    return slot;
}

/* Set or clear the lock of a byte. @return 0, or errno */
static int set_lock(const hd_claim_t *claim, int slot, short type)
{
    struct flock lock = { .l_type = type, .l_whence = SEEK_SET, .l_start = slot, .l_len = 1, .l_pid = 0 };
    int number;

    do number = fcntl(claim->fd, F_OFD_SETLK, &lock) == 0 ? 0 : errno;
    while (number == EINTR);
    return number;
}

static int is_taken(int number)
{
    return number == EAGAIN || number == EACCES;
}

hd_error_t *hd_claim_share(hd_claim_t *claim, const char *sha256)
{
    apr_int64_t until = hd_clock_usec() + WAIT_MAX;
    apr_interval_time_t pause = PAUSE_MIN;
    int number;

    while (is_taken(number = set_lock(claim, hd_files_slot(sha256), F_RDLCK))) {
        if (hd_clock_usec() >= until) {
            hd_error_t *error = hd_error(claim->pool, HD_BUSY, "files-busy", "a sweeper holds %s", claim->files->lock);

            error->retry_after_sec = RETRY_SEC;
            return error;
        }
        apr_sleep(pause);
        pause = pause * 2 > PAUSE_MAX ? PAUSE_MAX : pause * 2;
    }
    return number ? hd_files_fault(claim->pool, number, HD_HERE, claim->files->lock) : NULL;
}

hd_error_t *hd_claim_take(int *taken, hd_claim_t *claim, int slot)
{
    int number = set_lock(claim, slot, F_WRLCK);

    *taken = number == 0;
    return number && !is_taken(number) ? hd_files_fault(claim->pool, number, HD_HERE, claim->files->lock) : NULL;
}

void hd_claim_leave(hd_claim_t *claim, int slot)
{
    set_lock(claim, slot, F_UNLCK);
}
