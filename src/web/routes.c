/* src/web/routes.c: every route there is: method, path, who, right, handler, page. Dispatch and authorization read it.
 * May use: the handlers. Must not know: anything else.
 * SPDX-License-Identifier: Apache-2.0 */
#include "account_pages.h"
#include "acting_pages.h"
#include "admin_agents.h"
#include "admin_departments.h"
#include "admin_clients.h"
#include "admin_home.h"
#include "admin_levels.h"
#include "admin_outbox.h"
#include "admin_macros.h"
#include "admin_services.h"
#include "admin_settings.h"
#include "admin_webhooks.h"
#include "audit_page.h"
#include "client_page.h"
#include "clients_page.h"
#include "desk_pages.h"
#include "file_pages.h"
#include "home_pages.h"
#include "macro_pages.h"
#include "monitor_pages.h"
#include "notice_pages.h"
#include "rate_pages.h"
#include "report_pages.h"
#include "service_pages.h"
#include "signin_pages.h"
#include "ticket_pages.h"
#include "waiting_page.h"
#include "work_pages.h"

#define SERVICES (HD_RIGHT_BILLING | HD_RIGHT_SUPPORT)
#define SUPPORT HD_RIGHT_SUPPORT

const hd_route_t hd_routes[] = {
    { "GET", "/", HD_FOR_ALL, 0, hd_home_page, "home", 0 },

    { "GET", "/login", HD_FOR_ALL, 0, hd_login_get, "login", 0 },
    { "POST", "/login", HD_FOR_ALL, 0, hd_login_post, "login", 0 },
    { "POST", "/logout", HD_FOR_ALL, 0, hd_logout_post, NULL, 0 },
    { "GET", "/password/forgot", HD_FOR_ALL, 0, hd_password_forgot_get, "password-forgot", 0 },
    { "POST", "/password/forgot", HD_FOR_ALL, 0, hd_password_forgot_post, "password-forgot", 0 },
    { "GET", "/password/reset", HD_FOR_ALL, 0, hd_password_reset_get, "password-reset", 0 },
    { "POST", "/password/reset", HD_FOR_ALL, 0, hd_password_reset_post, "password-reset", 0 },

    { "GET", "/services/", HD_FOR_CLIENT, SERVICES, hd_services_page, "services", 0 },
    { "GET", "/services/{id}", HD_FOR_CLIENT, SERVICES, hd_service_page, "service", 0 },

    { "GET", "/support", HD_FOR_CLIENT, SUPPORT, hd_support_page, "support", 0 },
    { "GET", "/tickets/", HD_FOR_CLIENT, SUPPORT, hd_tickets_page, "tickets", 0 },
    { "GET", "/tickets/new", HD_FOR_CLIENT, SUPPORT, hd_ticket_new_page, "ticket-new", 0 },
    { "POST", "/tickets/new", HD_FOR_CLIENT, SUPPORT, hd_ticket_new_post, "ticket-new", HD_ROUTE_FILES },
    { "GET", "/tickets/{ref}", HD_FOR_CLIENT, SUPPORT, hd_ticket_page, "ticket", 0 },
    { "POST", "/tickets/{ref}/reply", HD_FOR_CLIENT, SUPPORT, hd_ticket_reply_post, "ticket", HD_ROUTE_FILES },
    { "POST", "/tickets/{ref}/close", HD_FOR_CLIENT, SUPPORT, hd_ticket_close_post, NULL, 0 },
    { "POST", "/tickets/{ref}/reopen", HD_FOR_CLIENT, SUPPORT, hd_ticket_reopen_post, NULL, 0 },
    { "POST", "/tickets/{ref}/rate", HD_FOR_CLIENT, SUPPORT, hd_ticket_rate_post, "ticket", HD_ROUTE_SELF },
    { "GET", "/rate/{token}", HD_FOR_ALL, 0, hd_rate_get, "rate", 0 },
    { "POST", "/rate/{token}", HD_FOR_ALL, 0, hd_rate_post, "rate", 0 },
    { "POST", "/rate/{token}/reopen", HD_FOR_ALL, 0, hd_rate_reopen_post, NULL, 0 },
    { "GET", "/attachments/{id}/{name}", HD_FOR_SIGNED_IN, 0, hd_attachment_page, NULL, 0 },

    { "GET", "/account", HD_FOR_SIGNED_IN, 0, hd_account_get, "account", HD_ROUTE_SELF },
    { "POST", "/account", HD_FOR_SIGNED_IN, 0, hd_account_post, "account", HD_ROUTE_SELF },
    { "GET", "/account/password", HD_FOR_SIGNED_IN, 0, hd_account_password_get, "account-password", HD_ROUTE_SELF },
    { "POST", "/account/password", HD_FOR_SIGNED_IN, 0, hd_account_password_post, "account-password", HD_ROUTE_SELF },
    { "GET", "/account/security", HD_FOR_SIGNED_IN, 0, hd_account_security_get, "account-security", HD_ROUTE_SELF },
    { "POST", "/account/security", HD_FOR_SIGNED_IN, 0, hd_account_security_post, "account-security", HD_ROUTE_SELF },

    { "GET", "/account/notices", HD_FOR_AGENT, 0, hd_account_notices_get, "account-notices", 0 },
    { "POST", "/account/notices", HD_FOR_AGENT, 0, hd_account_notices_post, "account-notices", HD_ROUTE_MANY },

    { "GET", "/desk/", HD_FOR_AGENT, 0, hd_desk_page, "desk", 0 },
    { "GET", "/desk/waiting", HD_FOR_AGENT, 0, hd_waiting_page, "desk-waiting", 0 },
    { "POST", "/desk/bulk", HD_FOR_AGENT, 0, hd_desk_bulk_post, "desk", 0 },
    { "GET", "/desk/tickets/{ref}", HD_FOR_AGENT, 0, hd_desk_ticket_page, "desk-ticket", 0 },
    { "POST", "/desk/tickets/{ref}/reply", HD_FOR_AGENT, 0, hd_desk_reply_post, "desk-ticket", HD_ROUTE_FILES },
    { "POST", "/desk/tickets/{ref}/note", HD_FOR_AGENT, 0, hd_desk_note_post, "desk-ticket", HD_ROUTE_FILES },
    { "POST", "/desk/tickets/{ref}/assign", HD_FOR_AGENT, 0, hd_desk_assign_post, "desk-ticket", HD_ROUTE_FILES },
    { "POST", "/desk/tickets/{ref}/set", HD_FOR_AGENT, 0, hd_desk_set_post, "desk-ticket", HD_ROUTE_FILES },
    { "POST", "/desk/tickets/{ref}/hold", HD_FOR_AGENT, 0, hd_desk_hold_post, "desk-ticket", HD_ROUTE_FILES },
    { "POST", "/desk/tickets/{ref}/undo", HD_FOR_AGENT, 0, hd_desk_undo_post, "desk-ticket", HD_ROUTE_FILES },
    { "POST", "/desk/tickets/{ref}/merge", HD_FOR_AGENT, 0, hd_desk_merge_post, "desk-ticket", HD_ROUTE_FILES },
    { "POST", "/desk/tickets/{ref}/split", HD_FOR_AGENT, 0, hd_desk_split_post, "desk-ticket", HD_ROUTE_FILES },
    { "POST", "/desk/tickets/{ref}/macro", HD_FOR_AGENT, 0, hd_desk_macro_post, "desk-ticket", HD_ROUTE_FILES },
    { "GET", "/desk/clients/", HD_FOR_AGENT, 0, hd_desk_clients_page, "desk-clients", 0 },
    { "GET", "/desk/clients/{id}", HD_FOR_AGENT, 0, hd_desk_client_page, "desk-client", 0 },

    { "GET", "/admin/", HD_FOR_ADMIN, 0, hd_admin_home, "admin", 0 },
    { "GET", "/admin/departments/", HD_FOR_ADMIN, 0, hd_admin_departments, "admin-departments", 0 },
    { "GET", "/admin/departments/new", HD_FOR_ADMIN, 0, hd_admin_department_new, "admin-department-new", 0 },
    { "POST", "/admin/departments/new", HD_FOR_ADMIN, 0, hd_admin_department_new_post, "admin-department-new", HD_ROUTE_MANY },
    { "GET", "/admin/departments/{slug}", HD_FOR_ADMIN, 0, hd_admin_department, "admin-department", 0 },
    { "POST", "/admin/departments/{slug}", HD_FOR_ADMIN, 0, hd_admin_department_post, "admin-department", HD_ROUTE_MANY },
    { "GET", "/admin/departments/{slug}/levels", HD_FOR_ADMIN, 0, hd_admin_levels, "admin-levels", 0 },
    { "POST", "/admin/departments/{slug}/levels", HD_FOR_ADMIN, 0, hd_admin_levels_post, "admin-levels", 0 },
    { "GET", "/admin/agents/", HD_FOR_ADMIN, 0, hd_admin_agents, "admin-agents", 0 },
    { "GET", "/admin/agents/new", HD_FOR_ADMIN, 0, hd_admin_agent_new, "admin-agent-new", 0 },
    { "POST", "/admin/agents/new", HD_FOR_ADMIN, 0, hd_admin_agent_new_post, "admin-agent-new", HD_ROUTE_MANY },
    { "GET", "/admin/agents/{id}", HD_FOR_ADMIN, 0, hd_admin_agent, "admin-agent", 0 },
    { "POST", "/admin/agents/{id}", HD_FOR_ADMIN, 0, hd_admin_agent_post, "admin-agent", HD_ROUTE_MANY },
    { "POST", "/admin/agents/{id}/invite", HD_FOR_ADMIN, 0, hd_admin_agent_invite_post, "admin-agent", 0 },
    { "GET", "/admin/outbox/", HD_FOR_ADMIN, 0, hd_admin_outbox, "admin-outbox", 0 },
    { "POST", "/admin/outbox/retry", HD_FOR_ADMIN, 0, hd_admin_outbox_retry_post, "admin-outbox", 0 },
    { "GET", "/admin/outbox/{id}", HD_FOR_ADMIN, 0, hd_admin_mail, "admin-mail", 0 },
    { "POST", "/admin/outbox/{id}/retry", HD_FOR_ADMIN, 0, hd_admin_mail_retry_post, "admin-mail", 0 },
    { "POST", "/admin/outbox/{id}/drop", HD_FOR_ADMIN, 0, hd_admin_mail_drop_post, "admin-mail", 0 },
    { "GET", "/admin/macros/", HD_FOR_ADMIN, 0, hd_admin_macros_page, "admin-macros", 0 },
    { "GET", "/admin/macros/new", HD_FOR_ADMIN, 0, hd_admin_macro_new_page, "admin-macro-new", 0 },
    { "POST", "/admin/macros/new", HD_FOR_ADMIN, 0, hd_admin_macro_new_post, "admin-macro-new", 0 },
    { "GET", "/admin/macros/{id}", HD_FOR_ADMIN, 0, hd_admin_macro_page, "admin-macro", 0 },
    { "POST", "/admin/macros/{id}", HD_FOR_ADMIN, 0, hd_admin_macro_post, "admin-macro", 0 },
    { "POST", "/admin/macros/{id}/delete", HD_FOR_ADMIN, 0, hd_admin_macro_delete_post, "admin-macro", 0 },
    { "GET", "/admin/webhooks/", HD_FOR_ADMIN, 0, hd_admin_webhooks_page, "admin-webhooks", 0 },
    { "GET", "/admin/webhooks/new", HD_FOR_ADMIN, 0, hd_admin_webhook_new_page, "admin-webhook-new", 0 },
    { "POST", "/admin/webhooks/new", HD_FOR_ADMIN, 0, hd_admin_webhook_new_post, "admin-webhook-new", 0 },
    { "GET", "/admin/webhooks/{id}", HD_FOR_ADMIN, 0, hd_admin_webhook_page, "admin-webhook", 0 },
    { "POST", "/admin/webhooks/{id}", HD_FOR_ADMIN, 0, hd_admin_webhook_post, "admin-webhook", 0 },
    { "GET", "/admin/webhooks/{id}/secret", HD_FOR_ADMIN, 0, hd_admin_webhook_secret_page, "admin-webhook-secret", 0 },
    { "POST", "/admin/webhooks/{id}/secret", HD_FOR_ADMIN, 0, hd_admin_webhook_secret_post, "admin-webhook-secret", 0 },
    { "POST", "/admin/webhooks/{id}/try", HD_FOR_ADMIN, 0, hd_admin_webhook_try_post, "admin-webhook", 0 },
    { "POST", "/admin/webhooks/{id}/delete", HD_FOR_ADMIN, 0, hd_admin_webhook_delete_post, "admin-webhook", 0 },
    { "GET", "/admin/clients/", HD_FOR_ADMIN, 0, hd_admin_clients_page, "admin-clients", 0 },
    { "GET", "/admin/clients/new", HD_FOR_ADMIN, 0, hd_admin_client_new_page, "admin-client-new", 0 },
    { "POST", "/admin/clients/new", HD_FOR_ADMIN, 0, hd_admin_client_new_post, "admin-client-new", 0 },
    { "GET", "/admin/clients/{id}", HD_FOR_ADMIN, 0, hd_admin_client_page, "admin-client", 0 },
    { "POST", "/admin/clients/{id}", HD_FOR_ADMIN, 0, hd_admin_client_post, "admin-client", 0 },
    { "POST", "/admin/clients/{id}/invite", HD_FOR_ADMIN, 0, hd_admin_client_invite_post, "admin-client", 0 },
    { "POST", "/admin/clients/{id}/merge", HD_FOR_ADMIN, 0, hd_admin_client_merge_post, "admin-client", 0 },
    { "POST", "/admin/accounts/{id}/merge", HD_FOR_ADMIN, 0, hd_admin_account_merge_post, "admin-account", 0 },
    { "POST", "/admin/clients/{id}/act", HD_FOR_ADMIN, 0, hd_acting_post, "admin-client", 0 },
    { "POST", "/acting/end", HD_FOR_SIGNED_IN, 0, hd_acting_end_post, NULL, 0 },
    { "GET", "/admin/accounts/{id}", HD_FOR_ADMIN, 0, hd_admin_account_page, "admin-account", 0 },
    { "POST", "/admin/accounts/{id}", HD_FOR_ADMIN, 0, hd_admin_account_post, "admin-account", 0 },
    { "POST", "/admin/accounts/{id}/members", HD_FOR_ADMIN, 0, hd_admin_account_member_post, "admin-account", 0 },
    { "GET", "/admin/services/", HD_FOR_ADMIN, 0, hd_admin_services_page, "admin-services", 0 },
    { "GET", "/admin/services/new", HD_FOR_ADMIN, 0, hd_admin_service_new_page, "admin-service-new", 0 },
    { "POST", "/admin/services/new", HD_FOR_ADMIN, 0, hd_admin_service_new_post, "admin-service-new", 0 },
    { "GET", "/admin/services/{id}", HD_FOR_ADMIN, 0, hd_admin_service_page, "admin-service", 0 },
    { "POST", "/admin/services/{id}", HD_FOR_ADMIN, 0, hd_admin_service_post, "admin-service", 0 },
    { "POST", "/admin/services/{id}/state", HD_FOR_ADMIN, 0, hd_admin_service_state_post, "admin-service", 0 },
    { "GET", "/admin/settings", HD_FOR_ADMIN, 0, hd_admin_settings, "admin-settings", 0 },
    { "POST", "/admin/settings", HD_FOR_ADMIN, 0, hd_admin_settings_post, "admin-settings", 0 },
    { "GET", "/admin/audit", HD_FOR_ADMIN, 0, hd_audit_page, "admin-audit", 0 },
    { "GET", "/admin/audit.csv", HD_FOR_ADMIN, 0, hd_audit_csv, NULL, 0 },

    { "GET", "/desk/reports", HD_FOR_AGENT, 0, hd_reports_page, "reports", 0 },
    { "GET", "/desk/reports/{table}", HD_FOR_AGENT, 0, hd_reports_csv, NULL, 0 },

    { "GET", "/assets/{name}", HD_FOR_ALL, 0, hd_asset_page, NULL, HD_ROUTE_NO_SESSION },
    { "GET", "/healthz", HD_FOR_ALL, 0, hd_health_page, NULL, HD_ROUTE_NO_SESSION },
    { "GET", "/metrics", HD_FOR_ALL, 0, hd_metrics_page, NULL, HD_ROUTE_NO_SESSION },
    { NULL, NULL, HD_FOR_ALL, 0, NULL, NULL, 0 }
};
