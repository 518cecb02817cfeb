/* src/base/counter.c: histograms with bounds that fit pages and queries.
 * May use: APR. Must not know: what is counted.
 * SPDX-License-Identifier: Apache-2.0 */
#include "counter.h"

const hd_bound_t hd_bounds[HD_BOUNDS] = {
    { 50, "0.00005" },    { 100, "0.0001" },   { 250, "0.00025" },  { 500, "0.0005" },    { 1000, "0.001" },
    { 2500, "0.0025" },   { 5000, "0.005" },   { 10000, "0.01" },   { 25000, "0.025" },   { 50000, "0.05" },
    { 100000, "0.1" },    { 250000, "0.25" },  { 500000, "0.5" },   { 1000000, "1" },     { 2500000, "2.5" },
    { 5000000, "5" },     { 10000000, "10" },
};

void hd_histogram_add(hd_histogram_t *histogram, apr_int64_t usec)
{
    int i = 0;

    if (usec < 0) usec = 0;
    while (i < HD_BOUNDS && usec > hd_bounds[i].usec) i++;
    hd_count(&histogram->bucket[i]);
    hd_count_add(&histogram->sum_usec, (apr_uint64_t)usec);
}

apr_uint64_t hd_histogram_count(const hd_histogram_t *histogram)
{
    apr_uint64_t count = 0;
    int i;

    for (i = 0; i <= HD_BOUNDS; i++) count += hd_count_read(&histogram->bucket[i]);
    return count;
}
