# tests/http/test_waiting.py: the numbers beside the views, asked for again and again at the cost of a 304.
# SPDX-License-Identifier: Apache-2.0
import pytest

from browser import XML
from test_cost import asked, counted, statements
from test_queue import counts, department
from test_tickets import open_ticket


def ask(agent, path="/desk/waiting", etag=None):
    return agent.get(path, {"Accept": XML, **({"If-None-Match": etag} if etag else {})})


def numbers(answer):
    return {tab.get("name"): int(tab.get("count")) for tab in answer.xml.find("queue").findall("tab")}


@pytest.fixture
def alone(site):
    """An agent of one department, in which nothing else happens. @return who, the department"""
    place, email = department(site), site.add_person("Waiting Agent", role="agent", language="en")
    site.ctl("department", "staff", place, email)
    return site.sign_in(email), place


def test_the_numbers_are_those_of_the_queue(site, client, agent, alone):
    watcher, place = alone
    open_ticket(client, department=place)
    assert numbers(ask(watcher)) == counts(watcher) and numbers(ask(watcher))["waiting"] == 1
    assert numbers(ask(agent, f"/desk/waiting?department={place}")) == counts(agent, f"?department={place}")
    answer = ask(agent, "/desk/waiting?view=unassigned")
    shown = {one.get("slug"): one.get("count") for one in answer.xml.find("queue").findall("department")}
    assert shown[place] == "1" and shown == {one.get("slug"): one.get("count") for one in
                                             agent.xml("/desk/?view=unassigned").find("queue").findall("department")}
    assert ask(client).status == 403
    assert numbers(ask(site.sign_in(site.add_person("Nowhere", role="agent"))))["waiting"] == 0


def test_what_has_not_changed_is_not_sent_again(site, client, alone):
    watcher, place = alone
    etag = ask(watcher).header("ETag")
    assert (ask(watcher, etag=etag).status, ask(watcher, etag=etag).body) == (304, b"")
    open_ticket(client, department="sales")  # where this agent does not work
    assert ask(watcher, etag=etag).status == 304
    open_ticket(client, department=place)
    answer = ask(watcher, etag=etag)
    assert answer.status == 200 and numbers(answer)["waiting"] == 1 and answer.header("ETag") != etag


@counted
def test_it_asks_one_statement_beside_the_session(site, alone):
    watcher, _ = alone
    etag = ask(watcher).header("ETag")
    site_asks = asked(site, WithHeaders(watcher, etag), "/desk/waiting", 2)
    assert site_asks <= 2 and statements(site) > 0


class WithHeaders:
    """Asks as the script does."""

    def __init__(self, browser, etag):
        self.browser, self.etag = browser, etag

    def get(self, path):
        answer = ask(self.browser, path, self.etag)
        assert answer.status == 304
        answer.status = 200
        return answer


def test_the_title_of_the_queue_says_how_many_wait(site, client, alone):
    watcher, place = alone
    title = watcher.get("/desk/").html.findtext("head/title")
    assert not title.startswith("(")
    open_ticket(client, department=place)
    assert watcher.get("/desk/").html.findtext("head/title") == f"(1) {title}"
    assert watcher.get("/desk/?view=closed").html.findtext("head/title") == f"(1) {title}"
    rail, = watcher.get(f"/desk/?department={place}").html.xpath("//nav/@data-waiting")
    assert rail == f"/portal/desk/waiting?view=waiting&department={place}"
