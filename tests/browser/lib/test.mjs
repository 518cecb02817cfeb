/* lib/test.mjs: a list of tests; a name is a sentence. Lanes run beside each other, each in order; "alone" comes after them.
 * SPDX-License-Identifier: Apache-2.0 */
const lanes = new Map();

/** Add a test to a lane: body() throws when it fails. */
export function test(name, body, lane = "journeys") {
  if (!lanes.has(lane)) lanes.set(lane, []);
  lanes.get(lane).push({ name, body });
}

async function runOne({ name, body }, count) {
  const started = Date.now();
  try {
    await body();
    count.passed++;
    console.log(`  ok    ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  } catch (error) {
    count.failed++;
    console.log(`  FAIL  ${name}\n${indent(error.stack || String(error))}`);
  }
}

/** Run the tests whose names contain one of the words (all without words). @returns how many passed and failed */
export async function runTests(words) {
  const count = { passed: 0, failed: 0 };
  const wanted = ({ name }) => !words.length || words.some((word) => name.includes(word));
  const runLane = async (tests) => { for (const one of tests.filter(wanted)) await runOne(one, count); };
  const alone = lanes.get("alone") || [];
  lanes.delete("alone");
  await Promise.all([...lanes.values()].map(runLane));
  await runLane(alone);
  return count;
}

function indent(text) {
  return text.split("\n").map((line) => "        " + line).join("\n");
}
