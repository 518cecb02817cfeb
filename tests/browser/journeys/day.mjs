/* journeys/day.mjs: a day's work at the desk with the keyboard alone: three tickets in the order in which to take them, notes,
 * an answer taken back, two tickets made one, a colleague who answers at the same time; and what of it all reaches the client.
 * SPDX-License-Identifier: Apache-2.0 */
import { visit } from "../lib/browser.mjs";
import { assert, assertText } from "../lib/expect.mjs";
import { SEND, sendTicket, writeTicket } from "../lib/form.mjs";
import { until } from "../lib/portal.mjs";
import { test } from "../lib/test.mjs";
import { pressAndWait, tabTo } from "./keyboard.mjs";

const CLIENT = "day@example.com";
const PASSWORD = "day-client-1";
const DEPARTMENT = "day";
const DONE = "main [role=status]";
const UNDO = ".msg button[formaction$='/undo']";
const NOTE = "Kept inside: he is the brother of zimzelenko.";
const NOTE_BESIDE = "Kept inside, too: the same as the other one.";
const UNDONE = "Sent too early, said prerano.";
const ANSWER = "The certificate is renewed.";
const ANSWER_BY_MAIL = "The invoice is attached to the mail.";
const ANSWER_BESIDE = "The invoice is in the portal, too.";
const SECRET = /Kept inside|Sent too early/;

/* In the order in which they are to be taken; they are opened the other way. later: what a place loses against the portal's. */
const TICKETS = [
  { channel: "portal", later: 0, subject: "Written on the portal", body: "The certificate runs out." },
  { channel: "email", later: 3600, subject: "Came by mail", body: "Where is the invoice?" },
  { channel: "email-unverified", later: 7200, subject: "Came from anywhere", body: "The certificate again." },
];

async function prepare({ browser, portal }) {
  await portal.control(["department", "add", DEPARTMENT, "--name-en", "Night and day"]);
  await portal.control(["department", "staff", DEPARTMENT, "agent@example.com"]);
  await portal.control(["person", "add", CLIENT, "--name", "Dana Day", "--language", "en", "--password-stdin"], PASSWORD + "\n");
  await portal.control(["account", "add", CLIENT, "--owner", CLIENT]);
  const tickets = TICKETS.map((one) => ({ ...one }));
  await visit(browser, portal.url, {}, async (v, page) => {
    await v.signIn(CLIENT, PASSWORD);
    for (const one of [...tickets].reverse()) {
      await v.go("/tickets/new");
      await writeTicket(page, { department: DEPARTMENT, subject: one.subject, body: one.body });
      one.ref = await sendTicket(page);
    }
  });
  await portal.change(tickets.flatMap(({ channel, later, ref }) => [
    { sql: "UPDATE ticket SET channel = ?, queue_key = queue_key + ? WHERE ref = ?", values: [channel, later, ref] },
    { sql: "UPDATE message SET channel = ? WHERE ticket_id = (SELECT id FROM ticket WHERE ref = ?)", values: [channel, ref] },
  ]));
  return tickets;
}

async function signInByKeyboard(v, page) {
  await v.context.addInitScript(() => addEventListener("pointerdown", () => { throw new Error("a pointer was used"); }, true));
  await v.go("/desk/");
  await tabTo(page, "#email");
  await page.keyboard.type("agent@example.com");
  await tabTo(page, "#password", 1);
  await page.keyboard.type("agent-demo-1");
  await pressAndWait(page, "Enter", ".rail");
}

const titles = (page) => page.$$eval(".cards .title", (all) => all.map((one) => one.lastChild.textContent.trim()));

/* From the whole queue to what waits in the department, with these keys along the list to a ticket, and have it. Answers that
 * can still be taken back leave their tickets in the list. */
async function take(page, keys, waiting, { ref, subject }) {
  await tabTo(page, `.rail a[href*='department=${DEPARTMENT}']`);
  await pressAndWait(page, "Enter", ".chips");
  const last = (await titles(page)).slice(-waiting.length);
  assert.deepEqual(last, waiting.map((one) => one.subject), "the order in which to take them");
  for (const key of keys) await page.keyboard.press(key);
  await pressAndWait(page, "o", "#reply");
  assert.ok(page.url().includes(ref), `${page.url()} is ${ref}`);
  await assertText(page, "h1", subject);
  await page.keyboard.press("a");
  await page.keyboard.type("Agent");
  await tabTo(page, "main p.actions button[formaction$='/set']", 5);
  await pressAndWait(page, "Enter", DONE);
  await assertText(page, "ol.done", "Agent Ana");
}

async function write(page, text, button, shown) {
  await page.keyboard.press("Control+A");
  await page.keyboard.type(text);
  await tabTo(page, button, 20);
  await pressAndWait(page, "Enter", shown);
}

async function answer(page, text) {
  await page.keyboard.press("r");
  await write(page, text, SEND, UNDO);
}

async function note(page, text) {
  await page.keyboard.press("n");
  await write(page, text, "button[formaction$='/note']", ".msg[data-tone=note]");
}

async function answerAfterAll(page) {
  await answer(page, UNDONE);
  await tabTo(page, UNDO);
  await pressAndWait(page, "Enter", "ol.done:has-text('An answer was taken back')");
  assert.equal(await page.inputValue("#body"), UNDONE, "what was taken back is in the form again");
  await answer(page, ANSWER);
}

/* A colleague has begun an answer; while they write, the agent's own goes out: theirs is kept, and sent behind it. */
async function collide({ browser, portal }, page, { ref }) {
  await visit(browser, portal.url, {}, async (v, other) => {
    v.expect(409);
    await v.signIn("admin@example.com", "admin-demo-1");
    await v.go(`/desk/tickets/${ref}`);
    await other.fill("#body", ANSWER_BESIDE);
    await other.selectOption("#priority", "high");
    await answer(page, ANSWER_BY_MAIL);
    await other.click(SEND);
    await other.waitForSelector("main [role=alert]");
    await assertText(other, ".msg:last-child", /New since you began to write.*The invoice is attached to the mail\./);
    assert.equal(await other.locator(".msg").count(), 2, "nothing was sent");
    assert.equal(await other.inputValue("#body"), ANSWER_BESIDE);
    assert.equal(await other.inputValue("#priority"), "high");
    await other.click(SEND);
    await other.waitForSelector(DONE);
    assert.equal(await other.locator(".msg").count(), 3);
    assert.equal(await other.inputValue("#priority"), "high");
  });
}

async function merge(page, into) {
  await tabTo(page, "details:has(#into) > summary");
  await page.keyboard.press("Enter");
  await tabTo(page, "#into", 1);
  await page.keyboard.type(into.ref);
  await tabTo(page, "button[formaction$='/merge']", 1);
  await page.keyboard.press("Enter");
  await page.waitForURL(`**/desk/tickets/${into.ref}*`);
  await page.waitForSelector(DONE);
  assert.equal(await page.locator(".msg").count(), 5, "both questions, the notes and the answer");
}

/* By the key of the search. @returns the subjects that are found */
async function find(page, word) {
  await page.keyboard.press("/");
  await page.waitForFunction(() => document.activeElement.id === "q");
  await page.keyboard.press("Control+A");
  await page.keyboard.type(word);
  await Promise.all([page.waitForURL(`**/desk/?*q=${word}*`), page.waitForEvent("load"), page.keyboard.press("Enter")]);
  return titles(page);
}

async function work(world, [first, second, third]) {
  await visit(world.browser, world.portal.url, {}, async (v, page) => {
    await signInByKeyboard(v, page);
    await take(page, "j", [first, second, third], first);
    await note(page, NOTE);
    await answerAfterAll(page);
    await pressAndWait(page, "u", ".rail");
    await take(page, "kk", [second, third], second);
    await collide(world, page, second);
    await pressAndWait(page, "u", ".rail");
    await take(page, "k", [third], third);
    await note(page, NOTE_BESIDE);
    await merge(page, first);
    await until("the note among what is found", async () => (await find(page, "zimzelenko"))[0] === first.subject);
    assert.deepEqual(await find(page, "prerano"), [], "what was taken back is not found");
  });
}

/* All that one page says in a conversation, as HTML and as XML. */
async function conversation(v, page, address) {
  await v.go(address);
  const html = await page.$$eval(".msg .prose", (all) => all.map((one) => one.innerText.trim()));
  const xml = await page.evaluate(async () => {
    const answer = await fetch(location.pathname, { headers: { Accept: "application/xml" } });
    const view = new DOMParser().parseFromString(await answer.text(), "application/xml");
    if (view.querySelector("history, work, present, macro, [note], [held], [undo]")) return [view.documentElement.outerHTML];
    return [...view.querySelectorAll("message")].map((one) => one.querySelector("body").textContent.trim());
  });
  assert.deepEqual(xml, html, "view and page say the same");
  return html;
}

async function readsWhatIsMeant(v, page, [first, second, third]) {
  assert.deepEqual(await conversation(v, page, `/tickets/${first.ref}`), [third.body, first.body, ANSWER]);
  assert.deepEqual(await conversation(v, page, `/tickets/${third.ref}`), [third.body, first.body, ANSWER]);
  assert.ok(page.url().includes(first.ref), "the old address leads there");
  assert.deepEqual(await conversation(v, page, `/tickets/${second.ref}`), [second.body, ANSWER_BY_MAIL, ANSWER_BESIDE]);
}

/* No page that leads anywhere, and none of the desk's addresses, in either form. */
async function readsNothingElse(v, refs) {
  const pages = ["/", "/support", "/tickets/", "/tickets/?status=closed", "/tickets/?q=zimzelenko", "/account",
    ...refs.map((ref) => `/tickets/${ref}`)];
  const desk = ["/desk/", "/desk/?q=zimzelenko", "/desk/?q=prerano", "/desk/waiting",
    ...refs.map((ref) => `/desk/tickets/${ref}`)];
  for (const address of [...pages, ...desk]) {
    for (const type of ["text/html", "application/xml"]) {
      const answer = await v.context.request.get(v.base + address, { headers: { Accept: type } });
      assert.equal(answer.status(), desk.includes(address) ? 403 : 200, address);
      assert.ok(!SECRET.test(await answer.text()), `${address} as ${type} has what is not for the client`);
    }
  }
}

/* A receipt for each ticket and the three answers; to nobody what was taken back. */
async function isMailedWhatIsMeant({ mail }, [first, second, third]) {
  await mail.to(CLIENT, first.ref, 2);
  await mail.to(CLIENT, second.ref, 3);
  const all = await mail.all();
  const mine = all.filter((one) => one.to === CLIENT);
  assert.deepEqual(mine.map((one) => one.subject).sort(), [first, first, second, second, second, third]
    .map(({ ref, subject }) => `[#${ref}] ${subject}`).sort());
  for (const text of [ANSWER, ANSWER_BY_MAIL, ANSWER_BESIDE]) {
    assert.equal(mine.filter((one) => one.text.includes(text)).length, 1, `one mail has "${text}"`);
  }
  for (const one of mine) assert.ok(!SECRET.test(one.subject + one.text + one.html), one.text);
  for (const one of all) assert.ok(!(one.text + one.html).includes(UNDONE), `${one.to} is mailed what was taken back`);
}

async function theClientLooks(world, tickets) {
  await isMailedWhatIsMeant(world.portal, tickets);
  await visit(world.browser, world.portal.url, {}, async (v, page) => {
    await v.signIn(CLIENT, PASSWORD);
    await readsWhatIsMeant(v, page, tickets);
    await readsNothingElse(v, tickets.map((one) => one.ref));
  });
}

export function tell(world) {
  test("a day's work at the desk with the keyboard alone, and what of it reaches the client", async () => {
    const tickets = await prepare(world);
    await work(world, tickets);
    await theClientLooks(world, tickets);
  });
}
