# tests/http/test_telling.py: who of the staff is mailed what, by their choice for each department.
# SPDX-License-Identifier: Apache-2.0
import uuid

import pytest

from portal import wait_until
from test_mail import outbox
from test_tickets import open_ticket, reply

pytestmark = pytest.mark.event


class Place:
    """A department with an address of its own, and people who work there."""

    def __init__(self, site, *addresses):
        self.site, self.slug = site, f"tell-{uuid.uuid4().hex[:8]}"
        self.address = f"{self.slug}@example.com"
        more = [word for one in (self.address, *addresses) for word in ("--address", one)]
        site.ctl("department", "add", self.slug, "--name-en", f"Place {self.slug}", *more)

    def add(self, choice=None, role="agent", language="en", works=True):
        """Somebody of the staff, signed in, with a choice for this department."""
        email = self.site.add_person(f"Agent {uuid.uuid4().hex[:6]}", role=role, language=language)
        if works:
            self.site.ctl("department", "staff", self.slug, email)
        agent = self.site.sign_in(email)
        if choice:
            choose(agent, **{f"notice-{self.slug}": choice})
        return agent

    def open(self, client, **fields):
        return open_ticket(client, department=self.slug, **fields)


def choose(agent, **values):
    form = agent.form("/account/notices", "/account/notices")
    for name, value in values.items():
        form.set(name, value)
    answer = form.send()
    assert answer.status == 303 and answer.location.endswith("/account/notices"), answer


def choices(agent):
    return {one.get("department"): one.get("choice") for one in agent.xml("/account/notices").findall("form/notice")}


def settled(site, ref):
    """All mails about a ticket, once none is left to go out: (kind, recipient)."""
    wait_until(lambda: outbox(site, ref, state="sent") and not outbox(site, ref, state="queued"), what=f"the mail about {ref}")
    return sorted((row.get("kind"), row.get("recipient")) for row in outbox(site, ref))


def told(site, ref, agent):
    """The mails about a ticket that somebody has got, once none is left to go out."""
    settled(site, ref)
    return site.smtp.found(agent.email, f"[#{ref}]")


def id_of(agent, ref, name):
    return next(one.get("id") for one in agent.xml(f"/desk/tickets/{ref}").findall("agent") if one.get("name") == name)


def name_of(agent):
    return agent.xml("/account").find("person").get("name")


def assign(by, ref, to):
    assert by.post(f"/desk/tickets/{ref}/assign", [("assignee", id_of(by, ref, name_of(to)) if to else "")]).status == 303


@pytest.fixture
def place(site):
    return Place(site)


def test_an_agent_chooses_for_each_department_where_they_work(site, client, place):
    second = Place(site)
    agent = place.add()
    assert choices(agent) == {place.slug: "mine"}
    site.ctl("department", "staff", second.slug, agent.email)
    choose(agent, **{f"notice-{place.slug}": "all", f"notice-{second.slug}": "none"})
    assert choices(agent) == {place.slug: "all", second.slug: "none"}
    page = agent.get("/account/notices")
    assert page.html.xpath(f"//input[@name='notice-{second.slug}'][@checked]/@value") == ["none"]
    refused = agent.post("/account/notices", [(f"notice-{place.slug}", "mine"), (f"notice-{second.slug}", "often")])
    assert refused.status == 422 and refused.html.xpath(f"//*[@id='notice-{second.slug}-fault']")
    assert refused.html.xpath(f"//input[@name='notice-{place.slug}'][@checked]/@value") == ["mine"]
    assert choices(agent) == {place.slug: "all", second.slug: "none"}
    assert set(choices(place.add(role="admin"))) >= {place.slug, second.slug, "sales"}
    assert client.get("/account/notices").status == 403
    assert not client.get("/account").html.xpath("//a[contains(@href,'/account/notices')]")
    assert agent.get("/account").html.xpath("//nav//a[contains(@href,'/account/notices')]")


def test_a_new_ticket_is_mailed_to_those_who_want_all_and_to_nobody_else(site, client, place):
    everything, serbian, admin = place.add("all"), place.add("all", language="sr-Latn"), place.add("all", role="admin", works=False)
    quiet, mine, disabled = place.add("none"), place.add(), place.add("all")
    site.ctl("person", "disable", disabled.email)
    ref = place.open(client, body="Please look")
    for one in everything, serbian, admin:
        mail, = site.smtp.wait(one.email, f"[#{ref}]")
        assert f"/portal/desk/tickets/{ref}" in mail.text() and "Please look" in mail.text()
    assert "New ticket" in site.smtp.found(everything.email, ref)[0].text()
    assert "Nov tiket" in site.smtp.found(serbian.email, ref)[0].text()
    assert settled(site, ref) == sorted([("ticket-receipt", "client@example.com"), ("ticket-alert", place.address),
                                         *(("ticket-alert", one.email) for one in (everything, serbian, admin))])
    assert not any(site.smtp.found(one.email) for one in (quiet, mine, disabled))


def test_nobody_gets_two_mails_of_one_thing_and_none_of_their_own(site):
    address = site.add_person("Both", role="agent")
    place = Place(site, address.upper().replace("EXAMPLE.COM", "example.com"))
    site.ctl("department", "staff", place.slug, address)
    both = site.sign_in(address)
    choose(both, **{f"notice-{place.slug}": "all"})
    author = place.add("all")
    site.add_member(site.add_account(), author.email)
    ref = place.open(author)
    assert [kind for kind, to in settled(site, ref) if to.lower() == address] == ["ticket-alert"]
    assert [kind for kind, to in settled(site, ref) if to == author.email] == ["ticket-receipt"]
    assign(both, ref, both)
    choose(both, **{f"notice-{place.slug}": "mine"})
    reply(author, ref, "more")
    assert [kind for kind, to in settled(site, ref) if to.lower() == address] == ["reply-alert", "ticket-alert"]


def test_a_reply_is_mailed_to_who_has_the_ticket_and_to_those_who_want_all(site, client, place):
    has, quiet, everything, other = place.add(), place.add("none"), place.add("all"), place.add()
    ref = place.open(client)
    assert not told(site, ref, has)
    assign(other, ref, has)
    reply(client, ref, "And another thing")
    mails = site.smtp.wait(has.email, f"[#{ref}]", count=2)
    assert "And another thing" in mails[1].text() and f"/portal/desk/tickets/{ref}#reply-" in mails[1].text()
    first, second = site.smtp.wait(everything.email, f"[#{ref}]", count=2)
    assert second.message["In-Reply-To"] == first.message["Message-ID"] != mails[1].message["In-Reply-To"]
    assert first.message["Message-ID"] in second.message["References"] and second.message["Reply-To"]
    assert second.subject == first.subject and second.message["Auto-Submitted"] == "auto-generated"
    assert len(told(site, ref, has)) == 2 and not told(site, ref, other)
    assign(other, ref, quiet)
    reply(client, ref, "Third")
    assert not told(site, ref, quiet) and len(told(site, ref, has)) == 2
    assert len(told(site, ref, everything)) == 3


def test_who_has_a_ticket_is_told_when_the_client_opens_it_again(site, client, place):
    has = place.add()
    ref = place.open(client)
    assign(has, ref, has)
    assert has.post(f"/desk/tickets/{ref}/set", [("status", "closed")]).status == 303
    client.post(f"/tickets/{ref}/reopen")
    mail, = site.smtp.wait(has.email, f"[#{ref}]")
    assert "reopened" in mail.text()


def test_who_is_given_a_ticket_is_told_by_whom(site, client, place):
    boss, has, quiet = place.add(), place.add(), place.add("none")
    ref = place.open(client, subject="Who takes this?")
    assign(has, ref, has)
    assert not told(site, ref, has)
    assign(boss, ref, None)
    form = boss.form(f"/desk/tickets/{ref}", f"/desk/tickets/{ref}/reply")
    form.action = f"/desk/tickets/{ref}/set"
    assert form.send(assignee=id_of(boss, ref, name_of(has))).status == 303
    mail, = site.smtp.wait(has.email, f"[#{ref}]")
    assert f"{name_of(boss)} has assigned it to you" in mail.text() and name_of(boss) in mail.html()
    assert f"/portal/desk/tickets/{ref}" in mail.text()
    assign(boss, ref, quiet)
    assert not told(site, ref, quiet)
