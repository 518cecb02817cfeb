/* src/base/network.c: networks of addresses, and which addresses are nobody's own.
 * May use: APR, the system's sockets. Must not know: who connects where.
 * SPDX-License-Identifier: Apache-2.0 */
#include "network.h"

#include <apr_errno.h>
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#define IPV4_BITS 96 /* of ::ffff:0:0/96 */

/* Of RFC 6890 and those that came after it: what is not reached over the Internet, or leads back to what is not. */
static const char *const closed[] = {
    "0.0.0.0/8",      "10.0.0.0/8",   "100.64.0.0/10",  "127.0.0.0/8",    "169.254.0.0/16", "172.16.0.0/12",
    "192.0.0.0/24",   "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15",  "198.51.100.0/24",
    "203.0.113.0/24", "224.0.0.0/3",  "2001::/23",      "2001:db8::/32",  "2002::/16",      NULL
};
static const char open6[] = "2000::/3", any4[] = "::ffff:0:0/96";

/* An address as 16 bytes. @return 0 when it is none */
static int bytes_of(unsigned char *bytes, const struct sockaddr *address)
{
    static const unsigned char mapped[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff };

    if (address->sa_family == AF_INET6) {
        memcpy(bytes, &((const struct sockaddr_in6 *)(const void *)address)->sin6_addr, 16);
        return 1;
    }
    if (address->sa_family != AF_INET) return 0;
    memcpy(bytes, mapped, sizeof(mapped));
    memcpy(bytes + 12, &((const struct sockaddr_in *)(const void *)address)->sin_addr, 4);
    return 1;
}

apr_status_t hd_network_parse(hd_network_t *network, const char *text)
{
    const char *slash = strchr(text, '/');
    size_t length = slash ? (size_t)(slash - text) : strlen(text);
    char address[INET6_ADDRSTRLEN], *end = NULL;
    struct sockaddr_in6 six = { .sin6_family = AF_INET6 };
    struct sockaddr_in four = { .sin_family = AF_INET };
    hd_network_t read = { { 0 }, 128 };
    long bits = -1;
    int is_four;

    if (length >= sizeof(address)) return APR_EINVAL;
    memcpy(address, text, length);
    address[length] = '\0';
    is_four = inet_pton(AF_INET, address, &four.sin_addr) == 1;
    if (!is_four && inet_pton(AF_INET6, address, &six.sin6_addr) != 1) return APR_EINVAL;
    if (slash) {
        if (slash[1] < '0' || slash[1] > '9') return APR_EINVAL;
        bits = strtol(slash + 1, &end, 10);
        if (*end || bits < 0 || bits > (is_four ? 32 : 128)) return APR_EINVAL;
        read.bits = (int)bits + (is_four ? IPV4_BITS : 0);
    }
    bytes_of(read.address, is_four ? (const struct sockaddr *)&four : (const struct sockaddr *)&six);
    *network = read;
    return APR_SUCCESS;
}

static int bytes_in(const hd_network_t *network, const unsigned char *bytes)
{
    int whole = network->bits / 8, rest = network->bits % 8;

    if (memcmp(bytes, network->address, (size_t)whole)) return 0;
    return !rest || ((bytes[whole] ^ network->address[whole]) >> (8 - rest)) == 0;
}

int hd_network_has(const hd_network_t *network, const struct sockaddr *address)
{
    unsigned char bytes[16];

    return bytes_of(bytes, address) && bytes_in(network, bytes);
}

static int is_in(const char *text, const unsigned char *bytes)
{
    hd_network_t network;

    return hd_network_parse(&network, text) == APR_SUCCESS && bytes_in(&network, bytes);
}

int hd_address_is_public(const struct sockaddr *address)
{
    unsigned char bytes[16];
    int i;

    if (!bytes_of(bytes, address) || (!is_in(any4, bytes) && !is_in(open6, bytes))) return 0;
    for (i = 0; closed[i]; i++) {
        if (is_in(closed[i], bytes)) return 0;
    }
    return 1;
}
