#!/usr/bin/python3
"""What a page costs: processor time per request of the portal's pages (user + system, of all server and database
processes) over that of a static file of the same size, served by the same Apache in the same run.

    bench.py [--db sqlite3,pgsql,mysql] [--tickets 1000,100000] [--part all|desk|ticket] [--rounds 5] [--seconds 2] [--deflate]

Each figure K is the median of several rounds in which page and file take turns. Processor time is read from /proc, so
what the client of the measurement uses does not count. Figures wander by 10 to 20 %: compare within one run, on a
machine that does nothing else, and has deleted few files for minutes. The desk's pages (queue, counts, searches) are to
cost less than 1.5 times as much at a million tickets as at a thousand: --part desk --db sqlite3,pgsql --tickets
1000,100000,1000000.
"""
import argparse
import concurrent.futures
import contextlib
import csv
import datetime
import io
import os
import pathlib
import re
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time

from portal_site import BUILD, Guest, Site, Visitor, hidden

PASSWORD = "bench-demo-1"
ATTACHMENT = 20_000      # bytes of the file that comes with a new ticket
BIG = 10_000_000         # bytes of the large download
NEW_TICKETS = 300        # of one measurement
SENDERS = 4              # that send them
TEXT = ("Since this morning mail from **sales@client.example** to some customers comes back:\n\n"
        "> 550 5.7.26 This mail is unauthenticated. SPF: did not pass\n\n1. Nothing was *changed* here.\n"
        "2. What should we look at first?\n\n    v=spf1 mx include:_spf.shop.example -all\n")

# On SQLite; docs/performance.md says where a floor is above its goal.
GOALS = {"ticket list, 20 rows": 2.5, "services list, 20 rows": 2.5, "ticket view, 10 messages, 3 files": 3,
         "public page": 1.5, "sign-in page": 1.5, "error page": 1.5, "download, 10 MB": 1.1, "download, 20 KB": 1.6,
         "new ticket, 20 KB attached": 11}


def data(size):
    """Bytes that nobody has sent yet, of no type that libmagic knows: by chance a few at the start may look like one."""
    return bytes(range(128, 192)) + os.urandom(size - 64)


class Bench:
    """The measurements at one portal, and their figures."""

    def __init__(self, site, tickets, args, figures):
        self.site, self.tickets, self.args, self.figures = site, tickets, args, figures
        self.headers = ["Accept-Encoding: gzip"] if args.deflate else []

    def say(self, name, share, k, low, high, rest):
        goal = f"of {GOALS[name]}" if self.site.db == "sqlite3" and name in GOALS else ""
        self.figures[(self.site.db, name, share, self.tickets)] = k
        print(f"{self.site.db:8} {self.tickets:>7} tickets  {name:34} {share:11} K = {k:5.2f} {goal:7} "
              f"({low:.2f} to {high:.2f}; {rest})", flush=True)

    def statements(self, path, cookie):
        """SQL statements of one request."""
        site, name = self.site, r"helpdesk_query_duration_seconds_count"
        idle = site.metric(name)
        before = site.metric(name) # what /metrics itself asks
        for _ in range(10):
            Guest(site, cookie).request("GET", path)
        return (site.metric(name) - before - (before - idle)) / 10

    def page(self, name, share, path, cookie):
        """K of a page."""
        status, _, text = Guest(self.site, cookie).request("GET", path)
        size = len(text.encode())
        file = self.site.file(size)
        ratios, rates = [], []
        for _ in range(self.args.rounds):
            base, _ = self.site.load(file, "", self.args.seconds, self.headers)
            cost, rate = self.site.load(path, cookie, self.args.seconds, self.headers)
            ratios.append(cost / base)
            rates.append(rate)
        self.say(name, share, statistics.median(ratios), min(ratios), max(ratios),
                 f"{status}, {size} bytes, {self.statements(path, cookie):.0f} statements, {statistics.median(rates):.0f} a second")

    def download(self, name, path, cookie, size):
        """K of an attachment."""
        file, ratios = self.site.file(size), []
        for _ in range(self.args.rounds):
            base, _ = self.site.load(file, "", self.args.seconds)
            ratios.append(self.site.load(path, cookie, self.args.seconds)[0] / base)
        self.say(name, "", statistics.median(ratios), min(ratios), max(ratios), f"{size} bytes")

    def long_ticket(self, visitor):
        """A ticket with ten messages in turn by client and agent, and three files. Returns its address."""
        agent = Visitor(self.site, "agent@example.com", "agent-demo-1")
        files = [("attachment", f"screenshot-{n}.txt", os.urandom(9000).hex().encode()) for n in range(3)]
        form = dict(hidden(visitor.get("/portal/tickets/new")), department="technical", service="", priority="medium",
                    subject="Mail comes back", body=TEXT)
        address = visitor.post("/portal/tickets/new", form, files).split("#")[0]
        for n in range(9):
            who, base = (agent, address.replace("/portal/", "/portal/desk/")) if n % 2 == 0 else (visitor, address)
            who.post(base + "/reply", dict(hidden(who.get(base)), body=TEXT))
        return address

    def signed_in(self, share, visitor):
        cookie, ticket = visitor.cookie(), self.long_ticket(visitor)
        visitor.get(ticket)
        self.page("ticket list, 20 rows", share, "/portal/tickets/?status=all", cookie)
        self.page("services list, 20 rows", share, "/portal/services/", cookie)
        self.page("ticket view, 10 messages, 3 files", share, ticket, cookie)
        self.page("home, signed in", share, "/portal/", cookie)

    def desk(self):
        """
        Queue, counts and searches; words as tests/tools/make_data.c writes them. Of two words in vain all are looked
        at that have the rarer one, 400 at most: of a thousand tickets those are 250.
        """
        cookie = Visitor(self.site, "agent@example.com", "agent-demo-1").cookie()
        second = re.search(r'href="(/portal/desk/\?[^"]*after=[^"]*)"', Guest(self.site, cookie).get("/portal/desk/")).group(1)
        for name, path in (("queue and its counts", "/portal/desk/"), ("queue, the second page", second.replace("&amp;", "&")),
                           ("queue, one priority", "/portal/desk/?priority=high"), ("queue, closed", "/portal/desk/?view=closed"),
                           ("search, a common word", "/portal/desk/?q=domena"), ("search, three words", "/portal/desk/?q=spf%20orders%20domeni"),
                           ("search, a word of one ticket", f"/portal/desk/?q={self.tickets - 9}"), ("search, a word of none", "/portal/desk/?q=xyzzy"),
                           ("search, two words in vain", "/portal/desk/?q=obnova%20orders"), *self.reports(cookie)):
            self.page(name, "", path, cookie)

    def reports(self, cookie):
        """The reports of 30 days and of a year, and their tables. They hold something: the roll-ups are up to date."""
        to = datetime.date.today()
        year = f"from={to - datetime.timedelta(days=365)}&to={to}"
        days = list(csv.DictReader(io.StringIO(Guest(self.site, cookie).get(f"/portal/desk/reports/days.csv?{year}"))))
        for column in ("opened", "first_answers", "closed"):
            if sum(int(day[column]) for day in days) < self.tickets // 10:
                raise SystemExit(f"bench: the reports lack {column}")
        return [("reports, 30 days", "/portal/desk/reports?period=30"), ("reports, a year", f"/portal/desk/reports?{year}"),
                ("reports, times of a year as CSV", f"/portal/desk/reports/times.csv?{year}"),
                ("reports, days of a year as CSV", f"/portal/desk/reports/days.csv?{year}")]

    def signed_out(self):
        self.page("public page", "", "/portal/", "")
        self.page("sign-in page", "", "/portal/login", "")
        self.page("error page", "", "/portal/there-is-none", "")

    def downloads(self, visitor):
        for name, size in (("download, 20 KB", ATTACHMENT), ("download, 10 MB", BIG)):
            form = dict(hidden(visitor.get("/portal/tickets/new")), department="technical", service="", priority="low",
                        subject="A file", body=TEXT)
            page = visitor.get(visitor.post("/portal/tickets/new", form, [("attachment", "file.bin", data(size))]))
            self.download(name, re.search(r'href="(/portal/attachments/[^"]+)"', page).group(1), visitor.cookie(), size)

    def new_ticket(self, visitor):
        """The fields and the file of one new ticket."""
        return {"form": dict(hidden(visitor.get("/portal/tickets/new")), department="technical", service="",
                             priority="medium", subject="A measured ticket", body=TEXT),
                "files": [("attachment", "file.bin", data(ATTACHMENT))]}

    def mails(self):
        return len(list((self.site.state / "mail/new").iterdir()))

    def wait_for_mails(self, count):
        end = time.monotonic() + 120
        while self.mails() < count:
            if time.monotonic() > end:
                raise SystemExit("bench: the mails did not come")
            time.sleep(0.01)

    def send(self, visitor, forms):
        """New tickets one after the other, over one connection: as the static file is asked for."""
        kept = visitor.connect()
        for one in forms:
            visitor.post("/portal/tickets/new", one["form"], one["files"], kept)
        kept.close()

    def new_tickets(self, visitor):
        """K of new tickets: of the requests alone, of the mails that they bring, and of what the worker keeps of them."""
        base = statistics.median(self.site.load(self.site.file(ATTACHMENT), "", self.args.seconds)[0]
                                 for _ in range(self.args.rounds))
        forms = [self.new_ticket(visitor) for _ in range(NEW_TICKETS)]
        count, before, workers_before = self.mails(), self.site.cpu(), self.site.workers()
        with concurrent.futures.ThreadPoolExecutor(SENDERS) as pool:
            list(pool.map(lambda n: self.send(visitor, forms[n::SENDERS]), range(SENDERS)))
        self.wait_for_mails(count + 2 * NEW_TICKETS)
        whole, workers = self.site.cpu() - before, self.site.workers() - workers_before
        self.site.settle()
        kept = (self.site.workers() - workers_before)["helpdesk-keep"]
        self.say("new ticket, 20 KB attached", "", (whole - workers.total()) / NEW_TICKETS / base, 0, 0, "the request, durable")
        if self.site.db == "sqlite3":
            self.say("its writes alone", "", self.writes_alone() / base, 0, 0, "by a program that does nothing else, one after the other")
        self.say("its two mails", "", workers["helpdesk-mail"] / NEW_TICKETS / base, 0, 0, "composed and delivered by the worker")
        self.say("kept up to date", "", kept / NEW_TICKETS / base, 0, 0, "search, service levels, reports: by the worker")

    def writes_alone(self):
        """Processor seconds of what a new ticket writes, file and rows: the floor under the request."""
        directory = self.site.state / "floor"
        directory.mkdir()
        with contextlib.closing(sqlite3.connect(self.site.state / "db/helpdesk.sqlite")) as here, \
                contextlib.closing(sqlite3.connect(directory / "copy.sqlite")) as there:
            here.backup(there)
        done = subprocess.run([BUILD / "bench/write_floor", directory / "copy.sqlite", directory, str(NEW_TICKETS)], check=True,
                              capture_output=True, text=True)
        return int(done.stdout) / 1e6

    def mail_delay(self, visitor):
        """Seconds from the answer to a new ticket until both mails lie in the Maildir."""
        delays = []
        for _ in range(5):
            one, count = self.new_ticket(visitor), self.mails()
            visitor.post("/portal/tickets/new", one["form"], one["files"])
            start = time.monotonic()
            self.wait_for_mails(count + 2)
            delays.append(time.monotonic() - start)
        print(f"{self.site.db:8} {self.tickets:>7} tickets  both mails delivered after {statistics.median(delays):.2f} s "
              f"(at most {max(delays):.2f} s)", flush=True)

    def ticket(self):
        """New tickets."""
        visitor = Visitor(self.site, "few@example.com", PASSWORD)
        self.new_tickets(visitor)
        self.mail_delay(visitor)

    def all(self):
        self.desk()
        for email, share in (("few@example.com", "20 tickets"), ("many@example.com", "a tenth")):
            self.signed_in(share, Visitor(self.site, email, PASSWORD))
        visitor = Visitor(self.site, "few@example.com", PASSWORD)
        self.signed_out()
        self.downloads(visitor)
        self.ticket()
        memory = [p.memory_full_info().uss for p in self.site.processes().values() if "apache2" in p.name()]
        print(f"{self.site.db:8} {self.tickets:>7} tickets  memory of a child {max(memory) / 1e6:.0f} MB, of its own", flush=True)


def bench(place, db, tickets, args, figures):
    state = place / f"{db}-{tickets}"
    state.mkdir()
    site = Site(state, db)
    try:
        site.start(tickets)
        getattr(Bench(site, tickets, args, figures), args.part)()
    finally:
        site.control("stop")


def growth(db, sizes, figures):
    for (where, name, share, tickets), k in figures.items():
        first = figures.get((where, name, share, sizes[0]))
        if where == db and tickets == sizes[-1] and first and sizes[0] != sizes[-1]:
            print(f"{db:8} {name:34} {share:11} from {sizes[0]} to {sizes[-1]} tickets: {k / first:.2f} times")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--db", default=os.environ.get("BENCH_DB", "sqlite3"))
    parser.add_argument("--tickets", default=os.environ.get("BENCH_TICKETS", "1000,100000"))
    parser.add_argument("--part", choices=("all", "desk", "ticket"), default="all")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=2)
    parser.add_argument("--deflate", action="store_true", help="page and file compressed by mod_deflate")
    args = parser.parse_args()
    sizes = [int(n) for n in args.tickets.split(",")]
    place = pathlib.Path(tempfile.mkdtemp(prefix="hd-bench-", dir="/var/tmp"))
    place.chmod(0o755)
    try:
        for db in args.db.split(","):
            figures = {}
            for tickets in sizes:
                bench(place, db, tickets, args, figures)
            growth(db, sizes, figures)
    finally:  # not earlier: for minutes ext4 looks at each inode that was deleted nearby whenever it makes a file
        shutil.rmtree(place, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
