#!/usr/bin/python3
"""What a page costs: processor time per request of the portal's pages (user + system, of all server and database
processes) over that of a static file of the same size, served by the same Apache in the same run.

    bench.py [--db sqlite3,pgsql,mysql] [--tickets 1000,100000] [--rounds 5] [--seconds 2]

Each figure K is the median of several rounds in which page and file take turns. Processor time is read from /proc, so
what the client of the measurement uses does not count. Figures wander by 10 to 20 %: compare within one run.
"""
import argparse
import concurrent.futures
import http.client
import os
import pathlib
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse

import psutil

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = ROOT / os.environ.get("BUILD", "build")
CONNECTIONS = 16
PASSWORD = "bench-demo-1"


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Site:
    """A private portal with made data, and the processor time of all its processes."""

    def __init__(self, state, db, tickets):
        self.state, self.db, self.port = pathlib.Path(state), db, free_port()
        self.env = dict(os.environ, STATE=str(self.state), PORT=str(self.port), DB=db, BUILD=str(BUILD))
        self.control("start")
        subprocess.run([BUILD / "tools/make_data", "--config", self.state / "conf/helpdesk.conf", "--tickets", str(tickets)],
                       check=True, stdout=subprocess.DEVNULL)

    def control(self, command):
        subprocess.run([ROOT / "scripts/portal.sh", command], env=self.env, check=True, stdout=subprocess.DEVNULL)

    def processes(self):
        for process in psutil.process_iter(["cmdline", "environ", "cwd"]):
            try:
                words = " ".join(process.cmdline())
                if str(self.state) in words:
                    yield process
                    yield from process.children(recursive=True)
            except psutil.Error:
                pass

    def cpu(self):
        seen = {p.pid: p for p in self.processes()}
        total = 0.0
        for process in seen.values():
            try:
                times = process.cpu_times()
                total += times.user + times.system
            except psutil.Error:
                pass
        return total


class Visitor:
    """Somebody signed in, with the cookies and the forms of their pages."""

    def __init__(self, site, email):
        self.site, self.cookies = site, {}
        page = self.get("/portal/login")
        self.post("/portal/login", dict(hidden(page), email=email, password=PASSWORD))

    def request(self, method, path, body=None, headers=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.site.port, timeout=60)
        headers = dict(headers or {}, Cookie=self.cookie())
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        text = answer.read().decode("utf-8", "replace")
        for line in answer.msg.get_all("Set-Cookie") or []:
            name, value = line.split(";")[0].split("=", 1)
            self.cookies[name] = value
        connection.close()
        return answer.status, answer.getheader("Location"), text

    def cookie(self):
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def get(self, path):
        status, location, text = self.request("GET", path)
        if status != 200:
            raise SystemExit(f"bench: GET {path} answers {status} {location or ''}")
        return text

    def post(self, path, fields):
        body = urllib.parse.urlencode(fields)
        status, location, _ = self.request("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})
        if status != 303:
            raise SystemExit(f"bench: POST {path} answers {status}")
        return location


def hidden(page):
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))


def measure_get(site, path, cookie, seconds):
    """Processor seconds per request of a page under 16 connections."""
    before = site.cpu()
    out = subprocess.run(["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}", "-H", f"Cookie: {cookie}",
                          f"http://127.0.0.1:{site.port}{path}"], check=True, capture_output=True, text=True).stdout
    spent = site.cpu() - before
    requests = int(re.search(r"(\d+) requests in", out).group(1))
    if "Non-2xx" in out:
        raise SystemExit(f"bench: {path} did not answer 200 throughout:\n{out}")
    return spent / requests, requests / seconds


def measure_posts(site, visitor, count):
    """Processor seconds per new ticket: only the POSTs are counted."""
    forms = [dict(hidden(visitor.get("/portal/tickets/new"))) for _ in range(count)]
    fields = {"department": "technical", "service": "", "subject": "A measured ticket", "priority": "medium",
              "body": "The **text** of a measured ticket.\n\n- one\n- two\n" * 5}
    before = site.cpu()
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda form: visitor.post("/portal/tickets/new", dict(form, **fields)), forms))
    time.sleep(3)  # the worker delivers what the tickets bring with them
    return (site.cpu() - before) / count


def static_file(site, size):
    name = f"bench-{size}.html"
    (site.state / "htdocs" / name).write_bytes(b"x" * size)
    return "/" + name


def ratio(site, path, cookie, rounds, seconds):
    size = len(Visitor.request(Guest(site, cookie), "GET", path)[2].encode())
    file = static_file(site, size)
    ratios, rates = [], []
    for _ in range(rounds):
        base, _ = measure_get(site, file, "", seconds)
        cost, rate = measure_get(site, path, cookie, seconds)
        ratios.append(cost / base)
        rates.append(rate)
    return statistics.median(ratios), min(ratios), max(ratios), statistics.median(rates), size


class Guest(Visitor):
    """A visitor with a given cookie."""

    def __init__(self, site, cookie):
        self.site, self.line, self.cookies = site, cookie, {}

    def cookie(self):
        return self.line


def mail_delay(site, visitor):
    """Seconds from the answer to a new ticket until both mails lie in the Maildir."""
    box = site.state / "mail/new"
    before = len(list(box.iterdir()))
    form = hidden(visitor.get("/portal/tickets/new"))
    visitor.post("/portal/tickets/new", dict(form, department="technical", service="", subject="How long?",
                                             priority="low", body="A measured mail."))
    start = time.monotonic()
    while len(list(box.iterdir())) < before + 2:
        if time.monotonic() - start > 30:
            raise SystemExit("bench: the mails did not come")
        time.sleep(0.01)
    return time.monotonic() - start


def bench(db, tickets, args, results):
    state = tempfile.mkdtemp(prefix="hd-bench-", dir="/var/tmp")
    os.chmod(state, 0o755)
    site = Site(state, db, tickets)
    try:
        for email, share in (("few@example.com", "20 tickets"), ("many@example.com", "a tenth")):
            visitor = Visitor(site, email)
            ticket = long_ticket(visitor)
            pages = [("ticket list, 20 rows", "/portal/tickets/?status=all"), ("services list, 20 rows", "/portal/services/")]
            if ticket:
                pages.append(("ticket view, 10 messages", ticket))
            for name, path in pages:
                k, low, high, rate, size = ratio(site, path, visitor.cookie(), args.rounds, args.seconds)
                results[(db, name, share, tickets)] = k
                print(f"{db:8} {tickets:>7} tickets, client with {share:10} {name:25} K = {k:5.2f}  ({low:.2f} to {high:.2f}; "
                      f"{size} bytes, {rate:.0f} pages/s)", flush=True)
        visitor = Visitor(site, "few@example.com")
        base = statistics.median(measure_get(site, static_file(site, 8000), "", args.seconds)[0] for _ in range(args.rounds))
        cost = measure_posts(site, visitor, 100)
        print(f"{db:8} {tickets:>7} tickets, new ticket with its mails {'':22} K = {cost / base:5.2f}", flush=True)
        delays = sorted(mail_delay(site, visitor) for _ in range(5))
        print(f"{db:8} {tickets:>7} tickets, both mails delivered after {delays[2]:.2f} s (at most {delays[-1]:.2f} s)", flush=True)
    finally:
        site.control("stop")
        shutil.rmtree(state, ignore_errors=True)


def long_ticket(visitor):
    """The ticket with ten messages, if this client has it."""
    page = visitor.get("/portal/tickets/?status=on-hold")
    found = re.search(r'href="(/portal/tickets/HD-[0-9A-Z]{7})"', page)
    return found and found.group(1)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--db", default=os.environ.get("BENCH_DB", "sqlite3"))
    parser.add_argument("--tickets", default=os.environ.get("BENCH_TICKETS", "1000,100000"))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=2)
    args = parser.parse_args()
    sizes = [int(n) for n in args.tickets.split(",")]
    for db in args.db.split(","):
        results = {}
        for tickets in sizes:
            bench(db, tickets, args, results)
        for (_, name, share, tickets), k in list(results.items()):
            if tickets == sizes[-1] and (db, name, share, sizes[0]) in results:
                grown = k / results[(db, name, share, sizes[0])]
                print(f"{db:8} {name:25} client with {share:10} from {sizes[0]} to {sizes[-1]} tickets: {grown:.2f} times")


if __name__ == "__main__":
    sys.exit(main())
