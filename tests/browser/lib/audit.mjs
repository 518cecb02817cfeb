/* lib/audit.mjs: looks at a page that is open: pictures in every size and colour, axe-core, sideways scrolling, its HTML.
 * SPDX-License-Identifier: Apache-2.0 */
import { execFile } from "node:child_process";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { PHONE, WIDE } from "./browser.mjs";
import { assertNarrow } from "./expect.mjs";
import { REPO } from "./portal.mjs";

const require = createRequire(import.meta.url);
const AXE = await readFile(require.resolve("axe-core/axe.min.js"), "utf8");
const SHOTS = join(REPO, "build/screenshots");
const PAGES = join(REPO, "build/pages");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const LOOKS = [["light", WIDE], ["dark", WIDE], ["light", PHONE], ["dark", PHONE]];

/** Empty the folders of pictures and pages. */
export async function clear() {
  for (const dir of [SHOTS, PAGES]) {
    await rm(dir, { recursive: true, force: true });
    await mkdir(dir, { recursive: true });
  }
}

/* What a theme changes are colours: in the dark only they are looked at. */
async function axe(page, theme) {
  const runOnly = theme === "dark" ? { type: "rule", values: ["color-contrast"] } : { type: "tag", values: TAGS };
  return page.evaluate(async (options) => (await window.axe.run(document, options)).violations
    .flatMap((v) => v.nodes.map((n) => `${v.id}: ${v.help}: ${n.target.join(" ")}: ${(n.any[0] || n.all[0] || n.none[0] || {}).message || ""}`)),
  { runOnly, rules: theme === "dark" ? {} : { "target-size": { enabled: true } }, preload: false, resultTypes: ["violations"] });
}

async function shoot(page, size, path) {
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.setViewportSize({ width: size.width, height: Math.max(size.height, height) }); // what is fixed stands at the true edges
  await page.screenshot({ path });
}

/** Pictures of the page as it stands (not with HD_NO_SHOTS), in two sizes and two themes, and axe-core in each. @returns what is wrong */
export async function look(page, name) {
  const wrong = [];
  await page.evaluate(AXE);
  for (const [theme, size] of LOOKS) {
    await page.emulateMedia({ colorScheme: theme });
    await page.setViewportSize(size);
    await page.evaluate(() => window.scrollTo(0, 0)); // what lies beneath the bar is none too small
    wrong.push(...(await axe(page, theme)).map((text) => `${name} ${size.width} ${theme}: ${text}`));
    if (!process.env.HD_NO_SHOTS) await shoot(page, size, join(SHOTS, `${name}-${size.width}-${theme}.png`));
  }
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize(WIDE);
  return wrong;
}

/** Sideways scrolling on small screens. @returns what is wrong */
export async function narrow(page, name) {
  try {
    await assertNarrow(page);
    return [];
  } catch (error) {
    return [`${name}: ${error.message}`];
  }
}

/** Keep the HTML as the server wrote it. */
export async function keep(visitor, name) {
  const html = await visitor.last.html; // the browser does not keep each answer to a large form: then as it stands now
  await writeFile(join(PAGES, name + ".html"), html ?? await visitor.page.content());
}

/** The Nu checker over all kept pages, in one run. @returns what is wrong */
export function checkHtml(dir = PAGES) {
  const jar = require.resolve("vnu-jar/build/dist/vnu.jar");
  return new Promise((done, failed) => {
    execFile("java", ["-jar", jar, "--errors-only", "--format", "json", "--skip-non-html", dir], { maxBuffer: 1 << 26 }, (error, _, stderr) => {
      try {
        done(JSON.parse(stderr).messages.map((m) => `${m.url.replace(/.*\//, "")}:${m.lastLine || 0}: ${m.message}`));
      } catch {
        failed(error || new Error(stderr));
      }
    });
  });
}
