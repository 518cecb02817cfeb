# tests/http/test_bulk.py: one change for several tickets: each for itself, by rights, with its history; what was not changed is said.
# SPDX-License-Identifier: Apache-2.0
import pytest

from test_queue import counts, department, queue, refs
from test_tickets import open_ticket
from test_work import history, press

pytestmark = pytest.mark.event


@pytest.fixture
def place(site):
    return department(site)


def bulk(agent, chosen, query="", **fields):
    return agent.post(f"/desk/bulk{query}", [*(("ticket", ref) for ref in chosen), *fields.items()], once=None)


def facts(agent, ref):
    return dict(agent.xml(f"/desk/tickets/{ref}").find("ticket").attrib)


def test_ticked_tickets_are_changed_at_once_each_with_its_history(site, client, agent, place):
    chosen = [open_ticket(client, department=place, priority="low") for _ in range(3)]
    left = open_ticket(client, department=place, priority="low")
    here = f"?department={place}"
    before = counts(agent)
    people = {one.get("name"): one.get("id") for one in queue(agent, here).findall("agent")}
    me = next(iter(people.values()))
    form = agent.form("/desk/" + here, "/desk/bulk" + here)
    response = bulk(agent, chosen, here, priority="urgent", assignee=me, department="", status="")
    assert (response.status, response.location) == (303, f"/portal/desk/{here}") and form.get("csrf")
    assert set(refs(agent, here + "&priority=urgent")) == set(chosen) and refs(agent, here + "&priority=low") == [left]
    for ref in chosen:
        assert [what for what, *_ in history(agent, ref)] == ["priority", "assigned"]
    assert history(agent, left) == [] and counts(agent)["unassigned"] == before["unassigned"] - 3
    assert bulk(agent, chosen, here, assignee="none").status == 303
    assert counts(agent) == before
    assert bulk(agent, chosen[:2] + chosen[:1], here, status="closed").status == 303
    assert set(refs(agent, "?view=closed&department=" + place)) == set(chosen[:2])
    assert [what for what, *_ in history(agent, chosen[0])] == ["priority", "assigned", "assigned", "closed"]
    assert bulk(agent, chosen[2:], here, department="billing").status == 303
    assert facts(agent, chosen[2])["department"] == "billing"


def test_what_could_not_be_changed_is_said_by_its_reference_and_the_rest_is(site, client, agent, place):
    insider = site.sign_in(site.add_person("Iva", role="agent"))
    site.ctl("department", "staff", place, insider.email)
    mine, merged, into = (open_ticket(client, department=place) for _ in range(3))
    elsewhere = open_ticket(client, department="billing")
    press(insider, merged, "merge", into=into)
    response = bulk(insider, [mine, merged, elsewhere, "nonsense"], f"?department={place}", priority="high")
    assert response.status == 409
    words = response.words()
    assert f"{elsewhere} is not there" in words and "nonsense is not there" in words and f"{merged} was merged" in words
    assert f"{mine} is not there" not in words and refs(insider, "?priority=high") == [mine]
    assert response.html.xpath("//td//input[@checked]/@value") == [mine], "what was ticked is still ticked"
    assert facts(agent, elsewhere)["priority"] == "medium"


@pytest.mark.parametrize("fields, code", [({}, "bulk-nothing"), ({"department": "nowhere"}, "department-unknown"),
                                          ({"assignee": "nobody-known"}, "assignee-unknown"), ({"priority": "huge"}, "priority-unknown"),
                                          ({"status": "answered"}, "status-unknown")])
def test_a_change_that_cannot_be_changes_nothing(site, client, agent, place, fields, code):
    chosen = [open_ticket(client, department=place) for _ in range(2)]
    response = agent.post("/desk/bulk", [*(("ticket", ref) for ref in chosen), *fields.items()], once=None, headers={"Accept": "application/xml"})
    assert response.status == 422 and [one.get("code") for one in response.xml.findall("problem")] == [code]
    assert all(history(agent, ref) == [] for ref in chosen)


def test_none_and_too_many_are_refused(site, client, agent):
    assert bulk(agent, [], priority="low").status == 422
    assert bulk(agent, ["HD-0000000"] * 51, priority="low").status == 422
    assert bulk(client, ["HD-0000000"], priority="low").status == 403
    assert agent.post("/desk/bulk", [("ticket", "HD-0000000"), ("priority", "low")], csrf=None, once=None).status == 403
