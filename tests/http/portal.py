# tests/http/portal.py: a private portal for tests: started by scripts/portal.sh, with a directory, a port and a database
# of its own. Whatever its error_log says at "warn" or above fails the test that did not announce it.
# SPDX-License-Identifier: Apache-2.0
import contextlib
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import uuid

import psutil

from browser import Client
from postbox import Postbox

signal.signal(signal.SIGTERM, signal.default_int_handler)  # what was started is cleared away then, too
REPO = pathlib.Path(__file__).resolve().parents[2]
DB = os.environ.get("HD_DB") or "sqlite3"
MPM = os.environ.get("HD_MPM") or "event"
BUILD = REPO / (os.environ.get("BUILD") or "build")
PASSWORDS = {"client@example.com": "client-demo-1", "other@example.com": "other-demo-1",
             "agent@example.com": "agent-demo-1", "admin@example.com": "admin-demo-1"}
PASSWORD = "horse-battery-7"  # of people whom tests add
BAD_LINE = re.compile(r"\[\S*:(emerg|alert|crit|error|warn)\]|exit signal|AH0005[012]|Assertion|free\(\)|malloc\(\)|double")
# What tests need from the configuration: quick passwords, low limits (each client has an address of its own).
# Modules that Debian enables are there, and what is configured for names of files must not reach attachments.
MODULES = "/usr/lib/apache2/modules"
DEBIAN_MODULES = ["access_compat", "autoindex", "dir", "env", "negotiation", "setenvif", "status", "rewrite", "include"]
COMMON_CONF = "".join(f"LoadModule {name}_module {MODULES}/mod_{name}.so\n" for name in DEBIAN_MODULES) + """
RewriteEngine On
RewriteRule ^/rewritten$ /portal/ [R=302]
DirectoryIndex index.html
AddOutputFilter INCLUDES .shtml
HelpdeskPasswordCost 4
HelpdeskLoginLimit 5 12
HelpdeskAttachmentMax 3M
HelpdeskUndo 0
AddEncoding x-gzip .gz .tgz
AddLanguage de .de
AddCharset ISO-8859-2 .latin2
AddType text/html .page
"""


held = []


def free_port():
    """A port that nobody else gets until this process ends: it is held, which keeps nobody from listening who reuses addresses."""
    probe = socket.socket()
    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    probe.bind(("127.0.0.1", 0))
    held.append(probe)
    return probe.getsockname()[1]


def run_user():
    """Whom Apache's children run as when root starts it; None: the caller."""
    if os.geteuid() != 0:
        return None
    return "www-data" if subprocess.run(["id", "-u", "www-data"], capture_output=True).returncode == 0 else "nobody"


def as_user(command):
    user = run_user()
    return ["setpriv", f"--reuid={user}", f"--regid={group_of(user)}", "--clear-groups", *command] if user else command


def group_of(user):
    return subprocess.run(["id", "-g", user], capture_output=True, text=True, check=True).stdout.strip()


def wait_until(condition, timeout=15, what="it"):
    """Wait for a condition to give something true, and return that."""
    end = time.monotonic() + timeout
    while not (result := condition()):
        assert time.monotonic() < end, f"waited {timeout} seconds for {what}"
        time.sleep(0.05)
    return result


class Site:
    """A running portal."""

    def __init__(self, extra="", db=None, mail=True, name="site"):
        self.state = pathlib.Path(tempfile.mkdtemp(prefix=f"hd-{name}-"))
        self.state.chmod(0o755)
        self.db, self.port = db or DB, free_port()
        self.smtp = Postbox(free_port()) if mail else None
        self.log_read, self.expected, self.expected_before, self.expected_later = 0, [], [], []
        self.signed_in = {}
        self.environment = {}  # more for scripts/portal.sh
        self.extra = self.state / "extra.conf"
        self.extra.write_text(COMMON_CONF + extra.replace("@STATE@", str(self.state)))

    def script(self, command):
        smtp = f"127.0.0.1:{self.smtp.port}" if self.smtp else ""
        environment = {**os.environ, **self.environment, "PORT": str(self.port), "STATE": str(self.state), "DB": self.db, "MPM": MPM,
                       "SMTP": smtp, "EXTRA_CONF": str(self.extra), "BUILD": str(BUILD)}
        with open(self.state / "portal_log", "a") as log:  # no pipe: servers that are started would hold it open
            done = subprocess.run([REPO / "scripts/portal.sh", command], env=environment, stdin=subprocess.DEVNULL,
                                  stdout=log, stderr=log)
        assert done.returncode == 0, (self.state / "portal_log").read_text()

    def start(self):
        if self.smtp and not self.smtp.controller:
            self.smtp.start()
        try:
            self.script("start")
        except BaseException:
            self.stop()
            raise

    def stop(self):
        self.script("stop")
        if self.smtp:
            self.smtp.stop()

    def remove(self):
        place = self.place
        shutil.rmtree(self.state, ignore_errors=True)
        if place != self.state:
            shutil.rmtree(place, ignore_errors=True)

    @property
    def sockets(self):
        """The directory of the database server's socket."""
        elsewhere = self.place / "run/sockets"
        return elsewhere.read_text().strip() if elsewhere.exists() else str(self.place / "run")

    def graceful(self):
        """Have new children, with a new worker, take over from those there are."""
        os.kill(self.apache().pid, signal.SIGUSR1)

    def database(self, command):
        """Stop or start the database server, as its administrator would."""
        more = f'"{self.sockets}" "{self.place}/logs/{self.db}_log"' if command == "start" else ""
        script = (f'run_user={run_user() or ""}; . {REPO}/scripts/databases.sh; '
                  f'{self.db}_{command} "{self.place}/db/{self.db}" {more}')
        with open(self.state / "database_log", "a") as output:
            subprocess.run(["bash", "-c", script], check=True, stdin=subprocess.DEVNULL, stdout=output, stderr=output)

    @property
    def place(self):
        """Where its files really are."""
        elsewhere = self.state / "elsewhere"
        return pathlib.Path(elsewhere.read_text().strip()) if elsewhere.exists() else self.state

    @property
    def conf(self):
        return self.place / "conf" / "helpdesk.conf"

    # -- people and things ---------------------------------------------------------------------------------------------

    def ctl(self, *arguments, check=True, stdin=None):
        """Run helpdeskctl as Apache's user."""
        inside = self.place / "share" / "helpdeskctl"
        program = inside if inside.exists() else BUILD / "helpdeskctl"
        done = subprocess.run(as_user([str(program), "--config", str(self.conf), *arguments]), input=stdin, text=True,
                              capture_output=True, cwd="/")
        assert not check or done.returncode == 0, f"helpdeskctl {arguments}: {done.returncode} {done.stdout} {done.stderr}"
        return done

    def client(self, port=None, tls=None, headers=None):
        """Somebody who is signed out."""
        return Client("127.0.0.1", port or self.port, None, tls, headers)

    def sign_in(self, email, password=None):
        """A browser of its own, signed in."""
        client = self.client()
        response = client.sign_in(email, password or PASSWORDS.get(email, PASSWORD))
        assert response.status == 303, response
        client.email = email
        return client

    def browser(self, email):
        """A signed-in browser that tests share: they must not sign it out."""
        if email not in self.signed_in:
            self.signed_in[email] = self.sign_in(email)
        return self.signed_in[email]

    def add_person(self, name="Petra Primer", role="client", language=None, email=None):
        """Somebody new, with PASSWORD. @return the e-mail address"""
        email = email or f"p{uuid.uuid4().hex[:12]}@example.com"
        more = ["--language", language] if language else []
        self.ctl("person", "add", email, "--name", name, "--role", role, "--password-stdin", *more, stdin=PASSWORD + "\n")
        return email

    def add_account(self, name=None):
        """A new account. @return its name"""
        name = name or f"Firm {uuid.uuid4().hex[:12]}"
        self.ctl("account", "add", name)
        return name

    def add_member(self, account, email, rights="owner"):
        self.ctl("account", "member", account, email, "--rights", rights)
        return email

    def add_client(self, rights="owner", account=None, **person):
        """Somebody new who is a member of an account, a new one unless it is given. @return the e-mail address"""
        return self.add_member(account or self.add_account(), self.add_person(**person), rights)

    # -- error_log -----------------------------------------------------------------------------------------------------

    def expect_log(self, text, must=True, later=False):
        """
        Announce lines of error_log that hold a text, in this test or, when httpd comes to it late, in the next. With must
        there has to be one before the test ends; with later they may come in all tests that follow.
        """
        self.expected.append((text, must))
        if later:
            self.expected_later.append((text, False))

    def log_lines(self):
        path = self.place / "logs" / "error_log"
        return path.read_text("utf-8", "replace")[self.log_read:].splitlines() if path.exists() else []

    def check_log(self):
        """Nothing but what was announced; called after each test."""
        expected = self.expected + self.expected_before + self.expected_later
        self.expected, self.expected_before = [], [(text, False) for text, _ in self.expected]
        for text, must in expected:
            if must:
                wait_until(lambda: any(text in line for line in self.log_lines()), 5, f"{text} in error_log")
        lines = self.log_lines()
        path = self.place / "logs" / "error_log"
        self.log_read = len(path.read_text("utf-8", "replace")) if path.exists() else 0
        bad = [line for line in lines if BAD_LINE.search(line) and not any(text in line for text, _ in expected)]
        assert not bad, "error_log says:\n" + "\n".join(bad)

    # -- what runs -----------------------------------------------------------------------------------------------------

    def apache(self):
        """The parent process."""
        return psutil.Process(int((self.place / "run/httpd.pid").read_text()))

    def children(self):
        return sorted(child.pid for child in self.apache().children())

    def staging(self):
        """Names of files that wait in the attachment store."""
        return sorted(entry.name for entry in (self.place / "data/staging").iterdir())

    def wait_staging(self, names):
        """Wait until no others than these files wait: a request's go just after its answer, those of an earlier one too."""
        wait_until(lambda: set(self.staging()) <= set(names), 5, f"{names} in staging; there is {self.staging()}")

    def healthy(self):
        with contextlib.suppress(OSError):
            return Client("127.0.0.1", self.port, "127.0.0.1").get("/healthz").status == 200
        return False
