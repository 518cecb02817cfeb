/* tests/unit/test_files.c: files received, kept once, swept.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <apr_general.h>
#include <apr_strings.h>
#include <apr_thread_proc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utime.h>

#include "../../src/base/token.h"
#include "../../src/store/file_name.h"
#include "../../src/store/files.h"
#include "../../src/store/owner.h"
#include "temp_dir.h"

typedef struct place_t {
    apr_pool_t *pool;
    hd_files_t *files;
    const char *dir;
} place_t;

static int make_place(void **state)
{
    static place_t place;

    apr_initialize();
    apr_pool_create(&place.pool, NULL);
    place.dir = hd_temp_dir(place.pool);
    assert_null(hd_files_open(&place.files, apr_pstrcat(place.pool, place.dir, "/data", NULL), NULL, place.pool));
    assert_null(hd_files_child_init(place.files, place.pool));
    assert_null(hd_files_load_types(place.files, "magic/helpdesk.magic", place.pool));
    *state = &place;
    return 0;
}

static int remove_place(void **state)
{
    place_t *place = *state;

    hd_temp_dir_remove(place->dir);
    apr_pool_destroy(place->pool);
    return 0;
}

static const hd_file_t *receive(place_t *place, const char *name, const void *bytes, apr_size_t length)
{
    hd_incoming_t *in;
    const hd_file_t *file = NULL;

    assert_null(hd_incoming_start(&in, place->files, name, place->pool));
    assert_null(hd_incoming_write(in, bytes, length));
    assert_null(hd_incoming_finish(&file, in));
    return file;
}

static hd_claim_t *claim(place_t *place)
{
    hd_claim_t *made = NULL;

    assert_null(hd_files_claim(&made, place->files, place->pool));
    return made;
}

/* Received, kept, and nobody's any more. */
static const hd_file_t *keep(place_t *place, const void *bytes, apr_size_t length)
{
    const hd_file_t *file = receive(place, "kept", bytes, length);
    hd_claim_t *mine = claim(place);

    assert_null(hd_files_keep(place->files, mine, file->staged, file->sha256, place->pool));
    hd_files_unclaim(mine);
    return file;
}

static const char *staged_path(const place_t *place, const char *id)
{
    return apr_pstrcat(place->pool, place->dir, "/data/staging/", id, NULL);
}

static int exists(const char *path)
{
    return access(path, F_OK) == 0;
}

static void a_file_is_hashed_on_its_way_and_its_type_is_that_of_its_bytes(void **state)
{
    static const unsigned char png[] = { 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0, 0, 0, 13, 'I', 'H', 'D', 'R',
                                         0, 0, 0, 1, 0, 0, 0, 1, 8, 6, 0, 0, 0, 0x1f, 0x15, 0xc4, 0x89 };
    place_t *place = *state;
    const hd_file_t *file = receive(place, "letter.txt", png, sizeof(png));
    struct stat info;

    assert_string_equal(file->type, "image/png");
    assert_string_equal(file->name, "letter.txt");
    assert_string_equal(file->sha256, hd_sha256(png, sizeof(png), place->pool));
    assert_int_equal(file->bytes, sizeof(png));
    assert_int_equal(stat(staged_path(place, file->staged), &info), 0);
    assert_int_equal(info.st_mode & 07777, 0640);
    assert_int_equal(stat(apr_pstrcat(place->pool, place->dir, "/data/staging", NULL), &info), 0);
    assert_int_equal(info.st_mode & 07777, 0750);
}

static void an_empty_file_is_a_file(void **state)
{
    place_t *place = *state;
    const hd_file_t *file = receive(place, "empty", "", 0);

    assert_int_equal(file->bytes, 0);
    assert_string_equal(file->sha256, hd_sha256("", 0, place->pool));
    assert_null(hd_files_keep(place->files, claim(place), file->staged, file->sha256, place->pool));
    assert_true(exists(hd_files_path(place->files, file->sha256, place->pool)));
}

static void a_large_file_written_in_pieces_is_the_same_file(void **state)
{
    place_t *place = *state;
    hd_incoming_t *in;
    const hd_file_t *file;
    char *bytes = apr_palloc(place->pool, 3000000);
    apr_size_t at;

    for (at = 0; at < 3000000; at++) bytes[at] = (char)(at * 7 + at / 1000);
    assert_null(hd_incoming_start(&in, place->files, "big.bin", place->pool));
    for (at = 0; at < 3000000; at += 9999) {
        assert_null(hd_incoming_write(in, bytes + at, at + 9999 > 3000000 ? 3000000 - at : 9999));
    }
    assert_null(hd_incoming_finish(&file, in));
    assert_int_equal(file->bytes, 3000000);
    assert_string_equal(file->sha256, hd_sha256(bytes, 3000000, place->pool));
}

static void a_kept_file_goes_on_after_its_staged_name_is_dropped(void **state)
{
    place_t *place = *state;
    const hd_file_t *file = receive(place, "a.txt", "hello", 5);
    const char *path = hd_files_path(place->files, file->sha256, place->pool);

    assert_null(hd_files_keep(place->files, claim(place), file->staged, file->sha256, place->pool));
    assert_true(exists(staged_path(place, file->staged)));
    assert_null(hd_files_keep(place->files, claim(place), file->staged, file->sha256, place->pool));
    hd_files_drop_staged(place->files, file->staged, place->pool);
    hd_files_drop_staged(place->files, file->staged, place->pool);
    assert_false(exists(staged_path(place, file->staged)));
    assert_true(exists(path));
    assert_non_null(strstr(path, "/files/2c/2cf24dba"));
}

static void where_there_is_no_directory_a_file_is_not_kept_until_the_store_is_opened_again(void **state)
{
    place_t *place = *state;
    const hd_file_t *file = receive(place, "a.txt", "hello", 5);
    const char *directory = apr_pstrcat(place->pool, place->dir, "/data/files/2c", NULL);
    hd_error_t *error;

    assert_int_equal(rmdir(directory), 0);
    error = hd_files_keep(place->files, claim(place), file->staged, file->sha256, place->pool);
    assert_non_null(error);
    assert_int_equal(error->kind, HD_BROKEN);
    assert_non_null(strstr(error->detail, "/data/files/2c/"));
    assert_null(hd_files_open(&place->files, apr_pstrcat(place->pool, place->dir, "/data", NULL), NULL, place->pool));
    assert_null(hd_files_keep(place->files, claim(place), file->staged, file->sha256, place->pool));
}

/* What a database would say: the hashes that have rows, and what it does while it is asked. */
typedef struct rows_t {
    apr_hash_t *hashes;
    void (*meanwhile)(struct rows_t *rows);
    place_t *place;
    const hd_file_t *file;  /* of what happens meanwhile */
    apr_thread_t *thread;
    volatile int ready, done;
    int asked;
} rows_t;

static hd_error_t *used(apr_hash_t **found, void *baton, const char *first, const char *last, apr_pool_t *pool)
{
    rows_t *rows = baton;
    apr_hash_index_t *at;

    *found = apr_hash_make(pool);
    for (at = apr_hash_first(pool, rows->hashes); at; at = apr_hash_next(at)) {
        const char *hash = apr_hash_this_key(at);
        if (strcmp(hash, first) >= 0 && strcmp(hash, last) <= 0) apr_hash_set(*found, hash, APR_HASH_KEY_STRING, "");
    }
    rows->asked++;
    if (rows->meanwhile && !strcmp(first, last)) rows->meanwhile(rows);
    return NULL;
}

static rows_t no_rows(place_t *place)
{
    rows_t rows = { 0 };

    rows.hashes = apr_hash_make(place->pool);
    rows.place = place;
    return rows;
}

#define NOW 1700000000

static void make_old(const char *path)
{
    struct utimbuf old = { NOW - 100, NOW - 100 };

    assert_int_equal(utime(path, &old), 0);
}

static const char *kept_path(place_t *place, const hd_file_t *file)
{
    return hd_files_path(place->files, file->sha256, place->pool);
}

static const char *orphan_path(place_t *place, const hd_file_t *file)
{
    return apr_pstrcat(place->pool, place->dir, "/data/orphans/", file->sha256, NULL);
}

/* A whole round: what was kept before NOW is old, and so are orphans that were set aside before then. */
static hd_swept_t sweep(place_t *place, rows_t *rows)
{
    const hd_sweep_t how = { used, rows, NOW, NOW, 0, NULL };
    hd_swept_t swept;
    int at = 0x8123;

    assert_null(hd_files_sweep(&swept, place->files, &how, &at, place->pool));
    assert_int_equal(at, 0x8123);
    return swept;
}

static void a_file_without_a_row_is_set_aside_when_it_is_old_and_removed_when_it_is_old_there(void **state)
{
    place_t *place = *state;
    rows_t rows = no_rows(place);
    const hd_file_t *lost = keep(place, "lost", 4), *young = keep(place, "young", 5), *has_row = keep(place, "row", 3);
    hd_swept_t swept;

    make_old(kept_path(place, lost));
    make_old(kept_path(place, has_row));
    apr_hash_set(rows.hashes, has_row->sha256, APR_HASH_KEY_STRING, "");
    swept = sweep(place, &rows);
    assert_int_equal(swept.looked_at, 3);
    assert_int_equal(swept.unused, 1);
    assert_int_equal(swept.set_aside, 1);
    assert_false(exists(kept_path(place, lost)));
    assert_true(exists(orphan_path(place, lost)));
    assert_true(exists(kept_path(place, young)));
    assert_true(exists(kept_path(place, has_row)));
    swept = sweep(place, &rows);
    assert_int_equal(swept.orphans, 1);
    assert_int_equal(swept.removed, 0);
    make_old(orphan_path(place, lost));
    swept = sweep(place, &rows);
    assert_int_equal(swept.removed, 1);
    assert_false(exists(orphan_path(place, lost)));
}

static void a_file_that_gets_a_row_after_all_is_put_back(void **state)
{
    place_t *place = *state;
    rows_t rows = no_rows(place);
    const hd_file_t *file = keep(place, "late", 4), *twice = keep(place, "twice", 5);
    hd_swept_t swept;

    make_old(kept_path(place, file));
    make_old(kept_path(place, twice));
    assert_int_equal(sweep(place, &rows).set_aside, 2);
    apr_hash_set(rows.hashes, file->sha256, APR_HASH_KEY_STRING, "");
    apr_hash_set(rows.hashes, twice->sha256, APR_HASH_KEY_STRING, "");
    keep(place, "twice", 5);
    swept = sweep(place, &rows);
    assert_int_equal(swept.put_back, 2);
    assert_true(exists(kept_path(place, file)));
    assert_true(exists(kept_path(place, twice)));
    assert_false(exists(orphan_path(place, file)));
    assert_false(exists(orphan_path(place, twice)));
}

/* What a turn that has no time makes of files that were set aside. */
static hd_swept_t sweep_without_time(place_t *place, rows_t *rows, int *at)
{
    const hd_sweep_t how = { used, rows, NOW, NOW, 1, NULL };
    hd_swept_t swept;

    assert_null(hd_files_sweep(&swept, place->files, &how, at, place->pool));
    return swept;
}

static void files_that_were_set_aside_are_settled_wherever_the_sweep_has_come_to(void **state)
{
    place_t *place = *state;
    rows_t rows = no_rows(place);
    const hd_file_t *file[6];
    int at = 0, turns, before, back = 0;
    char byte;

    for (byte = 0; byte < 6; byte++) {
        file[(int)byte] = keep(place, &byte, 1);
        make_old(kept_path(place, file[(int)byte]));
    }
    assert_int_equal(sweep(place, &rows).set_aside, 6);
    for (byte = 0; byte < 5; byte++) keep(place, apr_psprintf(place->pool, "other %d", byte), 7);
    for (byte = 0; byte < 6; byte++) apr_hash_set(rows.hashes, file[(int)byte]->sha256, APR_HASH_KEY_STRING, "");
    for (turns = 0; turns < 12 && back < 6; turns++) {
        before = back;
        back += sweep_without_time(place, &rows, &at).put_back;
        assert_int_equal(back, before + 1); /* each turn, and not for longer than its time */
    }
    assert_int_equal(back, 6);
}

static void a_file_that_was_set_aside_goes_back_when_it_is_asked_for(void **state)
{
    place_t *place = *state;
    rows_t rows = no_rows(place);
    const hd_file_t *file = keep(place, "asked", 5);
    hd_error_t *error;

    make_old(kept_path(place, file));
    assert_int_equal(sweep(place, &rows).set_aside, 1);
    assert_null(hd_files_put_back(place->files, file->sha256, place->pool));
    assert_true(exists(kept_path(place, file)));
    assert_false(exists(orphan_path(place, file)));
    assert_null(hd_files_put_back(place->files, file->sha256, place->pool));
    unlink(kept_path(place, file));
    error = hd_files_put_back(place->files, file->sha256, place->pool);
    assert_non_null(error);
    assert_int_equal(error->kind, HD_NOT_FOUND);
    assert_non_null(hd_files_put_back(place->files, "../../../../etc/passwd", place->pool));
}

static void a_file_that_was_set_aside_is_not_taken_for_lost_where_its_directory_is(void **state)
{
    place_t *place = *state;
    rows_t rows = no_rows(place);
    const hd_file_t *file = keep(place, "hello", 5);
    hd_error_t *error;

    make_old(kept_path(place, file));
    assert_int_equal(sweep(place, &rows).set_aside, 1);
    assert_int_equal(rmdir(apr_pstrcat(place->pool, place->dir, "/data/files/2c", NULL)), 0);
    error = hd_files_put_back(place->files, file->sha256, place->pool);
    assert_non_null(error);
    assert_int_equal(error->kind, HD_BROKEN);
    assert_true(exists(orphan_path(place, file)));
}

static void a_file_that_cannot_be_moved_holds_up_no_other(void **state)
{
    place_t *place = *state;
    rows_t rows = no_rows(place);
    const hd_sweep_t how = { used, &rows, NOW, NOW, 0, NULL };
    const hd_file_t *stuck = keep(place, "stuck", 5), *files[4];
    hd_swept_t swept;
    hd_error_t *error;
    int at, i, slot = (int)strtol(apr_pstrndup(place->pool, stuck->sha256, 4), NULL, 16);

    for (i = 0; i < 4; i++) {
        files[i] = keep(place, &"abcd"[i], 1);
        make_old(kept_path(place, files[i]));
    }
    make_old(kept_path(place, stuck));
    /* What nothing can be moved to: a directory with something in it. */
    assert_int_equal(mkdir(orphan_path(place, stuck), 0700), 0);
    fclose(fopen(apr_pstrcat(place->pool, orphan_path(place, stuck), "/x", NULL), "w"));
    at = slot;
    error = hd_files_sweep(&swept, place->files, &how, &at, place->pool);
    assert_non_null(error);
    assert_int_equal(error->kind, HD_BROKEN);
    assert_non_null(strstr(error->detail, stuck->sha256));
    assert_int_equal(swept.set_aside, 4);
    assert_true(exists(kept_path(place, stuck)));
}

static void a_file_whose_row_is_being_written_is_left_alone_however_old_it_is(void **state)
{
    place_t *place = *state;
    rows_t rows = no_rows(place);
    const hd_file_t *file = receive(place, "slow", "slow", 4);
    hd_claim_t *writer = claim(place);
    hd_swept_t swept;

    assert_null(hd_files_keep(place->files, writer, file->staged, file->sha256, place->pool));
    make_old(kept_path(place, file));
    swept = sweep(place, &rows);
    assert_int_equal(swept.unused, 1);
    assert_int_equal(swept.set_aside, 0);
    assert_true(exists(kept_path(place, file)));
    hd_files_unclaim(writer);
    hd_files_unclaim(writer);
    assert_int_equal(sweep(place, &rows).set_aside, 1);
}

static void *APR_THREAD_FUNC keep_the_same(apr_thread_t *thread, void *data)
{
    rows_t *rows = data;
    apr_pool_t *pool;
    hd_claim_t *mine;
    hd_error_t *error;

    apr_pool_create(&pool, NULL);
    error = hd_files_claim(&mine, rows->place->files, pool);
    rows->ready = 1;
    if (!error) error = hd_files_keep(rows->place->files, mine, rows->file->staged, rows->file->sha256, pool);
    rows->done = error ? -1 : 1;
    apr_pool_destroy(pool);
    (void)thread;
    return NULL;
}

/* The sweeper has been told that there is no row; before it acts on that, somebody sends the same bytes. */
static void somebody_sends_the_same(rows_t *rows)
{
    assert_int_equal(apr_thread_create(&rows->thread, NULL, keep_the_same, rows, rows->place->pool), APR_SUCCESS);
    while (!rows->ready) apr_sleep(1000);
    apr_sleep(50000);
    assert_int_equal(rows->done, 0);
}

static void the_same_bytes_sent_between_the_look_and_the_sweep_are_not_lost(void **state)
{
    place_t *place = *state;
    rows_t rows = no_rows(place);
    const hd_file_t *old = keep(place, "again", 5);
    apr_status_t status;

    rows.file = receive(place, "again", "again", 5);
    rows.meanwhile = somebody_sends_the_same;
    make_old(kept_path(place, old));
    assert_int_equal(sweep(place, &rows).set_aside, 1);
    assert_int_equal(apr_thread_join(&status, rows.thread), APR_SUCCESS);
    assert_int_equal(rows.done, 1);
    assert_true(exists(kept_path(place, old)));
}

static void a_turn_that_is_stopped_goes_on_where_it_was(void **state)
{
    place_t *place = *state;
    rows_t rows = no_rows(place);
    int stop = 1, at = 7;
    hd_sweep_t how = { used, &rows, NOW, NOW, 0, &stop };
    hd_swept_t swept;

    make_old(kept_path(place, keep(place, "lost", 4)));
    assert_null(hd_files_sweep(&swept, place->files, &how, &at, place->pool));
    assert_int_equal(swept.set_aside, 0);
    stop = 0;
    assert_null(hd_files_sweep(&swept, place->files, &how, &at, place->pool));
    assert_int_equal(swept.set_aside, 1);
}

static void a_turn_without_time_comes_to_one_directory_and_turns_come_round(void **state)
{
    place_t *place = *state;
    rows_t rows = no_rows(place);
    const hd_sweep_t how = { used, &rows, NOW, NOW, 1, NULL };
    hd_swept_t swept;
    int at = 0x8123, turns, aside = 0;
    char byte;

    for (byte = 'a'; byte < 'f'; byte++) make_old(kept_path(place, keep(place, &byte, 1)));
    for (turns = 0; turns < 6; turns++) {
        assert_null(hd_files_sweep(&swept, place->files, &how, &at, place->pool));
        assert_true(swept.looked_at <= 1);
        aside += swept.set_aside;
    }
    assert_int_equal(aside, 5);
}

static void looking_counts_all_and_changes_nothing(void **state)
{
    place_t *place = *state;
    rows_t rows = no_rows(place);
    const hd_sweep_t how = { used, &rows, APR_INT64_MAX, 0, 0, NULL };
    const hd_file_t *old = keep(place, "old", 3), *young = keep(place, "young", 5);
    hd_swept_t swept;

    make_old(kept_path(place, old));
    assert_null(hd_files_sweep(&swept, place->files, &how, NULL, place->pool));
    assert_int_equal(swept.unused, 2);
    assert_int_equal(swept.set_aside, 0);
    assert_true(exists(kept_path(place, old)));
    assert_true(exists(kept_path(place, young)));
}

static void the_same_bytes_twice_are_one_file_made_young_again(void **state)
{
    place_t *place = *state;
    const hd_file_t *a = receive(place, "a.txt", "same", 4);
    const hd_file_t *b = receive(place, "b.txt", "same", 4);
    const hd_file_t *c = receive(place, "c.txt", "other", 5);
    struct utimbuf old = { 1000, 1000 };
    rows_t rows = no_rows(place);
    struct stat info;

    assert_string_not_equal(a->staged, b->staged);
    assert_null(hd_files_keep(place->files, claim(place), a->staged, a->sha256, place->pool));
    assert_int_equal(utime(hd_files_path(place->files, a->sha256, place->pool), &old), 0);
    assert_null(hd_files_keep(place->files, claim(place), b->staged, b->sha256, place->pool));
    assert_int_equal(stat(hd_files_path(place->files, a->sha256, place->pool), &info), 0);
    assert_true(info.st_mtime > 1000);
    assert_null(hd_files_keep(place->files, claim(place), c->staged, c->sha256, place->pool));
    assert_int_equal(sweep(place, &rows).looked_at, 2);
}

static void a_kept_file_that_was_cut_off_is_made_whole_by_the_same_bytes(void **state)
{
    place_t *place = *state;
    const hd_file_t *file = keep(place, "whole", 5), *again;
    struct stat info;

    assert_int_equal(truncate(kept_path(place, file), 2), 0); /* and with it the staged name of the same file */
    again = receive(place, "again", "whole", 5);
    assert_null(hd_files_keep(place->files, claim(place), again->staged, again->sha256, place->pool));
    assert_int_equal(stat(kept_path(place, file), &info), 0);
    assert_int_equal(info.st_size, 5);
    assert_true(exists(staged_path(place, again->staged)));
}

/* A loss of power may leave a name, the length, and other bytes: nobody had promised anything of them yet. */
static void a_kept_file_of_the_right_length_is_not_trusted(void **state)
{
    place_t *place = *state;
    const hd_file_t *file = keep(place, "whole", 5), *again;
    char bytes[5];
    int staged = -1;
    FILE *kept = fopen(kept_path(place, file), "r+");

    assert_int_equal(fwrite("\0\0\0\0\0", 1, 5, kept), 5);
    assert_int_equal(fclose(kept), 0);
    again = receive(place, "again", "whole", 5);
    assert_null(hd_files_keep(place->files, claim(place), again->staged, again->sha256, place->pool));
    kept = fopen(kept_path(place, file), "r");
    assert_int_equal(fread(bytes, 1, 5, kept), 5);
    assert_int_equal(fclose(kept), 0);
    assert_memory_equal(bytes, "whole", 5);
    assert_null(hd_files_sweep_staged(&staged, place->files, (hd_time_t)1 << 40, place->pool));
    assert_int_equal(staged, 2); /* theirs, nothing else */
}

static void what_root_makes_is_given_away_but_not_what_has_another_name_elsewhere(void **state)
{
    place_t *place = *state;
    const char *theirs = apr_pstrcat(place->pool, place->dir, "/theirs", NULL);
    const char *made = apr_pstrcat(place->pool, theirs, "/made", NULL);
    const char *linked = apr_pstrcat(place->pool, theirs, "/linked", NULL);
    const char *ours = apr_pstrcat(place->pool, place->dir, "/ours", NULL);
    struct stat info;

    if (geteuid() != 0) skip();
    assert_int_equal(mkdir(theirs, 0755), 0);
    assert_int_equal(chown(theirs, 54321, 54322), 0);
    fclose(fopen(made, "w"));
    fclose(fopen(ours, "w"));
    assert_int_equal(link(ours, linked), 0);
    hd_give_to_owner(made, place->pool);
    hd_give_to_owner(linked, place->pool);
    assert_int_equal(stat(made, &info), 0);
    assert_int_equal(info.st_uid, 54321);
    assert_int_equal(info.st_gid, 54322);
    assert_int_equal(stat(ours, &info), 0);
    assert_int_equal(info.st_uid, 0);
}

static void a_file_that_has_waited_is_young_once_it_is_kept(void **state)
{
    place_t *place = *state;
    const hd_file_t *file = receive(place, "waited", "waited", 6);
    struct stat info;

    make_old(staged_path(place, file->staged));
    assert_null(hd_files_keep(place->files, claim(place), file->staged, file->sha256, place->pool));
    assert_int_equal(stat(kept_path(place, file), &info), 0);
    assert_true(info.st_mtime > NOW);
}

static void what_is_given_up_leaves_nothing(void **state)
{
    place_t *place = *state;
    apr_pool_t *request;
    hd_incoming_t *in;
    int removed = -1;

    assert_null(hd_incoming_start(&in, place->files, "x", place->pool));
    assert_null(hd_incoming_write(in, "abc", 3));
    hd_incoming_abort(in);
    apr_pool_create(&request, place->pool);
    assert_null(hd_incoming_start(&in, place->files, "y", request));
    assert_null(hd_incoming_write(in, "abc", 3));
    apr_pool_destroy(request);
    assert_null(hd_files_sweep_staged(&removed, place->files, (hd_time_t)1 << 40, place->pool));
    assert_int_equal(removed, 0);
}

static void a_finished_file_outlives_its_request(void **state)
{
    place_t *place = *state;
    apr_pool_t *request;
    hd_incoming_t *in;
    const hd_file_t *file;
    const char *path;

    apr_pool_create(&request, place->pool);
    assert_null(hd_incoming_start(&in, place->files, "y", request));
    assert_null(hd_incoming_finish(&file, in));
    path = staged_path(place, file->staged);
    apr_pool_destroy(request);
    assert_true(exists(path));
}

static void only_staged_files_that_are_old_are_swept(void **state)
{
    place_t *place = *state;
    const hd_file_t *old = receive(place, "old", "1", 1);
    const hd_file_t *young = receive(place, "young", "2", 1);
    struct utimbuf times = { 5000, 5000 };
    int removed;

    assert_int_equal(utime(staged_path(place, old->staged), &times), 0);
    assert_null(hd_files_sweep_staged(&removed, place->files, 5001, place->pool));
    assert_int_equal(removed, 1);
    assert_false(exists(staged_path(place, old->staged)));
    assert_true(exists(staged_path(place, young->staged)));
}

static void a_staged_file_that_is_gone_is_not_found(void **state)
{
    place_t *place = *state;
    const hd_file_t *file = receive(place, "a", "b", 1);

    hd_files_drop_staged(place->files, file->staged, place->pool);
    assert_int_equal(hd_files_keep(place->files, claim(place), file->staged, file->sha256, place->pool)->kind, HD_NOT_FOUND);
}

static void names_and_hashes_from_outside_lead_nowhere_else(void **state)
{
    place_t *place = *state;
    const hd_file_t *file = receive(place, "a", "b", 1);
    const char *secret = apr_pstrcat(place->pool, place->dir, "/secret", NULL);

    fclose(fopen(secret, "w"));
    assert_int_equal(hd_files_keep(place->files, claim(place), "../../secret", file->sha256, place->pool)->kind, HD_NOT_FOUND);
    assert_int_equal(hd_files_keep(place->files, claim(place), NULL, file->sha256, place->pool)->kind, HD_NOT_FOUND);
    assert_non_null(hd_files_keep(place->files, claim(place), file->staged, "../../../etc/passwd", place->pool));
    hd_files_drop_staged(place->files, "../../secret", place->pool);
    assert_true(exists(secret));
    assert_null(hd_files_path(place->files, "../x", place->pool));
    assert_null(hd_files_path(place->files, NULL, place->pool));
    assert_null(hd_files_path(place->files, apr_pstrcat(place->pool, "..", file->sha256 + 2, NULL), place->pool));
}

static void a_disk_that_is_full_is_told_as_such(void **state)
{
    place_t *place = *state;
    hd_incoming_t *in;
    hd_error_t *error = NULL;
    char command[256];
    char block[65536];
    int i;

    memset(block, 'x', sizeof(block));
    snprintf(command, sizeof(command), "mkdir %s/small && mount -t tmpfs -o size=1m none %s/small 2>/dev/null",
             place->dir, place->dir);
    if (geteuid() != 0 || system(command) != 0) skip();
    assert_null(hd_files_open(&place->files, apr_pstrcat(place->pool, place->dir, "/small/data", NULL), NULL, place->pool));
    assert_null(hd_incoming_start(&in, place->files, "big", place->pool));
    for (i = 0; i < 32 && !error; i++) error = hd_incoming_write(in, block, sizeof(block));
    hd_incoming_abort(in);
    snprintf(command, sizeof(command), "umount %s/small", place->dir);
    assert_int_equal(system(command), 0);
    assert_non_null(error);
    assert_int_equal(error->kind, HD_FULL);
    assert_string_equal(error->code, "disk-full");
}

static void a_name_is_shown_as_it_was_given_but_for_what_could_deceive(void **state)
{
    static const struct {
        const char *given;
        const char *clean;
    } names[] = {
        { "photo.png", "photo.png" },
        { "Слика са екрана.png", "Слика са екрана.png" },
        { "\xF0\x9F\x98\x80.png", "\xF0\x9F\x98\x80.png" },
        { "C:\\Users\\me\\photo.png", "photo.png" },
        { "../../etc/passwd", "passwd" },
        { "a\r\nSet-Cookie: x.png", "aSet-Cookie: x.png" },
        { "a\tb\x7F" "c\xC2\x85" "d", "abcd" },
        { "gnp\xE2\x80\xAE" "exe.png", "gnpexe.png" },
        { "bad\xFF\xC0\x80\xED\xA0\x80.png", "bad.png" },
        { "cut\xE2\x82", "cut" },
        { "", "file" }, { NULL, "file" }, { "..", "file" }, { ".", "file" }, { "dir/", "file" }, { "  ", "file" },
        { "  a b  ", "a b" }, { ".htaccess", ".htaccess" },
    };
    place_t *place = *state;
    unsigned int i;

    for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        assert_string_equal(hd_file_name_clean(names[i].given, place->pool), names[i].clean);
    }
}

static void a_long_name_is_cut_between_characters(void **state)
{
    place_t *place = *state;
    char name[601];
    const char *clean;
    int i;

    for (i = 0; i < 300; i++) memcpy(name + i * 2, "\xD0\xB6", 2);
    name[600] = '\0';
    clean = hd_file_name_clean(name, place->pool);
    assert_int_equal(strlen(clean), 254);
    assert_memory_equal(clean, name, 254);
}

#define AT_A_PLACE(test) cmocka_unit_test_setup_teardown(test, make_place, remove_place)

int main(void)
{
    const struct CMUnitTest tests[] = {
        AT_A_PLACE(a_file_is_hashed_on_its_way_and_its_type_is_that_of_its_bytes),
        AT_A_PLACE(an_empty_file_is_a_file),
        AT_A_PLACE(a_large_file_written_in_pieces_is_the_same_file),
        AT_A_PLACE(where_there_is_no_directory_a_file_is_not_kept_until_the_store_is_opened_again),
        AT_A_PLACE(a_kept_file_goes_on_after_its_staged_name_is_dropped),
        AT_A_PLACE(the_same_bytes_twice_are_one_file_made_young_again),
        AT_A_PLACE(a_file_without_a_row_is_set_aside_when_it_is_old_and_removed_when_it_is_old_there),
        AT_A_PLACE(a_file_that_gets_a_row_after_all_is_put_back),
        AT_A_PLACE(files_that_were_set_aside_are_settled_wherever_the_sweep_has_come_to),
        AT_A_PLACE(a_file_that_was_set_aside_goes_back_when_it_is_asked_for),
        AT_A_PLACE(a_file_that_was_set_aside_is_not_taken_for_lost_where_its_directory_is),
        AT_A_PLACE(a_file_that_cannot_be_moved_holds_up_no_other),
        AT_A_PLACE(a_file_whose_row_is_being_written_is_left_alone_however_old_it_is),
        AT_A_PLACE(the_same_bytes_sent_between_the_look_and_the_sweep_are_not_lost),
        AT_A_PLACE(a_turn_that_is_stopped_goes_on_where_it_was),
        AT_A_PLACE(a_turn_without_time_comes_to_one_directory_and_turns_come_round),
        AT_A_PLACE(looking_counts_all_and_changes_nothing),
        AT_A_PLACE(a_kept_file_that_was_cut_off_is_made_whole_by_the_same_bytes),
        AT_A_PLACE(a_kept_file_of_the_right_length_is_not_trusted),
        AT_A_PLACE(what_root_makes_is_given_away_but_not_what_has_another_name_elsewhere),
        AT_A_PLACE(a_file_that_has_waited_is_young_once_it_is_kept),
        AT_A_PLACE(what_is_given_up_leaves_nothing),
        AT_A_PLACE(a_finished_file_outlives_its_request),
        AT_A_PLACE(only_staged_files_that_are_old_are_swept),
        AT_A_PLACE(a_staged_file_that_is_gone_is_not_found),
        AT_A_PLACE(names_and_hashes_from_outside_lead_nowhere_else),
        AT_A_PLACE(a_disk_that_is_full_is_told_as_such),
        AT_A_PLACE(a_name_is_shown_as_it_was_given_but_for_what_could_deceive),
        AT_A_PLACE(a_long_name_is_cut_between_characters),
    };

    umask(022);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
