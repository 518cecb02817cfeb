/* src/web/device.h: what a User-Agent header says of a device, for people who look at their sessions.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_WEB_DEVICE_H
#define HD_WEB_DEVICE_H

#include <apr_pools.h>

/**
 * Browser and system, by their proper names, which are the same in every language.
 * @param agent  a User-Agent header
 * @param pool   owns the result
 * @return "Firefox, Linux"; NULL when neither can be told
 */
const char *hd_device(const char *agent, apr_pool_t *pool);

#endif
