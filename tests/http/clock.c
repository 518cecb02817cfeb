/* tests/http/clock.c: preloaded into Apache: a clock on the wall that is wrong by as many seconds as the file FLAG holds
 * (eight bytes), and jumps when that changes. Steady clocks stay as they are, as in the kernel; but the machine can be made
 * to seem started later than it was, by as many seconds as the next eight bytes say.
 * SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define NEXT(type, name) ((type)dlsym(RTLD_NEXT, name))
#define WALL_SEC 1000000000 /* times later than this are of a clock on the wall: no machine has run for so long */

static int64_t flag(int place)
{
    static int64_t *shared;

    if (!shared) {
        int fd = open(FLAG, O_RDONLY | O_CLOEXEC);
        void *at = fd < 0 ? MAP_FAILED : mmap(NULL, 2 * sizeof(int64_t), PROT_READ, MAP_SHARED, fd, 0);
        if (fd >= 0) close(fd);
        if (at == MAP_FAILED) return 0;
        shared = at;
    }
    return __atomic_load_n(shared + place, __ATOMIC_SEQ_CST);
}

static int64_t wrong_by(void)
{
    return flag(0);
}

int clock_gettime(clockid_t clock, struct timespec *now)
{
    int result = NEXT(int (*)(clockid_t, struct timespec *), "clock_gettime")(clock, now);

    if (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE) now->tv_sec += wrong_by();
    if (clock == CLOCK_BOOTTIME) now->tv_sec -= flag(1);
    return result;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone)
{
    int result = NEXT(int (*)(struct timeval *, void *), "gettimeofday")(now, zone);

    now->tv_sec += wrong_by();
    return result;
}

time_t time(time_t *now)
{
    struct timespec real;

    clock_gettime(CLOCK_REALTIME, &real);
    if (now) *now = real.tv_sec;
    return real.tv_sec;
}

/* The kernel's own clock is right: what is waited for until a time of ours is given to it in its own. */
static struct timespec for_kernel(const struct timespec *until)
{
    struct timespec real = *until;

    if (real.tv_sec > WALL_SEC) real.tv_sec -= wrong_by();
    return real;
}

int pthread_cond_timedwait(pthread_cond_t *condition, pthread_mutex_t *mutex, const struct timespec *until)
{
    struct timespec real = for_kernel(until);
    void *next = dlvsym(RTLD_NEXT, "pthread_cond_timedwait", "GLIBC_2.3.2"); /* x86: dlsym() finds an older one */

    if (!next) next = dlsym(RTLD_NEXT, "pthread_cond_timedwait");
    return ((int (*)(pthread_cond_t *, pthread_mutex_t *, const struct timespec *))next)(condition, mutex, &real);
}

int pthread_mutex_timedlock(pthread_mutex_t *mutex, const struct timespec *until)
{
    struct timespec real = for_kernel(until);

    return NEXT(int (*)(pthread_mutex_t *, const struct timespec *), "pthread_mutex_timedlock")(mutex, &real);
}
