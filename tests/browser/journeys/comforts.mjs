/* journeys/comforts.mjs: what script adds to the forms, and that nothing typed is lost.
 * SPDX-License-Identifier: Apache-2.0 */
import { PHONE, visit } from "../lib/browser.mjs";
import { assert, assertText } from "../lib/expect.mjs";
import { file, logFile, png, SEND, sendTicket, writeTicket } from "../lib/form.mjs";
import { test } from "../lib/test.mjs";

const LONG = "Since Tuesday the shop answers slowly, most of all in the evening.";

async function ticketsCalled(v, subject) {
  await v.go("/tickets/?status=all");
  return v.page.locator("a.title", { hasText: subject }).count();
}

/* A drop as the browser makes it: with files in its DataTransfer. */
async function dropFiles(page, names) {
  const transfer = await page.evaluateHandle((list) => {
    const made = new DataTransfer();
    for (const name of list) made.items.add(new File(["dropped " + name], name, { type: "text/plain" }));
    return made;
  }, names);
  await page.dispatchEvent(".drop", "dragover", { dataTransfer: transfer });
  assert.notEqual(await page.getAttribute(".drop", "data-over"), null, "the field shows that files hang over it");
  await page.dispatchEvent(".drop", "drop", { dataTransfer: transfer });
}

async function slowUpload(v, bytesPerSecond) {
  const devtools = await v.context.newCDPSession(v.page);
  await devtools.send("Network.enable");
  await devtools.send("Network.emulateNetworkConditions",
    { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: bytesPerSecond });
}

async function filesAreDropped(v, page) {
  await v.go("/tickets/new");
  await writeTicket(page, { subject: "Files that were dropped", body: LONG });
  await dropFiles(page, ["one.txt", "two.txt", "three.txt"]);
  await page.locator(".files li", { hasText: "two.txt" }).locator("button").click();
  await sendTicket(page);
  assert.deepEqual(await page.locator(".msg .files a").allInnerTexts(), ["one.txt", "three.txt"]);
}

async function theUploadIsShown(v, page) {
  await v.go("/tickets/new");
  await writeTicket(page, { subject: "A large file", body: LONG, files: [file("disk.img", Buffer.alloc(1500000, 7), "application/octet-stream")] });
  await slowUpload(v, 800000);
  await page.click(SEND);
  const bar = page.locator(".files progress");
  await bar.waitFor();
  const first = await bar.evaluate((e) => e.value);
  await page.locator(".files progress").evaluate((e, seen) => new Promise((done) => {
    const look = () => (e.value > seen && e.value < 100 ? done() : setTimeout(look, 10));
    look();
  }), first);
  assert.equal(await page.getAttribute(SEND, "aria-busy"), "true");
  await page.waitForSelector(".thread");
  await assertText(page, ".msg .files", "disk.img");
}

async function sendingIsStopped(v, page) {
  await v.go("/tickets/new");
  await writeTicket(page, { subject: "Sending that is stopped", body: LONG, files: [file("disk.img", Buffer.alloc(1500000, 7))] });
  await slowUpload(v, 200000);
  await page.click(SEND);
  await page.locator(".files li:has(progress) button").click();
  await page.locator(".files progress").waitFor({ state: "detached" });
  assert.equal(await page.inputValue("#body"), LONG);
  assert.equal(await page.getAttribute(SEND, "aria-busy"), null);
  await slowUpload(v, -1);
  await sendTicket(page);
  assert.equal(await ticketsCalled(v, "Sending that is stopped"), 1);
}

async function aFileTooLargeIsNamed(v, page) {
  await v.go("/tickets/new");
  await page.evaluate(() => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([new Uint8Array(22e6)], "film.mkv"));
    transfer.items.add(new File(["small"], "small.txt"));
    const input = document.querySelector("#attachment");
    input.files = transfer.files;
    input.dispatchEvent(new Event("change"));
  });
  await assertText(page, ".files li:has-text('film.mkv') .fault", /too large/i);
  assert.equal(await page.evaluate(() => document.querySelector("#attachment").files.length), 1, "what fits is kept");
}

async function theDraftSurvives(v, page) {
  await v.go("/tickets/new");
  await writeTicket(page, { subject: "A draft of mine", body: LONG });
  await page.reload();
  assert.equal(await page.inputValue("[name=subject]"), "A draft of mine");
  assert.equal(await page.inputValue("[name=body]"), LONG);
  await sendTicket(page);
  await v.go("/tickets/new");
  assert.equal(await page.inputValue("[name=subject]"), "", "an accepted text is no draft any more");
  assert.equal(await page.inputValue("[name=body]"), "");
}

async function theDraftIsForgottenOnSigningOut(v, page) {
  await v.go("/tickets/new");
  await writeTicket(page, { subject: "Nobody else's business", body: LONG });
  await page.click("header summary:has(.avatar)");
  await page.click("form[action$='/logout'] button");
  await page.waitForSelector("header a[href$='/login']");
  assert.deepEqual(await page.evaluate(() => Object.keys(localStorage)), []);
  await v.signIn("client@example.com", "client-demo-1");
}

async function aDoubleClickSendsOnce(v, page) {
  const subject = `Clicked twice ${v.script ? "with" : "without"} script`;
  await v.go("/tickets/new");
  await writeTicket(page, { subject, body: LONG, files: v.script ? [] : [logFile()] });
  await page.dblclick(SEND);
  await page.waitForSelector(".thread");
  assert.equal(await ticketsCalled(v, subject), 1);
}

async function theKnownCauseIsSaid(v, page) {
  await v.go("/tickets/new");
  const banners = page.locator(".known .banner:visible");
  assert.equal(await banners.count(), 0);
  await writeTicket(page, { service: "shop.client.example" });
  assert.equal(await banners.count(), 1);
  assert.match(await banners.innerText(), /is suspended/);
  await writeTicket(page, { service: "client-outlet.example" });
  assert.match(await banners.innerText(), /expired on/);
  await writeTicket(page, { service: "client.example, Domain" });
  assert.match(await banners.innerText(), /unpaid.*PF-\d{4}-\d{5}/s);
  await writeTicket(page, { service: "srv-17" });
  assert.equal(await banners.count(), 0);
}

async function thePreviewKeepsAll(v, page) {
  await v.go("/tickets/new");
  await writeTicket(page, { department: "billing", service: "srv-17", priority: "low", subject: "With a preview",
    body: "A **bold** word.\n\n- one\n- two", files: [logFile(), file("shot.png", png(), "image/png")] });
  await page.click("button[name=preview]");
  await page.waitForSelector("#preview");
  assert.equal(await page.locator("#preview strong").innerText(), "bold");
  assert.equal(await page.locator("#preview li").count(), 2);
  assert.deepEqual(await page.locator("ul.files li .grow").allInnerTexts(), ["mail.log", "shot.png"]);
  assert.equal(await page.inputValue("[name=department]"), "billing");
  assert.ok(await page.isChecked("[name=priority][value=low]"));
  await sendTicket(page);
  assert.equal(await page.locator(".msg .shots img").count(), 1);
  assert.equal(await page.locator(".msg .files a").innerText(), "mail.log");
  await assertText(page, "main", "srv-17.example.net");
}

/* The title is blank, which the browser lets through. */
async function aRefusalKeepsTextAndFiles(v, page) {
  v.expect(422);
  await v.go("/tickets/new");
  await writeTicket(page, { department: "sales", subject: "   ", body: LONG, files: [logFile()] });
  await page.click(SEND);
  await page.waitForSelector("[role=alert]");
  assert.equal(await page.getAttribute("[name=subject]", "aria-invalid"), "true");
  await assertText(page, "#subject-fault", /title/i);
  assert.equal(await page.inputValue("[name=body]"), LONG);
  assert.equal(await page.inputValue("[name=department]"), "sales");
  if (v.script) assert.equal(await page.evaluate(() => document.activeElement.id), "subject", "the fault has the focus");
  await writeTicket(page, { subject: "Now it has a title" });
  await sendTicket(page);
  assert.equal(await page.locator(".msg .files a").innerText(), "mail.log");
}

/* Signing out everywhere, at another machine, ends the session here while the form is open. */
async function endTheSession(world) {
  await visit(world.browser, world.portal.url, {}, async (elsewhere, page) => {
    await elsewhere.signIn("other@example.com", "other-demo-1", "/login?next=%2Fportal%2Faccount%2Fsecurity");
    await page.click("button[name=everywhere]");
    await page.waitForURL(/\/login$/);
  });
}

async function aLapsedSessionKeepsTheText(world, v, page) {
  v.expect(403);
  await v.signIn("other@example.com", "other-demo-1", "/login?next=%2Fportal%2Ftickets%2Fnew");
  await writeTicket(page, { subject: "Written for an hour", body: LONG, files: v.script ? [logFile()] : [] });
  await endTheSession(world);
  await page.click(SEND);
  await page.waitForSelector("main a[href*='/login?next=']");
  assert.equal(await page.inputValue("[name=subject]"), "Written for an hour");
  assert.equal(await page.inputValue("[name=body]"), LONG);
  if (v.script) await assertText(page, "main", "mail.log");
  const address = await page.getAttribute("main a[href*='/login?next=']", "href");
  const kept = await page.inputValue("[name=body]");
  await v.signIn("other@example.com", "other-demo-1", new URL(address, page.url()).href);
  assert.match(page.url(), /\/tickets\/new$/);
  if (!v.script) await writeTicket(page, { subject: "Written for an hour", body: kept }); // copied from the page before
  assert.equal(await page.inputValue("[name=body]"), LONG);
  await sendTicket(page);
  await assertText(page, "h1", "Written for an hour");
}

/* The last tab in the language with the longest words. */
async function theChosenTabIsSeen(v, page) {
  for (const address of ["/tickets/?status=all", "/tickets/", "/services/?kind=certificate"]) {
    await v.go(address);
    const box = await page.locator(".tabs [aria-current]").boundingBox();
    assert(box.x >= 0 && box.x + box.width <= PHONE.width, `${address}: from ${box.x}, ${box.width} wide`);
  }
}

export function tell(world) {
  const client = (options, body) => () => visit(world.browser, world.portal.url, options, async (v, page) => {
    await v.signIn("client@example.com", "client-demo-1");
    await body(v, page);
  });
  test("the chosen tab is seen on a phone", client({ size: PHONE, language: "sr-Cyrl" }, theChosenTabIsSeen));
  test("files are dropped, listed and taken off again", client({}, filesAreDropped));
  test("a slow upload shows how far it is", client({}, theUploadIsShown));
  test("sending can be stopped, and begun again", client({}, sendingIsStopped));
  test("a file that is too large is named before it is sent", client({}, aFileTooLargeIsNamed));
  test("a draft survives a reload and goes when it is accepted", client({}, theDraftSurvives));
  test("signing out leaves no draft behind", client({}, theDraftIsForgottenOnSigningOut));
  test("a double click sends once", client({}, aDoubleClickSendsOnce));
  test("a double click sends once without script", client({ script: false }, aDoubleClickSendsOnce));
  test("the likely cause of trouble is said when a service is chosen", client({}, theKnownCauseIsSaid));
  test("a preview keeps all that was written and chosen", client({}, thePreviewKeepsAll));
  test("a preview keeps all without script", client({ script: false }, thePreviewKeepsAll));
  test("a refused form keeps text and files", client({}, aRefusalKeepsTextAndFiles));
  test("a refused form keeps text and files without script", client({ script: false }, aRefusalKeepsTextAndFiles));
  for (const script of [true, false]) {
    test(`a lapsed session loses nothing${script ? "" : " without script"}`, () =>
      visit(world.browser, world.portal.url, { script }, (v, page) => aLapsedSessionKeepsTheText(world, v, page)));
  }
}
