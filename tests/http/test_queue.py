# tests/http/test_queue.py: the queue of the desk: its order, views, counts and pages, and who has a ticket.
# SPDX-License-Identifier: Apache-2.0
import concurrent.futures
import time
import uuid

import pytest

from backup_load import rows_of
from test_tickets import open_ticket, reply

pytestmark = pytest.mark.event


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
    """A department of its own, in which the agent works: what other tests open is not in its views."""
    slug = f"queue-{uuid.uuid4().hex[:8]}"
    site.ctl("department", "add", slug, "--name-en", slug)
    site.ctl("department", "staff", slug, "agent@example.com")
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
    site.ctl("department", "staff", place, colleague)
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
    columns, rows = rows_of(site, "ticket_change")["ticket_change"]
    noted = [dict(zip(columns, row)) for row in rows]
    assert {("", "Ana Agentić"), ("Ana Agentić", "")} <= {(one["from_value"], one["to_value"]) for one in noted
                                                          if one["what"] == "assigned"}


def test_a_ticket_cannot_be_given_to_who_does_not_work_here(site, client, agent):
    ref = open_ticket(client)
    for nobody in ("client@example.com", "0", "x" * 300):
        refused = change(agent, ref, "assign", assignee=nobody)
        assert refused.status == 422 and refused.problems() == ["assignee"]
    assert change(agent, ref, "assign").problems() == ["assignee"], "nobody named is not nobody"
    assert change(agent, ref, "set", status="answered").status == 422
    assert change(agent, "HD-0000000", "assign", assignee="").status == 404
    assert agent.xml(f"/desk/tickets/{ref}").find("ticket").get("status") == "open"


def test_who_has_a_ticket_works_where_it_is(site, client, agent, insider, place):
    """Both ways: no ticket to who does not work in its department, and no ticket to where who has it does not work."""
    here, elsewhere = open_ticket(client, department=place), open_ticket(client, department="billing")
    people = {one.get("name"): one.get("id") for one in agent.xml(f"/desk/tickets/{here}").findall("agent")}
    offered = {one.get("name") for one in agent.xml(f"/desk/tickets/{elsewhere}").findall("agent")}
    assert "Iva Unutrašnja" in people and "Iva Unutrašnja" not in offered and {"Agent Ana", "Admin Adam"} <= offered
    iva = people["Iva Unutrašnja"]
    for action in "assign", "set":
        refused = change(agent, elsewhere, action, assignee=iva)
        assert refused.status == 422 and refused.problems() == ["assignee"]
        assert "Iva Unutrašnja does not work in this department" in refused.words()
    assert refs(insider, "?view=mine") == []
    change(agent, here, "assign", assignee=iva)
    for moved in {"department": "billing"}, {"department": "billing", "assignee": iva, "was-assignee": iva, "was-department": place}:
        refused = change(agent, here, "set", priority="high", **moved)
        assert refused.status == 422 and refused.problems() == ["assignee"]
        chosen = refused.html.xpath("//select[@name='assignee']/option[@selected]/text()")
        others = refused.html.xpath("//select[@name='assignee']/option/text()")
        assert chosen == ["Iva Unutrašnja"] and "Agent Ana" in others, "who has it, and who can have it there"
    assert agent.xml(f"/desk/tickets/{here}").find("ticket").get("priority") != "high" and refs(insider, "?view=mine") == [here]
    assert change(agent, here, "set", department="billing", assignee="").status == 303
    assert refs(insider) == [] and site.ctl("check", check=False).returncode == 0
    assert change(agent, here, "set", subject="Something else").status == 303, "who does not change the two is asked nothing"


def test_who_moves_a_ticket_away_is_told_where_it_went(site, client, insider, place):
    for action, fields in (("set", {}), ("note", {"body": "For billing"}), ("reply", {"body": "Billing will answer"})):
        ref = open_ticket(client, department=place)
        sent = insider.form(f"/desk/tickets/{ref}", f"/desk/tickets/{ref}/reply")
        sent.action = f"/desk/tickets/{ref}/{action}"
        moved = sent.send(department="billing", **fields)
        assert moved.status == 303 and moved.location == "/portal/desk/"
        page = insider.get("/desk/")
        assert f"{ref} is in “Payments and proformas” now, where you do not work." in page.words() and insider.get(f"/desk/tickets/{ref}").status == 404
        assert ref not in insider.get("/desk/").words(), "the notice is shown once"
    ref = open_ticket(client, department=place)
    kept = change(insider, ref, "set", department="billing", body="Half an answer")
    assert kept.status == 422 and kept.problems() == ["department"] and kept.html.xpath("//textarea[@name='body']/text()") == ["Half an answer"]
    assert refs(insider) == [ref] and change(insider, ref, "set", department=place, body="Half an answer").status == 200
    insider.cookies["hd-moved"] = "HD-0000000.<x>"
    assert "<x>" not in insider.get("/desk/").text


def test_who_has_lost_a_ticket_meanwhile_changes_nothing(site, client, agent, insider, place):
    """They reached it when they asked; it is looked at again once nobody else can change it."""
    lost = [open_ticket(client, department=place) for _ in range(12)]

    def work(ref, n):
        if n == 3:
            return change(agent.twin(), ref, "set", department="billing").status
        return change(insider.twin(), ref, "set", subject=f"Title {n}").status

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        answers = [(ref, pool.submit(work, ref, n)) for ref in lost for n in range(8)]
    assert {answer.result() for _, answer in answers} <= {303, 404}
    columns, rows = rows_of(site, "ticket_change")["ticket_change"]
    noted = sorted((dict(zip(columns, row)) for row in rows), key=lambda one: int(one["id"]))
    columns, rows = rows_of(site, "ticket")["ticket"]
    for row in (dict(zip(columns, row)) for row in rows):
        if row["ref"] in lost:
            done = [one["what"] for one in noted if one["ticket_id"] == row["id"]]
            assert done.count("department") == 1 and done[-1] == "department", done


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


# -- where an agent works -----------------------------------------------------------------------------------------------

@pytest.fixture
def insider(site, place):
    """An agent who works in the place and nowhere else."""
    email = site.add_person("Iva Unutrašnja", role="agent")
    site.ctl("department", "staff", place, email)
    return site.sign_in(email)


def test_an_agent_sees_the_departments_where_they_work_and_no_others(site, client, agent, admin, insider, place):
    here, elsewhere = open_ticket(client, department=place), open_ticket(client, department="billing")
    assert refs(insider) == [here] and refs(insider, "?department=billing") == [here]
    assert refs(insider, "?view=unassigned") == [here]
    assert counts(insider) == {"waiting": 1, "mine": 0, "unassigned": 1, "overdue": 0, "answered": 0, "on-hold": 0, "closed": 0}
    assert [one.get("slug") for one in queue(insider).findall("department")] == [place]
    assert {here, elsewhere} <= set(refs(admin)) and {here, elsewhere} <= set(refs(agent))


def test_what_is_in_another_department_is_404_like_what_is_not_there(site, client, insider, place):
    elsewhere = open_ticket(client, [("secret.txt", b"a secret", "text/plain")], department="billing")
    file = client.xml(f"/tickets/{elsewhere}").find(".//file").get("address")
    for ref in elsewhere, "HD-0000000":
        assert insider.get(f"/desk/tickets/{ref}").status == 404
        assert insider.get(f"/desk/?ref={ref}").status == 200 and ref in insider.get(f"/desk/?ref={ref}").text
        assert insider.post(f"/desk/tickets/{ref}/reply", {"body": "an answer"}, once="o").status == 404
        assert change(insider, ref, "assign", assignee="").status == 404
        assert change(insider, ref, "set", status="closed").status == 404
    assert insider.get(file).status == 404 and client.get(file).status == 200
    assert client.xml(f"/tickets/{elsewhere}").find("ticket").get("status") == "open"
    site.ctl("department", "staff", "billing", insider.email)  # from then on it is theirs
    assert insider.get(f"/desk/tickets/{elsewhere}").status == 200 and insider.get(file).body == b"a secret"
    assert elsewhere in refs(insider)


def test_an_agent_of_no_department_sees_nothing_and_is_told_why(site, client):
    open_ticket(client)
    lost = site.sign_in(site.add_person(role="agent"))
    assert queue(lost).get("nowhere") == "yes" and refs(lost) == [] and set(counts(lost).values()) == {0}
    assert "You work in no department yet." in lost.get("/desk/").words()


def test_the_queue_of_a_few_departments_is_in_order_and_its_pages_join(site, client, insider, agent, place):
    second = department(site)
    site.ctl("department", "staff", second, insider.email)
    opened = [open_ticket(client, department=(place, second)[n % 2], priority=("low", "high", "medium")[n % 3])
              for n in range(30)]
    found = refs(insider)
    assert sorted(found) == sorted(opened)
    assert found == [ref for ref in refs(agent) if ref in opened]  # who works everywhere reads them by one index
    first = queue(insider)
    back = insider.xml(insider.xml(first.get("next")).find("queue").get("previous")).find("queue")
    assert [one.get("ref") for one in back.findall("ticket")] == found[:25]


# -- filters ------------------------------------------------------------------------------------------------------------

def test_filters_narrow_a_view_and_stay_with_its_pages_and_the_other_views(site, client, other, agent, place):
    service = next(one.get("id") for one in client.xml("/services/").findall("services/service"))
    plain = [open_ticket(client, department=place, priority="low") for _ in range(26)]
    urgent = open_ticket(client, department=place, priority="high", service=service)
    theirs = open_ticket(other, department=place, priority="high")
    row = ticket(agent, urgent, f"?department={place}&priority=high")
    here = f"?department={place}"
    assert set(refs(agent, here + "&priority=high")) == {urgent, theirs}
    assert set(refs(agent, here + "&priority=low")) == set(plain)
    assert set(refs(agent, here + f"&client={row.get('client')}")) == {urgent, *plain}
    assert refs(agent, here + f"&client={row.get('client')}&priority=high") == [urgent]
    assert refs(agent, here + f"&service={service}") == [urgent] == refs(agent, f"?service={row.get('service')}&department={place}")
    assert refs(agent, here + "&channel=email") == [] and "No ticket fits these filters." in agent.get("/desk/" + here + "&channel=email").words()
    people = {one.get("name"): one.get("id") for one in queue(agent).findall("agent")}
    me = agent.xml("/desk/").find("person").get("name")
    change(agent, theirs, "assign", assignee=people[me])
    assert refs(agent, here + f"&assignee={people[me]}") == [theirs] == refs(agent, here + "&view=mine")
    assert theirs not in refs(agent, here + "&assignee=none")
    view = queue(agent, here + "&priority=low&view=waiting")
    assert "priority=low" in view.get("next") and all("priority=low" in tab.get("address") for tab in view.findall("tab"))
    assert view.get("total") is None and queue(agent, here).get("total") == "28"
    chips = {chip.get("name"): chip.get("remove") for chip in view.findall("filter")}
    assert set(chips) == {"department", "priority"} and "priority" not in chips["priority"]
    for nonsense in ("priority=x", "channel='", "client=" + "x" * 300, "service=0", "assignee=nobody"):
        assert len(queue(agent, here + "&" + nonsense).findall("ticket")) == 25


def test_the_filters_of_the_page_work_without_script(site, client, agent, place):
    ref = open_ticket(client, department=place, priority="high")
    open_ticket(client, department=place, priority="low")
    form = agent.get(f"/desk/?view=waiting&department={place}").html.xpath("//form[.//select[@name='priority']]")[0]
    assert form.get("method") == "get" and {one.get("name") for one in form.xpath(".//select")} == {
        "department", "priority", "assignee", "channel"}
    assert form.xpath(".//select[@name='department']/option[@selected]/@value") == [place]
    assert refs(agent, f"?department={place}&priority=high&assignee=&channel=") == [ref]


# -- what is new --------------------------------------------------------------------------------------------------------

def test_what_is_new_to_an_agent_stands_out_until_they_open_it(site, client, agent, insider, place):
    ref, here = open_ticket(client, department=place), f"?department={place}"
    time.sleep(1.1)  # times are whole seconds
    assert ticket(agent, ref, here).get("new") == ticket(insider, ref, here).get("new") == "unread"
    agent.head(f"/desk/tickets/{ref}")
    assert ticket(agent, ref, here).get("new") == "unread"
    agent.get(f"/desk/tickets/{ref}")
    assert ticket(agent, ref, here).get("new") is None and ticket(insider, ref, here).get("new") == "unread"
    time.sleep(1.1)
    reply(client, ref, "something else")
    assert ticket(agent, ref, here).get("new") == "news"
    assert agent.get("/desk/" + here).html.xpath("//tr[@data-new='news']//a[contains(., 'New since you looked')]")
    time.sleep(1.1)
    agent.get(f"/desk/tickets/{ref}")
    assert ticket(agent, ref, here).get("new") is None
