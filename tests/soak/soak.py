#!/usr/bin/python3
# tests/soak/soak.py: many requests, and what they leave behind in each child: its own dirty memory (Private_Dirty of
# smaps_rollup) must not grow after a warm-up. Pages of clients, agents and visitors by wrk; sign-ins, tickets with files
# and replies beside it.
#   soak.py REQUESTS [WARM_UP]     HD_DB says on which database; SOAK_MAX_KB is the growth of a child that is allowed
# SPDX-License-Identifier: Apache-2.0
import os
import pathlib
import re
import statistics
import subprocess
import sys
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "http"))
from browser import BASE  # noqa: E402
from portal import BAD_LINE, DB, Site  # noqa: E402
from samples import png  # noqa: E402

# What goes on growing after 100,000 requests are the page caches of the connections to SQLite, up to 2 MB each, as the
# database grows: four of them, so that all are in use from the start, and not a new one now and then, when much comes at once.
MAX_KB = int(os.environ.get("SOAK_MAX_KB") or 8192)
PIECE = 20  # samples in all
# Two children that live from the first request to the last.
CONF = """
MaxConnectionsPerChild 0
<IfModule mpm_event_module>
    StartServers 2
    ServerLimit 2
    ThreadsPerChild 16
    MaxRequestWorkers 32
    MinSpareThreads 1
    MaxSpareThreads 32
</IfModule>
DBDKeep 4
DBDMax 6
HelpdeskLoginLimit 0 0
MaxKeepAliveRequests 0
"""


def memory(pid):
    """@return Pss and Private_Dirty in KB"""
    text = pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text()
    return tuple(int(re.search(rf"^{name}:\s+(\d+) kB", text, re.M)[1]) for name in ("Pss", "Private_Dirty"))


class Writers:
    """What wrk cannot do: somebody signs in, opens a ticket with a file, answers, signs out, again and again."""

    def __init__(self, site):
        self.site, self.done, self.faults, self.over = site, 0, [], threading.Event()
        self.thread = threading.Thread(target=self.work, daemon=True)

    def work(self):
        while not self.over.is_set():
            try:
                client = self.site.sign_in("other@example.com")
                answer = client.form("/tickets/new", "/tickets/new").send([("a.png", png(20, 20), "image/png")], department="sales",
                                                                       subject=f"Ticket {self.done}", body="Text *with* marks\n" * 20)
                assert answer.status == 303, answer
                assert client.form(answer.location, "/reply").send(body="A reply").status == 303
                assert client.form(answer.location, "/reply").send(body="").status == 422
                assert client.form(answer.location, "/close").send().status == 303
                client.sign_out()
                self.done += 12
            except (AssertionError, OSError) as error:
                self.faults.append(str(error)[:300])
            time.sleep(0.05)


def pages(site):
    """What wrk asks for: path, cookie, Accept."""
    client, agent = site.sign_in("client@example.com"), site.sign_in("agent@example.com")
    ticket = client.form("/tickets/new", "/tickets/new").send([("a.png", png(), "image/png"), ("b.txt", b"text " * 4000, "text/plain")],
                                                            department="technical", subject="Soaked", body="Text with `code`\n\n" * 30).location
    files = [node.get("address") for node in client.xml(ticket).xpath("//file")]
    desk = ticket.replace("/tickets/", "/desk/tickets/")
    asset = re.search(r'href="([^"]*\.css)"', client.get("/").text)[1]
    mine = ["/", "/tickets/", "/tickets/?status=all", ticket, "/services/", "/services/?sort=expires&dir=desc", "/support", "/tickets/new", "/account",
            "/account/security", "/desk/", "/nothing", *files]
    html, xml = "text/html,*/*;q=0.8", "application/xml"
    cookie = {one: "; ".join(f"{name}={value}" for name, value in one.cookies.items()) for one in (client, agent)}
    rows = [(path, cookie[client], accept) for path in mine for accept in (html, xml)]
    rows += [(path, cookie[agent], html) for path in ("/desk/", desk, "/desk/?ref=HD-0000000", *files)]
    rows += [(path, "", html) for path in ("/", "/login", "/login?next=%2Fportal%2Ftickets%2F", "/password/forgot", "/tickets/", "/?lang=sr-Cyrl", "/nothing", asset)]
    text = "".join(f"{path if path.startswith(BASE) else BASE + path}\t{cookies}\t{accept}\n" for path, cookies, accept in rows)
    file = site.state / "pages"
    file.write_text(text)
    return file


def ask(site, file, count):
    """About so many requests by wrk; it knows times only, so until there were enough. @return how many"""
    done, speed = 0, 500
    while done < count:
        seconds = max(1, min(60, round((count - done) / speed)))
        started = time.monotonic()
        said = subprocess.run(["wrk", "-t1", "-c16", f"-d{seconds}s", "-s", HERE / "soak.lua", f"http://127.0.0.1:{site.port}", "--", file],
                              capture_output=True, text=True, check=True).stdout
        asked = int(re.search(r"(\d+) requests in", said)[1])
        assert asked, said
        broken = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+)", said)
        # A busy event MPM closes some connections that are kept alive: wrk counts them as reads that failed.
        assert not broken or sum(map(int, broken.groups())) <= asked / 500, said
        done += asked
        speed = max(1, asked / (time.monotonic() - started))
    return done


def main():
    wanted = int(sys.argv[1])
    warm_up = int(sys.argv[2]) if len(sys.argv) > 2 else max(wanted // 10, 20000)
    site = Site(CONF, name="soak")
    try:
        site.start()
        file, writers = pages(site), Writers(site)
        writers.thread.start()
        children, done, samples = site.children(), ask(site, file, warm_up), []
        while done < wanted or len(samples) < 4:
            samples.append({pid: memory(pid) for pid in children})
            print(f"   {done:8d} requests: " + "; ".join(f"{pid}: {pss} KB Pss, {dirty} KB dirty" for pid, (pss, dirty) in samples[-1].items()), flush=True)
            done += ask(site, file, max((wanted - warm_up) // PIECE, 1000))
        samples.append({pid: memory(pid) for pid in children})
        writers.over.set()
        writers.thread.join()
        same = site.children() == children
        log = [line for line in site.log_lines() if BAD_LINE.search(line)]
    finally:
        site.stop()
    bad = list(writers.faults[:5]) + log[:5] + ([] if same else ["children were replaced"])
    quarter = max(len(samples) // 4, 1)
    for pid in children:
        first, last = (statistics.median(one[pid][1] for one in part) for part in (samples[:quarter], samples[-quarter:]))
        print(f"child {pid}: {first:.0f} KB of its own after the warm-up, {last:.0f} KB at the end: {last - first:+.0f} KB")
        if last - first > MAX_KB:
            bad.append(f"child {pid} has grown by {last - first:.0f} KB; {MAX_KB} KB are allowed")
    print(f"{done} pages by wrk and {writers.done} requests of writers on {DB}; warm-up {warm_up}")
    for line in bad:
        print("   " + line)
    if not bad:
        site.remove()
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
