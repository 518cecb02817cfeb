/* src/web/admin_agents.h: who works at the desk, as administrators see them.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_WEB_ADMIN_AGENTS_H
#define HD_WEB_ADMIN_AGENTS_H

#include "request.h"

/** GET /admin/agents/ */
hd_error_t *hd_admin_agents(hd_request_t *q);

/** GET and POST /admin/agents/new */
hd_error_t *hd_admin_agent_new(hd_request_t *q);
hd_error_t *hd_admin_agent_new_post(hd_request_t *q);

/** GET and POST /admin/agents/{id} */
hd_error_t *hd_admin_agent(hd_request_t *q);
hd_error_t *hd_admin_agent_post(hd_request_t *q);

/** POST /admin/agents/{id}/invite */
hd_error_t *hd_admin_agent_invite_post(hd_request_t *q);

#endif
