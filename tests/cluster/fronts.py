# tests/cluster/fronts.py: two Apaches with the portal, on machines of their own, over the same databases and files; and
# the people who use them.
# SPDX-License-Identifier: Apache-2.0
import itertools
import os
import pathlib
import subprocess
import sys
import threading
import time
import uuid

REPO = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(REPO / "tests/http"))
from aiosmtpd.controller import Controller  # noqa: E402
from browser import XML, Client  # noqa: E402
from portal import as_user  # noqa: E402
from postbox import Postbox  # noqa: E402

BUILD = REPO / (os.environ.get("BUILD") or "build")
SMTP_PORT = 2525
LOGIN_LIMIT = 5
MAY_SAY = ["[dbd:", "[dbd_", "HD0012", "HD0014", "HD0091", "HD0130", "HD0181"]  # of a database that is away
ANSWER_MAX = 30  # seconds: nobody waits longer for an answer, whatever it is
addresses = itertools.count(1)


class MailServer(Postbox):
    """The mail server that both front ends deliver to."""

    def __init__(self, address):
        super().__init__(SMTP_PORT)
        self.address = address

    def start(self):
        self.controller = Controller(self, hostname=self.address, port=self.port)
        self.controller.start()


class Front:
    """One Apache."""

    def __init__(self, name, state, net, databases, mail):
        self.name, self.net, self.address = name, net, net.addresses[name]
        self.state = state / name
        self.port = 8080 if net.can_cut or name == "front1" else 8081  # there is one loopback interface for both
        self.extra = state / f"{name}.conf"
        self.extra.write_text(f"Listen {self.address}:{self.port}\nHelpdeskPasswordCost 4\nHelpdeskLoginLimit {LOGIN_LIMIT} 100\n"
                              "HelpdeskURL http://support.example.com/portal\n")
        self.environment = {**os.environ, "PORT": str(self.port), "STATE": str(self.state), "DB": "pgsql", "BUILD": str(BUILD),
                            "DATABASE": databases.parameters(), "SMTP": f"{mail.address}:{mail.port}",
                            "EXTRA_CONF": str(self.extra)}

    def script(self, command):
        with open(f"{self.state}.log", "a") as log:
            done = subprocess.run([*self.net.command(self.name), REPO / "scripts/portal.sh", command], env=self.environment,
                                  stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        assert done.returncode == 0, pathlib.Path(f"{self.state}.log").read_text()

    def start(self, like=None):
        """With like: the secret and the attachments of another front end."""
        if like:
            (self.state / "conf").mkdir(parents=True)
            (self.state / "conf/secret").write_text((like.state / "conf/secret").read_text())
            (self.state / "data").symlink_to(like.state / "data")
        self.script("start")
        self.pids = self.processes()

    def ctl(self, *arguments, stdin=None):
        command = [str(BUILD / "helpdeskctl"), "--config", str(self.state / "conf/helpdesk.conf"), *arguments]
        done = subprocess.run([*self.net.command(self.name), *as_user(command)], input=stdin, capture_output=True, text=True, cwd="/")
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def processes(self):
        """Apache's parent, by the file that it writes."""
        return (self.state / "run/httpd.pid").read_text()

    def visitor(self):
        """Somebody who is signed out, with a network address of their own."""
        n = next(addresses)
        return Client(self.address, self.port, self.net.visitors.format(n // 250, n % 250 + 1))

    def sign_in(self, email, password):
        client = self.visitor()
        response = client.sign_in(email, password)
        assert response.status == 303, response
        return client

    def check_log(self):
        """error_log says nothing that a database which is away does not explain; and Apache was never started again."""
        lines = (self.state / "logs/error_log").read_text("utf-8", "replace").splitlines()
        bad = [line for line in lines
               if any(mark in line for mark in (":emerg]", ":alert]", ":crit]", ":error]", ":warn]", "exit signal", "WARNING:"))
               and not any(text in line for text in MAY_SAY)]
        assert not bad, f"{self.name}'s error_log says:\n" + "\n".join(bad[:20])
        assert self.processes() == self.pids, f"{self.name} was started again"


def move(client, front):
    """The same browser at another front end: a load balancer sends it there."""
    other = Client(front.address, front.port, client.address)
    other.cookies, other.token = dict(client.cookies), client.token
    return other


class Written:
    """What was sent and acknowledged: to be found whole, and once."""

    def __init__(self, kind, subject, text, data, ref):
        self.kind, self.subject, self.text, self.data, self.ref = kind, subject, text, data, ref


class Answer:
    """One request's answer: when it began and ended (monotonic), where, what."""

    def __init__(self, front, started, ended, status, is_write):
        self.front, self.started, self.ended, self.status, self.is_write = front, started, ended, status, is_write


class Load:
    """People who open tickets and answer them, with attachments, and read; each sends again what was not acknowledged, with
    the same form, at the other front end."""

    def __init__(self, fronts, client, people=3, pause=0.3):
        self.fronts, self.pause = fronts, pause
        self.answers, self.written, self.faults, self.go_on = [], [], [], True
        self.threads = [threading.Thread(target=self.live, args=(n, front, move(client, front)))
                        for n, front in enumerate(people * fronts)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.go_on = False
        for thread in self.threads:
            thread.join(ANSWER_MAX * 3)

    def live(self, n, front, client):
        try:
            refs = []
            while self.go_on:
                if len(refs) % 3 == 0:
                    ref = self.write(front, client, "ticket", "/tickets/new", None)
                else:
                    ref = self.write(front, client, "reply", f"/tickets/{refs[-1]}/reply", refs[-1])
                if ref:
                    refs.append(ref)
                    self.send(front, client, "GET", f"/tickets/{ref}")
                time.sleep(self.pause)
        except BaseException as fault:  # the test looks at them
            self.faults.append(f"{front.name}: {fault!r}")

    def send(self, front, client, method, path, fields=None, files=None, once=None):
        started = time.monotonic()
        if method == "GET":
            response = client.get(path)
        else:
            response = client.post(path, fields, files, once=once)
        self.answers.append(Answer(front.name, started, time.monotonic(), response.status, method == "POST"))
        return response

    def write(self, front, client, kind, path, ref):
        """Write one thing until it is acknowledged. @return the ticket's reference; None when the test ends before"""
        mark, once, data = uuid.uuid4().hex, uuid.uuid4().hex, os.urandom(1500).hex().encode()
        fields = {"body": f"Text {mark}"}
        if kind == "ticket":
            fields.update(subject=f"Load {mark}", department="sales")
        at = self.fronts.index(front)
        while True:
            response = self.send(self.fronts[at], move(client, self.fronts[at]), "POST", path, fields,
                                 [(f"{mark}.txt", data, "text/plain")], once)
            if response.status == 303:
                ref = response.location.split("/tickets/")[1].partition("#")[0]
                self.written.append(Written(kind, f"Load {mark}", mark, data, ref))
                return ref
            assert response.status == 503, f"{path}: {response.status} at {time.strftime('%T')} {response.words()[:200]}"
            assert int(response.header("Retry-After")) > 0 and mark in response.text, response
            if not self.go_on:
                return None
            time.sleep(self.pause)
            at = 1 - at

    # -- what came of it -----------------------------------------------------------------------------------------------

    def first_write_after(self, moment):
        """Seconds until each front end acknowledged something that was sent after a moment; None where it did not yet."""
        return {front.name: min((answer.ended - moment for answer in list(self.answers) if answer.front == front.name
                                 and answer.is_write and answer.status == 303 and answer.started > moment), default=None)
                for front in self.fronts}

    def longest(self, since=0.0):
        return max((answer.ended - answer.started for answer in list(self.answers) if answer.started >= since), default=0)

    def count(self, status, since=0.0):
        return sum(answer.status == status and answer.started >= since for answer in list(self.answers))

    def check(self):
        assert not self.faults, "\n".join(self.faults)
        assert {answer.status for answer in self.answers} <= {200, 303, 503}
        assert self.longest() < ANSWER_MAX, f"somebody waited {self.longest():.1f} seconds"


def check_written(written, clients):
    """Everything that was acknowledged is there, whole and once, whichever front end is asked."""
    tickets = {}
    for thing in written:
        tickets.setdefault(thing.ref, []).append(thing)
    for n, (ref, things) in enumerate(tickets.items()):
        client = clients[n % len(clients)]
        page = client.get(f"/tickets/{ref}", {"Accept": XML})
        assert page.status == 200, f"an acknowledged ticket is lost: {ref}: {page}"
        for thing in things:
            assert page.text.count(f"<p>Text {thing.text}</p>") == 1, f"an acknowledged {thing.kind} of {ref} is not there once"
            files = [file for file in page.xml.iter() if thing.text + ".txt" in (file.get("name") or "")]
            assert len(files) == 1, f"an attachment of {ref} is not there once"
            got = client.get(f"/attachments/{files[0].get('id')}/{thing.text}.txt")
            assert got.status == 200 and got.body == thing.data, f"an attachment of {ref} is not whole"
