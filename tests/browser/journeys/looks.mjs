/* journeys/looks.mjs: what has to stay in sight, and in its place, whatever names and numbers a company has.
 * SPDX-License-Identifier: Apache-2.0 */
import { PHONE, visit, WIDE } from "../lib/browser.mjs";
import { assert, assertNarrow, textOf } from "../lib/expect.mjs";
import { until } from "../lib/portal.mjs";
import { test } from "../lib/test.mjs";

/* A company's name of 60 characters, on small phones and where the navigation stands beside it. */
async function aLongNameLeavesRoom(v, page) {
  for (const address of ["/", "/login"]) {
    await v.go(address);
    await page.locator(".brand span").evaluate((e) => { e.textContent = "Hosting i Domeni Beograd d.o.o. za promet i usluge, Novi Sad"; });
    await assertNarrow(page, [320, 390, 900, 1280]);
    for (const width of [320, 390, 900, 1280]) {
      await page.setViewportSize({ width, height: 844 });
      const bar = await page.locator(".bar").boundingBox();
      assert.ok(bar.height <= 57, `the bar is ${bar.height} px high at ${width} px`);
      for (const control of await page.locator(".bar-end > a:visible, .bar-end summary:visible").all()) {
        const box = await control.boundingBox();
        assert.ok(box.x + box.width <= width && box.height <= bar.height, `at ${width} px: ${JSON.stringify(box)}`);
      }
    }
  }
}

async function tabsStandInOneRow(v, page) {
  await v.go("/services/");
  const tops = await page.locator("nav.tabs a").evaluateAll((all) => all.map((e) => e.getBoundingClientRect().top));
  assert.ok(tops.length > 8 && tops.every((top) => top === tops[0]), `tops of the tabs: ${tops}`);
  await page.locator("nav.tabs a").last().scrollIntoViewIfNeeded();
  const box = await page.locator("nav.tabs a").last().boundingBox();
  assert.ok(box.x + box.width <= WIDE.width, "the row scrolls to its last");
}

async function whatDoesNotRunSaysSo(v, page) {
  await v.go("/");
  assert.equal(await textOf(page, ".row:has-text('shop.client.example') .badge"), "Suspended");
  assert.equal(await textOf(page, ".row:has-text('client-outlet.example') .badge"), "Expired");
}

/* Neither above the preview nor above the text is the row that leads from one to the other out of sight. */
async function thePreviewIsUncovered(v, page) {
  await v.go("/tickets/new");
  await page.fill("#body", Array.from({ length: 10 }, (_, n) => `Line ${n + 1}.`).join("\n\n"));
  await page.click("button[name=preview]");
  await page.waitForSelector("#preview:target");
  const bar = await page.locator(".bar").boundingBox();
  const uncovered = async () => (await page.locator(".editor .tools").boundingBox()).y >= bar.y + bar.height;
  await until("the row of the editor below the bar", uncovered);
}

export function tell(world) {
  const client = (options, body) => () => visit(world.browser, world.portal.url, options, async (v, page) => {
    await v.signIn("client@example.com", "client-demo-1");
    await body(v, page);
  });
  test("a long company name leaves room for the rest", client({ size: PHONE }, aLongNameLeavesRoom));
  test("a long company name leaves room for the way in", () =>
    visit(world.browser, world.portal.url, { size: PHONE, language: "sr-Cyrl" }, aLongNameLeavesRoom));
  test("tabs stand in one row", client({ language: "sr-Cyrl" }, tabsStandInOneRow));
  test("a service that does not run says so on the home page", client({}, whatDoesNotRunSaysSo));
  test("a preview is not covered by the bar", client({ size: { width: 1280, height: 900 } }, thePreviewIsUncovered));
}
