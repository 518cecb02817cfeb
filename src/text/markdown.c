/* src/text/markdown.c: Markdown to checked XML.
 * May use: base/, APR, cmark-gfm. Must not know: tickets, HTML pages.
 *
 * cmark-gfm parses; its tree is walked here and written with the elements of the header's list only. The parser keeps
 * the special characters of its extensions in tables that are global and change while it works, so one text is
 * parsed at a time.
 * SPDX-License-Identifier: Apache-2.0 */
#include "markdown.h"

#include <apr_strings.h>
#include <cmark-gfm-core-extensions.h>
#include <pthread.h>
#include <string.h>

#include "markdown_guard.h"
#include "markdown_out.h"

#define DEPTH_MAX 15           /* elements open at once: in the deepest there may still be a <br/> or <code> */
#define BLOCK_DEPTH_MAX 11     /* of them quotes and lists: a table in them has four of its own */
#define LARGEST_HEADING 3
#define SMALLEST_HEADING 6
#define MEMORY_BUDGET (48 * 1024 * 1024)
#define OUTPUT_MAX (2 * 1024 * 1024)

static pthread_mutex_t parsing = PTHREAD_MUTEX_INITIALIZER;

/** One text on its way. */
typedef struct job_t {
    const char *source;
    hd_markdown_plan_t plan;
    hd_markdown_memory_t memory;
    hd_markdown_out_t *out;
    int depth;   /* elements open */
    int in_link; /* links do not nest */
    int column;  /* of the table cell at hand */
} job_t;

/** Write a start tag; the end tag hangs on the node until the walk leaves it. */
static void open_element(job_t *job, cmark_node *node, const char *start, const char *end, int elements)
{
    hd_markdown_put(job->out, start);
    cmark_node_set_user_data(node, (void *)end);
    job->depth += elements;
}

static int is_open(cmark_node *node)
{
    return cmark_node_get_user_data(node) != NULL;
}

static void open_inline(job_t *job, cmark_node *node, const char *start, const char *end)
{
    if (job->depth < DEPTH_MAX) open_element(job, node, start, end, 1);
}

static void open_list(job_t *job, cmark_node *node)
{
    int first = cmark_node_get_list_start(node);
    char start[40];

    if (job->depth + 2 > BLOCK_DEPTH_MAX) return;
    if (cmark_node_get_list_type(node) == CMARK_BULLET_LIST) {
        open_element(job, node, "<ul>", "</ul>", 1);
        return;
    }
    apr_snprintf(start, sizeof(start), first == 1 ? "<ol>" : "<ol start=\"%d\">", first);
    open_element(job, node, start, "</ol>", 1);
}

static void open_paragraph(job_t *job, cmark_node *node)
{
    cmark_node *item = cmark_node_parent(node), *list = item ? cmark_node_parent(item) : NULL;
    int tight = list && cmark_node_get_type(list) == CMARK_NODE_LIST && cmark_node_get_list_tight(list);

    if (!(tight && is_open(item))) open_element(job, node, "<p>", "</p>", 1);
}

static void open_heading(job_t *job, cmark_node *node)
{
    static const char *const starts[] = { "<h3>", "<h4>", "<h5>", "<h6>" };
    static const char *const ends[] = { "</h3>", "</h4>", "</h5>", "</h6>" };
    int level = cmark_node_get_heading_level(node) - 1;

    if (level > SMALLEST_HEADING - LARGEST_HEADING) level = SMALLEST_HEADING - LARGEST_HEADING;
    open_element(job, node, starts[level], ends[level], 1);
}

/** Whether a link has no text of its own. */
static int is_blank(cmark_node *link)
{
    cmark_node *child = cmark_node_first_child(link);
    const char *text;

    if (!child) return 1;
    if (cmark_node_next(child) || cmark_node_get_type(child) != CMARK_NODE_TEXT) return 0;
    text = cmark_node_get_literal(child);
    return text[strspn(text, " \t")] == '\0';
}

/** A link or a picture: a link, where its address may be one. */
static void open_link(job_t *job, cmark_node *node)
{
    const char *url = cmark_node_get_url(node);

    if (!url) return;
    if (!job->in_link && job->depth < DEPTH_MAX
        && hd_markdown_put_href(job->out, url, "<a href=\"", "\" rel=\"nofollow noopener\">")) {
        open_element(job, node, "", "</a>", 1);
        job->in_link = 1;
    }
    if (is_blank(node)) hd_markdown_put_text(job->out, url, strlen(url), 0);
}

static int is_header_row(cmark_node *row)
{
    return row && cmark_gfm_extensions_get_table_row_is_header(row);
}

static void open_row(job_t *job, cmark_node *row)
{
    int last = cmark_node_next(row) == NULL;

    job->column = 0;
    if (is_header_row(row)) {
        open_element(job, row, "<thead><tr>", "</tr></thead>", 2);
    } else {
        int first = is_header_row(cmark_node_previous(row)) || !cmark_node_previous(row);
        open_element(job, row, first ? "<tbody><tr>" : "<tr>", last ? "</tr></tbody>" : "</tr>", 2);
    }
}

static void open_cell(job_t *job, cmark_node *cell)
{
    cmark_node *row = cmark_node_parent(cell), *table = cmark_node_parent(row);
    const uint8_t *alignments = cmark_gfm_extensions_get_table_alignments(table);
    int column = job->column++;
    int known = alignments && column < cmark_gfm_extensions_get_table_columns(table);
    char alignment = known ? (char)alignments[column] : 0;
    const char *side = alignment == 'l' ? " class=\"left\"" : alignment == 'c' ? " class=\"center\""
                                                          : alignment == 'r' ? " class=\"right\"" : "";
    char start[24];

    apr_snprintf(start, sizeof(start), is_header_row(row) ? "<th%s>" : "<td%s>", side);
    open_element(job, cell, start, is_header_row(row) ? "</th>" : "</td>", 1);
}

/** Nodes of extensions are told by their names. */
static void open_extension(job_t *job, cmark_node *node)
{
    const char *name = cmark_node_get_type_string(node);

    if (strcmp(name, "strikethrough") == 0) open_inline(job, node, "<del>", "</del>");
    else if (strcmp(name, "table") == 0) open_element(job, node, "<table>", "</table>", 1);
    else if (strcmp(name, "table_row") == 0 || strcmp(name, "table_header") == 0) open_row(job, node);
    else if (strcmp(name, "table_cell") == 0) open_cell(job, node);
}

static void write_literal(job_t *job, cmark_node *node, const char *start, const char *end, int breaks)
{
    const char *text = cmark_node_get_literal(node);
    apr_size_t length = text ? strlen(text) : 0;

    while (breaks && length && text[length - 1] == '\n') length--;
    hd_markdown_put(job->out, start);
    hd_markdown_put_text(job->out, text ? text : "", length, breaks);
    hd_markdown_put(job->out, end);
}

static void enter(job_t *job, cmark_node *node)
{
    switch (cmark_node_get_type(node)) {
    case CMARK_NODE_DOCUMENT: break;
    case CMARK_NODE_BLOCK_QUOTE:
        if (job->depth < BLOCK_DEPTH_MAX) open_element(job, node, "<blockquote>", "</blockquote>", 1);
        break;
    case CMARK_NODE_LIST: open_list(job, node); break;
    case CMARK_NODE_ITEM:
        if (is_open(cmark_node_parent(node))) open_element(job, node, "<li>", "</li>", 1);
        break;
    case CMARK_NODE_PARAGRAPH: open_paragraph(job, node); break;
    case CMARK_NODE_HEADING: open_heading(job, node); break;
    case CMARK_NODE_CODE_BLOCK: write_literal(job, node, "<pre><code>", "</code></pre>", 0); break;
    case CMARK_NODE_HTML_BLOCK: write_literal(job, node, "<p>", "</p>", 1); break;
    case CMARK_NODE_THEMATIC_BREAK: hd_markdown_put(job->out, "<hr/>"); break;
    case CMARK_NODE_TEXT:
    case CMARK_NODE_HTML_INLINE: write_literal(job, node, "", "", 1); break;
    case CMARK_NODE_SOFTBREAK:
    case CMARK_NODE_LINEBREAK: hd_markdown_put(job->out, "<br/>"); break;
    case CMARK_NODE_CODE: write_literal(job, node, "<code>", "</code>", 0); break;
    case CMARK_NODE_EMPH: open_inline(job, node, "<em>", "</em>"); break;
    case CMARK_NODE_STRONG: open_inline(job, node, "<strong>", "</strong>"); break;
    case CMARK_NODE_LINK:
    case CMARK_NODE_IMAGE: open_link(job, node); break;
    default: open_extension(job, node); break;
    }
}

static void leave(job_t *job, cmark_node *node)
{
    const char *end = cmark_node_get_user_data(node);

    if (!end) return;
    hd_markdown_put(job->out, end);
    job->depth -= strncmp(end, "</tr>", 5) == 0 ? 2 : 1;
    if (strcmp(end, "</a>") == 0) job->in_link = 0;
}

static void attach(cmark_parser *parser, const char *extension)
{
    cmark_syntax_extension *found = cmark_find_syntax_extension(extension);

    if (found) cmark_parser_attach_syntax_extension(parser, found);
}

/** Parse and write; does not return when the memory is spent. */
static void render(job_t *job, cmark_mem *mem)
{
    const int options = CMARK_OPT_VALIDATE_UTF8 | CMARK_OPT_STRIKETHROUGH_DOUBLE_TILDE;
    cmark_parser *parser = cmark_parser_new_with_mem(options, mem);
    cmark_iter *walk;
    cmark_event_type event;

    if (job->plan.tables) attach(parser, "table");
    attach(parser, "strikethrough");
    if (job->plan.autolinks) attach(parser, "autolink");
    cmark_parser_feed(parser, job->source, strlen(job->source));
    walk = cmark_iter_new(cmark_parser_finish(parser));
    while ((event = cmark_iter_next(walk)) != CMARK_EVENT_DONE) {
        if (event == CMARK_EVENT_ENTER) enter(job, cmark_iter_get_node(walk));
        else leave(job, cmark_iter_get_node(walk));
    }
}

/** Run the job within its limits. @return 1, or 0 when they were met */
static int render_within_limits(job_t *job)
{
    cmark_mem *mem = hd_markdown_memory_begin(&job->memory, MEMORY_BUDGET);

    if (setjmp(job->memory.spent)) return 0;
    cmark_gfm_core_extensions_ensure_registered();
    render(job, mem);
    return !job->out->over_limit;
}

hd_error_t *hd_markdown_render(const char **fragment, const char *source, apr_pool_t *pool)
{
    hd_markdown_out_t out = { 0 };
    job_t job = { 0 };
    int done = 0;

    job.source = source;
    job.plan = hd_markdown_plan(source);
    job.out = &out;
    out.limit = OUTPUT_MAX;
    if (job.plan.markdown) {
        pthread_mutex_lock(&parsing);
        done = render_within_limits(&job);
        hd_markdown_memory_free(&job.memory);
        pthread_mutex_unlock(&parsing);
    }
    if (!done && !out.short_of_memory && !job.memory.short_of_memory) {
        out.length = 0;
        out.limit = 0;
        out.over_limit = 0;
        hd_markdown_put_plain(&out, source);
    }
    if (!out.short_of_memory && !job.memory.short_of_memory) {
        *fragment = out.length ? apr_pstrmemdup(pool, out.bytes, out.length) : "";
    }
    hd_markdown_out_free(&out);
    if (!out.short_of_memory && !job.memory.short_of_memory) return NULL;
    return hd_error(pool, HD_BROKEN, "server-memory", "no memory to render Markdown");
}
