/* journeys/admin.mjs: the pages of the administration and their states, for journeys/pages.mjs.
 * SPDX-License-Identifier: Apache-2.0 */

/* Leave out what the browser itself asks of a form: the server's answer is to be seen. */
async function send(page, form, then) {
  await page.locator(form).evaluate((e) => { e.noValidate = true; });
  await page.click(`${form} button[type=submit]`);
  await page.waitForSelector(then);
}

const ADDRESS = "main table th a.title";
const first = async (page) => (await page.locator(ADDRESS).first().getAttribute("href")).replace("/portal", "");

async function departments(v, page, see) {
  await v.go("/admin/departments/");
  await see("admin-departments", "/admin/departments/");
  await v.go("/admin/departments/new");
  await see("admin-department-new", "/admin/departments/new");
  await page.fill("#slug", "Not a slug");
  await page.fill("#addresses", "nobody\nfine@example.com");
  await send(page, "#form-department-new", "[role=alert]");
  await see("admin-department-new-refused");
  const slug = `seen-${Date.now().toString(36)}${Math.floor(Math.random() * 1e6)}`;
  await page.fill("#slug", slug);
  await page.fill("#name-en", "Seen by somebody with a name that is as long as names of departments may become, and a little longer");
  await page.fill("#addresses", "");
  await send(page, "#form-department-new", "main [role=status]");
  await see("admin-department", "/admin/departments/{slug}");
  const other = await v.open();
  await other.goto(page.url());
  await other.fill("#name-en", "Another name");
  await other.click("#form-department button[type=submit]");
  await other.waitForSelector("main [role=status]");
  await other.close();
  await page.fill("#signature-en", "Kept");
  await send(page, "#form-department", "[role=alert]");
  await see("admin-department-meanwhile");
  await v.go(`/admin/departments/${slug}/levels`);
  await see("admin-levels", "/admin/departments/{slug}/levels");
  await page.fill("#first-high", "soon");
  await send(page, "#form-levels", "[role=alert]");
  await see("admin-levels-refused");
}

async function agents(v, page, see) {
  await v.go("/admin/agents/");
  await see("admin-agents", "/admin/agents/");
  await v.go("/admin/agents/new");
  await see("admin-agent-new", "/admin/agents/new");
  await page.fill("#name", "Nova Agentić");
  await page.fill("#email", `seen-${Date.now()}-${Math.floor(Math.random() * 1e6)}@example.com`);
  await send(page, "#form-agent-new", "main [role=status]");
  await see("admin-agent", "/admin/agents/{id}");
}

async function clients(v, page, see) {
  await v.go("/admin/clients/");
  await see("admin-clients", "/admin/clients/");
  const client = await first(page);
  await v.go(client);
  await see("admin-client", "/admin/clients/{id}");
  await v.go((await page.locator("main a[href*='/admin/accounts/']").first().getAttribute("href")).replace("/portal", ""));
  await see("admin-account", "/admin/accounts/{id}");
  await v.go("/admin/clients/new");
  await see("admin-client-new", "/admin/clients/new");
  await v.go("/desk/clients/" + client.split("/").pop());
  await see("desk-client", "/desk/clients/{id}");
}

async function services(v, page, see) {
  await v.go("/admin/services/");
  await see("admin-services", "/admin/services/");
  await v.go(await first(page));
  await see("admin-service", "/admin/services/{id}");
  await v.go("/admin/services/new");
  await see("admin-service-new", "/admin/services/new");
}

async function macros(v, page, see) {
  await v.go("/admin/macros/new");
  await see("admin-macro-new", "/admin/macros/new");
  await page.fill("#name", "A canned answer with a name that is as long as such names may well become");
  await page.fill("#body-en", "Hello {{client}}, your ticket is {{reference}}.");
  await send(page, "#form-macro-new", "main [role=status]");
  await v.go("/admin/macros/");
  await see("admin-macros", "/admin/macros/");
  await v.go(await first(page));
  await see("admin-macro", "/admin/macros/{id}");
}

async function webhooks(v, page, see) {
  await v.go("/admin/webhooks/new");
  await see("admin-webhook-new", "/admin/webhooks/new");
  await page.fill("#url", "example.com");
  await send(page, "#form-webhook-new", "[role=alert]");
  await see("admin-webhook-new-refused");
  await page.fill("#url", "https://a-rather-long-name-of-a-host.chat.example.com:8443/hooks/never-shown?key=never-shown");
  await send(page, "#form-webhook-new", "main [role=status]");
  const address = new URL(page.url()).pathname.replace("/portal", "");
  await see("admin-webhook", "/admin/webhooks/{id}");
  await v.go(address + "/secret");
  await see("admin-webhook-secret", "/admin/webhooks/{id}/secret");
  await v.go("/admin/webhooks/");
  await see("admin-webhooks", "/admin/webhooks/");
}

export async function admin({ v, page, see }) {
  v.expect(409, 422);
  await v.go("/admin/");
  await see("admin", "/admin/");
  await departments(v, page, see);
  await agents(v, page, see);
  await v.go("/admin/outbox/");
  await see("admin-outbox", "/admin/outbox/");
  await v.go(await first(page));
  await see("admin-mail", "/admin/outbox/{id}");
  await v.go("/admin/settings");
  await see("admin-settings", "/admin/settings");
  await v.go("/admin/audit");
  await page.click("details.fold summary");
  await see("admin-audit", "/admin/audit");
}

export async function business({ v, page, see }) {
  v.expect(422);
  await clients(v, page, see);
  await services(v, page, see);
  await macros(v, page, see);
  await webhooks(v, page, see);
  await v.go("/desk/reports");
  await see("desk-reports", "/desk/reports");
}
