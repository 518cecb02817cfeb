/* src/store/guard.c: cuts connections whose server does not answer in time, and hears what PostgreSQL warns of.
 * May use: base/, apr_dbd, what apr_dbd's drivers have loaded. Must not know: what the statements are about.
 * SPDX-License-Identifier: Apache-2.0 */
#include <apr_allocator.h>
#include <apr_strings.h>
#include <apr_thread_cond.h>
#include <apr_thread_proc.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "db_impl.h"

#define LOOK_EACH apr_time_from_msec(500)
#define CUT (-1)

/* Of libpq: which parts of a notice are meant. */
#define PQ_SEVERITY 'V' /* not translated */
#define PQ_MESSAGE 'M'

#define MARIADB_RECONNECT 20 /* of libmariadb: MYSQL_OPT_RECONNECT, which has other numbers in other libraries */

typedef void receiver_t(void *baton, const void *result);

struct hd_guard_t {
    int answer_sec;
    apr_pool_t *pool;          /* the thread's: others allocate from the process's at the same time */
    apr_thread_mutex_t *mutex; /* of the list, the sockets in it, and what follows */
    apr_thread_cond_t *change;
    apr_thread_t *thread;
    hd_watch_t *first;
    hd_asking_t *asking;       /* who waits for a connection */
    int stop;
    /* functions of the client library: of MariaDB's, then of libpq; NULL: it is the other, or has none */
    int (*mysql_socket)(const void *handle);
    int (*mariadb_options)(void *handle, int option, const void *value);
    int (*pq_socket)(const void *handle);
    receiver_t *(*pq_receive)(void *handle, receiver_t *receiver, void *baton);
    const char *(*pq_field)(const void *result, int field);
};

static apr_int64_t monotonic_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (apr_int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int asks_for_too_long(const hd_guard_t *guard, apr_int64_t now)
{
    const hd_asking_t *asking = guard->asking;

    while (asking && asking->until > now) asking = asking->next;
    return asking != NULL;
}

static void cut_resting(hd_watch_t *watch)
{
    if (!watch->resting || watch->cut || watch->socket < 0) return;
    watch->cut = 1;
    shutdown(watch->socket, SHUT_RDWR);
}

/* Cut what is overdue. A call that ends in this moment has taken its time away from under our hands. */
static void look(hd_guard_t *guard)
{
    apr_int64_t now = monotonic_ms();
    int is_stuck = asks_for_too_long(guard, now);
    hd_watch_t *watch;

    for (watch = guard->first; watch; watch = watch->next) {
        apr_int64_t until = __atomic_load_n(&watch->until, __ATOMIC_ACQUIRE);

        if (is_stuck) cut_resting(watch);
        if (until <= 0 || until > now || watch->socket < 0) continue;
        if (!__atomic_compare_exchange_n(&watch->until, &until, CUT, 0, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE)) continue;
        shutdown(watch->socket, SHUT_RDWR);
    }
}

static void *APR_THREAD_FUNC keep_looking(apr_thread_t *thread, void *data)
{
    hd_guard_t *guard = data;

    (void)thread;
    apr_thread_mutex_lock(guard->mutex);
    while (!guard->stop) {
        apr_thread_cond_timedwait(guard->change, guard->mutex, LOOK_EACH);
        look(guard);
    }
    apr_thread_mutex_unlock(guard->mutex);
    return NULL;
}

/* Before the pool's children go: the thread is one of them. */
static apr_status_t stop(void *data)
{
    hd_guard_t *guard = data;
    apr_status_t ignored;

    apr_thread_mutex_lock(guard->mutex);
    guard->stop = 1;
    apr_thread_cond_signal(guard->change);
    apr_thread_mutex_unlock(guard->mutex);
    if (guard->thread) apr_thread_join(&ignored, guard->thread);
    guard->thread = NULL;
    return APR_SUCCESS;
}

hd_error_t *hd_guard_make(hd_guard_t **guard, const char *driver, int answer_sec, apr_pool_t *pool)
{
    hd_guard_t *made = apr_pcalloc(pool, sizeof(*made));
    apr_status_t status = apr_thread_mutex_create(&made->mutex, APR_THREAD_MUTEX_DEFAULT, pool);
    apr_allocator_t *allocator;

    if (status == APR_SUCCESS) status = apr_thread_cond_create(&made->change, pool);
    if (status == APR_SUCCESS) status = apr_allocator_create(&allocator);
    if (status == APR_SUCCESS) status = apr_pool_create_ex(&made->pool, pool, NULL, allocator);
    if (status != APR_SUCCESS) return hd_error_apr(pool, status, "server-memory", "guard of the %s connections", driver);
    apr_allocator_owner_set(allocator, made->pool);
    made->answer_sec = answer_sec;
    apr_pool_pre_cleanup_register(pool, made, stop);
    *guard = made;
    return NULL;
}

/* Look up what the client library has; it is there once a connection is. */
static void find_functions(hd_guard_t *guard, hd_dialect_t dialect)
{
    if (dialect == HD_MYSQL && !guard->mysql_socket) {
        *(void **)&guard->mysql_socket = dlsym(RTLD_DEFAULT, "mysql_get_socket");
        if (dlsym(RTLD_DEFAULT, "mariadb_reconnect")) {
            *(void **)&guard->mariadb_options = dlsym(RTLD_DEFAULT, "mysql_options");
        }
    }
    if (dialect != HD_PGSQL || guard->pq_socket) return;
    *(void **)&guard->pq_socket = dlsym(RTLD_DEFAULT, "PQsocket");
    *(void **)&guard->pq_receive = dlsym(RTLD_DEFAULT, "PQsetNoticeReceiver");
    *(void **)&guard->pq_field = dlsym(RTLD_DEFAULT, "PQresultErrorField");
}

/* Called by libpq, within a call of this connection's own thread. */
static void receive_notice(void *baton, const void *result)
{
    hd_watch_t *watch = baton;
    const char *severity = watch->guard->pq_field(result, PQ_SEVERITY);
    const char *message = watch->guard->pq_field(result, PQ_MESSAGE);

    if (severity && strcmp(severity, "WARNING") == 0) {
        apr_cpystrn(watch->warning, message && *message ? message : "warning", sizeof(watch->warning));
    }
}

static void hear_warnings(hd_watch_t *watch, void *handle)
{
    if (watch->guard->pq_receive && watch->guard->pq_field) watch->guard->pq_receive(handle, receive_notice, watch);
}

static int socket_of(const hd_guard_t *guard, const void *handle)
{
    if (guard->mysql_socket) return guard->mysql_socket(handle);
    return guard->pq_socket ? guard->pq_socket(handle) : -1;
}

/* @return the inode of a socket; 0: there is none */
static ino_t inode_of(int socket)
{
    struct stat info;

    return socket >= 0 && fstat(socket, &info) == 0 ? info.st_ino : 0;
}

static apr_status_t let_go(void *data)
{
    hd_watch_t *watch = data;

    apr_thread_mutex_lock(watch->guard->mutex);
    *watch->link = watch->next;
    if (watch->next) watch->next->link = watch->link;
    watch->link = NULL;
    if (watch->socket >= 0) close(watch->socket);
    watch->socket = -1;
    apr_thread_mutex_unlock(watch->guard->mutex);
    return APR_SUCCESS;
}

/* The connection goes, and perhaps because its server does not answer: each prepared statement would connect again, to tell
 * the server that it goes, too. */
static apr_status_t stay_away(void *data)
{
    const hd_connection_t *connection = data;
    const hd_guard_t *guard = connection->watch.guard;
    char off = 0;

    if (!guard->mariadb_options) return APR_SUCCESS;
    guard->mariadb_options(apr_dbd_native_handle(connection->driver, connection->handle), MARIADB_RECONNECT, &off);
    return APR_SUCCESS;
}

/* Into the list, once in a connection's life. */
static void enlist(hd_guard_t *guard, hd_connection_t *connection)
{
    hd_watch_t *watch = &connection->watch;

    watch->guard = guard;
    watch->socket = -1;
    watch->next = guard->first;
    watch->link = &guard->first;
    if (watch->next) watch->next->link = &watch->next;
    guard->first = watch;
    apr_pool_cleanup_register(connection->pool, watch, let_go, apr_pool_cleanup_null);
    apr_pool_pre_cleanup_register(connection->pool, connection, stay_away);
}

void hd_guard_follow(hd_connection_t *connection)
{
    hd_guard_t *guard = connection->store->guard;
    hd_watch_t *watch = &connection->watch;
    void *handle = apr_dbd_native_handle(connection->driver, connection->handle);
    int socket;

    if (!guard || !handle) return;
    apr_thread_mutex_lock(guard->mutex);
    find_functions(guard, connection->store->dialect);
    if (!watch->guard) enlist(guard, connection);
    socket = socket_of(guard, handle);
    if (watch->socket >= 0) close(watch->socket);
    watch->socket = socket >= 0 ? fcntl(socket, F_DUPFD_CLOEXEC, 0) : -1;
    watch->inode = inode_of(watch->socket);
    watch->cut = 0;
    if (!guard->thread && guard->answer_sec && watch->socket >= 0 && !guard->stop) {
        apr_thread_create(&guard->thread, NULL, keep_looking, guard, guard->pool);
    }
    apr_thread_mutex_unlock(guard->mutex);
    hear_warnings(watch, handle);
}

void hd_guard_take(hd_connection_t *connection)
{
    hd_watch_t *watch = &connection->watch;

    if (!watch->guard) return;
    hear_warnings(watch, apr_dbd_native_handle(connection->driver, connection->handle));
    apr_thread_mutex_lock(watch->guard->mutex);
    watch->resting = 0;
    if (watch->cut) connection->ready = 0;
    apr_thread_mutex_unlock(watch->guard->mutex);
}

void hd_guard_leave(hd_connection_t *connection)
{
    hd_watch_t *watch = &connection->watch;

    if (!watch->guard) return;
    apr_thread_mutex_lock(watch->guard->mutex);
    watch->resting = 1;
    apr_thread_mutex_unlock(watch->guard->mutex);
}

void hd_store_asking(hd_asking_t *asking, hd_store_t *store)
{
    hd_guard_t *guard = store->guard;

    if (!guard || !guard->answer_sec) return;
    asking->until = monotonic_ms() + (apr_int64_t)guard->answer_sec * 1000;
    apr_thread_mutex_lock(guard->mutex);
    asking->next = guard->asking;
    asking->link = &guard->asking;
    if (asking->next) asking->next->link = &asking->next;
    guard->asking = asking;
    apr_thread_mutex_unlock(guard->mutex);
}

void hd_store_asked(hd_asking_t *asking, hd_store_t *store)
{
    hd_guard_t *guard = store->guard;

    if (!guard || !guard->answer_sec) return;
    apr_thread_mutex_lock(guard->mutex);
    *asking->link = asking->next;
    if (asking->next) asking->next->link = asking->link;
    apr_thread_mutex_unlock(guard->mutex);
}

/* By the socket, and not by the server's number of the connection: those begin anew when it is restarted. */
int hd_guard_moved(const hd_connection_t *connection)
{
    const hd_watch_t *watch = &connection->watch;

    if (!watch->guard || !watch->inode) return 0;
    return inode_of(socket_of(watch->guard, apr_dbd_native_handle(connection->driver, connection->handle))) != watch->inode;
}

void hd_guard_begin(hd_connection_t *connection)
{
    hd_watch_t *watch = &connection->watch;

    watch->late = 0;
    watch->warning[0] = '\0';
    if (!watch->guard || !watch->guard->answer_sec) return;
    __atomic_store_n(&watch->until, monotonic_ms() + (apr_int64_t)watch->guard->answer_sec * 1000, __ATOMIC_RELEASE);
}

void hd_guard_end(hd_connection_t *connection)
{
    hd_watch_t *watch = &connection->watch;

    if (!watch->guard || !watch->guard->answer_sec) return;
    watch->late = __atomic_exchange_n(&watch->until, 0, __ATOMIC_ACQ_REL) == CUT;
    if (!watch->late) return;
    /* The answer may have come all the same, and the socket be shut down only now: not in the middle of the next call. */
    apr_thread_mutex_lock(watch->guard->mutex);
    apr_thread_mutex_unlock(watch->guard->mutex);
    connection->ready = 0;
}

void hd_guard_drop(hd_connection_t *connection)
{
    hd_watch_t *watch = &connection->watch;

    if (watch->guard && watch->socket >= 0) shutdown(watch->socket, SHUT_RDWR);
}

int hd_guard_answer_sec(const hd_guard_t *guard)
{
    return guard ? guard->answer_sec : 0;
}
