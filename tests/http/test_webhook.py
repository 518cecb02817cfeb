# tests/http/test_webhook.py: programs that are told what happens in a department: what they get, how it is signed, what becomes of
# those that do not answer, and where none may be.
# SPDX-License-Identifier: Apache-2.0
import re

import pytest

from hook_server import HookServer
from portal import Site, wait_until
from test_mail import outbox
from test_queue import department
from test_tickets import open_ticket, reply
from test_work import SECRET, press

# Of the ways in which Apache runs, the threads beside the requests matter, not what they do.
every = pytest.mark.event


class Hooked:
    """The portal, with webhooks allowed on this machine, and a server that takes them."""

    def __init__(self, portal, server):
        self.site, self.server = portal, server

    def add(self, slug, *events, path=None, url=None, answer=None):
        """A webhook. @return its path, its secret"""
        path = path or f"hook-{slug}"
        if answer is not None:
            self.server.answers[path] = answer
        more = [word for event in events for word in ("--event", event)]
        said = self.site.ctl("webhook", "add", slug, url or self.server.url(path), *more).stdout
        return path, re.search(r"secret: (whsec_[0-9a-f]{64})\n", said).group(1)


@pytest.fixture(scope="module")
def hooked():
    """A portal of its own: calls are given two seconds, and held answers are shown after two."""
    site, server = Site("HelpdeskWebhookAllow 127.0.0.0/8\nHelpdeskWebhookTimeout 2\nHelpdeskUndo 2\n", name="hooks"), HookServer()
    try:
        site.start()
        yield Hooked(site, server)
    finally:
        site.stop()
        server.stop()
        site.remove()


@pytest.fixture
def told(hooked):
    yield hooked
    hooked.site.check_log()


@pytest.fixture
def place(told):
    return department(told.site)


@pytest.fixture
def people(told):
    return told.site.browser("client@example.com"), told.site.browser("agent@example.com")


def calls_of(site, ref, **attributes):
    return [row for row in outbox(site, ref, kind="webhook", **attributes)]


def test_what_happens_in_a_department_is_told_with_a_signature(told, refused, place, people):
    client, agent = people
    path, secret = told.add(place)
    other, _ = told.add("sales")
    ref = open_ticket(client, [("one.txt", b"1", "text/plain")], department=place, subject="Žuti «tiket» & \"navodnici\"", body="Prvi *red*")
    opened, = told.server.wait(path, "ticket.opened")
    assert opened.is_signed_by(secret) and not opened.is_signed_by(secret + "0")
    assert opened.headers["Content-Type"] == "application/json; charset=utf-8" and opened.headers["User-Agent"].startswith("mod_helpdesk/")
    assert opened.headers["X-Helpdesk-Event"] == "ticket.opened" and opened.headers["X-Helpdesk-Delivery"] == opened.json["id"]
    ticket = opened.json["ticket"]
    assert (ticket["ref"], ticket["subject"], ticket["status"], ticket["department"]) == (ref, "Žuti «tiket» & \"navodnici\"", "open", place)
    assert ticket["url"].endswith(f"/portal/desk/tickets/{ref}") and ticket["assignee"] is None
    assert opened.json["message"]["body"] == "Prvi *red*" and opened.json["message"]["files"] == ["one.txt"]
    assert opened.json["by"]["side"] == "client" and opened.json["department"] == place and "change" not in opened.json
    press(agent, ref, "note", body=SECRET)
    reply(client, ref, "Drugi")
    replied, = told.server.wait(path, "ticket.replied")
    assert replied.json["message"]["body"] == "Drugi" and replied.json["ticket"]["status"] == "customer-reply"
    press(agent, ref, "reply", body="The answer")
    held = len(told.server.found(path, "ticket.answered"))
    answered, = told.server.wait(path, "ticket.answered")
    assert held == 0 and answered.json["message"]["body"] == "The answer" and answered.json["by"]["side"] == "staff"
    me = next(one.get("id") for one in agent.xml(f"/desk/tickets/{ref}").findall("agent") if one.get("you") or one.get("name") == "Agent A")
    assert agent.post(f"/desk/tickets/{ref}/assign", [("assignee", me)]).status == 303
    assigned, = told.server.wait(path, "ticket.assigned")
    assert assigned.json["change"]["from"] == "" and assigned.json["change"]["to"] == assigned.json["ticket"]["assignee"] != ""
    client.post(f"/tickets/{ref}/close")
    closed, = told.server.wait(path, "ticket.status")
    assert closed.json["change"] == {"from": "answered", "to": "closed"} and closed.json["by"]["side"] == "client"
    assert len({call.json["id"] for call in told.server.found(path)}) == len(told.server.found(path)) == 5
    assert not any(SECRET in call.body.decode() for call in told.server.calls) and not told.server.found(other)
    wait_until(lambda: len(calls_of(told.site, ref, state="sent")) == 5, what="the calls to be noted")


@every
def test_an_answer_that_is_taken_back_is_never_told(told, place, people):
    client, agent = people
    path, _ = told.add(place, "ticket.answered", "ticket.status")
    ref = open_ticket(client, department=place)
    first = press(agent, ref, "reply", body="Wrong")
    assert press(agent, ref, "undo", message=re.search("reply-([0-9a-z]+)", first.location).group(1)).status == 303
    press(agent, ref, "reply", body="Right", then="close")
    told.server.wait(path, "ticket.answered")
    told.server.wait(path, "ticket.status")
    assert [call.json["message"]["body"] for call in told.server.found(path, "ticket.answered")] == ["Right"]
    assert not told.server.found(path, "ticket.opened")


@pytest.fixture(scope="module")
def refused(hooked):
    """A webhook that answers 500, then 302, then 200, and the ticket it was told of. It is tried again after half a minute."""
    place = department(hooked.site)
    path, secret = hooked.add(place, answer=[500, 302, 200])
    return path, secret, open_ticket(hooked.site.browser("client@example.com"), department=place)


@every
def test_what_does_not_take_a_call_is_put_off(told, refused):
    path, _, ref = refused
    row, = wait_until(lambda: [row for row in calls_of(told.site, ref, state="queued") if row.get("attempts") == "1"], what="a try")
    assert "500" in row.get("error") and row.get("recipient").startswith("http://127.0.0.1:") and path not in row.get("recipient")
    assert row.get("due") > row.get("created")
    shown = told.site.browser("admin@example.com").get("/admin/outbox/?state=queued")
    assert shown.status == 200 and "Call of a webhook" in shown.words() and row.get("recipient") in shown.words()
    assert len(told.site.smtp.wait("client@example.com", ref)) == 1


@every
def test_one_that_is_gone_is_given_up_and_tried_again_by_hand(told, place, people):
    path, _ = told.add(place, answer=[410, 200])
    told.site.expect_log("HD0081")
    ref = open_ticket(people[0], department=place)
    row, = wait_until(lambda: calls_of(told.site, ref, state="failed"), what="the call to be given up")
    assert "410" in row.get("error")
    told.site.ctl("outbox", "retry", row.get("id"))
    assert len(told.server.wait(path, count=2)) == 2
    wait_until(lambda: calls_of(told.site, ref, state="sent"), what="the call to be noted")


def test_one_that_says_nothing_delays_neither_mail_nor_the_others(told, people):
    silent, endless, good = (department(told.site) for _ in range(3))
    hanging, _ = told.add(silent, answer=told.server.hang)
    flooding, _ = told.add(endless, answer=told.server.endless)
    path, _ = told.add(good)
    client = people[0]
    first = open_ticket(client, department=silent)
    told.server.wait(hanging)
    refs = [open_ticket(client, department=one) for one in (silent, endless, good, silent)]
    assert told.server.wait(path, "ticket.opened", refs[2], timeout=5)
    for ref in refs:
        told.site.smtp.wait("client@example.com", ref, timeout=5)
    wait_until(lambda: calls_of(told.site, refs[1], state="sent"), what="the endless one's 200 to be noted")
    row, = wait_until(lambda: [row for row in calls_of(told.site, first) if row.get("attempts") == "1" and row.get("error")], what="the time to be over")
    assert row.get("state") == "queued"
    assert len(told.server.found(hanging)) == 1, "the others of the one that says nothing wait with it"


@every
def test_a_webhook_may_not_be_on_this_machine_unless_it_is_allowed(site, client):
    """The portal of the other tests has no HelpdeskWebhookAllow."""
    server, place = HookServer(), department(site)
    try:
        site.expect_log("HD0081")
        for host in "127.0.0.1", "localhost", "[::1]", "0.0.0.0", "[::ffff:127.0.0.1]", "2130706433":
            site.ctl("webhook", "add", place, server.url("x", host))
        ref = open_ticket(client, department=place)
        rows = wait_until(lambda: len(failed := calls_of(site, ref, state="failed")) == 6 and failed, 30, "all to be refused")
        assert all("closed network" in row.get("error") for row in rows) and not server.calls
    finally:
        server.stop()


@every
def test_a_webhook_is_looked_at_when_it_is_added(site):
    place = department(site)
    for url in "ftp://example.com/", "file:///etc/passwd", "example.com", "https://user:password@example.com/", "https://example.com/#x", \
               "https://example.com/ x", "https://", "https://example.com/" + "x" * 1000:
        refused = site.ctl("webhook", "add", place, url, check=False)
        assert refused.returncode == 1 and "address" in refused.stderr, url
    assert "no event" in site.ctl("webhook", "add", place, "https://example.com/", "--event", "ticket.read", check=False).stderr
    assert "no department" in site.ctl("webhook", "add", "nowhere", "https://example.com/", check=False).stderr
    assert place not in site.ctl("webhook", "list").stdout


@every
def test_a_webhook_is_switched_off_renewed_and_removed(told, place, people):
    path, old = told.add(place, "ticket.opened")
    line = next(line for line in told.site.ctl("webhook", "list").stdout.splitlines() if place in line)
    hook = line.split()[0]
    assert old not in told.site.ctl("webhook", "list").stdout + told.site.ctl("webhook", "list", "--xml").stdout
    told.site.ctl("webhook", "off", hook)
    quiet = open_ticket(people[0], department=place)
    told.site.smtp.wait("client@example.com", quiet)
    told.site.ctl("webhook", "on", hook)
    secret = re.search("whsec_[0-9a-f]+", told.site.ctl("webhook", "secret", hook).stdout).group()
    ref = open_ticket(people[0], department=place)
    call, = told.server.wait(path)
    assert call.json["ticket"]["ref"] == ref and call.is_signed_by(secret) and not call.is_signed_by(old)
    told.site.ctl("webhook", "remove", hook)
    assert hook not in told.site.ctl("webhook", "list").stdout
    assert "no webhook" in told.site.ctl("webhook", "off", hook, check=False).stderr


@every
def test_what_is_said_after_a_status_does_not_matter_however_long(told, place, people):
    gone, broken = department(told.site), department(told.site)
    told.add(gone, answer=lambda handler: told.server.endless(handler, 410))
    told.add(broken, answer=lambda handler: told.server.endless(handler, 500))
    told.site.expect_log("HD0081")
    refs = [open_ticket(people[0], department=one) for one in (gone, broken)]
    row, = wait_until(lambda: calls_of(told.site, refs[0], state="failed"), what="the call to be given up")
    assert "410" in row.get("error")
    row, = wait_until(lambda: [row for row in calls_of(told.site, refs[1]) if row.get("error")], what="a try")
    assert "500" in row.get("error") and row.get("state") == "queued"


@every
def test_what_was_put_off_fails_at_once_when_the_webhook_is_removed(told, place, people):
    told.add(place, answer=500)
    ref = open_ticket(people[0], department=place)
    wait_until(lambda: [row for row in calls_of(told.site, ref, state="queued") if row.get("attempts") == "1" and row.get("error")], what="a try")
    hook = next(line for line in told.site.ctl("webhook", "list").stdout.splitlines() if place in line).split()[0]
    told.site.ctl("webhook", "remove", hook)
    row, = calls_of(told.site, ref)
    assert (row.get("state"), row.get("error")) == ("failed", "the webhook is gone")


@every
@pytest.mark.last  # after half a minute
def test_what_was_put_off_is_tried_again_with_the_same_id(told, refused):
    path, secret, ref = refused
    first, second = told.server.wait(path, count=2, timeout=60)
    assert first.json["id"] == second.json["id"] == calls_of(told.site, ref)[0].get("id") and second.is_signed_by(secret)
    assert not told.server.found("elsewhere")
