/* main.mjs: starts a portal and Chromium, plays the journeys, and ends with a line "N passed, N failed".
 *   node main.mjs [WORDS...]     only the tests whose names contain one of the words
 *   node main.mjs --pictures     renews docs/pictures, and tests nothing
 * SPDX-License-Identifier: Apache-2.0 */
import { launch } from "./lib/browser.mjs";
import { Portal } from "./lib/portal.mjs";
import { runTests } from "./lib/test.mjs";
import * as comforts from "./journeys/comforts.mjs";
import * as day from "./journeys/day.mjs";
import * as keyboard from "./journeys/keyboard.mjs";
import * as keys from "./journeys/keys.mjs";
import * as looks from "./journeys/looks.mjs";
import * as pages from "./journeys/pages.mjs";
import { take } from "./journeys/pictures.mjs";
import * as story from "./journeys/story.mjs";
import * as waiting from "./journeys/waiting.mjs";
import * as work from "./journeys/work.mjs";

const world = {};
const interrupted = new Promise((_, failed) => {
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => failed(new Error(signal)));
});
process.stdout.on("error", () => {}); // who was reading has been interrupted, too

async function play() {
  world.portal = await Portal.start();
  world.browser = await launch();
  if (process.argv[2] === "--pictures") {
    await take(world);
    return { passed: 1, failed: 0 };
  }
  for (const journey of [story, comforts, keyboard, work, keys, day, waiting, looks, pages]) await journey.tell(world);
  return runTests(process.argv.slice(2));
}

let count = { passed: 0, failed: 1 };
try {
  count = await Promise.race([play(), interrupted]);
} catch (error) {
  console.log(error);
} finally {
  if (world.browser) await world.browser.close();
  if (world.portal) await world.portal.stop();
}
console.log(`${count.passed} passed, ${count.failed} failed`);
process.exitCode = count.failed ? 1 : 0;
