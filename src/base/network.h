/* src/base/network.h: networks of addresses, and which addresses are nobody's own.
 * May use: APR, the system's sockets. Must not know: who connects where.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_BASE_NETWORK_H
#define HD_BASE_NETWORK_H

#include <apr_pools.h>
#include <sys/socket.h>

/** A network: addresses that begin with the same bits. IPv4 stands as IPv6 does (::ffff:a.b.c.d). */
typedef struct hd_network_t {
    unsigned char address[16];
    int bits; /* 0 to 128 */
} hd_network_t;

/**
 * Read a network.
 * @param[out] network  untouched on error
 * @param text          "10.0.0.0/8", "fd00::/8", or one address
 * @return APR_SUCCESS, or APR_EINVAL
 */
apr_status_t hd_network_parse(hd_network_t *network, const char *text);

/** Whether an address is in a network. @param address  IPv4 or IPv6; any other is in none @return 1 or 0 */
int hd_network_has(const hd_network_t *network, const struct sockaddr *address);

/**
 * Whether an address is one of the Internet's: not of this machine, a private, local or shared network, of a group, reserved,
 * or one in which such an address is hidden (mapped, translated, tunnelled).
 * @param address  IPv4 or IPv6; any other is not
 * @return 1 or 0
 */
int hd_address_is_public(const struct sockaddr *address);

#endif
