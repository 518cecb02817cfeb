#!/usr/bin/python3
# tests/sanitize/threads.py: the module under ThreadSanitizer: one process with many threads, everything that a portal does at
# once, the mail worker too. Ends with status 1 when a race is reported that tests/sanitize/tsan.supp does not name.
#   threads.py SECONDS      the module in $BUILD is compiled with -fsanitize=thread; HD_PRELOAD is libtsan
# SPDX-License-Identifier: Apache-2.0
import contextlib
import os
import pathlib
import re
import sys
import threading
import time
import uuid

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "http"))
from portal import BUILD, PASSWORDS, Site, wait_until  # noqa: E402
from samples import png  # noqa: E402

WORKERS = 8
# One process, so that all threads meet.
CONF = f"""
LoadModule recycled_module "{BUILD}/mod_recycled.so"
<IfModule mpm_event_module>
    StartServers 1
    ServerLimit 1
    ThreadsPerChild 32
    MaxRequestWorkers 32
</IfModule>
HelpdeskLoginLimit 0 0
"""


class Busy(Exception):
    """A 503: what a sanitizer slows down may wait too long for a writer's turn, and says so."""


class Load:
    """Requests of every kind from several threads, until the time is over."""

    def __init__(self, site, seconds):
        self.site, self.end = site, time.monotonic() + seconds
        self.counts, self.faults, self.lock = {}, [], threading.Lock()

    def did(self, what, response, *good):
        with self.lock:
            self.counts[what] = self.counts.get(what, 0) + 1
            if response.status == 503:
                self.counts["503"] = self.counts.get("503", 0) + 1
                raise Busy()
            if response.status not in good:
                self.faults.append(f"{what}: {response.status}")
        return response

    def page_form(self, browser, path, action):
        return browser.form_of(self.did("form", browser.get(path), 200), path, action)

    def turn(self, browser, email, n):
        ticket = self.did("new ticket", self.page_form(browser, "/tickets/new", "/tickets/new").send(
            [("a.png", png(), "image/png"), ("b.txt", os.urandom(20000).hex().encode(), "text/plain")], department="technical",
            subject=f"Ticket {n}", body="Text with *marks* and `code`\n\n" * 5), 303).location
        page = self.did("view", browser.get(ticket), 200)
        for address in page.html.xpath("//a[contains(@href, '/attachments/')]/@href")[:2]:
            self.did("attachment", browser.get(address), 200)
        self.did("list", browser.get("/tickets/?status=all"), 200)
        self.did("XML", browser.get("/tickets/", {"Accept": "application/xml"}), 200)
        self.did("services", browser.get("/services/?sort=expires"), 200)
        self.did("reply", self.page_form(browser, ticket, "/reply").send(body=f"Reply {uuid.uuid4()}"), 303)
        self.did("preview", self.page_form(browser, ticket, "/reply").send(body="**x**", preview="1"), 200)
        self.did("close", self.page_form(browser, ticket, "/close").send(), 303)
        visitor = self.site.client()
        self.did("public page", visitor.get(f"/?lang={('en', 'sr-Latn', 'sr-Cyrl')[n % 3]}"), 200)
        self.did("wrong sign-in", visitor.sign_in(email, "wrong"), 401)
        self.did("sign-in", visitor.sign_in(email, PASSWORDS[email]), 303)
        self.did("sign-out", visitor.sign_out(), 303)
        self.did("missing", visitor.get("/nothing"), 404)

    def work(self, number):
        email = ("client@example.com", "other@example.com")[number % 2]
        n = number
        try:
            browser = self.site.client()
            while time.monotonic() < self.end:
                with contextlib.suppress(Busy):
                    if not browser.cookies.get("hd"):
                        self.did("sign-in", browser.sign_in(email, PASSWORDS[email]), 303)
                    self.turn(browser, email, n)
                n += WORKERS
        except Exception as error:  # a fault of one thread ends its work, and the run
            self.faults.append(f"{type(error).__name__}: {error}")

    def run(self):
        threads = [threading.Thread(target=self.work, args=(number,)) for number in range(WORKERS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


def reports(directory):
    """
    @return what ThreadSanitizer has written: one text for each report in which the module has a part. Before it hears of a
    connection, httpd writes into memory that it has kept from another one: mod_recycled.c comes too late for that.
    """
    text = "".join(path.read_text("utf-8", "replace") for path in directory.glob("tsan.*"))
    return [one for one in re.findall(r"WARNING: ThreadSanitizer: .*?\n==================", text, re.S) if "mod_helpdesk.so" in one]


def main():
    seconds = int(sys.argv[1])
    site = Site(CONF, name="threads")
    site.state.joinpath("logs").mkdir(parents=True)
    options = f"log_path={site.state}/logs/tsan:suppressions={HERE}/tsan.supp:die_after_fork=0:report_thread_leaks=0:exitcode=0:print_suppressions=1"
    site.environment["TSAN_OPTIONS"] = options
    load = None
    try:
        site.start()
        load = Load(site, seconds)
        load.run()
        wait_until(lambda: not site.ctl("outbox", "list").stdout.count("pending"), 60, "the outbox to be empty")
    finally:
        site.stop()
        if isinstance(sys.exc_info()[1], KeyboardInterrupt):
            site.remove()
    found = reports(site.place / "logs")
    said = site.log_lines()
    bad = [line for line in said if re.search(r"exit signal|AH0005[012]|:(error|crit|alert|emerg)\]", line)]
    print(", ".join(f"{count} {what}" for what, count in sorted(load.counts.items())))
    print(f"{len(found)} reports of races, {len(load.faults)} answers that were not as they should be")
    for text in found[:5]:
        print(text[:3000])
    for line in (load.faults + bad)[:20]:
        print("   " + line)
    if not found and not load.faults and not bad:
        site.remove()
        return 0
    return 1


if __name__ == "__main__":
    sys.exit(main())
