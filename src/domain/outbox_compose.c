/* src/domain/outbox_compose.c: from what a mail tells to its bytes: subject, thread, reply address.
 * May use: store/, mail/, base/. Must not know: HTTP, XML.
 *
 * A mail about a ticket is told apart and put into its thread by three things: "[#HD-XXXXXXX]" in a subject that stays
 * the same, Message-IDs that follow from the ticket and the row, and a signed address for answers.
 * SPDX-License-Identifier: Apache-2.0 */
#include "outbox_work.h"

#include <apr_lib.h>
#include <apr_strings.h>

#include "../base/token.h"

#define LOCAL_PART_MAX 64 /* octets: RFC 5321 */
#define TAG_CHARS 13      /* 65 bits */

static const char *lower(const char *text, apr_pool_t *pool)
{
    char *copy = apr_pstrdup(pool, text), *at;

    for (at = copy; *at; at++) *at = (char)apr_tolower(*at);
    return copy;
}

const char *hd_reply_address(const char *from, const char *reference, const char *secret, apr_pool_t *pool)
{
    const char *address = hd_mailbox_address(from, pool), *at, *tag, *detail;

    if (!address) return NULL;
    at = strrchr(address, '@');
    tag = hd_base32_of_hex(hd_hmac(secret, "reply-address", reference, pool), TAG_CHARS, pool);
    detail = strncmp(reference, "HD-", 3) == 0 ? reference + 3 : reference;
    detail = apr_psprintf(pool, "+%s.%s", lower(detail, pool), tag);
    if ((apr_size_t)(at - address) + strlen(detail) > LOCAL_PART_MAX) return address;
    return apr_pstrcat(pool, apr_pstrmemdup(pool, address, (apr_size_t)(at - address)), detail, at, NULL);
}

/** The host without a port. */
static const char *id_host(const char *host, apr_pool_t *pool)
{
    const char *end = *host == '[' ? strchr(host, ']') : NULL;

    end = end ? end + 1 : host + strcspn(host, ":");
    return end == host ? "localhost" : apr_pstrmemdup(pool, host, (apr_size_t)(end - host));
}

static const char *message_id(const hd_outbox_work_t *work, const char *public_id, apr_pool_t *pool)
{
    const char *host = id_host(work->run->host, pool);

    if (!work->matter.reference) return apr_psprintf(pool, "%s@%s", public_id, host);
    return apr_psprintf(pool, "%s.%s@%s", public_id, lower(work->matter.reference, pool), host);
}

/** Where the mail stands in its thread: below the mail before it, else below the ticket's own id. */
static hd_error_t *put_into_thread(hd_letter_t *letter, const hd_outbox_work_t *work, apr_pool_t *pool)
{
    const char *root = apr_psprintf(pool, "%s@%s", lower(work->matter.reference, pool), id_host(work->run->host, pool));
    hd_rows_t *previous;

    HD_TRY(hd_db_one(&previous, work->db, "outbox_previous",
                     HD_ARGS(hd_int(work->ticket_id), hd_text(work->matter.recipient), hd_int(work->id)), pool));
    letter->in_reply_to = previous ? message_id(work, hd_row_text(previous, 0), pool) : root;
    letter->references = previous ? apr_pstrcat(pool, root, " ", letter->in_reply_to, NULL) : root;
    return NULL;
}

hd_error_t *hd_outbox_compose(const char **bytes, apr_size_t *length, hd_outbox_work_t *work, apr_pool_t *pool)
{
    const hd_outbox_run_t *run = work->run;
    const hd_mail_matter_t *matter = &work->matter;
    hd_composed_t composed = { NULL, NULL, NULL };
    hd_letter_t letter;

    HD_TRY(run->compose(&composed, matter, run->compose_baton, pool));
    memset(&letter, 0, sizeof(letter));
    letter.from = run->from;
    letter.to = matter->recipient;
    letter.to_name = matter->recipient_name;
    letter.subject = composed.subject;
    letter.message_id = message_id(work, work->public_id, pool);
    letter.auto_submitted = work->kind->auto_submitted;
    letter.language = matter->language;
    letter.text = composed.text;
    letter.html = composed.html;
    letter.date = matter->at;
    if (matter->reference) {
        letter.subject = apr_psprintf(pool, "[#%s] %s", matter->reference, matter->subject);
        letter.reply_to = hd_reply_address(run->from, matter->reference, run->secret, pool);
        HD_TRY(put_into_thread(&letter, work, pool));
    }
    return hd_letter_write(bytes, length, &letter, pool);
}
