/* journeys/story.mjs: the whole story of a ticket, with and without script, wide and on a phone.
 * SPDX-License-Identifier: Apache-2.0 */
import { readFile } from "node:fs/promises";
import { PHONE, visit, WIDE } from "../lib/browser.mjs";
import { assert, assertText } from "../lib/expect.mjs";
import { file, logFile, pastePicture, png, SEND, sendTicket, writeTicket } from "../lib/form.mjs";
import { linkIn } from "../lib/mail.mjs";
import { test } from "../lib/test.mjs";

const WORDS = {
  en: { services: "Services", daysLeft: /\d+ days left/, opened: "The ticket is with us", answered: "Answered", closed: "Closed",
    replied: "Customer reply", receipt: "Your ticket is with us", answer: "There is an answer", out: "You are signed out" },
  "sr-Latn": { services: "Usluge", daysLeft: /\d+ dana?/, opened: /tiket/i, answered: "Odgovoreno", closed: "Zatvoren",
    replied: "Odgovor klijenta", receipt: /tiket/i, answer: /odgovor/i, out: /odjavljeni/i },
  "sr-Cyrl": { services: "Услуге", daysLeft: /\d+ дана?/, opened: /тикет/i, answered: "Одговорено", closed: "Затворен",
    replied: "Одговор клијента", receipt: /тикет/i, answer: /одговор/i, out: /одјављени/i },
};

const PASSWORD = "story-client-1";
const says = (text, words) => assert.match(text, words instanceof RegExp ? words : new RegExp(words));

async function seeServices(v, words) {
  await v.page.click("nav a[href$='/services/']");
  await assertText(v.page, "h1", words.services);
  const row = v.page.locator("tr", { hasText: "Business 20 GB" });
  const day = await row.locator("time").getAttribute("datetime");
  assert.ok(new Date(day) > new Date(), `the service runs out on ${day}`);
  assert.match((await row.innerText()).replace(/\s+/g, " "), words.daysLeft);
}

async function openTicket(v, subject) {
  const chosen = logFile("дневник поште 2026.log");
  await v.page.click("nav a[href$='/support']");
  await v.page.click("main a[href$='/tickets/new']");
  await writeTicket(v.page, { department: "technical", service: "client.example, Business", priority: "high", subject,
    body: "Since this morning **every** message comes back.\n\nWhat can we do?",
    files: v.script ? [chosen] : [chosen, file("screenshot.png", png(), "image/png")] });
  if (v.script) await pastePicture(v);
  return sendTicket(v.page);
}

/* The picture is shown, the log is downloaded byte for byte. */
async function seeAttachments(v) {
  const picture = v.page.locator(".msg .shots img").first();
  await picture.scrollIntoViewIfNeeded();
  const { naturalWidth } = await picture.evaluate((img) => img.decode().then(() => ({ naturalWidth: img.naturalWidth })));
  assert.equal(naturalWidth, 320);
  const [download] = await Promise.all([v.page.waitForEvent("download"), v.page.click(".msg .files a")]);
  assert.equal(download.suggestedFilename(), "дневник поште 2026.log");
  assert.deepEqual(await readFile(await download.path()), logFile().buffer);
}

async function reply(v, body, files) {
  await v.page.fill("[name=body]", body);
  if (files) await v.page.setInputFiles("[name=attachment]", files);
  const before = await v.page.locator(".msg").count();
  await v.page.click(SEND);
  await v.page.locator(".msg").nth(before).waitFor();
  assert.equal(await v.page.locator(".msg").count(), before + 1);
}

async function answerAsAgent(world, options, address, ref) {
  await visit(world.browser, world.portal.url, { ...options, language: "en" }, async (agent, page) => {
    await agent.signIn("agent@example.com", "agent-demo-1", address);
    assert.ok(page.url().endsWith(`/desk/tickets/${ref}`), "signing in leads back to the ticket of the mail");
    await assertText(page, "main", "Business 20 GB");
    await seeAttachments(agent);
    await reply(agent, "The SPF record lacks the new server. *Add it* and wait an hour.", [file("spf.txt", "v=spf1 mx -all\n")]);
    await assertText(page, ".msg:last-child", "Not with the client yet");
  });
}

async function seeAnswer(v, mail, words, ref) {
  await v.go("about:blank"); // a mail program opens the page anew
  await v.go(linkIn(mail, ref));
  await assertText(v.page, "h1 + .meta", words.answered);
  const answer = v.page.locator(".msg[data-from=agent]");
  assert.match(await answer.innerText(), /SPF record lacks/);
  assert.equal(await answer.locator(".prose em").innerText(), "Add it");
  assert.equal(await answer.locator(".files a").innerText(), "spf.txt");
}

async function closeAndReopen(v, words) {
  await v.page.click("main form[action$='/close'] button");
  await v.page.waitForSelector("main form[action$='/reopen']");
  await assertText(v.page, "h1 + .meta", words.closed);
  await v.page.click("main form[action$='/reopen'] button");
  await v.page.waitForSelector("main form[action$='/close']");
}

async function signOut(v, words) {
  await v.page.click("header summary:has(.avatar)");
  await v.page.click("form[action$='/logout'] button");
  await v.page.waitForSelector("header a[href$='/login']");
  await assertText(v.page, "main [role=status]", words.out);
  await v.go("/tickets/");
  assert.match(v.page.url(), /\/login\?next=%2Fportal%2Ftickets%2F/);
}

async function story(world, options, subject) {
  const words = WORDS[options.language];
  const { mail, url } = world.portal;
  await visit(world.browser, url, options, async (v, page) => {
    await v.go("/");
    await page.click("header a[href$='/login']");
    await v.signIn(options.email, options.password, page.url());
    assert.equal(await page.getAttribute("html", "lang"), options.language);
    await seeServices(v, words);

    const ref = await openTicket(v, subject);
    await assertText(page, "main [role=status]", words.opened);
    await assertText(page, "h1", subject);
    assert.equal(await page.locator(".msg .prose strong").innerText(), "every");
    await seeAttachments(v);
    const receipt = await mail.to(options.email, ref);
    const alert = await mail.to("technical@example.com", ref);
    assert.equal(receipt.subject, `[#${ref}] ${subject}`);
    says(receipt.text, words.receipt);
    assert.equal(receipt.headers["auto-submitted"], "auto-replied");
    assert.match(alert.text, /every/);

    await answerAsAgent(world, options, linkIn(alert, ref), ref);
    const answer = await mail.to(options.email, ref, 2);
    says(answer.text, words.answer);
    assert.match(answer.text, /SPF record lacks/);
    await seeAnswer(v, answer, words, ref);

    await reply(v, "Done, thank you. One more question: does it hold for *all* domains?");
    await assertText(page, "h1 + .meta", words.replied);
    assert.match((await mail.to("technical@example.com", ref, 2)).text, /all/);
    await closeAndReopen(v, words);
    await signOut(v, words);
  });
}

/* Somebody with a service, who reads in this language. */
async function addClient(portal, email, language) {
  const day = (days) => new Date(Date.now() + days * 86400000).toISOString().slice(0, 10);
  await portal.control(["person", "add", email, "--name", "Mila Milić", "--language", language, "--password-stdin"], PASSWORD + "\n");
  const account = (await portal.control(["account", "add", email, "--owner", email])).trim();
  await portal.control(["service", "add", account, "--kind", "hosting", "--label", "client.example", "--plan", "Business 20 GB", "--term", "12",
    "--price", "8628.00", "--currency", "RSD", "--starts", day(-344), "--expires", day(21)]);
}

export async function tell(world) {
  const play = (name, options, subject) => test("the whole story of a ticket" + name, () => story(world, options, subject));
  await addClient(world.portal, "latin@example.com", "sr-Latn");
  await addClient(world.portal, "cyrillic@example.com", "sr-Cyrl");
  const client = { email: "client@example.com", password: "client-demo-1", language: "en" };
  const latin = { email: "latin@example.com", password: PASSWORD, language: "sr-Latn" };
  const cyrillic = { email: "cyrillic@example.com", password: PASSWORD, language: "sr-Cyrl" };
  play(", wide", { ...client, size: WIDE }, "Mail to one address is returned");
  play(", on a phone", { ...client, size: PHONE }, "Mail from the phone is returned");
  play(", on a phone, in Serbian", { ...latin, size: PHONE }, "Pošta se vraća: šta da radimo");
  play(", wide, in Cyrillic", { ...cyrillic, size: WIDE }, "Пошта се враћа: шта да радимо");
  play(" without script, wide", { ...client, size: WIDE, script: false }, "Plain forms, wide");
  play(" without script, on a phone", { ...latin, size: PHONE, script: false }, "Obični obrasci na telefonu");
}
