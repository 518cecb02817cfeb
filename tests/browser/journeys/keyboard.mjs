/* journeys/keyboard.mjs: signing in and opening a ticket with the keyboard alone; the focus is always seen.
 * SPDX-License-Identifier: Apache-2.0 */
import { PHONE, visit } from "../lib/browser.mjs";
import { assert, assertText } from "../lib/expect.mjs";
import { test } from "../lib/test.mjs";

/* What is focused: whether a ring is drawn on it or on its frame, whether it lies uncovered in the window, and whether it is what
 * is wanted. */
function focused(wanted) {
  const e = document.activeElement;
  const ring = (node) => {
    const style = node && getComputedStyle(node);
    return Boolean(style) && style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  };
  const frame = e.closest(".drop, .editor, .find, .choices > label");
  const box = (e.classList.contains("vh") && frame ? frame : e).getBoundingClientRect();
  const x = box.left + Math.min(box.width, 20) / 2;
  const y = box.top + Math.min(box.height, 20) / 2;
  const top = document.elementFromPoint(x, y);
  return {
    what: e.tagName.toLowerCase() + (e.id ? "#" + e.id : "") + " " + (e.getAttribute("href") || e.getAttribute("name") || e.textContent.trim().slice(0, 30)),
    ring: ring(e) || ring(frame) || ring(e.closest(".row, tr")),
    uncovered: Boolean(top) && (e.contains(top) || top.contains(e) || Boolean(frame && frame.contains(top))),
    body: e === document.body,
    found: Boolean(wanted) && e.matches(wanted),
  };
}

async function tab(page, wanted) {
  await page.keyboard.press("Tab");
  const now = await page.evaluate(focused, wanted);
  if (now.body) return now;
  assert.ok(now.ring, `the focus is seen on ${now.what} (${page.url()})`);
  assert.ok(now.uncovered, `nothing covers ${now.what} (${page.url()})`);
  return now;
}

/** Press Tab until this has the focus; each stop on the way is seen. */
export async function tabTo(page, selector, limit = 60) {
  for (let n = 0; n < limit; n++) {
    if ((await tab(page, selector)).found) return;
  }
  throw new Error(`${selector} is not reached with ${limit} tabs on ${page.url()}`);
}

export async function pressAndWait(page, key, selector) {
  await page.keyboard.press(key);
  await page.waitForSelector(selector);
}

async function signInByKeyboard(v, page) {
  await v.go("/");
  await tabTo(page, "header a[href$='/login']");
  await pressAndWait(page, "Enter", "#password");
  await tabTo(page, "a.skip", 1);
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.id), "content", "the skip link leads to the content");
  await tabTo(page, "#email", 1);
  await page.keyboard.type("client@example.com");
  await tabTo(page, "#password", 1);
  await page.keyboard.type("client-demo-1");
  await pressAndWait(page, "Enter", "header .avatar");
}

async function openTicketByKeyboard(v, page) {
  await tabTo(page, "nav a[href$='/support']");
  await pressAndWait(page, "Enter", ".ask");
  await tabTo(page, "main a[href$='/tickets/new']");
  await pressAndWait(page, "Enter", "#department");
  await tabTo(page, "#department");
  await page.keyboard.type("Pay");
  await tabTo(page, "#service", 1);
  await page.keyboard.type("client.example");
  await tabTo(page, "#subject");
  await page.keyboard.type("Written with the keyboard alone");
  await tabTo(page, "[name=priority]");
  await page.keyboard.press("ArrowRight");
  assert.ok(await page.isChecked("[name=priority][value=high]"));
  await tabTo(page, "#body");
  await page.keyboard.type("No mouse was used for this ticket.\nNot once.");
  await tabTo(page, "#attachment", 2);
  await tabTo(page, "main form[data-send] button.go", 2);
  await pressAndWait(page, "Space", ".thread");
  await assertText(page, "h1", "Written with the keyboard alone");
  assert.equal(await page.inputValue("#body"), "");
}

async function theMenusObey(v, page) {
  await tabTo(page, "header summary:has(.avatar)");
  await page.keyboard.press("Enter");
  await tabTo(page, "header a[href$='/account']", 1);
  await page.keyboard.press("Escape");
  assert.ok(await page.evaluate(() => document.activeElement.matches("summary")), "Escape closes the menu and goes back to it");
  assert.equal(await page.locator("header details[open]").count(), 0);
}

/* Through the whole page, from the first stop to the last. */
async function everyStopIsSeen(v, page, path) {
  await v.go(path);
  for (let n = 0; n < 80; n++) {
    if ((await tab(page)).body) return;
  }
}

export function tell(world) {
  test("signing in and opening a ticket with the keyboard alone", () => visit(world.browser, world.portal.url, {}, async (v, page) => {
    await signInByKeyboard(v, page);
    await theMenusObey(v, page);
    await v.go("/");
    await openTicketByKeyboard(v, page);
  }));
  test("every stop of the Tab key is seen and uncovered", () => visit(world.browser, world.portal.url, { size: PHONE }, async (v, page) => {
    await v.signIn("client@example.com", "client-demo-1");
    for (const path of ["/", "/services/", "/tickets/", "/tickets/new", "/account", "/account/password", "/account/security"]) await everyStopIsSeen(v, page, path);
  }));
}
