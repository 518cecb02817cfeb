/* lib/expect.mjs: what the journeys ask of a page.
 * SPDX-License-Identifier: Apache-2.0 */
import assert from "node:assert/strict";

export { assert };

/** The text of the first element, white space as one reads it. */
export async function textOf(page, selector) {
  return (await page.locator(selector).first().innerText()).replace(/\s+/g, " ").trim();
}

export async function assertText(page, selector, expected) {
  const text = await textOf(page, selector);
  assert.ok(expected instanceof RegExp ? expected.test(text) : text.includes(expected), `${selector} says "${text}", not ${expected}`);
}

/** Nothing has to be scrolled sideways at these widths. */
export async function assertNarrow(page, widths = [320, 360, 390]) {
  const size = page.viewportSize();
  for (const width of widths) {
    await page.setViewportSize({ width, height: size.height });
    const over = await page.evaluate(() => {
      const root = document.scrollingElement;
      if (root.scrollWidth <= root.clientWidth) return null;
      const guilty = [...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > root.clientWidth + 1);
      return root.scrollWidth + " px, by " + guilty.slice(0, 5).map((e) => e.tagName.toLowerCase() + "." + e.className).join(", ");
    });
    assert.equal(over, null, `at ${width} px ${page.url()} is wider: ${over}`);
  }
  await assertNothingSpills(page);
  await page.setViewportSize(size);
}

/* No text runs out of its box, over its neighbour. */
async function assertNothingSpills(page) {
  const spilt = await page.evaluate(() => [...document.querySelectorAll("main :is(h1, h2, h3, p, dd, dt, td, th, li, div, .grow, .btn)")]
    .filter((e) => e.clientWidth && e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).overflowX === "visible" && !e.closest(".table, .tabs, .vh"))
    .map((e) => `${e.tagName.toLowerCase()}.${e.className} (${e.scrollWidth} in ${e.clientWidth} px): ${e.innerText.slice(0, 60)}`));
  assert.deepEqual(spilt, [], `text runs over on ${page.url()}`);
}
