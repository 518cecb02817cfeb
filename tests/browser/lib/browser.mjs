/* lib/browser.mjs: real Chromium, and visitors: each has cookies of its own and may not cause one complaint of the browser.
 * SPDX-License-Identifier: Apache-2.0 */
import { chromium } from "playwright-core";

const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync"];
export const WIDE = { width: 1280, height: 800 };
export const PHONE = { width: 390, height: 844 };

export function launch() {
  return chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: FLAGS,
    handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false }); // main.mjs closes it
}

/** Somebody at a browser: a context with one page. */
export class Visitor {
  /** options: size, language, script (false: no JavaScript), dark, next to Playwright's own */
  static async come(browser, base, { size = WIDE, language = "en", script = true, dark = false } = {}) {
    const visitor = new Visitor();
    visitor.base = base;
    visitor.script = script;
    visitor.complaints = [];
    visitor.statuses = new Set();
    visitor.context = await browser.newContext({ viewport: size, locale: language, javaScriptEnabled: script,
      colorScheme: dark ? "dark" : "light", reducedMotion: "reduce", hasTouch: size.width < 500, acceptDownloads: true });
    visitor.context.setDefaultTimeout(60000);
    visitor.page = await visitor.open();
    return visitor;
  }

  /** One more tab. */
  async open() {
    const page = await this.context.newPage();
    page.on("pageerror", (error) => this.complaints.push(`${page.url()}: ${error.stack}`));
    page.on("console", (message) => this.heard(page, message));
    page.on("response", (response) => this.answered(response));
    return page;
  }

  /* The browser also reports each answer of 400 and more: that is announced by expect(). */
  heard(page, message) {
    if (!["error", "warning"].includes(message.type())) return;
    const status = /status of (\d+)/.exec(message.text());
    if (status && this.statuses.has(Number(status[1]))) return;
    this.complaints.push(`${page.url()}: ${message.type()}: ${message.text()} (${message.location().url})`);
  }

  /* Keeps the last page as the server wrote it. */
  answered(response) {
    const type = response.headers()["content-type"] || "";
    const kind = response.request().resourceType();
    if (!type.startsWith("text/html") || !["document", "xhr"].includes(kind) || [301, 302, 303].includes(response.status())) return;
    this.last = { status: response.status(), url: response.url(), html: response.text().catch(() => null) };
  }

  /** Answers with these statuses are no fault. */
  expect(...statuses) {
    for (const status of statuses) this.statuses.add(status);
    return this;
  }

  go(path) {
    return this.page.goto(/^[a-z]+:/.test(path) ? path : this.base + path);
  }

  async signIn(email, password, path = "/login") {
    await this.go(path);
    await this.page.fill("[name=email]", email);
    await this.page.fill("[name=password]", password);
    await this.page.click("main form[action$='/login'] button[type=submit]");
    await this.page.waitForSelector("body .avatar");
    return this;
  }

  /** Throws when the browser had something to complain of: an error, a warning, a refusal by the CSP. */
  noComplaints() {
    if (this.complaints.length) throw new Error("the browser complained:\n" + this.complaints.splice(0).join("\n"));
  }

  async leave() {
    await this.context.close();
    this.noComplaints();
  }
}

/** Have a visitor do something, and see it off whatever happens. */
export async function visit(browser, base, options, body) {
  const visitor = await Visitor.come(browser, base, options);
  try {
    await body(visitor, visitor.page);
  } catch (error) {
    await visitor.context.close().catch(() => {});
    throw error;
  }
  await visitor.leave();
}
