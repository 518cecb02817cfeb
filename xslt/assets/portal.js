/* portal.js: what makes the forms more comfortable; every page works without it.
 * Its words come from data- attributes that the stylesheets write.
 * SPDX-License-Identifier: Apache-2.0 */
"use strict";

const all = (selector, root = document) => [...root.querySelectorAll(selector)];

/* element("li", { class: "x" }, child, "text") */
function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/* Another icon of the sheet that the drop area has one of. */
function icon(name) {
  const made = document.querySelector(".drop .i").cloneNode(true);
  const use = made.firstElementChild;
  use.setAttribute("href", use.getAttribute("href").replace(/#.*/, "#" + name));
  return made;
}

/* drafts: kept in the browser until the server has taken the text */

const PREFIX = "hd-draft:";
const SENT = "hd-sent";

function stored(store, key, value) {
  try {
    if (value === undefined) return JSON.parse(store.getItem(key));
    if (value === null) store.removeItem(key);
    else store.setItem(key, JSON.stringify(value));
  } catch { /* storage is off or full: no draft then */ }
  return null;
}

function hash(text) {
  let value = 2166136261;
  for (const c of text) value = Math.imul(value ^ c.codePointAt(0), 16777619);
  return (value >>> 0).toString(36);
}

/* Each person and each form has a draft of its own; the address itself is not stored. */
function draftKey(form) {
  const person = document.body.dataset.person;
  return person ? PREFIX + hash(person) + ":" + new URL(form.action).pathname : null;
}

/* Tells whether texts of a form are the same as at another time. */
function textsOf(form) {
  return hash(JSON.stringify(all("[data-draft]", form).map((field) => field.value)));
}

function keepDraft(form) {
  const key = draftKey(form);
  const fields = all("[data-draft]", form);
  if (!key || !fields.length) return;
  const draft = stored(localStorage, key);
  if (draft && fields.every((field) => !field.value.trim())) {
    for (const field of fields) field.value = draft[field.name] || "";
  }
  const keep = (sent) => {
    const texts = Object.fromEntries(fields.map((field) => [field.name, field.value]));
    stored(localStorage, key, Object.values(texts).some((text) => text.trim()) ? { ...texts, sent } : null);
  };
  form.addEventListener("input", () => keep((stored(localStorage, key) || {}).sent));
  sendAgainAsBefore(form, () => (stored(localStorage, key) || {}).sent, keep);
}

/* What is sent again because no answer came goes with the form token of the first time, so that it makes nothing twice:
 * from the page that sent it, and from a new one with the text that was kept. What has been changed since goes with a
 * token that has not been used: with the old one, the server would lead to what was sent first, and the change be lost.
 * read, keep: of what the last try, of whichever page, was sent with. Chromium asks twice for one sending. */
function sendAgainAsBefore(form, read, keep) {
  let touched = false;
  const mine = [];
  form.addEventListener("input", () => { touched = true; });
  form.addEventListener("formdata", ({ formData }) => {
    if (formData.has("preview")) return;
    const own = form.elements.once.value;
    const tries = [...mine, read()].filter(Boolean);
    const texts = textsOf(form);
    const content = hash(JSON.stringify([...formData].filter(([name]) => name !== "csrf" && name !== "once")
      .map(([name, value]) => [name, value.name ? [value.name, value.size, value.lastModified] : String(value)])));
    const same = tries.find((sent) => sent.content === content || (!touched && sent.texts === texts));
    const used = tries.some((sent) => sent.once === own);
    const now = { once: same ? same.once : used ? newToken() : own, content: same ? same.content : content, texts };
    formData.set("once", now.once);
    mine.push(now);
    keep(now);
  });
}

function newToken() {
  return [...crypto.getRandomValues(new Uint8Array(11))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/* Before sending: by what the next page shows whether it was taken. */
function noteSent(form) {
  const key = draftKey(form);
  const subject = form.querySelector("[name=subject][data-draft]");
  if (!key || !form.querySelector("[data-draft]")) return;
  const path = new URL(form.action).pathname;
  stored(sessionStorage, SENT, { key, page: path.replace(/\/reply$/, ""), messages: all(".msg").length,
    subject: subject ? subject.value.trim() : null, texts: textsOf(form) });
}

/* Back in history, the browser puts the text back once the page has loaded. */
function blankWhatWasTaken(texts) {
  for (const form of all("form:has([data-draft])")) {
    if (textsOf(form) === texts) for (const field of all("[data-draft]", form)) field.value = "";
  }
}

function forgetWhatWasTaken() {
  const sent = stored(sessionStorage, SENT);
  if (!sent || !document.querySelector(".thread")) return;
  const taken = sent.subject === null
    ? location.pathname === sent.page && all(".msg").length > sent.messages
    : document.querySelector("h1").textContent.trim() === sent.subject;
  if (!taken) return;
  addEventListener("pageshow", () => blankWhatWasTaken(sent.texts), { once: true });
  stored(localStorage, sent.key, null);
  stored(sessionStorage, SENT, null);
}

function forgetAllDrafts() {
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX)) localStorage.removeItem(key);
    sessionStorage.removeItem(SENT);
  } catch { /* nothing was stored */ }
}

/* files: dropped, pasted, listed, removed */

function sizeText(bytes) {
  const [unit, size, digits] = bytes < 1e6 ? ["kilobyte", Math.max(1, bytes / 1e3), 0] : ["megabyte", bytes / 1e6, 1];
  return new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit, maximumFractionDigits: digits }).format(size);
}

function screenshotName(word, type) {
  const now = new Date();
  const local = new Date(now - now.getTimezoneOffset() * 60000).toISOString();
  return `${word}-${local.slice(0, 10)}-${local.slice(11, 19).replace(/:/g, "")}.${type.slice(6).split("+")[0]}`;
}

class Files {
  constructor(form, input) {
    this.form = form;
    this.input = input;
    this.words = input.dataset;
    this.files = [];
    this.list = element("ul", { class: "files" });
    this.list.hidden = true;
    this.blocked = element("div", { class: "banner", "data-tone": "bad", role: "alert" });
    this.drop = input.closest(".drop");
    input.classList.add("vh"); // without script, it is what shows the files that are chosen
    this.drop.after(this.list);
    input.addEventListener("change", () => this.add([...input.files]));
    this.drop.addEventListener("dragover", (event) => { event.preventDefault(); this.drop.dataset.over = ""; });
    for (const end of ["dragleave", "drop"]) this.drop.addEventListener(end, () => delete this.drop.dataset.over);
    this.drop.addEventListener("drop", (event) => { event.preventDefault(); this.add([...event.dataTransfer.files]); });
    form.addEventListener("paste", (event) => this.paste(event));
  }

  paste(event) {
    const data = event.clipboardData;
    if (!data.files.length || data.types.includes("text/plain")) return;
    event.preventDefault();
    this.add([...data.files].map((file) => file.type.startsWith("image/")
      ? new File([file], screenshotName(this.words.pasted, file.type), { type: file.type }) : file));
  }

  add(files) {
    const same = (a) => (b) => a.name === b.name && a.size === b.size && a.lastModified === b.lastModified;
    for (const file of files) if (!this.files.some(same(file))) this.files.push(file);
    this.change();
  }

  /* The list is another one: who listens to the form's fields hears of it. */
  change() {
    this.show();
    this.form.dispatchEvent(new Event("input"));
  }

  /* What fits goes into the input; the rest is listed with the reason. */
  show() {
    const max = Number(this.words.max) || Infinity;
    const transfer = new DataTransfer();
    let sum = 0;
    this.list.replaceChildren();
    for (const file of this.files) {
      const fits = sum + file.size <= max;
      if (fits) { sum += file.size; transfer.items.add(file); }
      this.list.append(this.row(file, fits));
    }
    this.input.files = transfer.files;
    this.list.hidden = !this.files.length;
    this.blocked.remove();
  }

  /* A file that does not fit is not left out in silence: it has to be taken off the list first. */
  refuses() {
    if (this.files.length === this.input.files.length) return false;
    const row = this.list.querySelector("li:has(.fault)");
    this.blocked.replaceChildren(icon("alert"), element("p", { class: "grow" }, this.words.blocked));
    this.list.closest(".field").after(this.blocked);
    row.tabIndex = -1;
    row.focus({ preventScroll: true });
    row.scrollIntoView({ block: "center" });
    return true;
  }

  row(file, fits) {
    const name = element("span", { class: "grow" }, file.name);
    if (!fits) name.append(this.fault(`${this.words.tooLarge} ${this.words.maxText}`));
    const remove = this.button(this.words.remove + " " + file.name, () => {
      this.files.splice(this.files.indexOf(file), 1);
      this.change();
      this.input.focus();
    });
    return element("li", {}, icon(file.type.startsWith("image/") ? "image" : "file"), name,
      element("span", { class: "quiet" }, sizeText(file.size)), remove);
  }

  fault(text) {
    return element("span", { class: "fault", role: "alert" }, icon("alert"), text);
  }

  button(label, act) {
    const button = element("button", { type: "button", class: "btn plain small" }, icon("x"), element("span", { class: "vh" }, label));
    button.addEventListener("click", act);
    return button;
  }

  /* A row that shows how far the sending is; returns what sets the percentage. */
  progress(stop) {
    const bar = element("progress", { max: 100, value: 0, "aria-label": this.words.sending });
    const text = element("span", { class: "quiet" }, "0 %");
    const row = element("li", {}, icon("upload"), element("span", { class: "grow" }, this.words.sending), text,
      this.button(this.words.cancel, stop), bar);
    this.list.append(row);
    return { row, set: (percent) => { bar.value = percent; text.textContent = percent + " %"; } };
  }
}

/* sending */

function ready() {
  for (const form of all("form[data-busy]")) delete form.dataset.busy;
  for (const button of all("[aria-busy]")) button.removeAttribute("aria-busy");
}

/* The answer in place of this page, without asking for it again: what is said once would be lost. */
function show(request, action) {
  const page = new DOMParser().parseFromString(request.responseText, "text/html");
  const moved = request.responseURL !== action;
  if (moved) history.replaceState(null, "", request.responseURL);
  document.documentElement.lang = page.documentElement.lang;
  document.title = page.title;
  document.body.replaceWith(document.adoptNode(page.body));
  begin();
  scrollTo(0, 0);
  if (moved && all(".msg").length > 1) location.replace("#last");
  else (document.querySelector("[aria-invalid=true]") || document.querySelector("main") || document.body).focus();
}

function send(form, button, files) {
  const request = new XMLHttpRequest();
  const action = button && button.hasAttribute("formaction") ? button.formAction : form.action;
  const progress = files.progress(() => request.abort());
  const stopped = (failed) => {
    progress.row.remove();
    ready();
    if (failed) files.list.after(files.fault(files.words.failed));
  };
  request.upload.addEventListener("progress", (event) => {
    if (event.lengthComputable) progress.set(Math.floor(event.loaded * 100 / event.total));
  });
  request.addEventListener("load", () => {
    if (request.getResponseHeader("Content-Type").startsWith("text/html")) show(request, action);
    else stopped(true);
  });
  request.addEventListener("error", () => stopped(true));
  request.addEventListener("abort", () => stopped(false));
  request.open("POST", action);
  request.setRequestHeader("Accept", "text/html");
  request.send(new FormData(form, button));
}

function watch(form) {
  const input = form.querySelector("input[type=file]");
  const files = input && new Files(form, input);
  form.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (form.dataset.busy) { event.preventDefault(); return; }
    if (files && files.refuses()) { event.preventDefault(); return; }
    form.dataset.busy = "yes";
    if (button) (button.tabIndex < 0 ? form.querySelector("button.go") : button).setAttribute("aria-busy", "true");
    if (form.dataset.logout) forgetAllDrafts();
    if (!button || button.name !== "preview") noteSent(form);
    if (files && files.input.files.length) {
      event.preventDefault();
      send(form, button, files);
    }
  });
}

/* small things */

function knownCauses() {
  const choice = document.querySelector("select[name=service]");
  if (!choice) return;
  choice.addEventListener("change", () => {
    for (const banner of all("[data-known]")) banner.hidden = banner.dataset.known !== choice.value;
  });
}

function helpers() {
  for (const button of all("[data-unstage]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const kept = document.getElementById(button.dataset.unstage);
      kept.form.dispatchEvent(new Event("input"));
      kept.remove();
      button.closest("li").remove();
    });
  }
  for (const button of all("[data-copy]")) {
    button.hidden = !navigator.clipboard;
    button.addEventListener("click", () => navigator.clipboard.writeText(document.getElementById(button.dataset.copy).value));
  }
}

/* A row of tabs that is wider than the screen: the chosen one in the middle. */
function showChosenTab() {
  for (const tab of all(":is(.tabs, .rail) [aria-current]")) {
    const row = tab.closest(".tabs, .rail"), place = tab.getBoundingClientRect();
    row.scrollLeft += place.left - row.getBoundingClientRect().left - (row.clientWidth - place.width) / 2;
  }
}

/* For every page, and again for one that took the place of another. */
function begin() {
  forgetWhatWasTaken();
  showChosenTab();
  for (const form of all("form")) {
    watch(form);
    keepDraft(form);
  }
  knownCauses();
  helpers();
}

function closeMenus(except) {
  for (const menu of all("details.menu[open]")) if (menu !== except) menu.open = false;
}

document.addEventListener("click", (event) => closeMenus(event.target.closest && event.target.closest("details.menu")));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = document.querySelector("details.menu[open]");
  if (!open) return;
  open.open = false;
  open.querySelector("summary").focus();
});
addEventListener("pageshow", (event) => { if (event.persisted) ready(); });

begin();
const fault = document.querySelector("[aria-invalid=true]");
if (fault) fault.focus();

/* keys of the desk: none while somebody types, none with Ctrl, Alt or the Meta key. What they are stands in the sheet of
 * components/keys.xsl. */

const sheet = document.getElementById("keys");
if (sheet) {
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
}

/* the numbers beside the views of the queue, and the one in the title, kept fresh while the page is looked at */

if (document.querySelector("[data-waiting]")) {
  const EVERY = 30000, LONGEST = 600000; /* milliseconds between two looks; after errors twice as long each time, up to the second */
  let rail = null, etag = null, pause = EVERY, timer = 0, looked = Date.now();

  const put = (selector, count) => {
    const place = document.querySelector(selector);
    if (place && place.textContent !== count) place.textContent = count;
  };

  const show = (text) => {
    const queue = new DOMParser().parseFromString(text, "application/xml").querySelector("queue");
    if (!queue) return;
    for (const tab of queue.querySelectorAll("tab")) {
      const count = tab.getAttribute("count");
      put(`.rail [data-tab="${tab.getAttribute("name")}"]`, count);
      if (tab.getAttribute("name") === "waiting") {
        document.title = (count > 0 ? `(${count}) ` : "") + document.title.replace(/^\(\d+\) /, "");
      }
    }
    for (const one of queue.querySelectorAll("department")) put(`.rail [data-department="${one.getAttribute("slug")}"]`, one.getAttribute("count"));
  };

  /* Whether to go on: who is signed out, or no agent any more, is not asked again. */
  const look = async () => {
    const found = document.querySelector("[data-waiting]");
    if (!found) return false;
    if (found !== rail) etag = null; /* another page has taken the place of the first */
    rail = found;
    const headers = { Accept: "application/xml" };
    if (etag) headers["If-None-Match"] = etag;
    const answer = await fetch(rail.dataset.waiting, { headers, cache: "no-store", redirect: "error" });
    if ([401, 403, 404].includes(answer.status)) return false;
    if (!answer.ok && answer.status !== 304) throw new Error(String(answer.status));
    if (answer.ok) {
      show(await answer.text());
      etag = answer.headers.get("ETag");
    }
    return true;
  };

  const plan = () => {
    clearTimeout(timer);
    if (document.visibilityState === "visible") timer = setTimeout(run, Math.max(0, looked + pause - Date.now()));
  };

  const run = async () => {
    let goes = true;
    looked = Date.now();
    try {
      goes = await look();
      pause = EVERY;
    } catch { /* the server or the way to it is away */
      pause = Math.min(pause * 2, LONGEST);
    }
    looked = Date.now();
    if (goes) plan();
    else document.removeEventListener("visibilitychange", plan);
  };

  document.addEventListener("visibilitychange", plan);
  plan();
}
