#!/usr/bin/python3
"""More than the portal can carry, as it is shipped: 2,000 connections at once, slow senders and readers, a flood of sign-ins.

Prints what a signed-in person still gets meanwhile, as ratios to the quiet server, and whether the processes are unharmed.
What must hold, or the program fails: the same processes before and after, no answer but 200, 302, 401, 403, 408, 429, 503, a bounded
memory, and pages again within a bounded time.
    overload.py [CONNECTIONS]        with DB, MPM in HD_DB, HD_MPM
SPDX-License-Identifier: Apache-2.0"""
import asyncio
import collections
import pathlib
import resource
import statistics
import sys
import threading
import time

import psutil

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "http"))
from browser import multipart, new_address  # noqa: E402
from portal import Site, wait_until  # noqa: E402
from test_tickets import open_ticket  # noqa: E402

AT_ONCE = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
GONE_SEC = 45       # what mod_reqtimeout may take, as configured: header=10-30
PAGE_SEC = 60       # a page that takes longer is none
MEMORY_MB = 150     # what all processes together may grow by
CONF = "HelpdeskPasswordCost 10\nHelpdeskLoginLimit 0 0\nHelpdeskAttachmentMax 20M\n"
faults = []


def check(fine, text):
    if not fine:
        faults.append(text)
        print(f"  FAULT: {text}", flush=True)


def memory(site):
    return sum(psutil.Process(pid).memory_info().rss for pid in site.children()) / 2**20


def pages(client, seconds):
    """Times of a signed-in person's pages, one after the other, for so long."""
    times, statuses, end = [], collections.Counter(), time.monotonic() + seconds
    while not times or time.monotonic() < end:
        started = time.monotonic()
        try:
            statuses[client.request("GET", "/tickets/", timeout=PAGE_SEC).status] += 1
        except OSError as error:
            statuses[type(error).__name__] += 1
        times.append(time.monotonic() - started)
    return times, statuses


def tell(name, times, statuses, quiet=None):
    middle, worst = statistics.median(times), max(times)
    ratio = f", {middle / statistics.median(quiet):.1f} times the quiet server's" if quiet else ""
    print(f"  {name}: {len(times)} pages, median {middle * 1000:.0f} ms{ratio}, longest {worst * 1000:.0f} ms, {dict(statuses)}", flush=True)
    check(set(statuses) <= {200, 503}, f"{name}: answers {dict(statuses)}")


class Crowd:
    """Connections at once, each from an address of its own as far as there are some; runs in a thread of its own."""

    def __init__(self, site, count, act):
        self.site, self.count, self.act = site, count, act
        self.statuses = collections.Counter()
        self.open, self.stop = 0, False
        self.thread = threading.Thread(target=lambda: asyncio.run(self.run()))

    async def one(self, n, address):
        reader = writer = None
        try:
            reader, writer = await asyncio.wait_for(
                asyncio.open_connection("127.0.0.1", self.site.port, local_addr=(address, 0)), PAGE_SEC)
            self.open += 1
            line = await asyncio.wait_for(self.act(self, n, reader, writer), PAGE_SEC)
            self.statuses[int(line.split(b" ")[1]) if line.startswith(b"HTTP/") else "closed"] += 1
        except asyncio.TimeoutError:
            self.statuses["still open"] += 1
        except OSError as error:
            self.statuses[type(error).__name__] += 1
        finally:
            if writer:
                writer.close()

    async def run(self):
        addresses = [new_address() for _ in range(50)]
        await asyncio.gather(*(self.one(n, addresses[n % 50]) for n in range(self.count)))

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.stop = True
        self.thread.join(3 * PAGE_SEC)


async def ask(crowd, n, reader, writer):
    """An ordinary visitor."""
    path = ["/portal/", "/portal/login", "/portal/nothing", "/portal/tickets/"][n % 4]
    writer.write(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
    return await reader.readline()


async def dribble_header(crowd, n, reader, writer):
    """A byte a second, and never an end."""
    writer.write(b"GET /portal/ HTTP/1.1\r\nHost: x\r\nX-Slow: ")
    answer = asyncio.ensure_future(reader.readline())
    while not crowd.stop and not answer.done():
        writer.write(b"x")
        await asyncio.wait({answer}, timeout=1)
    return await answer if answer.done() else b""


def dribble_body(client):
    """A signed-in person's form with a file of 10 MB, a byte a second."""
    body, kind = multipart([("csrf", client.csrf()), ("once", "x"), ("subject", "Slow")], [("a.bin", b"x" * 1000, "x/y")])
    head = (f"POST /portal/tickets/new HTTP/1.1\r\nHost: x\r\nConnection: close\r\nCookie: hd={client.cookies['hd']}\r\n"
            f"Content-Type: {kind}\r\nContent-Length: 10000000\r\n\r\n").encode() + body[:-80]

    async def act(crowd, n, reader, writer):
        writer.write(head)
        answer = asyncio.ensure_future(reader.readline())
        while not crowd.stop and not answer.done():
            writer.write(b"x")
            await asyncio.wait({answer}, timeout=1)
        return await answer if answer.done() else b""
    return act


def read_slowly(client, address):
    """Somebody who asks for a large file and takes 100 bytes a second."""
    head = f"GET /portal{address} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nCookie: hd={client.cookies['hd']}\r\n\r\n".encode()

    async def act(crowd, n, reader, writer):
        writer.transport.set_write_buffer_limits(0)
        reader._limit = 100  # noqa: SLF001: what is not taken stays with the kernel
        writer.write(head)
        line = await reader.readline()
        while not crowd.stop:
            await asyncio.sleep(1)
            await reader.read(100)
        return line
    return act


async def wait_idle(crowd, n, reader, writer):
    """Nothing at all."""
    answer = asyncio.ensure_future(reader.readline())
    while not crowd.stop and not answer.done():
        await asyncio.wait({answer}, timeout=1)
    return await answer if answer.done() else b""


class Flood:
    """People who try passwords as fast as they can; each try costs a hash."""

    def __init__(self, site, count):
        self.statuses, self.stop = collections.Counter(), False
        self.threads = [threading.Thread(target=self.run, args=(site.client(), n)) for n in range(count)]

    def run(self, client, n):
        form = client.form("/login", "/login")
        while not self.stop:
            self.statuses[form.send(email=f"nobody-{n}@example.com", password="wrong-password").status] += 1

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.stop = True
        for thread in self.threads:
            thread.join(PAGE_SEC)


def with_crowd(site, client, quiet, name, count, act, seconds, after=GONE_SEC):
    print(f"{count} {name}", flush=True)
    with Crowd(site, count, act) as crowd:
        wait_until(lambda: crowd.open + sum(crowd.statuses.values()) >= min(count, 200), 30, "the crowd")
        tell("meanwhile", *pages(client, seconds), quiet)
        started = time.monotonic()
    wait_until(lambda: client.request("GET", "/tickets/", timeout=after).status == 200, after, "pages again")
    print(f"  afterwards: a page after {time.monotonic() - started:.1f} s; what they got: {dict(crowd.statuses)}", flush=True)
    allowed = {200, 302, 404, 408, 503, "closed", "still open", "ConnectionResetError", "BrokenPipeError", "ConnectionRefusedError"}
    check(set(crowd.statuses) <= allowed, f"{name}: {dict(crowd.statuses)}")
    return crowd


def run(site):
    client = site.sign_in("client@example.com")
    ref = open_ticket(client, [("large.bin", b"\x01\xfe no type " * 1500000, "x/y")])
    large = client.xml(f"/tickets/{ref}").find(".//file").get("address")
    for child in range(200):
        client.get("/tickets/")
    children, before = site.children(), memory(site)
    quiet, statuses = pages(client, 3)
    print(f"the quiet server: memory of {len(children)} processes {before:.0f} MB")
    tell("quiet", quiet, statuses)

    print("a flood of sign-ins, 40 at once, passwords of bcrypt cost 10")
    with Flood(site, 40) as flood:
        started = time.monotonic()
        time.sleep(1)
        tell("meanwhile", *pages(client, 8), quiet)
    seconds = time.monotonic() - started
    print(f"  {sum(flood.statuses.values()) / seconds:.0f} tries a second: {dict(flood.statuses)}", flush=True)
    check(set(flood.statuses) <= {401, 429, 503}, f"flood: {dict(flood.statuses)}")

    crowd = with_crowd(site, client, quiet, "visitors at once", AT_ONCE, ask, 5)
    check(sum(crowd.statuses[status] for status in (200, 302, 404)) > AT_ONCE * 0.9, f"visitors: {dict(crowd.statuses)}")
    with_crowd(site, client, quiet, "connections that send nothing", AT_ONCE, wait_idle, 8)
    with_crowd(site, client, quiet, "senders of a header, a byte a second", AT_ONCE, dribble_header, 20, 10 * GONE_SEC)
    with_crowd(site, client, quiet, "senders of a form, a byte a second", 200, dribble_body(client), 20, 10 * GONE_SEC)
    with_crowd(site, client, quiet, "readers of a file of 18 MB, 100 bytes a second", 200, read_slowly(client, large), 8)

    grown = memory(site) - before
    print(f"afterwards: memory {grown:+.0f} MB, processes {'the same' if site.children() == children else site.children()}")
    check(site.children() == children, f"processes {children} have become {site.children()}")
    check(grown < MEMORY_MB, f"memory has grown by {grown:.0f} MB")
    tell("quiet again", *pages(client, 3), quiet)
    return faults


def main():
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 3 * AT_ONCE + 1000
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(wanted, hard) if hard != resource.RLIM_INFINITY else wanted), hard))
    site = Site(CONF, name="overload")
    try:
        site.start()
        run(site)
    finally:
        site.stop()
        log = (site.place / "logs/error_log").read_text("utf-8", "replace").splitlines()
        said = collections.Counter(line.split("] ")[-1].split(":")[0] for line in log if ":warn]" in line or ":error]" in line or ":crit]" in line)
        print(f"error_log: {dict(said)}")
        site.remove()
    print(f"{len(faults)} faults" if faults else "unharmed")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
