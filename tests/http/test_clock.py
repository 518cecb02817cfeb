# tests/http/test_clock.py: a clock that jumps, forward and back, by days and by years: who is signed in, who is shut out, what
# is mailed, what a form brings twice. SQLite, whatever the other tests use: only Apache's clock is wrong.
# SPDX-License-Identifier: Apache-2.0
import os
import re
import struct
import subprocess
import time

import pytest

from hook_server import HookServer
from portal import DB, MPM, PASSWORD, REPO, Site, wait_until
from test_queue import department
from test_tickets import count, open_ticket
from test_webhook import calls_of

pytestmark = pytest.mark.skipif(DB != "sqlite3" or MPM != "worker" or "HD_PRELOAD" in os.environ,
                                reason="once is enough; the clock cannot be turned under a sanitizer")
DAY = 86400
YEAR = 366 * DAY
FIELDS = {"subject": "Kept title", "body": "Kept text", "department": "sales"}
CONF = """
HelpdeskTicketLimit 6
HelpdeskReplyLimit 6
HelpdeskUndo 60
HelpdeskWebhookAllow 127.0.0.0/8
HelpdeskWebhookGiveUp 2
RequestReadTimeout header=0 body=0
"""


class Clock:
    """The clock of the site's Apache."""

    def __init__(self, path):
        self.path = path
        self.set(0)

    def set(self, seconds, up=None):
        """Make it wrong by so much, on a machine that was started so many seconds ago; None: when it really was."""
        later = 0 if up is None else int(time.clock_gettime(time.CLOCK_BOOTTIME)) - up
        with open(self.path, "r+b" if self.path.exists() else "wb") as file:
            file.write(struct.pack("qq", seconds, later))
        self.path.chmod(0o644)


def give_clock(site):
    """A clock of its own for a site that has not been started yet."""
    library, flag = site.state / "clock.so", site.state / "clock"
    subprocess.run(["cc", "-shared", "-fPIC", "-O1", f'-DFLAG="{flag}"', "-o", str(library), str(REPO / "tests/http/clock.c"), "-ldl"], check=True)
    site.environment["HD_PRELOAD"] = " ".join(filter(None, [os.environ.get("HD_PRELOAD"), str(library)]))
    site.clock = Clock(flag)


@pytest.fixture(scope="module")
def jumping():
    site = Site(CONF, db="sqlite3", name="clock")
    try:
        give_clock(site)
        site.start()
        yield site
    finally:
        site.stop()
        site.remove()


@pytest.fixture
def site(jumping):
    before, parent = set(jumping.children()), jumping.apache().pid
    yield jumping
    jumping.clock.set(0)
    assert parent != jumping.apache().pid or before & set(jumping.children()), "the children have been replaced"
    jumping.check_log()


@pytest.fixture
def email(site):
    return site.add_client()


def mailed(site, email, ref):
    """Wait for the receipt of a ticket."""
    return site.smtp.wait(email, ref, timeout=25)


@pytest.mark.parametrize("ahead", [10 * DAY, 5 * YEAR])
def test_a_clock_that_jumps_ahead_signs_out_and_loses_nothing_typed(site, email, ahead):
    browser = site.sign_in(email)
    form = browser.form("/tickets/new", "/tickets/new")
    site.clock.set(ahead)
    assert browser.get("/tickets/").status == 302, "a session of long ago"
    refused = form.send(**FIELDS)
    assert refused.status == 403 and "Kept text" in refused.text
    assert browser.sign_in(email, PASSWORD).status == 303
    assert browser.form_of(browser.post("/tickets/new", FIELDS, csrf="old"), "/tickets/new", "/tickets/new").send().status == 303
    mailed(site, email, browser.xml("/tickets/").find(".//ticket").get("ref"))


@pytest.mark.parametrize("ahead", [2 * DAY, 5 * YEAR])
def test_what_was_done_while_a_clock_was_ahead_shuts_nobody_out_when_it_is_right_again(site, email, ahead):
    site.clock.set(ahead)
    browser = site.sign_in(email)
    refs = [open_ticket(browser) for _ in range(6)]
    assert browser.post("/tickets/new", FIELDS, once="ahead").status == 429
    for n in range(6):
        assert browser.post(f"/tickets/{refs[0]}/reply", {"body": f"Reply {n}"}).status == 303
    assert browser.post(f"/tickets/{refs[0]}/reply", {"body": "One more"}).status == 429
    stranger = site.client()
    assert [stranger.sign_in(email, "wrong-password").status for _ in range(6)][-1] == 429
    site.clock.set(0)
    assert browser.get("/tickets/").status == 200, "a session that is only a little younger than the clock"
    assert site.client().sign_in(email, PASSWORD).status == 303, "shut out until the clock is there again"
    ref = open_ticket(browser)
    assert browser.post(f"/tickets/{ref}/reply", {"body": "Now"}).status == 303
    assert count(browser) == 7
    mailed(site, email, ref)


@pytest.mark.parametrize("back", [5 * DAY, 5 * YEAR])
def test_a_clock_that_is_set_back_signs_nobody_out_and_mail_goes_on(site, email, back):
    browser = site.sign_in(email)
    first = browser.post("/tickets/new", FIELDS, once="back")
    site.clock.set(-back)
    assert browser.get("/").status == 200
    again = browser.post("/tickets/new", FIELDS, once="back")
    assert (again.status, again.location) == (303, first.location), "a form token brings the same, whenever it comes"
    assert site.sign_in(email).get("/tickets/").status == 200
    mailed(site, email, open_ticket(browser))
    site.clock.set(0)
    assert browser.get("/tickets/").status == 200


def test_mail_that_was_put_off_while_a_clock_was_ahead_goes_out_when_it_is_right_again(site, email):
    for text in "HD0080", "HD0091":
        site.expect_log(text, must=False)
    site.clock.set(YEAR)
    browser = site.sign_in(email)
    site.smtp.stop()
    try:
        ref = open_ticket(browser)
        wait_until(lambda: site.ctl("outbox", "list", "--state", "queued").stdout.count("Failed to connect") >= 2, 20, "a try that does not succeed")
    finally:
        site.smtp.start()
    site.clock.set(0)
    mailed(site, email, ref)


def test_a_mailed_link_that_was_made_while_a_clock_was_ahead_is_not_good_for_years(site, email):
    site.clock.set(YEAR)
    site.client().form("/password/forgot", "/forgot").send(email=email)
    link = [word for word in site.smtp.wait(email, "", timeout=25)[0].text().split() if "token=" in word][0]
    page = link[link.index("/portal"):]
    assert site.client().get(page).status == 200
    site.clock.set(0)
    wait_until(lambda: site.client().get(page).status == 404, 25, "the link to end")
    assert site.client().sign_in(email, PASSWORD).status == 303


def test_a_machine_that_starts_with_a_wrong_clock_deletes_nothing_before_it_is_right(site, email):
    browser = site.sign_in(email)
    site.client().form("/password/forgot", "/forgot").send(email=email)
    link = [word for word in site.smtp.wait(email, "", timeout=25)[0].text().split() if "token=" in word][0]
    page = link[link.index("/portal"):]
    site.script("stop")
    site.clock.set(-40 * DAY, up=10)
    site.script("start")
    for wrong, up in (-40 * DAY, 20), (40 * DAY, 30):
        site.clock.set(wrong, up)
        other = site.sign_in(site.add_client())
        mailed(site, other.email, open_ticket(other))  # the worker has had its turns
    site.clock.set(0, up=40)
    assert browser.get("/tickets/").status == 200, "signed out by a clock that was wrong for a moment"
    assert site.client().get(page).status == 200, "a mailed link that is void for the same reason"


def test_a_ticket_on_hold_comes_back_to_work_when_its_day_has_come(site, email):
    browser, agent = site.sign_in(email), site.sign_in("agent@example.com")
    ref, later = open_ticket(browser), open_ticket(browser)
    work = agent.xml(f"/desk/tickets/{ref}").find("work")
    assert agent.post(f"/desk/tickets/{ref}/hold", {"until": work.get("tomorrow")}).status == 303
    assert agent.post(f"/desk/tickets/{later}/hold", {"until": "2090-01-01"}).status == 303
    site.clock.set(2 * DAY)
    wait_until(lambda: browser.xml(f"/tickets/{ref}").find("ticket").get("status") == "in-progress", 15, "the ticket to come back")
    change = agent.xml(f"/desk/tickets/{ref}").find("history/change")
    assert (change.get("what"), change.get("name")) == ("hold-over", None)
    assert browser.xml(f"/tickets/{later}").find("ticket").get("status") == "on-hold"


def test_what_happens_before_an_answer_is_shown_stands(site, email):
    """A client who writes meanwhile is not taken for answered, and what a colleague decides is not undone."""
    browser, agent = site.sign_in(email), site.sign_in("agent@example.com")
    plain, asked, moved = (open_ticket(browser, body="A question") for _ in range(3))
    for ref in (plain, asked, moved):
        assert agent.post(f"/desk/tickets/{ref}/reply", {"body": "An answer", "then": "close"}).status == 303
    assert browser.post(f"/tickets/{asked}/reply", {"body": "One more"}).status == 303
    assert agent.post(f"/desk/tickets/{moved}/set", {"status": "in-progress"}).status == 303
    for ref in (plain, asked, moved):
        assert "An answer" not in browser.get(f"/tickets/{ref}").text
    site.clock.set(DAY)
    for ref, status in ((plain, "closed"), (asked, "customer-reply"), (moved, "in-progress")):
        wait_until(lambda ref=ref: "An answer" in browser.get(f"/tickets/{ref}").text, 15, "the answer to be shown")
        assert browser.xml(f"/tickets/{ref}").find("ticket").get("status") == status, ref
        site.smtp.wait(email, ref, 3 if ref == asked else 2, timeout=25)
    rows = {one.get("ref"): one.get("excerpt") for one in browser.xml("/tickets/?status=all").findall(".//ticket")}
    assert (rows[plain], rows[asked], rows[moved]) == ("An answer", "One more", "An answer")
    assert site.ctl("check", check=False).returncode == 0


def test_answers_that_are_held_do_not_get_in_each_others_way_and_answer_only_what_they_were_written_to(site, email):
    browser, agent = site.sign_in(email), site.sign_in("agent@example.com")
    twice, one, other, third, fourth = (open_ticket(browser, body="A question") for _ in range(5))
    assert agent.post(f"/desk/tickets/{twice}/reply", {"body": "First"}).status == 303
    assert agent.post(f"/desk/tickets/{twice}/reply", {"body": "Second", "then": "close"}).status == 303
    for answered in one, third:
        assert agent.post(f"/desk/tickets/{answered}/reply", {"body": "To one of two questions", "then": "close"}).status == 303
    assert agent.post(f"/desk/tickets/{other}/merge", {"into": one}).status == 303
    assert agent.post(f"/desk/tickets/{third}/merge", {"into": fourth}).status == 303
    site.clock.set(DAY)
    for ref in one, fourth:
        wait_until(lambda ref=ref: "To one of two questions" in browser.get(f"/tickets/{ref}").text, 15, "the answer to be shown")
        assert browser.xml(f"/tickets/{ref}").find("ticket").get("status") == "open", "a question that nobody has answered waits on"
    wait_until(lambda: "Second" in browser.get(f"/tickets/{twice}").text, 15, "both answers to be shown")
    assert browser.xml(f"/tickets/{twice}").find("ticket").get("status") == "closed", "the second one closes, as it would without delay"
    assert site.ctl("check", check=False).returncode == 0


def test_a_webhook_that_takes_no_call_for_days_is_switched_off_and_what_waits_for_it_fails(site, email):
    server, slug, hours = HookServer(), department(site), 3600
    try:
        server.answers["refusing"] = 500
        site.ctl("webhook", "add", slug, server.url("refusing"))
        site.expect_log("HD0119")
        site.expect_log("HD0081", must=False)
        ref = open_ticket(site.sign_in(email), department=slug)
        for tries in range(1, 4):
            wait_until(lambda tries=tries: [one.get("attempts") for one in calls_of(site, ref, state="queued")] == [str(tries)], 15, "a try")
            site.clock.set(20 * tries * hours)
        wait_until(lambda: re.search(rf" {slug} +no ", site.ctl("webhook", "list").stdout), 15, "the webhook to be switched off")
        change, = site.sign_in("admin@example.com").xml("/admin/audit").findall("list/change[@what='gave-up']")
        assert change.get("label") == server.url("").rstrip("/") and "500" in "".join(change.itertext())
        site.clock.set(90 * hours)  # when it would have been tried again
        wait_until(lambda: calls_of(site, ref, state="failed"), 15, "the call to be given up")
        assert len(server.calls) == 4
    finally:
        server.stop()
