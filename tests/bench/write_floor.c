/* tests/bench/write_floor.c: what the writes of a new ticket cost a program that does nothing else.
 *   write_floor DATABASE DIRECTORY COUNT
 * So many times: a file of 20,000 bytes written, given a second name, synced with the directory of that name, and its first
 * name removed; and one transaction, by one connection that stays, that adds the rows of the newest ticket with an attachment
 * once more, under new names. DATABASE is a copy that may be spoilt; DIRECTORY lies on the disk to be measured.
 * Prints the processor time of one, in microseconds.
 * SPDX-License-Identifier: Apache-2.0 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sqlite3.h>

#define FILE_BYTES 20000

/* Which rows are added again, and what of them is new: names at random; ?1 the ticket, ?2 the message that were added. */
static const char *const tables[][3] = {
    { "ticket", "id IN (SELECT ticket_id FROM message WHERE id = (SELECT MAX(message_id) FROM attachment))",
      ",id=NULL,ref='HD-' || hex(randomblob(4))," },
    { "message", "id = (SELECT MAX(message_id) FROM attachment)",
      ",id=NULL,public_id=hex(randomblob(8)),once=hex(randomblob(8)),ticket_id=?1," },
    { "attachment", "id = (SELECT MAX(id) FROM attachment)",
      ",id=NULL,public_id=hex(randomblob(8)),sha256=hex(randomblob(32)),message_id=?2," },
    { "outbox", "id = (SELECT MAX(id) FROM outbox)", ",id=NULL,public_id=hex(randomblob(8)),ticket_id=?1,message_id=?2," },
    { "outbox", "id = (SELECT MAX(id) FROM outbox)", ",id=NULL,public_id=hex(randomblob(8)),ticket_id=?1,message_id=?2," },
};
#define TABLES (sizeof(tables) / sizeof(tables[0]))

static sqlite3 *db;

static void check(int fine, const char *what)
{
    if (fine) return;
    fprintf(stderr, "write_floor: %s: %s\n", what, db ? sqlite3_errmsg(db) : "");
    exit(1);
}

static void run(const char *sql)
{
    check(sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK, sql);
}

static sqlite3_stmt *prepare(const char *sql)
{
    sqlite3_stmt *statement;

    check(sqlite3_prepare_v2(db, sql, -1, &statement, NULL) == SQLITE_OK, sql);
    return statement;
}

/* What is new in a column. @return its length in text, or 0 */
static int find_new(const char **value, const char *list, const char *column)
{
    char wanted[80];
    const char *at;

    snprintf(wanted, sizeof(wanted), ",%s=", column);
    at = strstr(list, wanted);
    if (!at) return 0;
    *value = at + strlen(wanted);
    return (int)strcspn(*value, ",");
}

/* A statement that adds a row as it is, bound by nothing but the two ids: what stays the same is written into it. */
static sqlite3_stmt *make_adder(const char *const *table)
{
    char select[400], *values = NULL, *sql;
    sqlite3_stmt *row, *made;
    int i;

    snprintf(select, sizeof(select), "SELECT * FROM %s WHERE %s", table[0], table[1]);
    row = prepare(select);
    check(sqlite3_step(row) == SQLITE_ROW, select);
    for (i = 0; i < sqlite3_column_count(row); i++) {
        const char *value;
        int length = find_new(&value, table[2], sqlite3_column_name(row, i));
        int number = sqlite3_column_type(row, i) == SQLITE_INTEGER, null = sqlite3_column_type(row, i) == SQLITE_NULL;
        char *one = length   ? sqlite3_mprintf("%.*s", length, value)
                    : null   ? sqlite3_mprintf("NULL")
                    : number ? sqlite3_mprintf("%lld", sqlite3_column_int64(row, i))
                             : sqlite3_mprintf("%Q", (const char *)sqlite3_column_text(row, i));

        values = sqlite3_mprintf("%z%s%z", values, values ? "," : "", one);
    }
    sqlite3_finalize(row);
    sql = sqlite3_mprintf("INSERT INTO %s VALUES (%z)", table[0], values);
    made = prepare(sql);
    sqlite3_free(sql);
    return made;
}

static void add_rows(sqlite3_stmt **adders)
{
    sqlite3_int64 ids[TABLES] = { 0 };
    size_t i;

    run("BEGIN IMMEDIATE");
    for (i = 0; i < TABLES; i++) {
        sqlite3_bind_int64(adders[i], 1, ids[0]);
        if (sqlite3_bind_parameter_count(adders[i]) > 1) sqlite3_bind_int64(adders[i], 2, ids[1]);
        check(sqlite3_step(adders[i]) == SQLITE_DONE, tables[i][0]);
        sqlite3_reset(adders[i]);
        ids[i] = sqlite3_last_insert_rowid(db);
    }
    check(sqlite3_step(adders[TABLES]) == SQLITE_DONE, "queue_count");
    sqlite3_reset(adders[TABLES]);
    check(sqlite3_step(adders[TABLES + 1]) == SQLITE_DONE, "ticket_count");
    sqlite3_reset(adders[TABLES + 1]);
    run("COMMIT");
}

static void sync_path(const char *path)
{
    int fd = open(path, O_RDONLY);

    check(fd >= 0 && fsync(fd) == 0, path);
    close(fd);
}

static void add_file(const char *directory, int number)
{
    static unsigned char bytes[FILE_BYTES];
    char staged[512], place[512], kept[600];
    int fd;

    check(getrandom(bytes, sizeof(bytes), 0) == sizeof(bytes), "random bytes");
    snprintf(staged, sizeof(staged), "%s/staged", directory);
    snprintf(place, sizeof(place), "%s/%02x", directory, bytes[0]);
    snprintf(kept, sizeof(kept), "%s/%d", place, number);
    fd = open(staged, O_WRONLY | O_CREAT | O_EXCL, 0600);
    check(fd >= 0 && write(fd, bytes, sizeof(bytes)) == sizeof(bytes) && close(fd) == 0, staged);
    check(link(staged, kept) == 0, kept);
    sync_path(kept);
    sync_path(place);
    check(unlink(staged) == 0, staged);
}

static long cpu_usec(void)
{
    struct rusage usage;

    getrusage(RUSAGE_SELF, &usage);
    return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000000L + usage.ru_utime.tv_usec + usage.ru_stime.tv_usec;
}

int main(int argc, char **argv)
{
    sqlite3_stmt *adders[TABLES + 2];
    int count = argc == 4 ? atoi(argv[3]) : 0, i;
    long before;

    check(count > 0, "usage: write_floor DATABASE DIRECTORY COUNT");
    check(sqlite3_open(argv[1], &db) == SQLITE_OK, argv[1]);
    run("PRAGMA journal_mode = WAL");
    run("PRAGMA synchronous = FULL");
    run("PRAGMA foreign_keys = ON");
    run("PRAGMA wal_autocheckpoint = 4000");
    for (i = 0; i < (int)TABLES; i++) adders[i] = make_adder(tables[i]);
    adders[TABLES] = prepare("UPDATE queue_count SET n = n + 1 WHERE department_id = (SELECT MIN(id) FROM department) "
                             "AND assignee_id = 0 AND queue_stage = 0");
    adders[TABLES + 1] = prepare("UPDATE ticket_count SET n = n + 1 WHERE account_id = (SELECT MIN(account_id) FROM ticket) "
                                 "AND status = 'open'");
    for (i = 0; i < 10; i++) add_rows(adders);
    for (i = 0; i < 256; i++) { /* the places are there when a portal runs */
        char place[512];

        snprintf(place, sizeof(place), "%s/%02x", argv[2], i);
        mkdir(place, 0700);
    }
    before = cpu_usec();
    for (i = 0; i < count; i++) {
        add_file(argv[2], i);
        add_rows(adders);
    }
    printf("%ld\n", (cpu_usec() - before) / count);
    return sqlite3_close_v2(db) == SQLITE_OK ? 0 : 1;
}
