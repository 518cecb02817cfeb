/* src/text/markdown_guard.h: keeps cmark-gfm from eating time and memory. For src/text/ only.
 * May use: cmark-gfm. Must not know: what is rendered.
 *
 * Debian's cmark-gfm (0.29.0.gfm.6) takes seconds and hundreds of MiB for some texts of 64 KiB that nobody writes by
 * hand. Such texts are told by a scan beforehand, or by what the parser has allocated; they are shown without Markdown.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_TEXT_MARKDOWN_GUARD_H
#define HD_TEXT_MARKDOWN_GUARD_H

#include <cmark-gfm.h>
#include <setjmp.h>

/** What a text may be given to. */
typedef struct hd_markdown_plan_t {
    int markdown;  /* 0: show it as it is */
    int tables;    /* whether the extension is safe */
    int autolinks; /* whether the extension is safe */
} hd_markdown_plan_t;

/** Look through a text, in one pass. @param source UTF-8 @return what is safe */
hd_markdown_plan_t hd_markdown_plan(const char *source);

/** One block of memory, in front of what cmark-gfm was given. */
typedef struct hd_markdown_block_t hd_markdown_block_t;

/** The memory of one parser. */
typedef struct hd_markdown_memory_t {
    hd_markdown_block_t *blocks;
    size_t used;
    size_t budget;
    int short_of_memory; /* set before the jump when the system had none; else the budget was spent */
    jmp_buf spent;       /* where to go then; set by the caller before the parser is made */
} hd_markdown_memory_t;

/**
 * The allocator that works on a memory. cmark-gfm hands its allocators no context, so there is one memory at a time:
 * the caller holds a mutex from here to hd_markdown_memory_free.
 */
cmark_mem *hd_markdown_memory_begin(hd_markdown_memory_t *memory, size_t budget);

/** Give back all that the parser was given, whether it has freed it or not. */
void hd_markdown_memory_free(hd_markdown_memory_t *memory);

#endif
