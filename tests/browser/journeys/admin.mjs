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
