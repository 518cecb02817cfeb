/* src/base/gate.c: lets so many threads of this process in at once; the others wait for a bounded time.
 * May use: APR, POSIX threads. Must not know: what is done inside.
 *
 * POSIX threads and not APR's: APR waits by the clock on the wall, so that a clock that is set back makes a wait as long.
 * SPDX-License-Identifier: Apache-2.0 */
#include "gate.h"

#include <pthread.h>
#include <time.h>

#define NANOSECONDS 1000000000

/* Neither is ever destroyed: they hold nothing, and who still waits when the process ends must not keep it. */
struct hd_gate_t {
    pthread_mutex_t mutex;
    pthread_cond_t free_place;
    int places;
    int waiting, waiting_max; /* 0: any number */
};

hd_error_t *hd_gate_create(hd_gate_t **gate, int width, int waiting, apr_pool_t *pool)
{
    hd_gate_t *made = apr_pcalloc(pool, sizeof(*made));
    pthread_condattr_t steady;
    int status = pthread_condattr_init(&steady);

    if (!status) status = pthread_condattr_setclock(&steady, CLOCK_MONOTONIC);
    if (!status) status = pthread_cond_init(&made->free_place, &steady);
    if (!status) status = pthread_mutex_init(&made->mutex, NULL);
    if (status) return hd_error_apr(pool, status, "server-memory", "a gate");
    pthread_condattr_destroy(&steady);
    made->places = width;
    made->waiting_max = waiting;
    *gate = made;
    return NULL;
}

static void set_end(struct timespec *end, apr_interval_time_t wait)
{
    clock_gettime(CLOCK_MONOTONIC, end);
    end->tv_sec += (time_t)apr_time_sec(wait);
    end->tv_nsec += (long)apr_time_usec(wait) * 1000;
    if (end->tv_nsec >= NANOSECONDS) {
        end->tv_sec++;
        end->tv_nsec -= NANOSECONDS;
    }
}

int hd_gate_enter(hd_gate_t *gate, apr_interval_time_t wait)
{
    struct timespec end;
    int entered, status = 0;

    if (!gate) return 1;
    pthread_mutex_lock(&gate->mutex);
    if (gate->places == 0 && wait > 0 && (!gate->waiting_max || gate->waiting < gate->waiting_max)) {
        set_end(&end, wait);
        gate->waiting++;
        while (gate->places == 0 && !status) status = pthread_cond_timedwait(&gate->free_place, &gate->mutex, &end);
        gate->waiting--;
    }
    entered = gate->places > 0;
    if (entered) gate->places--;
    pthread_mutex_unlock(&gate->mutex);
    return entered;
}

void hd_gate_leave(hd_gate_t *gate)
{
    if (!gate) return;
    pthread_mutex_lock(&gate->mutex);
    gate->places++;
    pthread_cond_signal(&gate->free_place);
    pthread_mutex_unlock(&gate->mutex);
}
