# tests/http/test_queue.py: the queue of the desk: its order, views, counts and pages, and who has a ticket.
# SPDX-License-Identifier: Apache-2.0
import time
import uuid

import pytest

from backup_load import rows_of
from test_tickets import open_ticket, reply


def queue(agent, query=""):
    return agent.xml("/desk/" + query).find("queue")


def refs(agent, query=""):
    """All references of a view, page by page."""
    found, address = [], "/desk/" + query
    while address:
        view = agent.xml(address).find("queue")
        found += [ticket.get("ref") for ticket in view.findall("ticket")]
        address = view.get("next")
    return found


def counts(agent, query=""):
    return {tab.get("name"): int(tab.get("count")) for tab in queue(agent, query).findall("tab")}


def ticket(agent, ref, query=""):
    return next((one for one in queue(agent, query).findall("ticket") if one.get("ref") == ref), None)


def department(site):
    """A department of its own: what other tests open is not in its views."""
    slug = f"queue-{uuid.uuid4().hex[:8]}"
    site.ctl("department", "add", slug, "--name-en", slug)
    return slug


def change(agent, ref, action, **fields):
    return agent.post(f"/desk/tickets/{ref}/{action}", list(fields.items()))


@pytest.fixture
def place(site):
    return department(site)


def test_what_waits_stands_in_the_order_of_priority_and_age(site, client, agent, place):
    low = open_ticket(client, department=place, priority="low")
    medium = open_ticket(client, department=place, priority="medium")
    high = open_ticket(client, department=place, priority="high")
    first = open_ticket(client, department=place, priority="high")
    assert refs(agent, f"?department={place}")[-2:] == [medium, low]
    assert set(refs(agent, f"?department={place}")[:2]) == {high, first}
    row = ticket(agent, low, f"?department={place}")
    assert (row.get("head-start-priority"), row.get("head-start-channel"), row.get("waiting-hours")) == ("0", "2", "0")
    assert float(row.get("share-both")) <= 100 and row.get("assignee") is None
    page = agent.get(f"/desk/?department={place}").words()
    assert page.index(first) < page.index(low)


def test_a_ticket_goes_from_view_to_view_and_the_counts_with_it(site, client, agent, place):
    ref = open_ticket(client, department=place)
    start = counts(agent)
    here = f"?department={place}"
    assert ref in refs(agent, here) and ref in refs(agent, "?view=unassigned")
    reply(agent, ref, "an answer", desk=True)
    assert ref not in refs(agent, here) and ref in refs(agent, f"?view=answered&department={place}")
    assert counts(agent)["waiting"] == start["waiting"] - 1 and counts(agent)["answered"] == start["answered"] + 1
    reply(client, ref, "a question")
    assert ref in refs(agent, here) and counts(agent) == start
    assert change(agent, ref, "set", status="on-hold").status == 303
    assert refs(agent, f"?view=on-hold&department={place}") == [ref] and counts(agent)["on-hold"] == start["on-hold"] + 1
    assert change(agent, ref, "set", status="closed").status == 303
    assert refs(agent, f"?view=closed&department={place}") == [ref] and refs(agent, here) == []
    assert client.xml(f"/tickets/{ref}").find("ticket").get("status") == "closed"
    client.post(f"/tickets/{ref}/reopen")
    assert refs(agent, here) == [ref] and counts(agent) == start


def test_a_ticket_is_taken_given_away_and_let_go(site, client, agent, place):
    ref = open_ticket(client, department=place)
    colleague = site.add_person("Ana Agentić", role="agent")
    second = site.sign_in(colleague)
    before = counts(agent), counts(second)
    people = {one.get("name"): one.get("id") for one in agent.xml(f"/desk/tickets/{ref}").findall("agent")}
    assert change(agent, ref, "assign", assignee=people["Ana Agentić"]).status == 303
    assert refs(second, "?view=mine") == [ref] and ref not in refs(agent, "?view=unassigned")
    assert counts(second)["mine"] == before[1]["mine"] + 1 and counts(agent)["unassigned"] == before[0]["unassigned"] - 1
    assert ticket(agent, ref, f"?department={place}").get("assignee") == "Ana Agentić"
    assert ticket(second, ref, "?view=mine").get("mine") == "yes"
    assert agent.xml(f"/desk/tickets/{ref}").find("agent[@chosen]").get("name") == "Ana Agentić"
    change(second, ref, "set", status="on-hold")
    assert refs(second, "?view=mine") == []
    change(second, ref, "set", status="in-progress")
    change(second, ref, "assign", assignee="")
    assert refs(second, "?view=mine") == [] and (counts(agent), counts(second)) == before
    columns, rows = rows_of(site)["ticket_change"]
    noted = [dict(zip(columns, row)) for row in rows]
    assert {("", "Ana Agentić"), ("Ana Agentić", "")} <= {(one["from_value"], one["to_value"]) for one in noted
                                                          if one["what"] == "assigned"}


def test_a_ticket_cannot_be_given_to_who_does_not_work_here(site, client, agent):
    ref = open_ticket(client)
    for nobody in ("client@example.com", "0", "x" * 300):
        refused = change(agent, ref, "assign", assignee=nobody)
        assert refused.status == 422 and refused.problems() == ["assignee"]
    assert change(agent, ref, "set", status="answered").status == 422
    assert change(agent, "HD-0000000", "assign", assignee="").status == 404
    assert agent.xml(f"/desk/tickets/{ref}").find("ticket").get("status") == "open"


def test_long_views_come_in_pages_that_hold_their_place(site, client, agent, place):
    opened = [open_ticket(client, department=place) for _ in range(28)]
    here = f"?department={place}"
    assert sorted(refs(agent, here)) == sorted(opened)
    first = queue(agent, here)
    assert len(first.findall("ticket")) == 25 and first.get("total") == "28" and first.get("previous") is None
    second = agent.xml(first.get("next")).find("queue")
    assert len(second.findall("ticket")) == 3 and second.get("next") is None
    back = agent.xml(second.get("previous")).find("queue")
    assert [one.get("ref") for one in back.findall("ticket")] == [one.get("ref") for one in first.findall("ticket")]
    for nonsense in ("&after=x", "&after=9.HD-", "&before=-", "&view=nothing"):
        assert len(queue(agent, here + nonsense).findall("ticket")) == 25
    assert len(queue(agent, "?department=nothing").findall("tab[@chosen]")) == 1


def test_closed_tickets_stand_with_the_last_one_first(site, client, agent, place):
    closed = [open_ticket(client, department=place) for _ in range(3)]
    for ref in closed:
        change(agent, ref, "set", status="closed")
        time.sleep(1.1)  # times are whole seconds
    assert refs(agent, f"?view=closed&department={place}") == closed[::-1]
    assert queue(agent, f"?view=closed&department={place}").find("ticket").get("waiting") is None


def test_clients_do_not_see_the_queue(site, client, visitor):
    assert client.get("/desk/").status == 403
    assert visitor.get("/desk/").status == 302
