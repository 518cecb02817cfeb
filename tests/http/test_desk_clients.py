# tests/http/test_desk_clients.py: the list of clients at the desk: whom agents find, and what they learn of them.
# SPDX-License-Identifier: Apache-2.0
import urllib.parse

import pytest

from test_clients import accept, account_of, add, unique
from test_queue import department
from test_tickets import open_ticket


def listed(agent, **query):
    page = agent.xml("/desk/clients/" + ("?" + urllib.parse.urlencode(query) if query else ""))
    return {one.get("email"): one for one in page.findall("clients/client")}


@pytest.fixture(scope="module")
def firm(portal):
    """A client with an account and a service of names of their own."""
    admin, words = portal.browser("admin@example.com"), [unique(word).lower() for word in ("žika", "firma", "domen")]
    email, path = add(admin, name=f"{words[0].capitalize()} Perić", **{"account-name": f"{words[1]} d.o.o."})
    account = account_of(admin, path).rpartition("/")[2]
    assert admin.form("/admin/services/new", "/services/new").send(
        account=account, label=f"{words[2]}.example", kind="domain", plan="Domain", term="12", price="10", currency="RSD").status == 303
    second, _ = add(admin, name="Druga Osoba", account=account, rights="billing")
    return {"email": email, "second": second, "account": account, "name": words[0], "firm": words[1], "label": words[2]}


def test_an_agent_finds_a_client_by_each_kind_of_word(site, agent, firm):
    both = {firm["email"], firm["second"]}
    assert set(listed(agent, q=firm["name"].replace("ž", "Z"))) == {firm["email"]}
    assert set(listed(agent, q="peric " + firm["name"])) == {firm["email"]}
    assert set(listed(agent, q=firm["email"].upper())) == {firm["email"]}
    assert set(listed(agent, q=firm["firm"][:-2])) == both
    assert set(listed(agent, q=firm["label"])) == both
    assert listed(agent, q=firm["name"] + " nothing") == {} == listed(agent, q="%")


def test_a_row_has_name_address_accounts_and_the_way_to_each(site, agent, firm):
    row = listed(agent, q=firm["email"])[firm["email"]]
    assert row.get("name").startswith(firm["name"].capitalize()) and row.get("open") == "0"
    assert [(one.get("id"), one.get("name")) for one in row.findall("account")] == [(firm["account"], firm["firm"] + " d.o.o.")]
    page = agent.get("/desk/clients/?q=" + firm["firm"]).html
    assert page.xpath(f"//td/a[@href='/portal/desk/?client={firm['account']}']") and page.xpath("//input[@name='q']/@value") == [firm["firm"]]
    assert agent.get(f"/desk/clients/{row.get('id')}").html.xpath("//nav[@class='crumbs']//a/@href") == ["/portal/desk/clients/"]
    assert agent.get("/desk/").html.xpath("//nav[contains(@class, 'main-nav')]/a[@href='/portal/desk/clients/']")


def test_only_tickets_of_the_agents_departments_are_counted(site, admin):
    here, elsewhere = department(site), department(site)
    workers = []
    for slug in here, department(site):
        workers.append(site.add_person(role="agent"))
        site.ctl("department", "staff", slug, workers[-1])
    agent, stranger = (site.sign_in(worker) for worker in workers)
    email, path = add(admin, language="en")
    colleague, _ = add(admin, account=account_of(admin, path).rpartition("/")[2], rights="support")
    browser = accept(site, email)
    theirs = open_ticket(browser, department=elsewhere)
    assert listed(agent, q=email)[email].get("open") == "0"
    closed = [open_ticket(browser, department=here) for _ in range(2)][1]
    assert browser.form(f"/tickets/{closed}", "/close").send().status == 303
    for one in email, colleague:  # of the same account
        opened = [listed(who, q=one)[one].get("open") for who in (agent, stranger, admin)]
        assert opened == ["1", "0", "2"]
    assert theirs not in agent.get("/desk/clients/?q=" + email).text


def test_a_client_of_many_accounts_shows_some_of_them(site, admin, agent):
    email, path = add(admin, **{"account-name": "Prvi"})
    for name in "Drugi", "Treći", "Četvrti", "Peti", "Šesti":
        other, other_path = add(admin, **{"account-name": name})
        account = account_of(admin, other_path)
        assert admin.form(account, account + "/members").send(email=email, rights="support").status == 303
    row = listed(agent, q=email)[email]
    assert len(row.findall("account")) == 5 and row.get("accounts-more") == row.get("open-more") == "yes"


def test_the_newest_come_first_and_the_list_goes_on_and_back(site, admin, agent):
    emails = [add(admin)[0] for _ in range(51)]
    first = agent.xml("/desk/clients/").find("clients")
    assert [one.get("email") for one in first.findall("client")] == emails[:0:-1] and first.get("first") is None
    older = agent.xml(first.get("next")).find("clients")
    assert older.find("client").get("email") == emails[0] and older.get("first") == "/desk/clients/"
    assert [one.get("email") for one in agent.xml("/desk/clients/?after=unknown").findall("clients/client")] == emails[:0:-1]


def test_staff_do_not_stand_among_clients(agent):
    assert "agent@example.com" not in listed(agent, q="agent") and "admin@example.com" not in listed(agent, q="admin")
