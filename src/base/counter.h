/* src/base/counter.h: counters and histograms that any thread of any process may raise at once, without a lock.
 * May use: APR. Must not know: what is counted, who reads it.
 *
 * They are plain numbers, so that they can lie in memory that processes share; all zero is where they begin. Each is
 * raised by one atomic instruction and read by one: what several say together may be apart by what is under way.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_BASE_COUNTER_H
#define HD_BASE_COUNTER_H

#include <apr.h>

/** A number that only grows. */
typedef apr_uint64_t hd_counter_t;

static inline void hd_count_add(hd_counter_t *counter, apr_uint64_t more)
{
    __atomic_fetch_add(counter, more, __ATOMIC_RELAXED);
}

static inline void hd_count(hd_counter_t *counter)
{
    hd_count_add(counter, 1);
}

static inline apr_uint64_t hd_count_read(const hd_counter_t *counter)
{
    return __atomic_load_n(counter, __ATOMIC_RELAXED);
}

#define HD_BOUNDS 17 /* upper bounds of a histogram; one bucket more takes what is above them all */

/** How often something took how long. */
typedef struct hd_histogram_t {
    hd_counter_t bucket[HD_BOUNDS + 1]; /* each counts what is at most its bound, and above the one before */
    hd_counter_t sum_usec;
} hd_histogram_t;

/** A bound. */
typedef struct hd_bound_t {
    apr_int64_t usec;
    const char *seconds; /* the same, written: "0.0025" */
} hd_bound_t;

/** From 50 microseconds to 10 seconds. */
extern const hd_bound_t hd_bounds[HD_BOUNDS];

/** Count something that has taken so long; less than nothing (a clock that is none of ours) counts as nothing. */
void hd_histogram_add(hd_histogram_t *histogram, apr_int64_t usec);

/** How often in all. */
apr_uint64_t hd_histogram_count(const hd_histogram_t *histogram);

#endif
