/* tests/fuzz/fuzz_value.c: any bytes as the value of a directive: numbers, sizes, addresses, mail transports, mailboxes,
 * time zones, patterns of media types.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <apr_general.h>
#include <apr_strings.h>
#include <apr_tables.h>

#include "../../src/domain/attachment.h"
#include "../../src/mail/deliver.h"
#include "../../src/mail/letter.h"
#include "../../src/text/locale.h"
#include "../../src/web/value.h"

static void check_number(const char *text)
{
    apr_int64_t number = -1, size = -1;
    const char *fault = hd_value_number(&number, text, 0);

    if (fault ? number != -1 : number < 0) abort();
    if (hd_value_number(&size, text, 1) ? size != -1 : size < 0) abort();
    if (!fault && size != number) abort();
}

/* What stands in mails, cookies and headers has nothing that could break out of them. */
static void check_url(const char *text, apr_pool_t *pool)
{
    hd_value_url_t parts;

    if (hd_value_url(&parts, text, pool)) return;
    if (strpbrk(parts.url, " \t\r\n\"<>\\;,")) abort();
    if (*parts.path != '/' || !*parts.host || strchr(parts.host, '/')) abort();
    if (strncmp(parts.url, parts.secure ? "https://" : "http://", parts.secure ? 8 : 7) != 0) abort();
}

static void check_mailbox(const char *text, apr_pool_t *pool)
{
    const char *address = hd_mailbox_address(text, pool);

    if (!address) return;
    if (!strchr(address, '@') || strpbrk(address, "<> \t\r\n,;\"")) abort();
    if (!hd_mailbox_address(address, pool)) abort();
}

static void check_types(const char *text, apr_pool_t *pool)
{
    apr_array_header_t *patterns = apr_array_make(pool, 2, sizeof(const char *));
    int answer;

    APR_ARRAY_PUSH(patterns, const char *) = text;
    answer = hd_attachment_type_allowed(patterns, "image/png");
    if (answer != 0 && answer != 1) abort();
    if (*text == '!' && answer) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static int started;
    hd_transport_t *transport;
    apr_pool_t *pool;
    const char *text;

    if (!started++) {
        apr_initialize();
        hd_deliver_init();
    }
    apr_pool_create(&pool, NULL);
    text = apr_pstrmemdup(pool, (const char *)data, size);
    check_number(text);
    check_url(text, pool);
    check_mailbox(text, pool);
    check_types(text, pool);
    hd_transport_parse(&transport, text, pool);
    hd_time_zone_valid(text);
    apr_pool_destroy(pool);
    return 0;
}
