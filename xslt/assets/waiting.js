/* waiting.js: keeps the numbers beside the views of the queue fresh, and the one in the title, while the page is looked at.
 * SPDX-License-Identifier: Apache-2.0 */
"use strict";

{
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
