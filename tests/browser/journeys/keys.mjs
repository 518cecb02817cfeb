/* journeys/keys.mjs: the keys of the desk: along the list, into a ticket, to its fields, and what they leave alone.
 * SPDX-License-Identifier: Apache-2.0 */
import { visit } from "../lib/browser.mjs";
import { assert } from "../lib/expect.mjs";
import { test } from "../lib/test.mjs";

const focus = (page) => page.evaluate(() => document.activeElement.id || document.activeElement.textContent.trim());

async function throughTheList(v, page) {
  await v.go("/desk/");
  const titles = await page.$$eval(".cards .title", (all) => all.map((one) => one.textContent.trim()));
  assert.ok(titles.length > 1, "there are tickets");
  for (const [key, at] of [["j", 0], ["j", 1], ["k", 0], ["k", 0]]) {
    await page.keyboard.press(key);
    assert.equal(await focus(page), titles[at], `${key} leads to ticket ${at}`);
  }
  await page.keyboard.press("x");
  assert.equal(await page.locator("[name=ticket]:checked").count(), 1, "x chooses it");
  assert.ok(await page.isVisible(".chosen"));
  await page.keyboard.press("x");
  await page.keyboard.press("/");
  assert.equal(await focus(page), "q");
  await page.keyboard.type("jk?x/");
  assert.equal(await page.inputValue("#q"), "jk?x/", "no key while somebody types");
}

async function intoATicket(v, page) {
  await v.go("/desk/");
  await page.keyboard.press("j");
  await page.keyboard.press("Control+o"); // the browser's
  await page.keyboard.press("Alt+r");
  assert.match(page.url(), /desk\/$/);
  await page.keyboard.press("o");
  await page.waitForSelector("#reply");
  for (const [key, id] of [["a", "assignee"], ["r", "body"]]) {
    await page.evaluate(() => document.activeElement.blur());
    await page.keyboard.press(key);
    assert.equal(await focus(page), id);
  }
  await page.keyboard.type("nora");
  assert.equal(await page.inputValue("#body"), "nora");
  await page.evaluate(() => document.activeElement.blur());
  await page.keyboard.press("n");
  assert.ok(await page.evaluate(() => document.activeElement.matches("button[formaction$='/note']")), "n leads to the note's button");
  await page.fill("#body", "");
  await page.evaluate(() => document.activeElement.blur());
  await page.keyboard.press("u");
  await page.waitForSelector("#q");
  await page.keyboard.press("j");
  await page.keyboard.press("r");
  await page.waitForSelector("#reply");
  await page.waitForFunction(() => document.activeElement.id === "body");
}

async function theSheet(v, page) {
  await v.go("/desk/");
  await page.keyboard.press("?");
  assert.ok(await page.isVisible("#keys"));
  await page.keyboard.press("j");
  assert.equal(await page.locator(".cards .title:focus").count(), 0, "no key goes past the sheet");
  await page.keyboard.press("Escape");
  assert.ok(await page.isHidden("#keys"));
  await page.click("[data-keys]");
  assert.ok(await page.isVisible("#keys"));
  await page.click("#keys button");
  assert.ok(await page.isHidden("#keys"));
}

export function tell(world) {
  const at = (body) => () => visit(world.browser, world.portal.url, { language: "en" }, async (v, page) => {
    await v.signIn("agent@example.com", "agent-demo-1");
    await body(v, page);
  });
  test("keys lead along the list of the desk, and leave typing alone", at(throughTheList));
  test("keys open a ticket and lead to its fields", at(intoATicket));
  test("a sheet names the keys of the desk", at(theSheet));
}
