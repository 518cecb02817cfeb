# tests/http/test_worker.py: two portals in one Apache: a mail server that hangs holds up its own portal's mail only.
# SPDX-License-Identifier: Apache-2.0
import select
import socket
import subprocess

import pytest

from browser import Client
from portal import BUILD, DB, MPM, PASSWORDS, REPO, Site, as_user, free_port, wait_until
from test_tickets import open_ticket

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


def test_a_mail_server_that_hangs_holds_up_no_other_portal(portals):
    stranger = Client("127.0.0.1", portals.port)
    assert stranger.sign_in("client@example.com", PASSWORDS["client@example.com"]).status == 303
    held = open_ticket(stranger)
    ready, _, _ = select.select([portals.silent], [], [], 15)
    assert ready, "the second portal's worker does not come"
    hanging, _ = portals.silent.accept()

    reference = open_ticket(portals.site.sign_in("client@example.com"))
    wait_until(lambda: len(portals.mails_about(reference)) == 2, 15, "the first portal's mails")
    assert not select.select([hanging], [], [], 0)[0], "the second portal's worker has given up meanwhile: nothing was shown"
    assert not portals.mails_about(held)

    portals.site.script("stop")  # it breaks off what hangs
    hanging.close()
    lines = "\n".join(portals.site.log_lines())
    assert "exit signal" not in lines and "Assertion" not in lines, lines
    assert len(portals.mails_about(reference)) == 2, "a mail went out twice"
