/* journeys/pages.mjs: every page and state there is: reached once in each language, looked at in every size and colour.
 * SPDX-License-Identifier: Apache-2.0 */
import { readFile, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { checkHtml, clear, keep, look, narrow } from "../lib/audit.mjs";
import { visit } from "../lib/browser.mjs";
import { assert } from "../lib/expect.mjs";
import { file, logFile, png, SEND, sendTicket, writeTicket } from "../lib/form.mjs";
import { linkIn } from "../lib/mail.mjs";
import { REPO } from "../lib/portal.mjs";
import { test } from "../lib/test.mjs";
import { admin, business } from "./admin.mjs";

const LANGUAGES = ["en", "sr-Latn", "sr-Cyrl"];
const BODY = "Since **Tuesday** the shop answers slowly:\n\n1. most of all in the evening\n2. and on Sundays\n\n> 504 Gateway Timeout\n\nSee `top` in the picture.";
const LONG_WORD = "a-name-without-any-place-to-break-it-that-goes-on-and-on-".repeat(3);

/* Leave out what the browser itself asks of a form: the server's answer is to be seen. */
async function sendUnchecked(page, form = "main form") {
  await page.locator(form).first().evaluate((e) => { e.noValidate = true; });
  await page.click(`${form} button.go`);
  await page.waitForSelector("[role=alert]");
}

/* The reference of the client's ticket with this title. */
async function refOf(world, subject) {
  let address;
  await visit(world.browser, world.portal.url, {}, async (v, page) => {
    await v.signIn("client@example.com", PASSWORDS["client@example.com"], "/login?next=%2Fportal%2Ftickets%2F%3Fstatus%3Dall");
    address = await href(page, `a.title:has-text('${subject}')`);
  });
  return /HD-\w+/.exec(address)[0];
}

const href = (page, selector) => page.locator(selector).first().getAttribute("href");

async function signedOut({ world, v, page, see }) {
  v.expect(401, 404, 422, 429);
  await v.go("/");
  await see("home-signed-out", "/");
  await v.go("/login");
  await see("login", "/login");
  await page.fill("[name=email]", "client@example.com");
  await page.fill("[name=password]", "not-the-password");
  await page.click("main button.go");
  await page.waitForSelector("[role=alert]");
  await see("login-wrong");
  await v.go("/password/forgot");
  await see("password-forgot", "/password/forgot");
  await page.fill("[name=email]", "nobody");
  await sendUnchecked(page);
  await see("password-forgot-refused");
  await page.fill("[name=email]", "other@example.com");
  await page.click("main button.go");
  await page.waitForSelector("main .empty");
  await see("password-forgot-sent");
  await v.go(linkIn(await world.portal.mail.newest("other@example.com", "/password/reset"), "/password/reset"));
  await see("password-reset", "/password/reset");
  await page.fill("[name=password]", "a new password");
  await page.fill("[name=password2]", "another one");
  await sendUnchecked(page);
  await see("password-reset-refused");
  await v.go("/password/reset?token=used-long-ago");
  await see("password-reset-dead");
  await v.go("/there-is-no-such-page");
  await see("404-signed-out");
}

async function throttled({ v, page, see }) {
  v.expect(401, 429);
  await v.go("/login");
  for (let n = 0; n < 12 && !(await page.locator("main [role=alert]", { hasText: "15" }).count()); n++) {
    await page.fill("[name=email]", "nobody@example.com");
    await page.fill("[name=password]", "wrong " + n);
    await Promise.all([page.waitForNavigation(), page.click("main button.go")]);
    if (v.last.status === 429) break;
  }
  assert.equal(v.last.status, 429);
  await see("login-throttled");
}

async function services({ v, page, see }) {
  await v.go("/");
  await see("home", "/");
  await v.go("/services/");
  await see("services", "/services/");
  await v.go("/services/?kind=domain&sort=price&dir=desc");
  await see("services-domains");
  await v.go("/services/?kind=other&state=active");
  await see("services-none-here");
  for (const [state, label] of [["active", "vps-214"], ["expiring", "client.example"], ["expired", "client-outlet"], ["suspended", "shop.client"],
    ["pending", "vps-290"], ["cancelled", "Backup of"]]) {
    await v.go("/services/");
    const row = page.locator(`tr:has(.badge[data-status=${state}])`, { hasText: label }).first();
    await v.go((await row.locator("a.title").getAttribute("href")).replace("/portal", ""));
    await see(`service-${state}`, state === "active" ? "/services/{id}" : null);
  }
}

async function newTicket({ v, page, see }) {
  v.expect(422);
  await v.go("/support");
  await see("support", "/support");
  await v.go("/tickets/new");
  await see("ticket-new", "/tickets/new");
  await writeTicket(page, { service: "shop.client.example", priority: "high", subject: "The shop answers slowly", body: BODY,
    files: [logFile("a-log.txt"), file("screen.png", png(), "image/png"), logFile(LONG_WORD.slice(0, 120) + ".log")] });
  await see("ticket-new-filled");
  await page.click("button[name=preview]");
  await page.waitForSelector("#preview");
  await see("ticket-new-preview");
  await page.fill("[name=subject]", " ");
  await page.fill("[name=body]", " ");
  await sendUnchecked(page, "main form[data-send]");
  await see("ticket-new-refused");
  await page.fill("[name=subject]", "The shop answers slowly " + LONG_WORD.slice(0, 100));
  await page.fill("[name=body]", BODY + "\n\n" + LONG_WORD + "\n\n    " + "code ".repeat(60));
  await sendTicket(page);
  await see("ticket-opened");
  await page.click("main form[action$='/close'] button");
  await page.waitForSelector("main form[action$='/reopen']");
  await see("ticket-just-closed");
  await page.click("main form[action$='/reopen'] button");
  await page.waitForSelector("main form[action$='/close']");
  await see("ticket-reopened");
}

async function tickets({ v, page, see }) {
  v.expect(422);
  for (const status of ["open", "waiting", "closed", "all"]) {
    await v.go(`/tickets/?status=${status}`);
    await see(`tickets-${status}`, status === "open" ? "/tickets/" : null);
  }
  await v.go("/tickets/?status=all");
  await v.go((await href(page, "a.title:has-text('Mail to some customers')")).replace("/portal", ""));
  await page.locator(".msg img").first().scrollIntoViewIfNeeded();
  await see("ticket", "/tickets/{ref}");
  await page.fill("#body", "  ");
  await page.locator("form[data-send]").evaluate((e) => { e.noValidate = true; });
  await sendUnchecked(page, "form[data-send]");
  await see("ticket-refused");
  await page.fill("#body", BODY);
  await page.click("button[name=preview]");
  await page.waitForSelector("#preview");
  await see("ticket-preview");
  await v.go("/tickets/?status=closed");
  await v.go((await href(page, "a.title")).replace("/portal", ""));
  await see("ticket-closed");
}

/* A ticket that nobody else changes. */
async function ownTicket(world) {
  let ref;
  await visit(world.browser, world.portal.url, {}, async (v, page) => {
    await v.signIn("other@example.com", "other-demo-1");
    await v.go("/tickets/new");
    await writeTicket(page, { subject: "The shop answers slowly", body: BODY });
    ref = await sendTicket(page);
  });
  return ref;
}

async function account({ v, page, see }) {
  v.expect(422);
  await v.go("/account");
  await see("account", "/account");
  await page.click("header summary:has(.avatar)");
  await see("account-menu");
  await page.fill("[name=name]", " ");
  await sendUnchecked(page);
  await see("account-refused");
  await v.go("/account/password");
  await see("account-password", "/account/password");
  await page.fill("[name=current]", "wrong");
  await page.fill("[name=password]", "short");
  await page.fill("[name=password2]", "other");
  await sendUnchecked(page);
  await see("account-password-refused");
  await v.go("/account/security");
  await see("account-security", "/account/security");
}

async function failures({ world, v, page, see }) {
  v.expect(403, 404, 405, 413);
  await v.go("/tickets/HD-0000000");
  await see("404");
  await v.go("/desk/");
  await see("403");
  await v.go("/logout");
  await see("405");

  await v.go("/tickets/new");
  await writeTicket(page, { subject: "The shop answers slowly", body: BODY, files: [logFile()] });
  await page.locator("form[data-send] [name=csrf]").evaluate((e) => { e.value = "stale"; });
  await page.click(SEND);
  await page.waitForSelector("main .badge[data-tone=warn]");
  await see("403-csrf");

  await v.go("/tickets/new");
  await writeTicket(page, { subject: "The shop answers slowly", body: BODY });
  await page.evaluate(() => { document.querySelector("#attachment").dataset.max = 1e12; });
  const film = join(world.portal.root, "film.mkv"); // on the disk: 24 MB by way of the debugger take their time
  await writeFile(film, "", { flag: "a" });
  await truncate(film, 24e6);
  await page.setInputFiles("#attachment", film);
  await page.click(SEND);
  await page.waitForSelector("main .badge[data-tone=warn]");
  await see("413");
}

/* Another writer holds the database for longer than one waits. */
async function busy({ world, v, page, see }) {
  v.expect(503);
  await v.go("/tickets/new");
  await writeTicket(page, { subject: "The shop answers slowly", body: BODY });
  const letGo = await world.portal.holdWriteLock();
  try {
    await page.click(SEND);
    await page.waitForSelector("main .badge[data-tone=warn]");
  } finally {
    letGo();
  }
  await see("503");
}

async function lapsed({ v, page, see }) {
  v.expect(403);
  await v.go("/tickets/new");
  await writeTicket(page, { subject: "The shop answers slowly", body: BODY, files: [logFile()] });
  await v.context.clearCookies();
  await page.click(SEND);
  await page.waitForSelector("main a[href*='/login?next=']");
  await see("403-session-lapsed");
}

/* The link of the mail that tells that an agent has closed a ticket: nobody is signed in. */
async function closed({ world, v, page, see }) {
  v.expect(404, 422);
  const ref = await ownTicket(world);
  await visit(world.browser, world.portal.url, {}, async (agent, desk) => {
    await agent.signIn("agent@example.com", PASSWORDS["agent@example.com"]);
    await agent.go(`/desk/tickets/${ref}`);
    await desk.selectOption("#status", "closed");
    await Promise.all([desk.waitForNavigation(), desk.click("button[formaction$='/set']:not(.vh)")]);
  });
  let mail = await world.portal.mail.newest("other@example.com", ref); // other languages close tickets of theirs
  while (!mail.text.includes("/rate/")) {
    await page.waitForTimeout(200);
    mail = await world.portal.mail.newest("other@example.com", ref);
  }
  await v.go(linkIn(mail, "/rate/"));
  await see("rate", "/rate/{token}");
  await sendUnchecked(page);
  await see("rate-refused");
  await page.check("[name=rating][value='4']");
  await page.fill("[name=comment]", LONG_WORD);
  await Promise.all([page.waitForNavigation(), page.click("main button.go")]);
  await see("rate-used");
  await v.go("/rate/of-nothing");
  await see("rate-dead");
}

async function desk({ world, v, page, see }) {
  v.expect(403, 404, 422);
  const ref = await refOf(world, "Mail to some customers");
  await v.go("/desk/");
  await see("desk", "/desk/");
  await v.go("/account/notices");
  await see("account-notices", "/account/notices");
  await v.go("/desk/clients/");
  await see("desk-clients", "/desk/clients/");
  await v.go("/desk/clients/?q=nobody-has-this-word");
  await see("desk-clients-none");
  await v.go("/desk/waiting");
  await see("desk-waiting", "/desk/waiting");
  for (const view of ["mine", "overdue", "closed"]) {
    await v.go("/desk/?view=" + view);
    await see("desk-" + view);
  }
  await page.fill("[name=q]", "HD-0000000");
  await page.click("main [role=search] button");
  await page.waitForSelector("#q-fault");
  await see("desk-unknown");
  await v.go(`/desk/tickets/${ref}`);
  await see("desk-ticket", "/desk/tickets/{ref}");
  await v.go(`/desk/tickets/${await ownTicket(world)}`); // colleagues, in other languages, work at that one
  await page.selectOption("#assignee", await page.$eval("#assignee", (e) => [...e.options].find((one) => !one.selected).value));
  await page.click("main p.actions button[formaction$='/set']");
  await page.waitForSelector("main [role=status]");
  await see("desk-ticket-assigned");
  await page.fill("#body", "Only for us");
  await page.click("button[formaction$='/note']");
  await page.waitForSelector(".msg[data-tone=note]");
  await see("desk-ticket-note");
  await page.fill("#until", "2001-01-01");
  await page.click("button[formaction$='/hold']");
  await page.waitForSelector("#until-fault");
  await see("desk-ticket-until");
  await page.click(".fold:has(#into) summary");
  await page.fill("#until", "");
  await page.fill("#into", ref);
  await page.click("button[formaction$='/merge']");
  await page.waitForSelector("#into-fault");
  await see("desk-ticket-merge");
  await page.fill("#body", "  ");
  await sendUnchecked(page, "form[data-send]");
  await see("desk-ticket-refused");
  await page.fill("#body", BODY);
  await page.click(SEND);
  await page.waitForSelector("main [role=status]");
  await see("desk-ticket-answered");
  await v.go("/account");
  await see("desk-account");
  await v.go("/tickets/");
  await see("desk-403");
}

async function empty({ v, see }) {
  for (const path of ["/", "/services/", "/support", "/tickets/", "/tickets/new"]) {
    await v.go(path);
    await see("new-client-" + (path.replace(/\//g, "-").replace(/^-|-$/g, "") || "home"));
  }
}

/* Each part of the portal, by whom it is walked. */
const PARTS = [
  ["pages of who is signed out", null, signedOut],
  ["too many sign-ins", null, throttled],
  ["services", "client@example.com", services],
  ["a new ticket", "client@example.com", newTicket],
  ["tickets", "client@example.com", tickets],
  ["the account", "client@example.com", account],
  ["pages of failures", "client@example.com", failures],
  ["a busy database", "client@example.com", busy],
  ["a lapsed session", "client@example.com", lapsed],
  ["the desk", "agent@example.com", desk],
  ["the administration", "admin@example.com", admin],
  ["clients, services and reports", "admin@example.com", business],
  ["the link to a closed ticket", null, closed],
  ["a new client's pages", "new@example.com", empty],
];

const PASSWORDS = { "client@example.com": "client-demo-1", "agent@example.com": "agent-demo-1",
  "admin@example.com": "admin-demo-1", "new@example.com": "new-client-1" };
/* Log tags of what is done here on purpose. */
const PROVOKED = ["HD0011", "HD0130: database-busy"];
const seen = new Set();

/* In English all is looked at; in the other languages the width on small screens and the HTML. */
function seer(v, language, wrong) {
  return async (name, route) => {
    if (route) seen.add(route);
    v.noComplaints();
    await keep(v, `${name}.${language}`);
    wrong.push(...await narrow(v.page, `${name} ${language}`));
    if (language !== "en") return;
    wrong.push(...await look(v.page, name));
    v.complaints.splice(0); // what axe-core itself caused
  };
}

async function walk(world, part, language) {
  const [, email, body] = part;
  const wrong = [];
  await visit(world.browser, world.portal.url, { language }, async (v, page) => {
    if (email) await v.signIn(email, PASSWORDS[email]);
    await body({ world, v, page, see: seer(v, language, wrong) });
  });
  assert.equal(wrong.length, 0, "\n" + wrong.join("\n"));
}

async function addNewClient(portal) {
  await portal.control(["person", "add", "new@example.com", "--name", "Nada New", "--password-stdin"], "new-client-1\n");
  await portal.control(["account", "add", "Nada New", "--owner", "new@example.com"]);
}

/* Every GET route that has a page of its own was looked at. */
async function allRoutesSeen() {
  const table = await readFile(join(REPO, "src/web/routes.c"), "utf8");
  const routes = [...table.matchAll(/\{ "GET", "([^"]+)",[^\n]*?, ("[a-z-]+"|NULL), \w+ \}/g)].filter((row) => row[2] !== "NULL").map((row) => row[1]);
  assert.ok(routes.length > 10, "the route table is read");
  assert.deepEqual(routes.filter((route) => !seen.has(route)), [], "routes with no test here");
}

export async function tell(world) {
  await clear();
  await addNewClient(world.portal);
  for (const language of LANGUAGES) {
    for (const part of PARTS) {
      test(`every page is right: ${part[0]} (${language})`, () => walk(world, part, language), part[2] === busy ? "alone" : language === "en" ? "pages" : "journeys");
    }
  }
  test("no page of the route table was left out", allRoutesSeen, "alone");
  test("the error log has no line that was not provoked", async () => assert.deepEqual(await world.portal.complaints(PROVOKED), []), "alone");
  test("the Nu checker finds no fault in any page", async () => assert.deepEqual(await checkHtml(), []), "alone");
}
