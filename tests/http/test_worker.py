# tests/http/test_worker.py: what holds up no mail: another portal's mail server that hangs; another part of the worker that fails.
# SPDX-License-Identifier: Apache-2.0
import select
import socket
import subprocess

import pytest

from browser import Client
from portal import BUILD, DB, MPM, PASSWORDS, REPO, Site, as_user, free_port, wait_until
from test_tickets import open_ticket, reply
from test_work import messages

if (DB, MPM) != ("sqlite3", "event"):
    pytest.skip("neither database nor processes make a difference", allow_module_level=True)

SECOND = """
Listen 127.0.0.1:{port}
<VirtualHost 127.0.0.1:{port}>
    ServerName 127.0.0.1
    DBDParams "@STATE@/second/db.sqlite"
    HelpdeskURL http://127.0.0.1:{port}/portal
    HelpdeskDataDir "@STATE@/second"
    HelpdeskMailTransport smtp://127.0.0.1:{smtp}
    HelpdeskUndo 1
</VirtualHost>
"""


class TwoPortals:
    """The first portal has a Maildir; the second a database of its own, and a mail server that says nothing, ever."""

    def __init__(self):
        self.silent = socket.create_server(("127.0.0.1", 0))
        self.port = free_port()
        self.site = Site(SECOND.format(port=self.port, smtp=self.silent.getsockname()[1]), mail=False, db="sqlite3", name="two")
        self.second = self.site.state / "second"
        self.second.mkdir()
        conf = self.second / "helpdesk.conf"
        conf.write_text(f'DBDriver sqlite3\nDBDParams "{self.second}/db.sqlite"\nHelpdeskDataDir "{self.second}"\nHelpdeskShareDir {REPO}\n')
        if as_user([]):
            subprocess.run(["chown", "-R", as_user([])[1].partition("=")[2] + ":", str(self.second)], check=True)
        for command in "migrate", "demo":
            subprocess.run([str(BUILD / "helpdeskctl"), "--config", str(conf), command], check=True, capture_output=True, cwd="/")
        self.site.start()

    def mails_about(self, reference):
        return [path for path in (self.site.place / "mail/new").iterdir() if f"[#{reference}]" in path.read_text("utf-8", "replace")]

    def stop(self):
        self.site.stop()
        self.site.remove()
        self.silent.close()


@pytest.fixture
def portals():
    both = TwoPortals()
    try:
        yield both
    finally:
        both.stop()


def test_a_mail_server_that_hangs_holds_up_no_other_portal_and_nothing_but_mail(portals):
    stranger = Client("127.0.0.1", portals.port)
    assert stranger.sign_in("client@example.com", PASSWORDS["client@example.com"]).status == 303
    held = open_ticket(stranger)
    ready, _, _ = select.select([portals.silent], [], [], 15)
    assert ready, "the second portal's worker does not come"
    hanging, _ = portals.silent.accept()

    reference = open_ticket(portals.site.sign_in("client@example.com"))
    wait_until(lambda: len(portals.mails_about(reference)) == 2, 15, "the first portal's mails")
    agent = Client("127.0.0.1", portals.port)
    assert agent.sign_in("agent@example.com", PASSWORDS["agent@example.com"]).status == 303
    assert reply(agent, held, "Shown meanwhile", desk=True).status == 303
    wait_until(lambda: messages(stranger, held)[-1:] == ["Shown meanwhile"], 15, "an answer of the second portal")
    assert not select.select([hanging], [], [], 0)[0], "the second portal's worker has given up meanwhile: nothing was shown"
    assert not portals.mails_about(held)

    portals.site.script("stop")  # it breaks off what hangs
    hanging.close()
    lines = "\n".join(portals.site.log_lines())
    assert "exit signal" not in lines and "Assertion" not in lines, lines
    assert len(portals.mails_about(reference)) == 2, "a mail went out twice"


@pytest.fixture
def broken():
    """A portal where three parts of the worker fail in every turn."""
    site = Site(name="broken")
    site.start()
    try:
        for table in "ticket_hold", "level_redo", "report_state":
            code = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1], timeout=20); c.execute(sys.argv[2]); c.commit()"
            subprocess.run(as_user(["/usr/bin/python3", "-c", code, str(site.place / "db/helpdesk.sqlite"),
                                    f"ALTER TABLE {table} RENAME TO {table}_gone"]), check=True, cwd="/")
        yield site
    finally:
        site.stop()
        site.remove()


def test_a_part_of_the_worker_that_fails_holds_up_no_mail(broken):
    reference = open_ticket(broken.sign_in("client@example.com"))
    assert broken.smtp.wait("client@example.com", reference)
    tags = "HD0115", "HD0116", "HD0117"
    said = wait_until(lambda: all(any(tag in line for line in broken.log_lines()) for tag in tags) and broken.log_lines(), 15, "the faults")
    another = open_ticket(broken.sign_in("client@example.com"))
    assert broken.smtp.wait("client@example.com", another)
    assert all(sum(tag in line for line in said) == 1 for tag in tags) and "HD0091" not in "".join(said), said
