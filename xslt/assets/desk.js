/* desk.js: keys for those who work at the desk; every page works without them.
 * No key while somebody types, none with Ctrl, Alt or the Meta key. What the keys are stands in the sheet of components/keys.xsl.
 * SPDX-License-Identifier: Apache-2.0 */
"use strict";

const sheet = document.getElementById("keys");
const titles = () => [...document.querySelectorAll(".cards .title")];
const current = () => titles().find((title) => title.closest("tr").contains(document.activeElement));

function step(by) {
  const rows = titles();
  const at = rows.indexOf(current());
  const next = rows[at < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.min(Math.max(at + by, 0), rows.length - 1)];
  if (!next) return false;
  next.focus();
  next.closest("tr").scrollIntoView({ block: "nearest" });
  return true;
}

function focusOn(selector) {
  const field = document.querySelector(selector);
  if (field) field.focus();
  return Boolean(field);
}

/* A field of the ticket: here, or on the page of the one that the list stands at. */
function toField(id) {
  if (document.getElementById("reply")) return focusOn("#" + id);
  const title = current();
  if (title) location.assign(title.href + "#" + id);
  return Boolean(title);
}

function open() {
  const title = current();
  if (title) title.click();
  return Boolean(title);
}

function pick() {
  const title = current();
  const box = title && title.closest("tr").querySelector("[name=ticket]");
  if (box) box.click();
  return Boolean(box);
}

function search() {
  if (!focusOn("#q")) location.assign(sheet.dataset.desk + "#q");
  return true;
}

function back() {
  if (!document.getElementById("reply")) return false;
  location.assign(sheet.dataset.desk);
  return true;
}

const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  o: open,
  x: pick,
  r: () => toField("body"),
  n: () => (document.getElementById("reply") && document.getElementById("body").value.trim()
    ? focusOn("button[formaction$='/note']") : toField("body")),
  a: () => toField("assignee"),
  "/": search,
  u: back,
  "?": () => { sheet.showModal(); return true; },
};

function isTyping(target) {
  return target.isContentEditable || (target.matches("input, select, textarea") && !target.matches("[type=checkbox], [type=radio]"));
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
  if (isTyping(event.target) || sheet.open || document.querySelector("details.menu[open]")) return;
  if (Object.hasOwn(KEYS, event.key) && KEYS[event.key]()) event.preventDefault();
});

for (const button of document.querySelectorAll("[data-keys]")) {
  button.hidden = false;
  button.addEventListener("click", () => sheet.showModal());
}
if (["#body", "#assignee", "#q"].includes(location.hash)) focusOn(location.hash);
