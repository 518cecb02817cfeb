# tests/http/test_work.py: what agents do to a ticket: notes, changes, holds, undoing, merging, splitting; and what no client
# gets to see of it.
# SPDX-License-Identifier: Apache-2.0
import concurrent.futures
import datetime
import random
import re
import time

import pytest

from backup_load import rows_of
from browser import XML
from portal import REPO, Site, wait_until
from test_queue import counts, department, refs, ticket as queued
from test_tickets import open_ticket, reply, status

SECRET = "Between us: the card was declined"


def desk(agent, ref):
    return agent.xml(f"/desk/tickets/{ref}")


def form(agent, ref):
    return agent.form(f"/desk/tickets/{ref}", f"/desk/tickets/{ref}/reply")


def press(agent, ref, action, files=(), page=None, **values):
    """Press a button of the ticket's form: all its fields come along, as a browser sends them."""
    sent = page or form(agent, ref)
    sent.action = f"/desk/tickets/{ref}/{action}"
    return sent.send(files, **values)


def typed(response):
    return response.html.xpath("//textarea[@name='body']/text()")


def history(agent, ref):
    """What was done, the first first: (what, from, to)."""
    return [(one.get("what"), one.get("from"), one.get("to")) for one in reversed(desk(agent, ref).findall("history/change"))]


def messages(browser, ref, side=""):
    return [one.findtext("body/p") for one in browser.xml(f"{side}/tickets/{ref}").findall("ticket/message")]


def row(agent, ref, place):
    """A ticket in the queue, without what goes with the clock, and with who has looked at it."""
    found = queued(agent, ref, f"?department={place}").attrib
    return {name: found[name] for name in found if not name.startswith(("waiting-", "share-", "updated-t", "score", "new"))}


@pytest.fixture
def place(site):
    return department(site)


@pytest.fixture(scope="module")
def second(portal):
    """Somebody else of the staff, who reaches every department."""
    return portal.sign_in(portal.add_person("Ana Agentić", role="admin"))


# -- notes -------------------------------------------------------------------------------------------------------------

def test_a_note_is_on_the_desk_and_moves_nothing(site, client, agent, place):
    ref = open_ticket(client, department=place)
    before = counts(agent), desk(agent, ref).find("ticket").attrib["updated"], row(agent, ref, place)
    noted = press(agent, ref, "note", [("inside.txt", b"only us", "text/plain")], body=SECRET)
    assert noted.status == 303 and "#reply-" in noted.location
    note = desk(agent, ref).findall("ticket/message")[-1]
    assert note.get("note") == "yes" and note.findtext("body/p") == SECRET and note.find("file") is not None
    assert agent.get(note.find("file").get("address")).body == b"only us"
    page = agent.get(f"/desk/tickets/{ref}")
    shown, = page.html.xpath("//li[@data-tone='note']")
    assert "Internal note: the client does not see it" in " ".join(shown.text_content().split())
    after = counts(agent), desk(agent, ref).find("ticket").attrib["updated"], row(agent, ref, place)
    assert after[0] == before[0] and after[1] == before[1]
    assert {**after[2], "waiting-minutes": 0, "waiting-hours": 0} == {**before[2], "waiting-minutes": 0, "waiting-hours": 0}
    again = press(agent, ref, "note", once="the-same-" + ref, body="twice")
    assert press(agent, ref, "note", once="the-same-" + ref, body="twice").location == again.location
    assert press(agent, ref, "note", body=" ").status == 422


def test_a_client_gets_a_note_nowhere(site, agent):
    owner = site.sign_in(site.add_client(language="en"))
    ref = open_ticket(owner, body="Can you look?")
    press(agent, ref, "note", [("inside.txt", SECRET.encode(), "text/plain")], body=SECRET)
    reply(agent, ref, "A public answer", desk=True)
    press(agent, ref, "note", body=SECRET + " again")
    inside = [one for one in desk(agent, ref).findall("ticket/message") if one.get("note")]
    ids = [one.get("id") for one in inside] + [inside[0].find("file").get("id")]
    for path in (f"/tickets/{ref}", "/tickets/", "/tickets/?status=all", "/tickets/?status=waiting", "/", "/support", "/services/",
                 *(f"/tickets/{ref}?before={one}" for one in ids), f"/tickets/{ref}?after={ids[0]}"):
        for accept in (XML, "text/html"):
            answer = owner.get(path, {"Accept": accept})
            assert answer.status == 200 and SECRET not in answer.text and "inside.txt" not in answer.text, path
            assert not any(one in answer.text for one in ids if one not in path), path
    for path in (f"/attachments/{ids[-1]}/inside.txt", f"/attachments/{ids[-1]}/x"):
        assert owner.get(path).status == 404 and owner.head(path).status == 404
        assert owner.get(path, {"Range": "bytes=0-3"}).status == 404
        assert agent.get(path).status == 200
    assert owner.get(f"/desk/tickets/{ref}").status == 403
    for path in (f"/tickets/{ref}/reply", f"/tickets/{ref}/close"):
        assert SECRET not in owner.post(path, {"body": "a question"}, csrf="wrong").text
    preview = owner.form(f"/tickets/{ref}", "/reply").send(body="x", preview="1")
    assert preview.status == 200 and SECRET not in preview.text
    reply(owner, ref, "a question")
    assert messages(owner, ref) == ["Can you look?", "A public answer", "a question"]
    site.smtp.wait(owner.email, f"[#{ref}]", count=3)
    wait_until(lambda: not queued_mails(site), what="all mail to be out")
    assert not any(SECRET in mail.text() + mail.html() or "inside.txt" in mail.text() for mail in site.smtp.mails)


def table(site, name):
    columns, rows = rows_of(site, name)[name]
    return [dict(zip(columns, row)) for row in rows]


def outbox(site):
    return table(site, "outbox")


def queued_mails(site):
    """Not what waits for a webhook that others have left behind."""
    return [row for row in outbox(site) if row["state"] == "queued" and row["kind"] != "webhook"]


def test_whatever_reads_messages_for_a_client_says_which(site):
    """A statement that reads message or attachment says what clients may have, or is known to be for the desk alone."""
    inside = {"attachment_hashes", "attachment_of_desk", "message_id", "message_by_once", "check_attachments", "check_messages",
              "check_held", "check_held_due", "check_merges", "demo_written",
              "check_positions", "answer_held", "answer_of_person", "answer_files", "answer_client_newer", "message_to_split",
              "silence_last", "answers_forgotten", "person_messages_count", "person_accounts_written", "search_state", "search_messages",
              "search_conversation"}
    words = set()
    seen = 0
    for path in sorted((REPO / "sql").rglob("*.sql")):
        if "migrations" in path.parts:
            continue
        text = path.read_text()
        words |= set(re.findall(r"^-- word: shown_to_clients\n(?:--.*\n)*(.*)$", text, re.M))
        for name, body in re.findall(r"^-- name: (\w+) :(?:one|many)\n(.*?)(?=^-- (?:name|word):|\Z)", text, re.M | re.S):
            code = "\n".join(line for line in body.splitlines() if not line.startswith("--"))
            if re.search(r"\b(FROM|JOIN)\s+(message|attachment)\b", code) and not name.startswith(("desk_", "backup_", "digest_")):
                seen += 1
                assert "{shown_to_clients}" in code or name in inside, name
    assert words == {"g.side IN ('client', 'agent')"} and seen > 15


# -- department, priority, service, subject, status, who has it ----------------------------------------------------------

def test_what_is_changed_is_changed_once_and_counted(site, client, agent, place):
    ref = open_ticket(client, department=place, priority="low", subject="Was so")
    elsewhere = department(site)
    before, me = counts(agent), desk(agent, ref).find("agent[@you]").get("id")
    service = desk(agent, ref).find("services/service")
    done = press(agent, ref, "set", department=elsewhere, priority="urgent", service=service.get("id"), subject=" Is so ",
                 status="in-progress", assignee=me)
    assert done.status == 303 and done.location == f"/portal/desk/tickets/{ref}"
    now = client.xml(f"/tickets/{ref}").find("ticket")
    assert (now.get("priority"), now.get("subject"), now.get("status"), now.get("department")) == (
        "urgent", "Is so", "in-progress", elsewhere)
    assert now.find("service").get("id") == service.get("id")
    assert history(agent, ref) == [
        ("department", place, elsewhere), ("priority", "low", "urgent"), ("service", None, service.get("label")),
        ("subject", "Was so", "Is so"), ("assigned", None, "Agent Ana"), ("status", "open", "in-progress")]
    assert ref not in refs(agent, f"?department={place}") and refs(agent, f"?department={elsewhere}") == [ref]
    row = queued(agent, ref, f"?department={elsewhere}")
    assert (row.get("head-start-priority"), row.get("mine")) == ("48", "yes")
    after = counts(agent)
    assert after["waiting"] == before["waiting"] and after["mine"] == before["mine"] + 1
    assert press(agent, ref, "set").status == 303 and len(history(agent, ref)) == 6, "nothing has changed: nothing is noted"
    press(agent, ref, "set", status="closed", assignee="")
    assert counts(agent)["closed"] == before["closed"] + 1 and counts(agent)["mine"] == before["mine"]
    press(agent, ref, "set", priority="low")
    assert [one for one in history(agent, ref)][-1] == ("priority", "urgent", "low")
    assert site.ctl("check", check=False).stdout.count("queue") == 0


def test_what_cannot_be_is_refused_whole(site, client, other, agent):
    ref = open_ticket(client)
    foreign = desk(agent, open_ticket(other)).find("services/service").get("id")
    for fields, field in (({"department": "none"}, "department"), ({"priority": "huge"}, "priority"), ({"subject": " "}, "subject"),
                          ({"service": foreign}, "service"), ({"assignee": "nobody"}, "assignee"), ({"status": "answered"}, "status"),
                          ({"subject": "x" * 151}, "subject")):
        refused = press(agent, ref, "set", body="A half-written answer", **{"priority": "high", **fields})
        assert refused.status == 422 and refused.problems() == [field], (fields, refused.problems())
        assert typed(refused) == ["A half-written answer"]
    assert history(agent, ref) == [] and status(client, ref) == "open"


def test_a_half_written_answer_comes_back_from_every_button(site, client, agent):
    ref, target = open_ticket(client), open_ticket(client)
    reply(client, ref, "more")
    mine = desk(agent, ref).find("agent[@you]").get("id")
    last = desk(agent, ref).findall("ticket/message")[-1].get("id")
    tomorrow = desk(agent, ref).find("work").get("tomorrow")
    for action, fields in (("set", {"status": "in-progress"}), ("assign", {"assignee": mine}), ("hold", {"until": tomorrow}),
                           ("hold", {"until": "2001-01-01"}), ("split", {"message": last, "title": "Apart"}),
                           ("merge", {"into": "HD-0000000"}), ("merge", {"into": target})):
        page = press(agent, ref, action, [("a.txt", b"attached", "text/plain")] if action == "set" else (),
                     body="Half an answer", **fields)
        assert page.status in (200, 422) and typed(page) == ["Half an answer"], (action, page)
        assert page.html.xpath("//input[@name='once']/@value")[0]
        if action == "set":
            assert page.html.xpath("//input[@name='staged']") and page.html.xpath("//*[@role='status']")
    assert history(agent, target)[-1][0] == "merged-from" and messages(client, target).count("Half an answer") == 0


def test_two_agents_do_not_undo_each_other(site, client, agent, second):
    ref = open_ticket(client, priority="low")
    mine, theirs = form(agent, ref), form(second, ref)
    assert press(second, ref, "set", page=theirs, priority="high").status == 303
    late = press(agent, ref, "set", page=mine, priority="medium", subject="Mine", body="Half an answer")
    assert late.status == 409 and late.problems() == ["priority"] and typed(late) == ["Half an answer"]
    assert "Ana Agentić has changed this meanwhile" in late.words() and "Now it is: High" in late.words()
    assert desk(agent, ref).find("ticket").get("priority") == "high" and desk(agent, ref).find("ticket").get("subject") != "Mine"
    again = agent.form_of(late, f"/desk/tickets/{ref}", "/reply")
    assert (again.get("priority"), again.get("subject"), again.get("was-priority")) == ("medium", "Mine", "high")
    assert press(agent, ref, "set", page=again, body="").status == 303
    assert desk(agent, ref).find("ticket").get("priority") == "medium" and desk(agent, ref).find("ticket").get("subject") == "Mine"
    stale = form(agent, ref)
    press(second, ref, "set", status="on-hold")
    assert press(agent, ref, "set", page=stale, subject="Both").status == 303, "another field is not in the way"
    assert desk(agent, ref).find("ticket").get("status") == "on-hold"
    assert press(agent, ref, "set", page=stale, status="closed").problems() == ["status"]


@pytest.mark.parametrize("way", ["preview", "talk-newer", "refused"])
def test_a_page_that_comes_back_brings_no_old_values_with_it(site, client, agent, second, way):
    """What its writer has not touched is shown as another has made it since, and is not put back by sending it."""
    ref = open_ticket(client, priority="low", subject="Was so")
    stale = form(agent, ref)
    press(second, ref, "note", priority="high", subject="Is so", body="I have looked" if way == "talk-newer" else "")
    if way != "talk-newer":
        press(second, ref, "set", priority="high", subject="Is so")
    page = stale.send(body="" if way == "refused" else "An answer", **({"preview": "1"} if way == "preview" else {}))
    assert page.status == {"preview": 200, "talk-newer": 409, "refused": 422}[way]
    again = agent.form_of(page, f"/desk/tickets/{ref}", "/reply")
    assert (again.get("priority"), again.get("subject")) == ("high", "Is so")
    assert again.send(body="An answer").status == 303
    now = desk(agent, ref).find("ticket")
    assert (now.get("priority"), now.get("subject"), now.get("status")) == ("high", "Is so", "answered")


def test_an_answer_takes_a_change_along_and_closes_or_holds(site, client, agent):
    ref = open_ticket(client, priority="low")
    tomorrow = desk(agent, ref).find("work").get("tomorrow")
    done = press(agent, ref, "reply", body="Solved", then="close", priority="high")
    assert done.status == 303 and status(client, ref) == "closed"
    assert [one[0] for one in history(agent, ref)] == ["priority", "closed"]
    assert client.xml("/tickets/?status=closed").find(f".//ticket[@ref='{ref}']").get("excerpt") == "Solved"
    site.smtp.wait("client@example.com", f"[#{ref}]", count=2)
    held = press(agent, ref, "reply", body="Waiting for the registry", then="hold", until=tomorrow)
    assert held.status == 303 and status(client, ref) == "on-hold"
    assert desk(agent, ref).find("work").get("held-until")
    assert press(agent, ref, "reply", body="x", then="burn").status == 422
    reply(client, ref, "Any news?")
    assert status(client, ref) == "customer-reply" and desk(agent, ref).find("work").get("held-until") is None


def test_the_side_shows_client_services_and_what_is_to_be_paid(site, client, agent):
    ref, another = open_ticket(client), open_ticket(client, subject="Another of mine")
    view = desk(agent, ref)
    assert another in [one.get("ref") for one in view.findall("client/other")] and ref not in [one.get("ref") for one in view.findall("client/other")]
    assert view.findall("services/service/proforma") and view.find("history") is not None
    firm = site.add_account()
    owner = site.sign_in(site.add_client(account=firm))
    colleague = site.add_client(rights="support", account=firm, name="Second Contact")
    people = desk(agent, open_ticket(owner)).findall("client/contact")
    assert [(one.get("name"), one.get("email"), one.get("rights")) for one in people] == [("Second Contact", colleague, "support")]


# -- on hold up to a day -----------------------------------------------------------------------------------------------

def test_a_ticket_is_put_on_hold_up_to_a_day(site, client, agent, place):
    """That it comes back then is in test_clock.py."""
    ref = open_ticket(client, department=place)
    for until in ("2001-01-01", "soon", "2026-02-30", "9999-99-99", "-"):
        refused = press(agent, ref, "hold", until=until)
        assert refused.status == 422 and refused.problems() == ["until"]
    assert status(client, ref) == "open" and history(agent, ref) == []
    day = desk(agent, ref).find("work").get("tomorrow")
    assert press(agent, ref, "hold", until=day).status == 303 and status(client, ref) == "on-hold"
    assert refs(agent, f"?view=on-hold&department={place}") == [ref]
    assert desk(agent, ref).find("work").get("held-until")[:10] in (day, before(day))
    assert [one[0] for one in history(agent, ref)] == ["status", "hold"]
    assert press(agent, ref, "set", status="in-progress").status == 303
    assert desk(agent, ref).find("work").get("held-until") is None, "who takes it up ends that"
    assert press(agent, ref, "hold", until="").status == 303 and desk(agent, ref).find("work").get("held-until") is None
    assert press(agent, ref, "hold", until=day).status == 303
    assert press(agent, ref, "set", subject="Later").status == 303 and desk(agent, ref).find("work").get("held-until"), "the day stays"
    assert press(agent, ref, "hold", until="").status == 303 and desk(agent, ref).find("work").get("held-until") is None, "for ever now"
    assert history(agent, ref)[-1][0] == "hold-open" and "On hold without a day" in agent.get(f"/desk/tickets/{ref}").words()
    length = len(history(agent, ref))
    assert press(agent, ref, "hold", until="").status == 303 and len(history(agent, ref)) == length
    noted = open_ticket(client)
    assert press(agent, noted, "note", body="Later", status="on-hold", until="soon").problems() == ["until"]
    assert press(agent, noted, "note", body="Later", status="on-hold", until=day).status == 303
    assert status(client, noted) == "on-hold" and desk(agent, noted).find("work").get("held-until"), "a note can hold up to a day"


def before(day):
    """The day before, in UTC: midnight of Belgrade."""
    return (datetime.date.fromisoformat(day) - datetime.timedelta(days=1)).isoformat()


# -- colleagues --------------------------------------------------------------------------------------------------------

def test_who_writes_while_others_do_sees_that_first(site, client, agent, second):
    ref = open_ticket(client)
    mine = form(agent, ref)
    reply(second, ref, "I have it", desk=True)
    press(second, ref, "note", body="call him")
    late = mine.send(body="Me too", then="close")
    assert late.status == 409 and typed(late) == ["Me too"] and status(client, ref) == "answered"
    assert len(late.html.xpath("//*[contains(., 'New since you began to write')][contains(@class, 'aside')]")) == 2
    again = agent.form_of(late, f"/desk/tickets/{ref}", "/reply")
    assert again.send().status == 303
    assert messages(client, ref)[-2:] == ["I have it", "Me too"]
    assert press(agent, ref, "note", page=mine, body="mine", once="other").status == 409, "a note looks, too"
    own = form(agent, ref)
    press(agent, ref, "note", body="my own note")
    assert own.send(body="after my own note").status == 303


def test_who_else_has_the_ticket_open_is_told(site, client, agent, second):
    ref = open_ticket(client)
    assert desk(agent, ref).find("present") is None
    seen = desk(second, ref).find("present")
    assert seen is not None and seen.get("name") != "Ana Agentić"
    assert desk(agent, ref).find("present").get("name") == "Ana Agentić"
    assert "Ana Agentić has this ticket open" in agent.get(f"/desk/tickets/{ref}").words()
    rows = [row for row in table(site, "ticket_presence")]
    desk(agent, ref)
    assert [row for row in table(site, "ticket_presence")] == rows, "not written at each look"
    assert "present" not in client.get(f"/tickets/{ref}", {"Accept": XML}).text


# -- merging and splitting ---------------------------------------------------------------------------------------------

def test_merged_tickets_are_one_and_the_old_reference_leads_there(site, client, agent, second, place):
    old = open_ticket(client, [("a.txt", b"the file", "text/plain")], department=place, body="First of the old")
    press(agent, old, "note", body="noted at the old")
    new = open_ticket(client, department=place, body="First of the new")
    reply(agent, new, "answered", desk=True)
    before, all_before = counts(agent), int(client.xml("/tickets/?status=all").xpath("//tab[@name='all']/@count")[0])
    stale, late_client = form(second, old), client.form(f"/tickets/{old}", "/reply")
    merged = press(agent, old, "merge", into=f" [#{new.lower()}] ")
    assert merged.status == 303 and merged.location == f"/portal/desk/tickets/{new}"
    assert messages(client, new) == ["First of the old", "First of the new", "answered"]
    assert "noted at the old" in messages(agent, new, "/desk") and status(client, new) == "customer-reply"
    file = client.xml(f"/tickets/{new}").find(".//file")
    assert client.get(file.get("address")).body == b"the file"
    for browser, path in ((client, "/tickets/"), (agent, "/desk/tickets/")):
        led = browser.get(path + old)
        assert led.status == 303 and led.location == f"/portal{path}{new}"
    assert refs(agent, f"?department={place}") == [new]
    after = counts(agent)
    assert after["closed"] == before["closed"] + 1 and after["waiting"] == before["waiting"]
    assert int(client.xml("/tickets/?status=all").xpath("//tab[@name='all']/@count")[0]) == all_before
    assert {"merged", "merged-from"} <= {one[0] for one in history(agent, new)}

    refused = late_client.send(body="To the old one")
    assert refused.status == 409 and typed(refused) == ["To the old one"] and new in refused.words()
    assert client.form_of(refused, f"/tickets/{new}", "/reply").send().status == 303
    assert messages(client, new)[-1] == "To the old one"
    late = stale.send(body="An answer to the old one", priority="high", subject="Meant for the old one")
    assert late.status == 409 and typed(late) == ["An answer to the old one"]
    subject = client.xml(f"/tickets/{new}").find("ticket").get("subject")
    assert agent.form_of(late, f"/desk/tickets/{new}", "/reply").get("subject") == subject, "the other ticket keeps what it is"
    for action in ("close", "reopen"):
        assert client.post(f"/tickets/{old}/{action}").location == f"/portal/tickets/{new}"
    assert press(agent, new, "merge", into=new).problems() == ["into"]
    circle = press(agent, new, "merge", into=old)
    assert circle.status == 422 and "was merged into this one" in circle.words()
    third = open_ticket(client)
    gone = press(agent, third, "merge", into=old)
    assert gone.status == 422 and new in gone.words()
    assert agent.post(f"/desk/tickets/{old}/merge", {"into": third}).status == 409
    length = len(history(agent, new))
    again = agent.post(f"/desk/tickets/{old}/merge", {"into": new})
    assert again.status == 303 and again.location == merged.location and len(history(agent, new)) == length, "pressed twice: done once"
    assert press(agent, new, "merge", into=third).status == 303
    assert client.get(f"/tickets/{old}").location == f"/portal/tickets/{third}", "one step, however often it was merged"
    assert site.ctl("check", check=False).returncode == 0, site.ctl("check", check=False).stdout


def test_a_ticket_is_not_merged_where_it_does_not_belong(site, client, other, agent):
    ref, foreign = open_ticket(client), open_ticket(other)
    for into, words in ((foreign, "another account"), ("HD-0000000", "no such ticket"), ("what?", "no such ticket"),
                        ("", "no such ticket"), (ref, "into itself")):
        refused = press(agent, ref, "merge", into=into)
        assert refused.status == 422 and refused.problems() == ["into"] and words in refused.words()
    assert other.get(f"/tickets/{ref}").status == 404 and history(agent, ref) == [] == history(agent, foreign)


def test_a_message_becomes_a_ticket(site, client, agent, place):
    ref = open_ticket(client, department=place, priority="high", subject="Two things", body="The first thing")
    only = press(agent, ref, "split")
    assert only.status == 422 and only.problems() == ["message"]
    reply(client, ref, "The second thing", [("b.txt", b"with it", "text/plain")])
    press(agent, ref, "note", body="a note")
    note = [one.get("id") for one in desk(agent, ref).findall("ticket/message") if one.get("note")][0]
    apart = [one.get("id") for one in client.xml(f"/tickets/{ref}").findall("ticket/message")][1]
    assert press(agent, ref, "split", message=note).status == 422
    long = press(agent, ref, "split", message=apart, title="x" * 151)
    assert long.status == 422 and long.problems() == ["title"]
    assert long.html.xpath("//select[@name='message']/option[@selected]/@value") == [apart]
    assert len(long.html.xpath("//input[@name='title']/@value")[0]) == 151
    before = counts(agent)
    split = press(agent, ref, "split", message=apart, title="The other thing")
    assert split.status == 303
    new = split.location.rpartition("/")[2]
    again = agent.post(f"/desk/tickets/{ref}/split", {"message": apart, "title": "The other thing"})
    assert again.status == 303 and again.location == split.location, "pressed twice: done once"
    assert new != ref and messages(client, ref) == ["The first thing"] and messages(client, new) == ["The second thing"]
    view = client.xml(f"/tickets/{new}").find("ticket")
    assert (view.get("subject"), view.get("priority"), view.get("department")) == ("The other thing", "high", place)
    assert client.get(view.find(".//file").get("address")).body == b"with it"
    assert sorted(refs(agent, f"?department={place}")) == sorted([ref, new]) and counts(agent)["waiting"] == before["waiting"] + 1
    listed = client.xml("/tickets/?status=all")
    assert listed.find(f".//ticket[@ref='{ref}']").get("excerpt") == "The first thing"
    assert history(agent, ref)[-1] == ("split", None, new) and history(agent, new) == [("split-from", ref, None)]
    reply(agent, new, "to the second thing", desk=True)
    site.smtp.wait("client@example.com", f"[#{new}]")
    assert site.ctl("check", check=False).returncode == 0, site.ctl("check", check=False).stdout


# -- taking an answer back ---------------------------------------------------------------------------------------------

@pytest.fixture(scope="module")
def patient():
    """A portal where answers can be taken back for minutes."""
    site = Site("HelpdeskUndo 300\n", name="undo")
    try:
        site.start()
        yield site
    finally:
        site.stop()
        site.remove()


@pytest.fixture
def undoing(patient):
    yield patient
    patient.check_log()


def facts(agent, ref, place):
    """All that an answer changes."""
    return row(agent, ref, place), counts(agent)


def undo_button(page):
    return page.html.xpath("//button[@name='message'][contains(@formaction, '/undo')]/@value")


def test_an_answer_taken_back_was_never_there(undoing):
    site = undoing
    owner, agent = site.sign_in(site.add_client(language="en")), site.browser("agent@example.com")
    place = department(site)
    ref = open_ticket(owner, department=place)
    site.smtp.wait(owner.email, f"[#{ref}]")
    was, listed, page = facts(agent, ref, place), owner.get("/tickets/", {"Accept": XML}).text, owner.get(f"/tickets/{ref}", {"Accept": XML}).text
    sent = press(agent, ref, "reply", [("a.txt", b"attached", "text/plain")], body="Too **early**", then="close")
    assert sent.status == 303
    shown = agent.get(sent.location)
    held, = undo_button(shown)
    assert "Not with the client yet" in shown.words()
    file = desk(agent, ref).find(".//file").get("address")
    assert owner.get(file).status == 404 and agent.get(file).status == 200
    now = re.compile(r' now="[^"]*"| [a-z]+-text="[^"]*"')
    assert now.sub("", owner.get("/tickets/", {"Accept": XML}).text) == now.sub("", listed)
    assert now.sub("", owner.get(f"/tickets/{ref}", {"Accept": XML}).text) == now.sub("", page)
    assert facts(agent, ref, place) == was

    colleague = site.sign_in(site.add_person("Ana Agentić", role="agent"))
    assert not undo_button(colleague.get(f"/desk/tickets/{ref}"))
    assert colleague.post(f"/desk/tickets/{ref}/undo", {"message": held}).status == 404
    assert owner.post(f"/desk/tickets/{ref}/undo", {"message": held}).status == 403
    back = press(agent, ref, "undo", message=held, body="")
    assert back.status == 303
    again = agent.form(back.location.replace("/portal", "", 1).partition("#")[0], f"/desk/tickets/{ref}/reply")
    assert again.get("body") == "Too **early**" and len(again.all("staged")) == 1
    assert facts(agent, ref, place) == was and history(agent, ref) == [("undone", None, None)]
    assert [row for row in outbox(site) if row["kind"] == "answer" and row["ticket_id"] == ticket_row(site, ref)["id"]] == []
    assert press(agent, ref, "undo", message=held, body="").status == 303, "twice is once"
    assert "Too" not in owner.get(f"/tickets/{ref}", {"Accept": XML}).text
    assert again.send(body="In time").status == 303
    files = [one.get("name") for one in desk(agent, ref).findall("ticket/message")[-1].findall("file")]
    assert files == ["a.txt"], "what was attached came back, too"


def ticket_row(site, ref):
    return next(row for row in table(site, "ticket") if row["ref"] == ref)


def test_what_was_typed_meanwhile_comes_back_below_what_is_taken_back(undoing):
    site = undoing
    owner, agent = site.browser("client@example.com"), site.browser("agent@example.com")
    ref = open_ticket(owner)
    held, = undo_button(agent.get(press(agent, ref, "reply", body="First").location))
    page = press(agent, ref, "undo", message=held, body="Second")
    assert page.status == 200 and typed(page)[0].split() == ["First", "Second"]


def test_an_answer_that_is_held_goes_with_its_ticket(undoing):
    site = undoing
    owner, agent = site.browser("client@example.com"), site.browser("agent@example.com")
    ref, target = open_ticket(owner, body="One"), open_ticket(owner, body="Two")
    press(agent, ref, "reply", body="Answered before the merge")
    assert press(agent, ref, "merge", into=target, body="").status == 303
    held, = [one for one in desk(agent, target).findall("ticket/message") if one.get("held")]
    assert messages(owner, target) == ["One", "Two"]
    back = agent.post(f"/desk/tickets/{ref}/undo", {"message": held.get("id")})
    assert back.status == 303 and f"/tickets/{target}?again=" in back.location, "from the page that was shown before the merge, too"
    assert agent.form(back.location.replace("/portal", "", 1).partition("#")[0], "/reply").get("body") == "Answered before the merge"
    assert agent.post(f"/desk/tickets/{target}/undo", {"message": "none"}).status == 404


def test_an_answer_is_not_taken_back_by_who_has_lost_its_ticket(undoing):
    """Its text would be gone: its form is on a page that they do not reach."""
    site = undoing
    owner, agent = site.browser("client@example.com"), site.browser("agent@example.com")
    place, email = department(site), site.add_person(role="agent")
    site.ctl("department", "staff", place, email)
    insider, ref = site.sign_in(email), open_ticket(owner, department=place)
    sent = press(insider, ref, "reply", body="Billing will look")
    held = sent.location.rpartition("-")[2]
    assert press(agent, ref, "set", department="billing").status == 303
    assert insider.post(f"/desk/tickets/{ref}/undo", {"message": held}).status == 404
    assert [one.get("id") for one in desk(agent, ref).findall("ticket/message") if one.get("held")] == [held]


def test_files_that_cannot_wait_once_more_are_named_as_missing(undoing):
    """Too much of this person's waits already: the text comes back, and the page says that the files do not."""
    site = undoing
    ref, admin = open_ticket(site.browser("client@example.com")), site.sign_in(site.add_person(role="admin"))
    for n in range(5):
        assert press(admin, ref, "reply", [(f"{n}-{one}.txt", b"waits", "text/plain") for one in range(20)], body="").status == 422
    held = press(admin, ref, "reply", [("a.txt", b"attached", "text/plain")], body="Too early").location.rpartition("-")[2]
    page = admin.get(press(admin, ref, "undo", message=held, body="").location)
    assert "its files are not: attach them again" in page.words() and typed(page) == ["Too early"]


def test_files_of_an_answer_that_collides_come_along(site, client, agent, second):
    ref = open_ticket(client)
    stale = form(agent, ref)
    press(second, ref, "note", body="I have looked")
    late = stale.send([("a.txt", b"attached", "text/plain")], body="An answer")
    assert late.status == 409 and agent.form_of(late, f"/desk/tickets/{ref}", "/reply").send().status == 303
    file = client.xml(f"/tickets/{ref}").findall("ticket/message")[-1].find("file")
    assert client.get(file.get("address")).body == b"attached"


@pytest.mark.last
def test_taking_back_and_showing_race_and_one_of_them_wins(undoing):
    site = undoing
    owner, agent = site.sign_in(site.add_client()), site.browser("agent@example.com")
    undone_for_long = open_ticket(owner)
    press(agent, undone_for_long, "reply", body="Stays held for 300 seconds")
    site.extra.write_text(site.extra.read_text().replace("HelpdeskUndo 300", "HelpdeskUndo 1"))
    before = set(site.children())
    site.graceful()
    wait_until(lambda: not before & set(site.children()), what="new children")
    opened = [open_ticket(owner) for _ in range(10)]

    def race(ref):
        twin = agent.twin()
        sent = press(twin, ref, "reply", body=f"Answer to {ref}")
        assert sent.status == 303, sent
        time.sleep(random.uniform(0.7, 2.2))
        return ref, twin.post(f"/desk/tickets/{ref}/undo", {"message": sent.location.rpartition("-")[2]})

    with concurrent.futures.ThreadPoolExecutor(5) as pool:
        results = dict(pool.map(race, opened))
    assert {answer.status for answer in results.values()} <= {303, 409}, results
    late = [ref for ref, answer in results.items() if answer.status == 409]
    for ref in late:
        wait_until(lambda ref=ref: status(owner, ref) == "answered", what=f"{ref} to be answered")
        site.smtp.wait(owner.email, f"[#{ref}]", count=2)
    wait_until(lambda: not queued_mails(site), what="all mail to be out")
    for ref in opened:
        answered = f"Answer to {ref}" in messages(owner, ref)
        assert answered == (ref in late), ref
        assert status(owner, ref) == ("answered" if answered else "open")
        assert len(site.smtp.found(owner.email, f"[#{ref}]")) == (2 if answered else 1)
    sure = open_ticket(owner)
    press(agent, sure, "reply", body="In its time", then="close")
    wait_until(lambda: status(owner, sure) == "closed", what="the answer to be shown and the ticket closed")
    assert messages(owner, sure)[-1] == "In its time" and len(messages(owner, undone_for_long)) == 1
    checked = site.ctl("check", check=False)
    assert checked.returncode == 0, checked.stdout
