/* check-html.mjs: the Nu checker over a directory of pages; a line for each fault.
 *   node check-html.mjs DIR
 * SPDX-License-Identifier: Apache-2.0 */
import { resolve } from "node:path";
import { checkHtml } from "./lib/audit.mjs";

const faults = await checkHtml(resolve(process.argv[2]));
for (const fault of faults) console.log(fault);
process.exitCode = faults.length ? 1 : 0;
