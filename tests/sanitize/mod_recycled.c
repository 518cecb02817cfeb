/* tests/sanitize/mod_recycled.c: tells ThreadSanitizer what the event MPM does behind its back.
 *
 * When a connection ends, the MPM keeps its pool, and another thread takes the pool, with all its memory, for a new
 * connection. It hands them over by apr_atomic_casptr(), in a library that is not instrumented: so the new connection's
 * first steps look like races with the last ones of the old. Here the end of a connection is said to come before the
 * beginning of each later one, as it does. Nothing is said of connections that are there at the same time.
 * SPDX-License-Identifier: Apache-2.0 */
#include <httpd.h>
#include <http_config.h>
#include <http_connection.h>

void __tsan_acquire(void *address);
void __tsan_release(void *address);

static char handed_over; /* its address is all that is used */

static apr_status_t at_end(void *ignored)
{
    (void)ignored;
    __tsan_release(&handed_over);
    return APR_SUCCESS;
}

static int at_beginning(conn_rec *c, void *ignored)
{
    (void)ignored;
    __tsan_acquire(&handed_over);
    apr_pool_cleanup_register(c->pool, NULL, at_end, apr_pool_cleanup_null);
    return DECLINED;
}

static void register_hooks(apr_pool_t *pool)
{
    (void)pool;
    ap_hook_pre_connection(at_beginning, NULL, NULL, APR_HOOK_REALLY_FIRST);
}

AP_DECLARE_MODULE(recycled) = { STANDARD20_MODULE_STUFF, NULL, NULL, NULL, NULL, NULL, register_hooks, AP_MODULE_FLAG_NONE };
