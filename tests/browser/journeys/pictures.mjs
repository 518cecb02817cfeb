/* journeys/pictures.mjs: the pictures of the documentation: the demonstration's portal after some weeks of work.
 * SPDX-License-Identifier: Apache-2.0 */
import { join } from "node:path";
import { visit, WIDE } from "../lib/browser.mjs";
import { writeTicket, sendTicket } from "../lib/form.mjs";
import { REPO } from "../lib/portal.mjs";

const DAYS = 34;
const HOUR = 3600;
const PLACES = [["technical", 6], ["billing", 3], ["sales", 2]];
const PRIORITIES = ["low", "medium", "medium", "high"];
const CHANNELS = ["portal", "portal", "portal", "email"];
const AGENTS = ["agent@example.com", "agent@example.com", "admin@example.com"];
const TICKETS = [ // who, department, service, priority, title, text, hours that it has waited
  ["other@example.com", "technical", "other.example", "high", "The web mail says: certificate has expired", "Since this morning, on all our computers.", 3.2],
  ["client@example.com", "technical", "shop.client.example", "medium", "Shop is slow in the evening", "From eight to ten, most of all on Sundays.", 1.4],
  ["client@example.com", "sales", "", "low", "Offer for two more servers", "The same as srv-17, from January on.", 5.8],
  ["other@example.com", "billing", "", "medium", "Invoice for October", "It has the old address of our company.", .4],
];
const NOTE = "The DNS of **client.example** is with us: I can change the record when they agree.";

/* Numbers that look as if by chance, and are the same each time. */
function dice() {
  let seed = 20261123;
  return (below) => {
    seed = (seed * 48271) % 2147483647;
    return seed % below;
  };
}

const pick = (roll, list) => list[roll(list.length)];
const person = (email) => `(SELECT p.id FROM person p WHERE p.email = '${email}')`;

/* A ticket of weeks ago with its answer. */
function closedTicket(roll, at, n) {
  const ref = `HD-P${String(n).padStart(6, "0")}`;
  const place = pick(roll, PLACES.flatMap(([slug, weight]) => Array(weight).fill(slug)));
  const priority = pick(roll, PRIORITIES), channel = pick(roll, CHANNELS), agent = pick(roll, AGENTS);
  const client = pick(roll, ["client@example.com", "client@example.com", "other@example.com"]);
  const answered = at + 300 + roll({ low: 14, medium: 7, high: 2 }[priority] * HOUR);
  const closed = answered + 900 + roll(30 * HOUR);
  const ticket = `(SELECT t.id FROM ticket t WHERE t.ref = '${ref}')`;
  const message = "INSERT INTO message (public_id, ticket_id, person_id, side, channel, once, body, body_xml, created_at)" +
    ` VALUES (?, ${ticket}, ?who, ?, ?, ?, 'Text', '<p>Text</p>', ?)`;
  return [
    { sql: "INSERT INTO ticket (ref, account_id, person_id, department_id, subject, priority, channel, status, closed, created_at, updated_at," +
      " answered_at, closed_at, last_person_id, last_excerpt, queue_stage, queue_key)" +
      ` SELECT ?, m.account_id, m.person_id, d.id, 'A question', ?, ?, 'closed', 1, ?, ?, ?, ?, ${person(agent)}, 'Text', 3, ?` +
      ` FROM membership m, department d WHERE m.person_id = ${person(client)} AND d.slug = ?`,
      values: [ref, priority, channel, at, closed, answered, closed, closed, place] },
    { sql: message.replace("?who", person(client)), values: [`q${n}`, "client", channel, `q${n}`, at] },
    { sql: message.replace("?who", person(agent)), values: [`a${n}`, "agent", "staff", `a${n}`, answered] },
    { sql: "INSERT INTO ticket_change (ticket_id, person_id, at, what, from_value, to_value)" +
      ` VALUES (${ticket}, ${person(agent)}, ?, 'closed', 'answered', 'closed')`, values: [closed] },
  ].concat(roll(3) ? [] : [{ sql: "INSERT INTO ticket_rating (ticket_id, person_id, rating, comment, at)" +
    ` VALUES (${ticket}, ${person(client)}, ?, '', ?)`, values: [5 - (roll(5) ? roll(2) : 2), closed + HOUR] }]);
}

async function weeksOfWork(portal) {
  const roll = dice(), rows = [], now = Math.floor(Date.now() / 1000);
  let n = 0;
  for (let day = DAYS; day > 2; day--) {
    const at = now - day * 24 * HOUR, rest = [0, 6].includes(new Date(at * 1000).getDay());
    for (let k = (rest ? 1 : 5) + roll(rest ? 3 : 6); k > 0; k--) {
      rows.push(...closedTicket(roll, at - (now % (24 * HOUR)) + (6 + roll(7) + roll(7)) * HOUR + roll(HOUR), ++n));
    }
  }
  await portal.change(rows);
  await portal.control(["report", "rebuild"]);
}

/* Make a ticket as old as if it had waited for so many hours. */
function aged(ref, hours) {
  const sec = Math.round(hours * HOUR);
  return [
    { sql: "UPDATE ticket SET created_at = created_at - ?, updated_at = updated_at - ?, waiting_since = waiting_since - ?, queue_key = queue_key - ? WHERE ref = ?",
      values: [sec, sec, sec, sec, ref] },
    { sql: "UPDATE message SET created_at = created_at - ? WHERE ticket_id = (SELECT t.id FROM ticket t WHERE t.ref = ?)", values: [sec, ref] },
  ];
}

async function picture(page, name, size = WIDE) {
  await page.setViewportSize(size);
  await page.mouse.move(0, 0);
  await page.screenshot({ path: join(REPO, "docs/pictures", name + ".png") });
}

const href = async (page, selector) => (await page.locator(selector).first().getAttribute("href")).replace("/portal", "");

async function asClient({ browser, portal }) {
  await visit(browser, portal.url, {}, async (v, page) => {
    await v.signIn("client@example.com", "client-demo-1");
    await picture(page, "home");
    await v.go("/tickets/?status=all");
    await v.go(await href(page, "a.title:has-text('Mail to some customers')"));
    await page.locator(".msg img").first().evaluate((img) => img.decode());
    await picture(page, "ticket");
  });
}

async function moreTickets({ browser, portal }) {
  const changes = [];
  for (const [email, department, service, priority, subject, body, hours] of TICKETS) {
    await visit(browser, portal.url, {}, async (v, page) => {
      await v.signIn(email, email.replace("@example.com", "-demo-1"), "/login?next=%2Fportal%2Ftickets%2Fnew");
      await writeTicket(page, { department, service, priority, subject, body });
      changes.push(...aged(await sendTicket(page), hours));
    });
  }
  await portal.change(changes);
}

async function asAgent({ browser, portal }) {
  await visit(browser, portal.url, {}, async (v, page) => {
    await v.signIn("agent@example.com", "agent-demo-1");
    const ticket = await href(page, "a.title:has-text('Mail to some customers')");
    await v.go(ticket);
    await page.selectOption("#assignee", { label: "Agent Ana" });
    await page.fill("#body", NOTE);
    await page.click("button[formaction$='/note']");
    await page.waitForSelector(".msg[data-tone=note]");
    await v.go("/desk/");
    await picture(page, "desk");
    await v.go(ticket);
    await page.locator(".msg img").first().evaluate((img) => img.decode());
    await page.locator(".msg[data-tone=note]").evaluate((e) => window.scrollTo(0, e.getBoundingClientRect().top - 330));
    await picture(page, "desk-ticket", { width: 1280, height: 900 });
    await v.go("/desk/reports");
    await picture(page, "reports");
  });
}

async function asAdmin({ browser, portal }) {
  await visit(browser, portal.url, {}, async (v, page) => {
    await v.signIn("admin@example.com", "admin-demo-1");
    await v.go("/admin/departments/technical/levels");
    for (const [name, value] of Object.entries({ "first-urgent": "0:30", "first-high": "2", "first-medium": "4", "first-low": "8",
      "solution-urgent": "4", "solution-high": "8", "solution-medium": "24", "solution-low": "40", "hours-6": "09:00-14:00", "hours-7": "",
      holidays: "01-01\n01-07" })) await page.fill("#" + name, value);
    for (const day of [1, 2, 3, 4, 5]) await page.fill("#hours-" + day, "08:00-20:00");
    await page.evaluate(() => { document.activeElement.blur(); window.scrollTo(0, 0); });
    await picture(page, "admin-levels", { width: 1280, height: 900 });
    await v.go("/admin/services/");
    await picture(page, "admin-services");
  });
}

/** Renew docs/pictures. */
export async function take(world) {
  await asClient(world);
  await weeksOfWork(world.portal);
  await moreTickets(world);
  await asAgent(world);
  await asAdmin(world);
}
