/* journeys/work.mjs: an agent at a ticket: notes, changes with an answer half written, taking an answer back; with and without
 * script.
 * SPDX-License-Identifier: Apache-2.0 */
import { visit } from "../lib/browser.mjs";
import { assert, assertText } from "../lib/expect.mjs";
import { file, SEND, sendTicket, writeTicket } from "../lib/form.mjs";
import { test } from "../lib/test.mjs";

const DONE = "main [role=status]";

/* A ticket of its own, opened by the second client. */
async function opened(world) {
  let ref;
  await visit(world.browser, world.portal.url, { language: "en" }, async (v, page) => {
    await v.signIn("other@example.com", "other-demo-1");
    await v.go("/tickets/new");
    await writeTicket(page, { department: "billing", subject: "Worked on", body: "Please look." });
    ref = await sendTicket(page);
  });
  return ref;
}

async function atTicket(world, options, body) {
  const ref = await opened(world);
  await visit(world.browser, world.portal.url, { ...options, language: "en" }, async (v, page) => {
    await v.signIn("agent@example.com", "agent-demo-1");
    await v.go(`/desk/tickets/${ref}`);
    await body(v, page, ref);
  });
  return ref;
}

async function whatTheClientSees(world, ref) {
  let text;
  await visit(world.browser, world.portal.url, {}, async (v, page) => {
    await v.signIn("other@example.com", "other-demo-1");
    await v.go(`/tickets/${ref}`);
    text = await page.innerText("main");
  });
  return text;
}

/* With a file, so that with script it is sent by another way than by the browser's own. */
async function aNoteStaysInside(world, options) {
  const ref = await atTicket(world, options, async (v, page) => {
    await page.fill("#body", "Between us");
    await page.setInputFiles("#attachment", [file("inside.txt", "only us\n")]);
    await page.click("button[formaction$='/note']");
    const note = page.locator(".msg[data-tone=note]");
    await note.waitFor();
    assert.match(await note.innerText(), /the client does not see it[^]*Between us[^]*inside\.txt/);
    assert.equal(await note.locator("article").evaluate((e) => getComputedStyle(e).borderStyle), "dashed");
    assert.equal(await page.inputValue("#body"), "");
  });
  const seen = await whatTheClientSees(world, ref);
  assert.ok(seen.includes("Please look.") && !/Between us|inside\.txt/.test(seen), seen);
}

async function aHalfWrittenAnswerIsKept(world, options) {
  const ref = await atTicket(world, options, async (v, page) => {
    v.expect(422);
    await page.fill("#body", "Half an answer");
    await page.setInputFiles("#attachment", [file("half.txt", "half\n")]);
    await page.selectOption("#status", "in-progress");
    await page.click("main p.actions button[formaction$='/set']");
    await page.waitForSelector(DONE);
    await assertText(page, "h1 + .meta", "In progress");
    assert.equal(await page.inputValue("#body"), "Half an answer");
    await page.waitForSelector("#reply .files li:has-text('half.txt')");
    await page.fill("#subject", "Worked on by Enter");
    await page.press("#subject", "Enter");
    await page.waitForFunction(() => document.querySelector("h1").innerText === "Worked on by Enter");
    assert.equal(await page.inputValue("#body"), "Half an answer");
    assert.equal(await page.locator(".msg").count(), 1);
    await page.fill("#until", "2001-01-01");
    await page.click("button[formaction$='/hold']");
    await page.waitForSelector("#until-fault");
    assert.equal(await page.inputValue("#body"), "Half an answer");
  });
  assert.ok(!(await whatTheClientSees(world, ref)).includes("Half an answer"));
}

async function anAnswerIsTakenBack(world, options) {
  const ref = await atTicket(world, options, async (v, page) => {
    await page.fill("#body", "Sent too early");
    await page.click(SEND);
    await page.click(".msg button[formaction$='/undo']");
    await page.waitForSelector(DONE);
    assert.equal(await page.locator(".msg").count(), 1);
    assert.equal(await page.inputValue("#body"), "Sent too early");
    await assertText(page, "ol.done", "An answer was taken back");
  });
  assert.ok(!(await whatTheClientSees(world, ref)).includes("Sent too early"));
}

/* Without a draft in the way: the browser's copy of what was sent must not come back by itself. */
async function colleaguesMeet(world, options) {
  await atTicket(world, options, async (v, page, ref) => {
    v.expect(409);
    await page.fill("#body", "Mine");
    await visit(world.browser, world.portal.url, { language: "en" }, async (second, other) => {
      await second.signIn("admin@example.com", "admin-demo-1");
      await second.go(`/desk/tickets/${ref}`);
      await other.fill("#body", "Theirs");
      await other.click("button[formaction$='/note']");
      await other.waitForSelector(".msg[data-tone=note]");
    });
    await page.click(SEND);
    await page.waitForSelector("main [role=alert]");
    await assertText(page, ".msg[data-tone=note]", "New since you began to write");
    assert.equal(await page.inputValue("#body"), "Mine");
    assert.ok(await page.locator("#present").isVisible());
    await page.click(SEND);
    await page.waitForSelector(DONE);
    assert.equal(await page.locator(".msg").count(), 3);
  });
}

export function tell(world) {
  for (const script of [true, false]) {
    const how = script ? "" : " without script";
    test(`a note with a file stays inside${how}`, () => aNoteStaysInside(world, { script }));
    test(`a half-written answer is lost by no button${how}`, () => aHalfWrittenAnswerIsKept(world, { script }));
    test(`an answer is taken back${how}`, () => anAnswerIsTakenBack(world, { script }));
    test(`who writes while a colleague does sees that first${how}`, () => colleaguesMeet(world, { script }));
  }
}
