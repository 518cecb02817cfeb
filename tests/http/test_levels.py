# tests/http/test_levels.py: service levels through the real server: promises, due times, what is overdue, who is warned.
# SPDX-License-Identifier: Apache-2.0
import uuid

import pytest

from portal import wait_until
from test_audit import noted
from test_queue import change, counts, department, queue, refs, ticket
from test_tickets import open_ticket, reply
from test_waiting import ask, numbers

pytestmark = pytest.mark.event

OPEN = [option for day in ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
        for option in (f"--{day}", "00:00-24:00")]


@pytest.fixture
def place(site):
    return department(site)


def levels(agent, ref):
    found = agent.xml(f"/desk/tickets/{ref}").find("levels")
    return {} if found is None else {level.get("what"): level for level in found}


def state(agent, ref, what):
    level = levels(agent, ref).get(what)
    return None if level is None else level.get("state")


def test_what_is_promised_stands_on_the_ticket_and_in_the_queue(site, client, agent, place):
    site.ctl("level", "hours", place, "--zone", "Europe/Belgrade", *OPEN)
    site.ctl("level", "target", place, "medium", "--first", "4", "--solution", "16:30")
    ref = open_ticket(client, department=place)
    wait_until(lambda: state(agent, ref, "first") == "running", what="the due time")
    first, solution = levels(agent, ref)["first"], levels(agent, ref)["solution"]
    assert first.get("due") < solution.get("due") and first.get("late") is None
    assert ticket(agent, ref, f"?department={place}").get("due") == first.get("due")
    page = agent.get(f"/desk/tickets/{ref}")
    assert "Promised" in page.words() and first.get("due-text") in page.words()
    assert first.get("due-text") in agent.get(f"/desk/?department={place}").words()
    reply(agent, ref, "an answer", desk=True)
    wait_until(lambda: state(agent, ref, "solution") == "paused", what="the pause")
    assert state(agent, ref, "first") == "kept" and levels(agent, ref)["solution"].get("left-hours") == "16"
    assert "In time" in agent.get(f"/desk/tickets/{ref}").words()
    client_page = client.get(f"/tickets/{ref}")
    assert "Promised" not in client_page.words() and client.xml(f"/tickets/{ref}").find("levels") is None


def test_a_ticket_whose_time_is_out_is_overdue(site, client, agent, place):
    site.ctl("level", "target", place, "low", "--solution", "0:01")
    ref = open_ticket(client, department=place, priority="low")
    here = f"?view=overdue&department={place}"
    assert queue(agent, here).get("total") == "0" and refs(agent, here) == []
    assert "No ticket fits these filters." in agent.get("/desk/" + here).words()
    old = next(one.get("ref") for one in queue(agent).findall("ticket") if int(one.get("waiting-hours")) > 0)
    was = ticket(agent, old).get("department"), ticket(agent, old).get("priority")
    start = counts(agent)["overdue"]
    assert change(agent, old, "set", department=place, priority="low").status == 303
    wait_until(lambda: counts(agent)["overdue"] == start + 1, what="the count")
    assert numbers(ask(agent))["overdue"] == start + 1
    assert refs(agent, here) == [old] and queue(agent, here).get("total") == "1"
    assert ticket(agent, old, here).get("late") == "yes" and levels(agent, old)["solution"].get("late") == "yes"
    assert change(agent, old, "set", department=was[0], priority=was[1]).status == 303
    wait_until(lambda: counts(agent)["overdue"] == start, what="the count")
    assert refs(agent, here) == [] and ref not in refs(agent, here)


def test_who_has_the_ticket_is_warned_in_time(site, agent, client):
    slug, address = department(site), f"warned-{uuid.uuid4().hex[:6]}@example.com"
    site.ctl("department", "add", f"{slug}-w", "--name-en", "Warned", "--address", address)
    site.ctl("department", "staff", f"{slug}-w", "agent@example.com")
    site.ctl("level", "hours", f"{slug}-w", "--warn", "90", *OPEN)
    old = next(one.get("ref") for one in queue(agent).findall("ticket") if int(one.get("waiting-hours")) > 0)
    row = ticket(agent, old)
    # Of five times what it has waited by now, more than a tenth is used: past the warning, and not late.
    site.ctl("level", "target", f"{slug}-w", row.get("priority"), "--solution", str(5 * int(row.get("waiting-hours")) + 5))
    assert change(agent, old, "set", department=f"{slug}-w").status == 303
    wait_until(lambda: site.smtp.found(address, old), what="the warning")
    mail = site.smtp.found(address, old)[0]
    assert "running out" in mail.text() and f"/desk/tickets/{old}" in mail.text()
    assert change(agent, old, "set", department=row.get("department")).status == 303


def test_hours_and_times_are_set_and_shown(site, place):
    site.ctl("level", "hours", place, "--zone", "Europe/Belgrade", "--monday", "08:00-12:00, 13:00-17:00", "--sunday", "",
             "--holidays", "2026-04-13 01-07", "--warn", "10")
    site.ctl("level", "target", place, "urgent", "--first", "0:30", "--solution", "4")
    shown = site.ctl("level", "show", place).stdout
    assert "08:00-12:00, 13:00-17:00" in shown and "sunday     closed" in shown and "0:30" in shown and "4:00" in shown
    site.ctl("level", "target", place, "urgent", "--first", "0")
    shown = site.ctl("level", "show", place).stdout
    assert "0:30" not in shown and "4:00" in shown and "2026-04-13 01-07" in shown


@pytest.mark.parametrize("arguments, words", [
    (("hours", "PLACE", "--monday", "8-16"), "8-16 is no open time"),
    (("hours", "PLACE", "--holidays", "13.4."), "13.4. is no day"),
    (("hours", "PLACE", "--zone", "Belgrade"), "no such time zone"),
    (("hours", "PLACE", "--warn", "91"), "90 percent"),
    (("hours", "nowhere", "--warn", "10"), "there is no department nowhere"),
    (("target", "PLACE", "utmost", "--first", "1"), "PRIORITY is one of"),
    (("target", "PLACE", "high", "--first", "4h"), "4 or 4:30"),
])
def test_what_makes_no_sense_is_refused(site, place, arguments, words):
    done = site.ctl("level", *[place if one == "PLACE" else one for one in arguments], check=False)
    assert done.returncode != 0 and words in done.stderr


def test_an_administrator_sets_what_is_promised_on_a_page(site, client, agent, admin, place):
    address = f"/admin/departments/{place}/levels"
    page = admin.get(f"/admin/departments/{place}")
    assert page.html.xpath(f"//a[@href='/portal{address}']")
    late = admin.form(address, address)
    saved = admin.form(address, address).send(**{"first-medium": "4", "solution-medium": "16:30", "holidays": "2027-04-26\r\n01-07", "warn": "10"})
    assert saved.status == 303 and saved.location == f"/portal{address}"
    assert ("changed", "first-medium", "", "4:00") in noted(site, place)
    shown = site.ctl("level", "show", place).stdout
    assert "16:30" in shown and "2027-04-26 01-07" in shown and "Europe/Belgrade" in shown
    ref = open_ticket(client, department=place)
    wait_until(lambda: state(agent, ref, "first") == "running", what="the due time")
    seen = late.send(**{"first-medium": "1"})
    assert seen.status == 409 and "4:00" in seen.words() and "changed this meanwhile" in seen.words()
    assert admin.form(address, address).send(**{"first-medium": "4"}).location == f"/portal{address}"


def test_what_cannot_be_promised_is_said_beside_the_field(admin, place):
    address = f"/admin/departments/{place}/levels"
    wrong = {"first-low": "soon", "hours-2": "8 to 16", "holidays": "2026-02-30", "zone": "Mars/Olympus", "warn": "91"}
    page = admin.form(address, address).send(**wrong)
    assert page.status == 422
    assert {node.get("id")[:-6] for node in page.html.xpath("//*[@class='fault'][@id]")} >= {"first-low", "warn"}
    assert page.html.xpath("//input[@name='first-low']/@value") == ["soon"]
    page = admin.form(address, address).send(**{**wrong, "first-low": "1", "warn": "5"})
    assert page.status == 422
    assert {node.get("id")[:-6] for node in page.html.xpath("//*[@class='fault'][@id]")} == {"hours-2", "holidays", "zone"}
