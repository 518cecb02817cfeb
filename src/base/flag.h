/* src/base/flag.h: a flag that one thread puts up and others look at, without a lock.
 * May use: nothing. Must not know: what it is a sign for.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_BASE_FLAG_H
#define HD_BASE_FLAG_H

/** 0: down. Only the functions here touch it while there are several threads. */
typedef int hd_flag_t;

/** Put it up, for ever; several threads may do so. */
static inline void hd_flag_raise(hd_flag_t *flag)
{
    __atomic_store_n(flag, 1, __ATOMIC_RELEASE);
}

/** Whether it is up; one that there is not (NULL) never is. */
static inline int hd_flag_is_up(const hd_flag_t *flag)
{
    return flag && __atomic_load_n(flag, __ATOMIC_ACQUIRE);
}

#endif
