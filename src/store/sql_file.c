/* src/store/sql_file.c: reads the files in sql/ line by line.
 * May use: base/, APR. Must not know: databases, what the statements are about.
 * SPDX-License-Identifier: Apache-2.0 */
#include "sql_file.h"

#include <apr_file_io.h>
#include <apr_lib.h>
#include <apr_strings.h>
#include <string.h>
#include <strings.h>

#define FILE_MAX_BYTES (4 * 1024 * 1024)

/* Where the parser is: one line at a time, and what of the current block has been gathered. */
typedef struct reader_t {
    const char *file;
    const char *next;       /* begin of the next line, or NULL */
    const char *line;       /* the current line, trimmed at its end */
    int number;             /* of the current line, from 1 */
    int begin;              /* number of the line where the block begins */
    apr_array_header_t *kept; /* of const char *: lines of the block that are no comments */
    apr_pool_t *pool;
} reader_t;

#define FAULT(pool, file, line, ...) \
    hd_error_make((pool), HD_BROKEN, "database-files", NULL, HD_HERE, "%s:%d: %s", (file), (line), \
                  apr_psprintf((pool), __VA_ARGS__))

hd_error_t *hd_sql_read(const char **text, const char *path, apr_pool_t *pool)
{
    apr_file_t *file;
    apr_finfo_t info;
    apr_size_t length;
    char *bytes;
    apr_status_t status = apr_file_open(&file, path, APR_FOPEN_READ, APR_FPROT_OS_DEFAULT, pool);

    if (status != APR_SUCCESS) return hd_error_apr(pool, status, "database-files", "%s", path);
    status = apr_file_info_get(&info, APR_FINFO_SIZE | APR_FINFO_TYPE, file);
    if (status == APR_SUCCESS && (info.filetype != APR_REG || info.size > FILE_MAX_BYTES)) status = APR_EINVAL;
    if (status != APR_SUCCESS) {
        apr_file_close(file);
        return hd_error_apr(pool, status, "database-files", "%s", path);
    }
    bytes = apr_palloc(pool, (apr_size_t)info.size + 1);
    status = apr_file_read_full(file, bytes, (apr_size_t)info.size, &length);
    apr_file_close(file);
    if (status != APR_SUCCESS && !APR_STATUS_IS_EOF(status)) {
        return hd_error_apr(pool, status, "database-files", "%s", path);
    }
    bytes[length] = '\0';
    if (strlen(bytes) != length) return hd_error(pool, HD_BROKEN, "database-files", "%s: has a NUL character", path);
    *text = bytes;
    return NULL;
}

static void reader_start(reader_t *r, const char *file, const char *text, apr_pool_t *pool)
{
    r->file = file;
    r->next = text;
    r->line = NULL;
    r->number = 0;
    r->begin = 0;
    r->kept = apr_array_make(pool, 16, sizeof(const char *));
    r->pool = pool;
}

static int reader_line(reader_t *r)
{
    const char *end;
    apr_size_t length;

    if (!r->next || !*r->next) return 0;
    end = strchr(r->next, '\n');
    length = end ? (apr_size_t)(end - r->next) : strlen(r->next);
    while (length > 0 && apr_isspace(r->next[length - 1])) length--;
    r->line = apr_pstrmemdup(r->pool, r->next, length);
    r->next = end ? end + 1 : NULL;
    r->number++;
    return 1;
}

static int is_comment(const char *line)
{
    while (apr_isspace(*line)) line++;
    return line[0] == '-' && line[1] == '-';
}

static void keep_line(reader_t *r)
{
    if (!*r->line || is_comment(r->line)) return;
    APR_ARRAY_PUSH(r->kept, const char *) = r->line;
}

/* The lines that were kept, as one text; nothing is kept after. */
static const char *take_text(reader_t *r)
{
    char *text = apr_array_pstrcat(r->pool, r->kept, '\n');
    apr_size_t length = strlen(text);

    if (length > 0 && text[length - 1] == ';') text[length - 1] = '\0';
    apr_array_clear(r->kept);
    return text;
}

/* Is the line a heading such as "-- name: ..."? What follows the colon, or NULL. */
static const char *heading(const char *line, const char *marker)
{
    apr_size_t length = strlen(marker);

    if (strncmp(line, "-- ", 3) != 0 || strncmp(line + 3, marker, length) != 0 || line[3 + length] != ':') return NULL;
    line += 3 + length + 1;
    while (*line == ' ') line++;
    return line;
}

static apr_size_t name_length(const char *text)
{
    apr_size_t length = 0;

    if (apr_isdigit(*text)) return 0;
    while (apr_islower(text[length]) || apr_isdigit(text[length]) || text[length] == '_') length++;
    return length <= HD_SQL_NAME_MAX ? length : 0;
}

/* Does a word stand in the text, in any case, outside of other words? */
static int has_word(const char *text, const char *word)
{
    apr_size_t length = strlen(word);
    const char *at;

    for (at = text; *at; at++) {
        if (at > text && (apr_isalnum(at[-1]) || at[-1] == '_')) continue;
        if (strncasecmp(at, word, length) == 0 && !apr_isalnum(at[length]) && at[length] != '_') return 1;
    }
    return 0;
}

static int begins_with_word(const char *text, const char *word)
{
    apr_size_t length = strlen(word);

    while (apr_isspace(*text) || *text == '(') text++;
    return strncasecmp(text, word, length) == 0 && !apr_isalnum(text[length]) && text[length] != '_';
}

static int is_query(const char *text)
{
    static const char *const words[] = { "SELECT", "WITH", "PRAGMA", "VALUES", "EXPLAIN", "SHOW" };
    unsigned int i;

    for (i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (begins_with_word(text, words[i])) return 1;
    }
    return 0;
}

/* What it writes is another file: the database itself is only read. */
static int is_beside(const char *text)
{
    return (begins_with_word(text, "VACUUM") && has_word(text, "INTO")) || begins_with_word(text, "ATTACH") ||
           begins_with_word(text, "DETACH");
}

/* The parameters of a statement, a letter each. */
static hd_error_t *read_types(hd_sql_block_t *block, apr_pool_t *pool)
{
    char types[HD_SQL_PARAMS_MAX + 1];
    int count = 0;
    const char *at;

    for (at = strchr(block->text, '%'); at; at = strchr(at, '%')) {
        if (at[1] == '%') {
            at += 2;
            continue;
        }
        if (count == HD_SQL_PARAMS_MAX) {
            return FAULT(pool, block->file, block->line, "%s has over %d parameters", block->name, HD_SQL_PARAMS_MAX);
        }
        if (at[1] == 's' && !apr_isalnum(at[2])) types[count++] = 's';
        else if (strncmp(at, "%lld", 4) == 0 && !apr_isalnum(at[4])) types[count++] = 'd';
        else {
            return FAULT(pool, block->file, block->line, "%s: a percent sign is %%%%, a parameter %%s or %%lld",
                         block->name);
        }
        at += 2;
    }
    types[count] = '\0';
    block->types = apr_pstrdup(pool, types);
    return NULL;
}

/* Check a statement's text against what its heading promises. */
static hd_error_t *check_statement(hd_sql_block_t *block, apr_pool_t *pool)
{
    int query = is_query(block->text);
    int pragma = begins_with_word(block->text, "PRAGMA");
    int gives_rows = query || has_word(block->text, "RETURNING");

    if (!*block->text) return FAULT(pool, block->file, block->line, "%s has no SQL", block->name);
    if (strstr(block->text, ";\n")) {
        return FAULT(pool, block->file, block->line, "%s has more than one statement", block->name);
    }
    if (block->kind != HD_SQL_EXEC && !gives_rows) {
        return FAULT(pool, block->file, block->line, "%s gives no rows: it should be :exec", block->name);
    }
    if (block->kind == HD_SQL_EXEC && gives_rows && !pragma) {
        return FAULT(pool, block->file, block->line, "%s gives rows: it should be :one or :many", block->name);
    }
    block->writes = !query && !is_beside(block->text);
    return read_types(block, pool);
}

static hd_error_t *read_kind(hd_sql_block_t *block, const char *text, apr_pool_t *pool)
{
    while (*text == ' ') text++;
    if (strcmp(text, ":one") == 0) block->kind = HD_SQL_ONE;
    else if (strcmp(text, ":many") == 0) block->kind = HD_SQL_MANY;
    else if (strcmp(text, ":exec") == 0) block->kind = HD_SQL_EXEC;
    else return FAULT(pool, block->file, block->line, "after the name of a statement stands :one, :many or :exec");
    return NULL;
}

static const char *find_word(const apr_array_header_t *words, const char *name, apr_size_t length)
{
    int i;

    for (i = 0; i < words->nelts; i++) {
        const hd_sql_block_t *word = &APR_ARRAY_IDX(words, i, hd_sql_block_t);

        if (word->text && strlen(word->name) == length && memcmp(word->name, name, length) == 0) return word->text;
    }
    return NULL;
}

/* Replace {word} in a line. */
static hd_error_t *put_words(reader_t *r, const apr_array_header_t *words)
{
    apr_array_header_t *parts;
    const char *at = r->line;
    const char *brace;

    if (!strchr(at, '{')) return NULL;
    parts = apr_array_make(r->pool, 8, sizeof(const char *));
    while ((brace = strchr(at, '{')) != NULL) {
        apr_size_t length = name_length(brace + 1);
        const char *word = length && brace[1 + length] == '}' ? find_word(words, brace + 1, length) : NULL;

        if (!word) return FAULT(r->pool, r->file, r->number, "no such word in dialect.sql, words.sql or above in the file");
        APR_ARRAY_PUSH(parts, const char *) = apr_pstrmemdup(r->pool, at, (apr_size_t)(brace - at));
        APR_ARRAY_PUSH(parts, const char *) = word;
        at = brace + length + 2;
    }
    APR_ARRAY_PUSH(parts, const char *) = at;
    r->line = apr_array_pstrcat(r->pool, parts, 0);
    return NULL;
}

/* Begin a block at a heading: its name, and a statement's kind. */
static hd_error_t *begin_block(hd_sql_block_t *block, reader_t *r, const char *title, int statement)
{
    apr_size_t length = name_length(title);

    memset(block, 0, sizeof(*block));
    block->file = r->file;
    block->line = r->number;
    if (!length) return FAULT(r->pool, r->file, r->number, "a name has 1 to %d of a-z, 0-9, _", HD_SQL_NAME_MAX);
    block->name = apr_pstrmemdup(r->pool, title, length);
    if (statement) return read_kind(block, title + length, r->pool);
    return title[length] ? FAULT(r->pool, r->file, r->number, "nothing may follow the name of a word") : NULL;
}

/* Parse a file of blocks with headings. In a file of statements, words are what they share: {word} puts one in; some may
 * be there already. */
static hd_error_t *read_blocks(apr_array_header_t **blocks, int statements, const char *file, const char *text,
                               const apr_array_header_t *shared, apr_pool_t *pool)
{
    apr_array_header_t *found = apr_array_make(pool, 32, sizeof(hd_sql_block_t));
    apr_array_header_t *fresh = shared ? apr_array_copy(pool, shared) : apr_array_make(pool, 4, sizeof(hd_sql_block_t));
    apr_array_header_t *words = statements ? fresh : found;
    const char *marker = statements ? "name" : "word";
    hd_sql_block_t *block = NULL;
    reader_t r;
    int i;

    reader_start(&r, file, text, pool);
    while (reader_line(&r)) {
        const char *word = heading(r.line, "word");
        const char *title = word || !statements ? word : heading(r.line, "name");

        if (title) {
            if (block) block->text = take_text(&r);
            block = apr_array_push(word ? words : found);
            HD_TRY(begin_block(block, &r, title, !word));
            continue;
        }
        if (statements && !is_comment(r.line)) HD_TRY(put_words(&r, words));
        keep_line(&r);
        if (!block && r.kept->nelts) return FAULT(pool, file, r.number, "SQL before the first \"-- %s:\"", marker);
    }
    if (block) block->text = take_text(&r);
    for (i = 0; statements && i < found->nelts; i++) {
        HD_TRY(check_statement(&APR_ARRAY_IDX(found, i, hd_sql_block_t), pool));
    }
    *blocks = found;
    return NULL;
}

hd_error_t *hd_sql_statements(apr_array_header_t **blocks, const char *file, const char *text,
                              const apr_array_header_t *shared, apr_pool_t *pool)
{
    return read_blocks(blocks, 1, file, text, shared, pool);
}

hd_error_t *hd_sql_words(apr_array_header_t **blocks, const char *file, const char *text, apr_pool_t *pool)
{
    return read_blocks(blocks, 0, file, text, NULL, pool);
}

static int ends_step(const char *line)
{
    apr_size_t length = strlen(line);

    return length > 0 && line[length - 1] == ';';
}

hd_error_t *hd_sql_steps(apr_array_header_t **steps, const char *file, const char *text,
                         const apr_array_header_t *words, apr_pool_t *pool)
{
    apr_array_header_t *found = apr_array_make(pool, 32, sizeof(hd_sql_block_t));
    reader_t r;

    reader_start(&r, file, text, pool);
    while (reader_line(&r)) {
        hd_sql_block_t *step;
        int ends;

        if (!*r.line || is_comment(r.line)) continue;
        if (!r.kept->nelts) r.begin = r.number;
        ends = ends_step(r.line);
        HD_TRY(put_words(&r, words));
        APR_ARRAY_PUSH(r.kept, const char *) = r.line;
        if (!ends) continue;
        step = apr_array_push(found);
        memset(step, 0, sizeof(*step));
        step->name = "";
        step->file = file;
        step->line = r.begin;
        step->text = take_text(&r);
        if (!*step->text) return FAULT(pool, file, r.begin, "a step without SQL");
    }
    if (r.kept->nelts) return FAULT(pool, file, r.begin, "the last step does not end with a semicolon");
    *steps = found;
    return NULL;
}
