/* lib/test.mjs: a list of tests, run one after the other; a name is a sentence.
 * SPDX-License-Identifier: Apache-2.0 */
const tests = [];

/** Add a test: body() throws when it fails. */
export function test(name, body) {
  tests.push({ name, body });
}

/** Run the tests whose names contain one of the words (all without words). @returns how many passed and failed */
export async function runTests(words) {
  const count = { passed: 0, failed: 0 };
  for (const { name, body } of tests) {
    if (words.length && !words.some((word) => name.includes(word))) continue;
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
  return count;
}

function indent(text) {
  return text.split("\n").map((line) => "        " + line).join("\n");
}
