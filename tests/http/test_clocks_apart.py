# tests/http/test_clocks_apart.py: a front end whose clock is not that of the database's server, which others go by, too.
# SPDX-License-Identifier: Apache-2.0
import os
import subprocess
import time

import pytest

from portal import DB, MPM, Site, as_user, wait_until
from test_clock import DAY, give_clock
from test_tickets import open_ticket

pytestmark = pytest.mark.skipif(DB == "sqlite3" or MPM != "event" or "HD_PRELOAD" in os.environ,
                                reason="SQLite is on one machine; the clock cannot be turned under a sanitizer")
SESSIONS = """
HelpdeskSessionIdle 3600
HelpdeskSessionMax 7200
"""


@pytest.fixture(scope="module")
def apart():
    site = Site(SESSIONS, name="apart")
    try:
        give_clock(site)
        site.start()
        yield site
    finally:
        site.stop()
        site.remove()


def sql(site, statement):
    if DB == "pgsql":
        command = ["psql", "-XAtq", "-h", site.sockets, "-U", "helpdesk", "-c", statement]
    else:
        command = ["mariadb", "--no-defaults", "-N", "-S", f"{site.sockets}/mysql.sock", "-u", "helpdesk", "-e", statement]
        command.append("helpdesk")
    return subprocess.run(as_user(command), capture_output=True, text=True, check=True, cwd="/").stdout.strip()


def check(site, browser, email):
    """People come and go, and what they write is dated right."""
    assert browser.get("/tickets/").status == 200, "a session that is alive for the other front ends"
    site.smtp.wait(email, open_ticket(site.sign_in(email)), timeout=25)
    for table, column in ("session", "created_at"), ("ticket", "created_at"), ("message", "created_at"), ("outbox", "sent_at"):
        last = int(sql(site, f"SELECT MAX({column}) FROM {table}"))
        assert abs(last - time.time()) < 600, f"{table}.{column} by the wrong clock"


def test_a_front_end_with_a_wrong_clock_goes_by_the_databases(apart):
    site = apart
    site.expect_log("HD0098")
    email = site.add_client()
    browser = site.sign_in(email)
    first = open_ticket(browser)
    site.smtp.wait(email, first, timeout=25)
    wait_until(lambda: sql(site, "SELECT COUNT(*) FROM outbox WHERE state = 'queued'") == "0", 25, "all mails to be noted as sent")
    sent = len(site.smtp.found(email, first))
    # As another front end has it in hand, by the right clock.
    sql(site, f"UPDATE outbox SET state = 'queued', lease = 'other-1', leased_until = {int(time.time()) + 110}, due_at = {int(time.time())} "
              f"WHERE recipient = '{email}'")
    site.script("stop")
    site.clock.set(-10 * DAY)
    site.script("start")
    check(site, browser, email)
    assert sql(site, "SELECT lease FROM outbox WHERE state = 'queued'") == "other-1", "taken out of another's hands"
    assert len(site.smtp.found(email, first)) == sent
    site.clock.set(10 * DAY)
    wait_until(lambda: any("0098" in line and "ahead of" in line for line in site.log_lines()), 20, "the worker to see the clock ahead")
    check(site, browser, email)
    site.clock.set(0)
    wait_until(lambda: any("0098" in line and " 0 seconds" in line for line in site.log_lines()), 20, "the worker to see the clock right")
    assert browser.get("/tickets/").status == 200
    sql(site, "UPDATE outbox SET state = 'sent' WHERE lease = 'other-1'")
    site.check_log()
