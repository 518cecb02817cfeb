/* lib/form.mjs: what visitors do with forms, whatever the language: found by the fields' names and addresses.
 * SPDX-License-Identifier: Apache-2.0 */
import { deflateSync } from "node:zlib";

/** The form that opens a ticket and the one that answers: what a person would press. */
export const SEND = "main form[data-send] button.go";

function crc(bytes) {
  let value = ~0;
  for (const byte of bytes) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  }
  return ~value >>> 0;
}

function chunk(type, data) {
  const out = Buffer.alloc(12 + data.length);
  out.writeUInt32BE(data.length);
  out.write(type, 4, "latin1");
  data.copy(out, 8);
  out.writeUInt32BE(crc(out.subarray(4, 8 + data.length)), 8 + data.length);
  return out;
}

/** A PNG picture of two colours. */
export function png(width = 320, height = 200) {
  const head = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 8, 2, 0, 0, 0]);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  const rows = Buffer.alloc(height * (1 + width * 3));
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * (1 + width * 3) + 1 + x * 3;
      rows.set((x >> 5) + (y >> 5) & 1 ? [40, 90, 160] : [225, 232, 240], at);
    }
  }
  return Buffer.concat([Buffer.from("89504e470d0a1a0a", "hex"), chunk("IHDR", head), chunk("IDAT", deflateSync(rows)), chunk("IEND", Buffer.alloc(0))]);
}

/** A file as setInputFiles takes it. */
export function file(name, content, mimeType = "text/plain") {
  return { name, mimeType, buffer: Buffer.isBuffer(content) ? content : Buffer.from(content) };
}

/** A log file of some kilobytes. */
export function logFile(name = "mail.log") {
  return file(name, "2026-11-22T08:14:03 550 5.7.26 SPF did not pass\n".repeat(60));
}

/** Put a picture on the clipboard and press Ctrl+V in the text. */
export async function pastePicture(visitor, picture = png()) {
  await visitor.context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await visitor.page.bringToFront();
  await visitor.page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
    await navigator.clipboard.write([new ClipboardItem({ "image/png": new Blob([bytes], { type: "image/png" }) })]);
  }, picture.toString("base64"));
  await visitor.page.focus("#body");
  await visitor.page.keyboard.press("Control+V");
  await visitor.page.waitForSelector(".files li:has-text('.png')");
}

/** Fill the form of a new ticket; what is not given stays as it is. */
export async function writeTicket(page, { department, service, priority, subject, body, files }) {
  if (department) await page.selectOption("[name=department]", department);
  if (service) {
    const value = await page.locator("[name=service] option", { hasText: service }).first().getAttribute("value");
    await page.selectOption("[name=service]", value);
  }
  if (priority) await page.check(`[name=priority][value=${priority}]`);
  if (subject !== undefined) await page.fill("[name=subject]", subject);
  if (body !== undefined) await page.fill("[name=body]", body);
  if (files) await page.setInputFiles("[name=attachment]", files);
}

/** Press the button, and wait for the ticket's page. @returns its reference */
export async function sendTicket(page) {
  await page.click(SEND);
  await page.waitForURL(/\/tickets\/HD-[0-9A-Z]{7}/);
  await page.waitForSelector(".thread");
  return /HD-[0-9A-Z]{7}/.exec(page.url())[0];
}
