# tests/http/test_reports.py: the reports of the desk, through the server: what is shown is what the raw rows say, who sees which
# departments, and the tables for spreadsheets. tests/unit/test_report.c has the days of other zones and random stories.
# SPDX-License-Identifier: Apache-2.0
import csv
import datetime
import io
import math
import sqlite3
import uuid

import pytest
from lxml import etree

from backup_load import ask
from portal import wait_until
from test_queue import department
from test_tickets import open_ticket, reply
from test_work import press

pytestmark = pytest.mark.event


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


def rows(site, statement):
    """What a SELECT of whole numbers gives."""
    if site.db == "sqlite3":
        base = sqlite3.connect(f"file:{site.place / 'db' / 'helpdesk.sqlite'}?mode=ro", uri=True)
        try:
            return base.execute(statement).fetchall()
        finally:
            base.close()
    lines = ask(site, f"COPY ({statement}) TO STDOUT (FORMAT text, HEADER)" if site.db == "pgsql" else statement)
    return [tuple(map(int, line.split("\t"))) for line in lines[1:]]


def facts(site, slug):
    """What the raw rows say of a department's tickets: (opened, first answers, solutions), the last two in minutes."""
    of_place = f"department_id = (SELECT d.id FROM department d WHERE d.slug = '{slug}') AND t.id NOT IN (SELECT g.ticket_id FROM ticket_merge g)"
    tickets = rows(site, f"SELECT t.id, t.created_at, t.closed_at FROM ticket t WHERE t.{of_place}")
    answers = rows(site, "SELECT (m.created_at - t.created_at) FROM ticket t JOIN message m ON m.id = (SELECT MIN(a.id) FROM message a"
                         f" WHERE a.ticket_id = t.id AND a.side = 'agent') WHERE t.{of_place}")
    return (len(tickets), [sec // 60 for sec, in answers], [(closed - opened) // 60 for _, opened, closed in tickets if closed])


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
    wait_until(lambda: agrees(site, who, slug), 30, "reports to follow what has happened")


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
    assert [row.get("name") for row in view.findall("group[@by='agent'][@measure='answered']/row")] == ["Agent Ana"]
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
    wait_until(lambda: total(report(agent, f"?department={place}"), "opened") == 1, 30, "the ticket to be counted")
    before = total(report(agent), "opened")
    open_ticket(client, department=hidden)
    wait_until(lambda: total(report(admin, f"?department={hidden}"), "opened") == 1, 30, "the admin to see it")
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
    wait_until(lambda: total(report(admin, f"?department={slug}"), "opened") == 1, 30, "the ticket to be counted")
    names = [row["name"] for row in read_csv(admin, "times", "?by=department")]
    assert '\'=HYPERLINK("http://x","y"),z' in names
    assert admin.get("/desk/reports/times.pdf").status == 404


def test_all_is_reckoned_anew_on_request(site, client, agent, place):
    open_ticket(client, department=place)
    follows(site, agent, place)
    (edition,), = rows(site, "SELECT edition FROM report_state")
    site.ctl("report", "rebuild")
    wait_until(lambda: rows(site, "SELECT edition FROM report_state") == [(edition + 1,)], 30, "the worker to begin anew")
    follows(site, agent, place)
    site.ctl("report", "rebuild")
    assert "up to date" in site.ctl("report", "update").stdout
    assert agrees(site, agent, place)


