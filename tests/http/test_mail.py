# tests/http/test_mail.py: mail that meets trouble on its way.
# SPDX-License-Identifier: Apache-2.0
import time
import uuid

import lxml.etree
import pytest

from portal import wait_until
from test_tickets import open_ticket


def outbox(site, ref, **attributes):
    """The rows of the outbox about a ticket."""
    view = lxml.etree.fromstring(site.ctl("outbox", "list", "--limit", "500", "--xml").stdout.encode())
    return [row for row in view if ref in row.values() and all(row.get(name) == value for name, value in attributes.items())]


def tries(site):
    """How often the mails that wait have been tried. While the server is away, one a turn is, the one that has waited longest."""
    view = lxml.etree.fromstring(site.ctl("outbox", "list", "--state", "queued", "--limit", "500", "--xml").stdout.encode())
    return sum(int(row.get("attempts")) for row in view if row.get("kind") != "webhook")


@pytest.fixture
def department(site):
    """A department with three addresses. @return its slug; the addresses are {slug}-1@example.com and so on"""
    slug = f"d{uuid.uuid4().hex[:8]}"
    addresses = [word for n in "123" for word in ("--address", f"{slug}-{n}@example.com")]
    site.ctl("department", "add", slug, "--name-en", "Three addresses", *addresses)
    return slug


@pytest.fixture(scope="session")
def interrupted(portal):
    """References of tickets that were opened while the mail server was away."""
    client = portal.browser("client@example.com")
    portal.smtp.stop()
    try:
        refs, before = [open_ticket(client, department="sales") for _ in range(3)], tries(portal)
        wait_until(lambda: tries(portal) > before, 20, "a try")
        assert not any(outbox(portal, ref, state="sent") for ref in refs)
    finally:
        portal.smtp.start()
    return refs


def test_tickets_are_opened_while_the_mail_server_is_away(site, interrupted):
    assert len(set(interrupted)) == 3


def test_one_recipient_who_is_refused_does_not_hold_up_the_others(site, client, department):
    refused = f"{department}-2@example.com"
    site.smtp.refused[refused] = "550 5.1.1 no such person"
    site.expect_log("HD0081")  # given up: it says which mail, and why
    ref = open_ticket(client, department=department)
    for to in f"{department}-1@example.com", f"{department}-3@example.com", "client@example.com":
        site.smtp.wait(to, ref)
    row, = wait_until(lambda: outbox(site, ref, state="failed"), 10, "the refused mail to be given up")
    assert row.get("recipient") == refused
    assert len(outbox(site, ref, state="sent")) == 3
    assert "no such person" in lxml.etree.tostring(row, encoding="unicode")

    del site.smtp.refused[refused]
    site.ctl("outbox", "retry", row.get("id"))
    site.smtp.wait(refused, ref)


def test_a_recipient_whose_server_asks_for_patience_is_tried_again_later(site, client, department):
    slow = f"{department}-1@example.com"
    site.smtp.refused[slow] = "450 4.2.0 greylisted, try again"
    ref = open_ticket(client, department=department)
    for n in "23":
        site.smtp.wait(f"{department}-{n}@example.com", ref)
    row, = wait_until(lambda: [row for row in outbox(site, ref, state="queued") if row.get("attempts") == "1"], 10, "the first try")
    assert row.get("recipient") == slow
    del site.smtp.refused[slow]


def test_a_mail_is_delivered_once_whatever_number_of_children_there_are(site, client):
    refs = [open_ticket(client, department="sales") for _ in range(15)]
    for ref in refs:
        site.smtp.wait("client@example.com", ref)
        site.smtp.wait("sales@example.com", ref)
    time.sleep(1.2)
    assert all(len(site.smtp.found(subject=ref)) == 2 for ref in refs)


def test_a_mail_is_readable_text_without_markup(site, client):
    ref = open_ticket(client, body="A **bold** word, a [link](https://example.com/x), č & ћ <i>\n\n- one\n- two\n\n" + "long line " * 200)
    mail, = site.smtp.wait("client@example.com", ref)
    assert "<" not in mail.text().replace("<i>", "").replace("<http", "") and "bold" in mail.text() and "https://example.com/x" in mail.text()
    assert "č & ћ <i>" in mail.text() and "č &amp; ћ &lt;i&gt;" in mail.html()
    assert max(len(line) for line in mail.data.split(b"\r\n")) <= 998
    assert not mail.html().count("<script") and "src=" not in mail.html().replace("cid:", "")


@pytest.mark.last  # after half a minute the first try is made again
def test_mail_goes_out_when_the_server_is_back_each_once(site, interrupted):
    for ref in interrupted:
        site.smtp.wait("sales@example.com", ref, timeout=60)
        site.smtp.wait("client@example.com", ref, timeout=60)
    time.sleep(1.5)
    for ref in interrupted:
        assert len(site.smtp.found("sales@example.com", ref)) == len(site.smtp.found("client@example.com", ref)) == 1
