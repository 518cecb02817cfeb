/* tests/unit/choices.h: choices at random, the same at each run: from a number, or from bytes (a fuzzer's).
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_TESTS_CHOICES_H
#define HD_TESTS_CHOICES_H

#include <stddef.h>
#include <stdint.h>

#include <apr_strings.h>

#define NAMES_MAX 24

/** Where choices come from, and what was chosen so far. */
typedef struct choices_t {
    apr_pool_t *pool;
    const uint8_t *bytes; /* NULL: from seed */
    size_t length;
    uint64_t seed;
    int has_odd;                  /* there may be what only libxslt knows, and faults */
    int budget;                   /* so many pieces may still be made */
    int is_page;                  /* what is being made is in no template that others can lead to */
    int named;                    /* templates that may be called from here: those with a higher number */
    const char *names[NAMES_MAX]; /* variables that are known here */
    int names_count;
    int globals_count; /* of them, the first: any template may hide them */
} choices_t;

/** A number below a limit; 0 when the bytes are used up, so that everything comes to an end. Steele, Lea, Flood: SplitMix64. */
static unsigned below(choices_t *c, unsigned limit)
{
    if (!c->bytes) {
        uint64_t z = c->seed += UINT64_C(0x9E3779B97F4A7C15);
        z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
        z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
        return (unsigned)((z ^ (z >> 31)) >> 33) % limit;
    }
    if (!c->length) return 0;
    c->length--;
    return *c->bytes++ % limit;
}

/** Whether a thing happens that does so once in so many times; never when the bytes are used up. */
static int rarely(choices_t *c, unsigned once_in)
{
    return below(c, once_in) == once_in - 1;
}

/** The same for what only libxslt knows. */
static int oddly(choices_t *c, unsigned once_in)
{
    return c->has_odd && rarely(c, once_in);
}

#define PICK(list) ((list)[below(c, sizeof(list) / sizeof((list)[0]))])

#define SPRINT(...) apr_psprintf(c->pool, __VA_ARGS__)

#endif
