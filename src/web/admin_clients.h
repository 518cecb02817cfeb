/* src/web/admin_clients.h: clients and their accounts, as administrators keep them.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_WEB_ADMIN_CLIENTS_H
#define HD_WEB_ADMIN_CLIENTS_H

#include "request.h"

/** GET /admin/clients/: those that were added last, or ?q=: people and accounts. */
hd_handler_t hd_admin_clients_page;

/** GET, POST /admin/clients/new: a new client, with an account; ?account= fills in one that there is. */
hd_handler_t hd_admin_client_new_page;
hd_handler_t hd_admin_client_new_post;

/** GET, POST /admin/clients/{id}: name, whether they are kept out, their accounts. */
hd_handler_t hd_admin_client_page;
hd_handler_t hd_admin_client_post;

/** POST /admin/clients/{id}/invite: a link to choose a password, once more. */
hd_handler_t hd_admin_client_invite_post;

/** GET, POST /admin/accounts/{id}: name, people. */
hd_handler_t hd_admin_account_page;
hd_handler_t hd_admin_account_post;

/** POST /admin/accounts/{id}/members: the rights of somebody. */
hd_handler_t hd_admin_account_member_post;

/** POST /admin/clients/{id}/merge, /admin/accounts/{id}/merge: into another; "confirm" has to be ticked. */
hd_handler_t hd_admin_client_merge_post;
hd_handler_t hd_admin_account_merge_post;

#endif
