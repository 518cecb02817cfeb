/* src/text/markdown_guard.c: keeps cmark-gfm from eating time and memory.
 * May use: cmark-gfm. Must not know: what is rendered.
 * SPDX-License-Identifier: Apache-2.0 */
#include "markdown_guard.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define MARKERS_MAX 100         /* quote and list marks at the start of one line: each nests a block */
#define INDENT_MAX 400          /* columns of white space at the start of one line: they keep nested lists open */
#define TAB_COLUMNS 4
#define DELIMITER_ROWS_MAX 30   /* "|---|---|": each makes the paragraph before it be read again */
#define WORD_MAX 2048           /* bytes without a space: the search for links goes over a word many times */
#define LENGTH_MAX (128 * 1024) /* bytes of a text */
#define OPEN_HTML_MAX 2000      /* "<!" and "<?": each is searched for its end */

struct hd_markdown_block_t {
    hd_markdown_block_t *next, *previous;
    size_t size;
    size_t unused; /* keeps what follows aligned to 16 bytes */
};

static hd_markdown_memory_t *current; /* guarded by the caller's mutex, as the header says */

static int is_space(char c)
{
    return c == ' ' || c == '\t';
}

static int ends_line(char c)
{
    return c == '\n' || c == '\r' || c == '\0';
}

/** The length of a mark that nests a block: ">", "-", "12."; 0 when there is none. */
static size_t mark_length(const char *at)
{
    size_t digits;

    if (*at == '>') return 1;
    if (strchr("-+*", *at) && *at) return is_space(at[1]) || ends_line(at[1]) ? 1 : 0;
    digits = strspn(at, "0123456789");
    if (digits == 0 || (at[digits] != '.' && at[digits] != ')')) return 0;
    return is_space(at[digits + 1]) || ends_line(at[digits + 1]) ? digits + 1 : 0;
}

/** Pass over marks and white space at the start of a line. @return behind them, NULL when there are too many */
static const char *skip_marks(const char *at)
{
    int marks = 0, columns = 0;

    for (;;) {
        size_t length = mark_length(at);

        if (length) marks++;
        else if (is_space(*at)) length = 1;
        else return at;
        if (is_space(*at)) columns += *at == '\t' ? TAB_COLUMNS : 1;
        if (marks > MARKERS_MAX || columns > INDENT_MAX) return NULL;
        at += length;
    }
}

/** Whether a line, from behind its marks, may be the row under a table's head. */
static int is_delimiter_row(const char *line)
{
    size_t length = strspn(line, "|:- \t\v\f");

    return ends_line(line[length]) && memchr(line, '-', length)
           && (memchr(line, '|', length) || memchr(line, ':', length));
}

hd_markdown_plan_t hd_markdown_plan(const char *source)
{
    hd_markdown_plan_t plan = { 1, 1, 1 };
    const char *at = source, *line;
    int rows = 0, html = 0;
    size_t word = 0;

    if (strlen(source) > LENGTH_MAX) plan.markdown = 0;
    while (plan.markdown && *at) {
        line = skip_marks(at);
        if (!line) plan.markdown = 0;
        else if (is_delimiter_row(line) && ++rows > DELIMITER_ROWS_MAX) plan.tables = 0;
        for (word = 0; !ends_line(*at); at++) {
            word = is_space(*at) ? 0 : word + 1;
            if (word > WORD_MAX) plan.autolinks = 0;
            if (*at == '<' && (at[1] == '!' || at[1] == '?') && ++html > OPEN_HTML_MAX) plan.markdown = 0;
        }
        if (*at) at++;
    }
    return plan;
}

static void give_up(int short_of_memory)
{
    current->short_of_memory = short_of_memory;
    longjmp(current->spent, 1);
}

static void link_block(hd_markdown_block_t *block, size_t size)
{
    block->size = size;
    block->previous = NULL;
    block->next = current->blocks;
    if (block->next) block->next->previous = block;
    current->blocks = block;
    current->used += size;
}

static void unlink_block(hd_markdown_block_t *block)
{
    if (block->next) block->next->previous = block->previous;
    if (block->previous) block->previous->next = block->next;
    else current->blocks = block->next;
    current->used -= block->size;
}

static void *give_zeroed(size_t count, size_t size)
{
    size_t bytes = sizeof(hd_markdown_block_t);
    hd_markdown_block_t *block;

    if (size && count > (SIZE_MAX - bytes) / size) give_up(0);
    bytes += count * size;
    if (bytes > current->budget - current->used) give_up(0);
    block = calloc(1, bytes);
    if (!block) give_up(1);
    link_block(block, bytes);
    return block + 1;
}

static void take_back(void *memory)
{
    hd_markdown_block_t *block = memory;

    if (!block) return;
    unlink_block(--block);
    free(block);
}

static void *give_resized(void *memory, size_t size)
{
    hd_markdown_block_t *block = memory, *resized;
    size_t bytes = sizeof(*block) + size, had;

    if (!block) return give_zeroed(1, size);
    block--;
    had = block->size;
    if (size > SIZE_MAX - sizeof(*block) || (bytes > had && bytes - had > current->budget - current->used)) give_up(0);
    unlink_block(block);
    resized = realloc(block, bytes);
    if (!resized) {
        link_block(block, had);
        give_up(1);
    }
    link_block(resized, bytes);
    return resized + 1;
}

cmark_mem *hd_markdown_memory_begin(hd_markdown_memory_t *memory, size_t budget)
{
    static cmark_mem functions = { give_zeroed, give_resized, take_back }; /* never written; cmark_mem is not const */

    memory->blocks = NULL;
    memory->used = 0;
    memory->budget = budget;
    memory->short_of_memory = 0;
    current = memory;
    return &functions;
}

void hd_markdown_memory_free(hd_markdown_memory_t *memory)
{
    while (memory->blocks) {
        hd_markdown_block_t *next = memory->blocks->next;
        free(memory->blocks);
        memory->blocks = next;
    }
    current = NULL;
}
