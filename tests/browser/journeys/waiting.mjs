/* journeys/waiting.mjs: the numbers of the queue in a page that stays open.
 * SPDX-License-Identifier: Apache-2.0 */
import { visit } from "../lib/browser.mjs";
import { assert } from "../lib/expect.mjs";
import { sendTicket, writeTicket } from "../lib/form.mjs";
import { test } from "../lib/test.mjs";

const waits = async (page) => Number(/^\((\d+)\) /.exec(await page.title())?.[1] || 0);

async function open(world) {
  await visit(world.browser, world.portal.url, { language: "en" }, async (v, page) => {
    await v.signIn("other@example.com", "other-demo-1");
    await v.go("/tickets/new");
    await writeTicket(page, { department: "billing", subject: "Counted", body: "Please look." });
    await sendTicket(page);
  });
}

/* A minute goes by for the page. */
async function later(page) {
  const answer = page.waitForResponse((response) => response.url().includes("/desk/waiting"));
  await page.clock.fastForward(61000);
  return answer;
}

export function tell(world) {
  test("an open queue shows new tickets in its title and beside its views, without reload", async () => {
    await visit(world.browser, world.portal.url, { language: "en" }, async (v, page) => {
      await page.clock.install();
      await v.signIn("agent@example.com", "agent-demo-1");
      await v.go("/desk/");
      await page.evaluate(() => { window.stayed = true; });
      const before = await waits(page);
      await later(page);
      assert((await later(page)).status() === 304, "what has not changed is sent again");
      await open(world);
      const answer = await later(page);
      assert(answer.status() === 200, `the answer is ${answer.status()}`);
      await page.waitForFunction((n) => document.title.startsWith(`(${n}) `), before + 1);
      assert(await page.textContent(".rail [data-tab=waiting]") === String(before + 1), "the view's number stays");
      assert(await page.evaluate(() => window.stayed), "the page was loaded again");
    });
  });

  test("an open queue does not ask while nobody looks at it, nor once its reader is signed out", async () => {
    await visit(world.browser, world.portal.url, { language: "en" }, async (v, page) => {
      await page.clock.install();
      await v.signIn("agent@example.com", "agent-demo-1");
      await v.go("/desk/");
      await later(page);
      let asked = 0;
      page.on("request", (request) => { if (request.url().includes("/desk/waiting")) asked++; });
      await page.evaluate(() => {
        Object.defineProperty(document, "visibilityState", { get: () => window.shown || "hidden", configurable: true });
        document.dispatchEvent(new Event("visibilitychange"));
      });
      await page.clock.fastForward(600000);
      assert(asked === 0, `it has asked ${asked} times`);
      await page.evaluate(() => {
        window.shown = "visible";
        document.dispatchEvent(new Event("visibilitychange"));
      });
      await later(page);
      await v.context.clearCookies();
      v.expect(401);
      assert((await later(page)).status() === 401, "somebody is still signed in");
      asked = 0;
      await page.clock.fastForward(600000);
      assert(asked === 0, "it goes on asking");
    });
  });
}
