"""A private portal with made data, who visits it, and what its processes cost."""
import collections
import http.client
import os
import pathlib
import re
import signal
import socket
import subprocess
import time
import urllib.parse
import uuid

import psutil

signal.signal(signal.SIGTERM, signal.default_int_handler)  # what was started is cleared away then, too
ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = ROOT / os.environ.get("BUILD", "build")
CONNECTIONS = 16


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Site:
    """A private portal; cpu() is the processor time of all its processes, the database's and the worker's too."""

    def __init__(self, state, db):
        self.state, self.db, self.port = pathlib.Path(state), db, free_port()
        self.env = dict(os.environ, STATE=str(self.state), PORT=str(self.port), DB=db, BUILD=str(BUILD))

    def start(self, tickets):
        """Start it, fill it with tickets, and let it come to rest."""
        self.control("start")
        subprocess.run([BUILD / "tools/make_data", "--config", self.state / "conf/helpdesk.conf", "--tickets", str(tickets)],
                       check=True, stdout=subprocess.DEVNULL)
        for area in ("search", "report"):  # reports need the time zone, which the worker knows: it has begun by then
            subprocess.run([BUILD / "helpdeskctl", "--config", self.state / "conf/helpdesk.conf", area, "update"],
                           check=True, stdout=subprocess.DEVNULL)
            self.settle()

    def control(self, command):
        subprocess.run([ROOT / "scripts/portal.sh", command], env=self.env, check=True, stdout=subprocess.DEVNULL)

    def processes(self):
        """By process id, those whose command line names this portal's directory, and their children."""
        seen = {}
        for process in psutil.process_iter():
            try:
                if str(self.state) in " ".join(process.cmdline()):
                    for one in [process, *process.children(recursive=True)]:
                        seen[one.pid] = one
            except psutil.Error:
                pass
        return seen

    def cpu(self):
        """Seconds of processor time, user and system, so far."""
        total = 0.0
        for process in self.processes().values():
            try:
                times = process.cpu_times()
                total += times.user + times.system
            except psutil.Error:
                pass
        return total

    def settle(self):
        """Wait until neither the worker nor the database has anything left to do that the made data have brought about."""
        for _ in range(600):
            before = self.cpu()
            time.sleep(3)
            if self.cpu() - before < 0.1:
                return
        raise SystemExit("bench: the portal does not come to rest")

    def workers(self):
        """Seconds of processor time of the workers' threads so far, by their names: helpdesk-mail, helpdesk-keep, helpdesk-hooks."""
        seconds = collections.Counter()
        for process in self.processes().values():
            try:
                for thread in process.threads():
                    name = pathlib.Path(f"/proc/{process.pid}/task/{thread.id}/comm").read_text().strip()
                    if name.startswith("helpdesk-"):
                        seconds[name] += thread.user_time + thread.system_time
            except (psutil.Error, OSError):
                pass
        return seconds

    def file(self, size):
        """The address of a static file of so many bytes."""
        name = f"bench-{size}.html"
        (self.state / "htdocs" / name).write_bytes(os.urandom(size // 4 + 1).hex().encode()[:size].ljust(size, b"x"))
        return "/" + name

    def metric(self, name):
        """The sum of a figure of /metrics over all its labels."""
        status, _, text = Guest(self, "").request("GET", "/portal/metrics")
        if status != 200:
            raise SystemExit(f"bench: /portal/metrics answers {status}")
        return sum(float(value) for value in re.findall(rf"^{name}(?:{{[^}}]*}})? (\S+)$", text, re.M))

    def load(self, path, cookie, seconds, headers=()):
        """Processor seconds per request of a page under 16 connections, and requests per second."""
        more = [part for header in headers for part in ("-H", header)]
        before = self.cpu()
        out = subprocess.run(["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}", "--timeout", "30", "-H", f"Cookie: {cookie}", *more,
                              f"http://127.0.0.1:{self.port}{path}"], check=True, capture_output=True, text=True).stdout
        spent = self.cpu() - before
        requests = int(re.search(r"(\d+) requests in", out).group(1))
        if "Socket errors" in out:
            raise SystemExit(f"bench: {path}:\n{out}")
        return spent / requests, requests / seconds


def hidden(page):
    """The hidden fields of a page's forms."""
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))


def multipart(fields, files):
    """Body and type of a form with files: (field, name, bytes)."""
    mark = uuid.uuid4().hex
    parts = [f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
             for name, value in fields.items()]
    parts += [f'--{mark}\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\n\r\n'.encode() + data + b"\r\n"
              for field, name, data in files]
    return b"".join(parts) + f"--{mark}--\r\n".encode(), f"multipart/form-data; boundary={mark}"


class Visitor:
    """Somebody signed in, with the cookies and the forms of their pages."""

    def __init__(self, site, email, password):
        self.site, self.cookies = site, {}
        page = self.get("/portal/login")
        self.post("/portal/login", dict(hidden(page), email=email, password=password))

    def connect(self):
        return http.client.HTTPConnection("127.0.0.1", self.site.port, timeout=60)

    def request(self, method, path, body=None, headers=None, kept=None):
        """kept: a connection that is used again and again, as a browser does; else one of its own."""
        connection = kept or self.connect()
        connection.request(method, path, body, dict(headers or {}, Cookie=self.cookie()))
        answer = connection.getresponse()
        text = answer.read().decode("utf-8", "replace")
        for line in answer.msg.get_all("Set-Cookie") or []:
            name, value = line.split(";")[0].split("=", 1)
            self.cookies[name] = value
        if not kept:
            connection.close()
        return answer.status, answer.getheader("Location"), text

    def cookie(self):
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def get(self, path):
        status, location, text = self.request("GET", path)
        if status != 200:
            raise SystemExit(f"bench: GET {path} answers {status} {location or ''}")
        return text

    def post(self, path, fields, files=(), kept=None):
        if files:
            body, kind = multipart(fields, files)
        else:
            body, kind = urllib.parse.urlencode(fields), "application/x-www-form-urlencoded"
        status, location, text = self.request("POST", path, body, {"Content-Type": kind}, kept)
        if status != 303:
            raise SystemExit(f"bench: POST {path} answers {status}: {re.sub('<[^>]*>', ' ', text)[-600:]}")
        return location


class Guest(Visitor):
    """A visitor with a given cookie."""

    def __init__(self, site, cookie):
        self.site, self.line, self.cookies = site, cookie, {}

    def cookie(self):
        return self.line
