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
  await writeTicket(page, { subject: "A film that is too large", body: LONG });
  await page.click(SEND);
  await assertText(page, "main .banner[role=alert]", /nothing was sent/i);
  for (const seen of [".files li:has-text('film.mkv')", "main .banner[role=alert]"]) {
    const { y, height } = await page.locator(seen).boundingBox();
    assert.ok(y >= 0 && y + height <= page.viewportSize().height, `${seen} is in the window: from ${y}, ${height} high`);
  }
  const ring = await page.evaluate(() => [document.activeElement.innerText, getComputedStyle(document.activeElement).outlineStyle]);
  assert.match(ring[0], /film\.mkv/);
  assert.equal(ring[1], "solid", "the focus is seen");
  await page.locator(".files li:has-text('film.mkv') button").click();
  assert.equal(await page.locator("main .banner[role=alert]").count(), 0);
  await sendTicket(page);
  assert.deepEqual(await page.locator(".msg .files a").allInnerTexts(), ["small.txt"]);
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

/* Sends so that the server stores what comes and answers, but the answer is lost on its way. */
async function loseTheAnswer(v, page) {
  let answered;
  const answer = new Promise((done) => { answered = done; });
  const lose = async (route) => {
    if (route.request().method() !== "POST") return route.continue();
    answered((await route.fetch({ maxRedirects: 0 })).status());
    return route.abort("connectionreset");
  };
  await page.route("**/*", lose);
  await page.click(SEND, { noWaitAfter: true });
  assert.equal(await answer, 303);
  await page.waitForFunction(() => !document.querySelector("form") || document.querySelector(".drop + .files + .fault"));
  await page.unroute("**/*", lose);
  v.complaints = v.complaints.filter((line) => !line.includes("ERR_CONNECTION_RESET"));
}

const AGAIN = {
  "on a new page": async (v) => v.go("/tickets/new"),
  "after a preview": async (v, page) => {
    await v.go("/tickets/new");
    await page.click("button[name=preview]");
    await page.waitForSelector("#preview");
  },
  "with all chosen again": async (v, page) => {
    await v.go("/tickets/new");
    await writeTicket(page, { department: "billing", priority: "high" });
  },
};

async function aLostAnswerMakesNothingTwice(v, page) {
  for (const [how, openAgain] of Object.entries(AGAIN)) {
    const subject = `The answer was lost, sent again ${how}`;
    await v.go("/tickets/new");
    await writeTicket(page, { department: "billing", priority: "high", subject, body: LONG });
    await loseTheAnswer(v, page);
    await openAgain(v, page);
    assert.equal(await page.inputValue("#subject"), subject, how);
    await sendTicket(page);
    await assertText(page, "h1", subject);
    assert.equal(await ticketsCalled(v, subject), 1, how);
    await v.go("/tickets/new");
    assert.equal(await page.inputValue("#body"), "", "what was taken is no draft any more");
  }
}

async function whatWasChangedIsSentAsItIs(v, page) {
  const subject = "The answer was lost, and the text changed";
  await v.go("/tickets/new");
  await writeTicket(page, { subject, body: LONG });
  await loseTheAnswer(v, page);
  await v.go("/tickets/new");
  await page.locator("#body").pressSequentially(" It is worse now.");
  await sendTicket(page);
  await assertText(page, ".msg", "It is worse now.");
  assert.equal(await ticketsCalled(v, subject), 2);
}

/* With a file, what could not be sent stays on its page. */
async function thePageThatLostItsAnswerSendsAgain(v, page) {
  const subject = "The answer was lost, the page is there";
  await v.go("/tickets/new");
  await writeTicket(page, { subject, body: LONG, files: [logFile()] });
  await loseTheAnswer(v, page);
  await page.fill("#body", "Quite another text.");
  await loseTheAnswer(v, page);
  await page.fill("#body", LONG);
  await sendTicket(page);
  await assertText(page, ".msg", LONG);
  await assertText(page, ".msg .files", "mail.log");
  assert.equal(await ticketsCalled(v, subject), 2, "one for each text");
}

async function aReplyWhoseAnswerWasLostIsNotMadeTwice(v, page) {
  await v.go("/tickets/new");
  await writeTicket(page, { subject: "Replies whose answers are lost", body: LONG });
  const address = `/tickets/${await sendTicket(page)}`;
  await page.fill("#body", "This reply is sent.");
  await loseTheAnswer(v, page);
  const tab = await v.open();
  await tab.goto(v.base + address);
  assert.equal(await tab.inputValue("#body"), "This reply is sent.");
  await tab.click(SEND);
  await tab.waitForURL(/#reply-/);
  assert.equal(await tab.locator(".msg").count(), 2);
  await page.goBack();
  assert.equal(await page.locator(".msg").count(), 2);
  assert.equal(await page.inputValue("#body"), "", "what stands in the thread is not there to be sent");
}

async function enterInTheTitleSends(v, page) {
  await v.go("/tickets/new");
  await writeTicket(page, { subject: `Enter was pressed ${v.script ? "with" : "without"} script`, body: LONG });
  await page.press("#subject", "Enter");
  await page.waitForURL(/\/tickets\/HD-[0-9A-Z]{7}$/);
  await assertText(page, "h1", "Enter was pressed");
}

/* A program is refused: what is good waits, and the page says what is not there and why. */
async function aRefusedFileLeavesTheOthers(v, page) {
  v.expect(422);
  await v.go("/tickets/new");
  await writeTicket(page, { subject: "A program among the files", body: LONG,
    files: [logFile(), file("setup.exe", Buffer.concat([Buffer.from("MZ"), Buffer.alloc(600)])), logFile("second.log")] });
  await page.click(SEND);
  await page.waitForSelector("[role=alert]");
  await assertText(page, ".files li:has-text('setup.exe') .fault", /type/);
  assert.equal(await page.locator(".files li:has-text('.log') .fault").count(), 0);
  if (v.script) await page.locator(".files li:has-text('second.log') button").click();
  else {
    await page.check(".files li:has-text('second.log') [name=unstage]");
    await page.click("button[name=preview]");
    await page.waitForSelector("#preview");
  }
  assert.equal(await page.locator(".files li:has-text('second.log')").count(), 0, "taken off");
  await sendTicket(page);
  assert.deepEqual(await page.locator(".msg .files a").allInnerTexts(), ["mail.log"]);
}

async function chosenFilesAreSeenWithoutScript(v, page) {
  await v.go("/tickets/new");
  const box = await page.locator("#attachment").boundingBox();
  assert.ok(box.width > 150 && box.height > 15, "the browser's own field shows what is chosen");
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

async function assertChosenIsSeen(v, page, addresses) {
  for (const address of addresses) {
    await v.go(address);
    const box = await page.locator(":is(.tabs, .rail) [aria-current]").boundingBox();
    assert(box.x >= 0 && box.x + box.width <= PHONE.width, `${address}: from ${box.x}, ${box.width} wide`);
  }
}

/* In the language with the longest words. */
async function theChosenTabIsSeen(v, page) {
  await assertChosenIsSeen(v, page, ["/tickets/?status=all", "/tickets/", "/services/?kind=certificate"]);
}

async function theChosenViewOfTheDeskIsSeen(v, page) {
  await v.signIn("agent@example.com", "agent-demo-1");
  await assertChosenIsSeen(v, page, ["/desk/?view=closed", "/desk/"]);
}

export function tell(world) {
  const as = (who) => (options, body) => () => visit(world.browser, world.portal.url, options, async (v, page) => {
    await v.signIn(`${who}@example.com`, `${who}-demo-1`);
    await body(v, page);
  });
  const client = as("client"), other = as("other"); // the list of the first is looked at by others, too: it stays short
  test("the chosen tab is seen on a phone", client({ size: PHONE, language: "sr-Cyrl" }, theChosenTabIsSeen));
  test("the chosen view of the desk is seen on a phone", () =>
    visit(world.browser, world.portal.url, { size: PHONE, language: "sr-Cyrl" }, theChosenViewOfTheDeskIsSeen));
  test("files are dropped, listed and taken off again", client({}, filesAreDropped));
  test("a slow upload shows how far it is", client({}, theUploadIsShown));
  test("sending can be stopped, and begun again", client({}, sendingIsStopped));
  test("a file that is too large is named before it is sent", other({}, aFileTooLargeIsNamed));
  test("a draft survives a reload and goes when it is accepted", client({}, theDraftSurvives));
  test("what is sent again after a lost answer makes nothing twice", other({}, aLostAnswerMakesNothingTwice));
  test("what was changed after a lost answer is sent as it is", other({}, whatWasChangedIsSentAsItIs));
  test("the page that lost its answer sends again", other({}, thePageThatLostItsAnswerSendsAgain));
  test("a reply whose answer was lost is not made twice", other({}, aReplyWhoseAnswerWasLostIsNotMadeTwice));
  test("Enter in the title sends", other({}, enterInTheTitleSends));
  test("Enter in the title sends without script", other({ script: false }, enterInTheTitleSends));
  test("a refused file leaves the others", other({}, aRefusedFileLeavesTheOthers));
  test("a refused file leaves the others without script", other({ script: false }, aRefusedFileLeavesTheOthers));
  test("files that are chosen are seen without script", client({ script: false }, chosenFilesAreSeenWithoutScript));
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
