# tests/http/test_reports.py: the reports of the desk, through the server: what is shown is what the raw rows say, who sees which
# departments, and the tables for spreadsheets. tests/unit/test_report.c has the days of other zones and random stories.
# SPDX-License-Identifier: Apache-2.0
import csv
import datetime
import io
import math
import uuid

import pytest
from lxml import etree

from portal import wait_until
from test_queue import department
from test_tickets import open_ticket, reply
from test_work import press, table

UTC = datetime.timezone.utc


def report(who, query=""):
    return who.xml("/desk/reports" + query).find("reports")


def total(view, measure):
    return int(view.find(f"total[@measure='{measure}']").get("n"))


def read_csv(who, name, query=""):
    answer = who.get(f"/desk/reports/{name}.csv{query}")
    assert answer.status == 200 and answer.header("Content-Type") == "text/csv; charset=utf-8", answer
    assert answer.header("Content-Disposition").startswith('attachment; filename="')
    return list(csv.DictReader(io.StringIO(answer.text)))


def rank(minutes, percent):
    """The smallest value that so many percent are not above."""
    return sorted(minutes)[math.ceil(len(minutes) * percent / 100) - 1]


def facts(site, slug):
    """What the raw rows say of a department's tickets: (opened, first answers, solutions), the last two in minutes."""
    place = next(row["id"] for row in table(site, "department") if row["slug"] == slug)
    merged = {row["ticket_id"] for row in table(site, "ticket_merge")}
    tickets = {row["id"]: row for row in table(site, "ticket") if row["department_id"] == place and row["id"] not in merged}
    answers = {}
    for row in table(site, "message"):
        if row["ticket_id"] in tickets and row["side"] == "agent":
            answers.setdefault(row["ticket_id"], []).append(int(row["created_at"]))
    opened = {ticket: int(row["created_at"]) for ticket, row in tickets.items()}
    closed = {ticket: int(row["closed_at"]) for ticket, row in tickets.items() if row["closed_at"] != "0"}
    return (len(tickets), [(min(at) - opened[ticket]) // 60 for ticket, at in answers.items()],
            [(at - opened[ticket]) // 60 for ticket, at in closed.items()])


def agrees(site, who, slug):
    """Whether page and tables say what the raw rows do."""
    view, (opened, answered, solved) = report(who, f"?department={slug}"), facts(site, slug)
    if view.get("empty"):
        return not opened
    said = [total(view, measure) for measure in ("opened", "answered", "solved")]
    if said != [opened, len(answered), len(solved)]:
        return False
    for measure, minutes in ("answered", answered), ("solved", solved):
        node = view.find(f"total[@measure='{measure}']")
        if minutes:
            assert int(node.find("half").get("total")) == rank(minutes, 50)
            assert int(node.find("ninth").get("total")) == rank(minutes, 90)
    assert sum(int(bar.get("opened")) for bar in view.iter("bar")) == opened
    assert sum(int(bar.get("closed")) for bar in view.iter("bar")) == len(solved)
    assert sum(int(cell.get("n")) for cell in view.iter("cell")) == opened
    for group in view.iter("group"):
        count = {"opened": opened, "answered": len(answered), "solved": len(solved)}[group.get("measure")]
        assert sum(int(row.get("n")) for row in group.iter("row")) == count, (group.get("measure"), group.get("by"))
    days = read_csv(who, "days", f"?department={slug}")
    assert len(days) == 30 and sum(int(row["opened"]) for row in days) == opened
    assert sum(int(row["first_answers"]) for row in days) == len(answered)
    assert sum(int(row["opened"]) for row in read_csv(who, "hours", f"?department={slug}")) == opened
    times = read_csv(who, "times", f"?department={slug}&by=all")
    assert [row["closed"] for row in times] == ([str(len(solved))] if opened else [])
    return True


@pytest.fixture
def place(site):
    return department(site)


@pytest.fixture
def admin(portal):
    return portal.browser("admin@example.com")


def follows(site, who, slug):
    wait_until(lambda: agrees(site, who, slug), 10, "reports to follow what has happened")


def test_reports_follow_what_happens_to_tickets(site, client, agent, place):
    refs = [open_ticket(client, department=place, priority=priority) for priority in ("low", "high", "medium", "medium")]
    follows(site, agent, place)
    reply(agent, refs[0], "an answer", desk=True)
    press(agent, refs[1], "note", body="a note answers nothing")
    press(agent, refs[2], "set", status="closed")
    client.post(f"/tickets/{refs[3]}/close", {})
    follows(site, agent, place)
    wait_until(lambda: total(report(agent, f"?department={place}"), "answered") == 1, 40, "the answer to be shown")
    client.post(f"/tickets/{refs[2]}/reopen", {})
    press(agent, refs[1], "set", priority="urgent")
    follows(site, agent, place)
    view = report(agent, f"?department={place}")
    assert total(view, "solved") == 1 and total(view, "opened") == 4
    names = [row.get("name") for row in view.findall("group[@by='agent'][@measure='solved']/row")]
    assert names == [None], "it was the client who closed it"
    me = next(row["name"] for row in table(site, "person") if row["email"] == "agent@example.com")
    assert [row.get("name") for row in view.findall("group[@by='agent'][@measure='answered']/row")] == [me]
    press(agent, refs[3], "merge", into=refs[0])
    follows(site, agent, place)
    elsewhere = department(site)
    press(agent, refs[0], "set", department=elsewhere)
    follows(site, agent, place)
    follows(site, agent, elsewhere)
    assert total(report(agent, f"?department={elsewhere}"), "answered") == 1


def test_each_sees_the_departments_where_they_work(site, client, agent, admin, place):
    """Of another department there is nothing: not by asking for it, nor in the sums, nor in a table."""
    hidden = f"hidden-{uuid.uuid4().hex[:8]}"
    site.ctl("department", "add", hidden, "--name-en", hidden)
    open_ticket(client, department=place)
    wait_until(lambda: total(report(agent, f"?department={place}"), "opened") == 1, 10, "the ticket to be counted")
    before = total(report(agent), "opened")
    open_ticket(client, department=hidden)
    wait_until(lambda: total(report(admin, f"?department={hidden}"), "opened") == 1, 10, "the admin to see it")
    for query in "", f"?department={hidden}":
        view = report(agent, query)
        assert total(view, "opened") == before and hidden.encode() not in etree.tostring(view)
        assert hidden not in agent.get("/desk/reports/times.csv" + query).text
        assert sum(int(row["opened"]) for row in read_csv(agent, "days", query)) == before
    nobody = site.sign_in(site.add_person(role="agent"))
    assert report(nobody).get("nowhere") == "yes" and not report(nobody).findall("group/row")
    assert read_csv(nobody, "times") == []


def test_days_are_chosen_and_bounded(site, agent):
    today = datetime.date.fromisoformat(report(agent).get("today"))
    day = datetime.timedelta(days=1)
    for query, first, last in [
            ("", today - 29 * day, today), ("?period=7", today - 6 * day, today), ("?period=90", today - 89 * day, today),
            ("?period=2025-02", datetime.date(2025, 2, 1), datetime.date(2025, 2, 28)),
            (f"?period={today:%Y-%m}", today.replace(day=1), today), ("?period=nonsense", today - 29 * day, today),
            ("?period=2025-13", today - 29 * day, today), ("?from=2025-03-01&to=2025-03-31&period=7", datetime.date(2025, 3, 1), datetime.date(2025, 3, 31)),
            ("?from=2025-03-31&to=2025-03-01", datetime.date(2025, 3, 1), datetime.date(2025, 3, 31)),
            (f"?from={today - day}", today - day, today), ("?from=9999-12-31", today, today),
            ("?from=2025-02-30&to=x", today - 29 * day, today), ("?from=1970-01-01&to=0000-00-00", today - 29 * day, today),
            ("?from=1990-01-01&to=2025-12-31", datetime.date(2024, 12, 31), datetime.date(2025, 12, 31))]:
        view = report(agent, query)
        assert (view.get("from"), view.get("to")) == (str(first), str(last)), query
        assert view.get("cut") == ("366" if "1990" in query else None)
        bars = view.findall("days/bar")
        assert len(bars) == ((last - first).days + 1 if (last - first).days < 92 else 13)
        assert agent.get("/desk/reports" + view.get("query")).status == 200


def test_a_name_is_no_formula_in_a_spreadsheet(site, client, admin):
    slug = f"formula-{uuid.uuid4().hex[:8]}"
    site.ctl("department", "add", slug, "--name-en", '=HYPERLINK("http://x","y"),z')
    open_ticket(client, department=slug)
    wait_until(lambda: total(report(admin, f"?department={slug}"), "opened") == 1, 10, "the ticket to be counted")
    names = [row["name"] for row in read_csv(admin, "times", "?by=department")]
    assert '\'=HYPERLINK("http://x","y"),z' in names
    assert admin.get("/desk/reports/times.pdf").status == 404


def test_all_is_reckoned_anew_on_request(site, client, agent, place):
    open_ticket(client, department=place)
    follows(site, agent, place)
    edition = int(table(site, "report_state")[0]["edition"])
    site.ctl("report", "rebuild")
    wait_until(lambda: int(table(site, "report_state")[0]["edition"]) == edition + 1, 10, "the worker to begin anew")
    follows(site, agent, place)


