# tests/http/test_client_merge.py: two accounts, or two people, become one.
# SPDX-License-Identifier: Apache-2.0
import concurrent.futures

import pytest

from portal import PASSWORD
from test_audit import noted
from test_clients import account_of, add, found, members, set_rights, unique
from test_search import found as tickets_found, is_found, own_word
from test_services_admin import add as add_service
from test_tickets import open_ticket, reply

pytestmark = pytest.mark.event


def merge(admin, path, into, **fields):
    return admin.form(path, path + "/merge").send(**{"into": into, "confirm": "1", **fields})


def refs(browser):
    return {one.get("ref") for one in browser.xml("/tickets/?status=all").findall("tickets/ticket")}


@pytest.fixture
def pair(site, admin):
    """Two clients with an account each: (address, page, account, browser) of both."""
    both = []
    for _ in range(2):
        email = site.add_client(language="en")
        path, = found(admin, email)
        both.append((email, path, account_of(admin, path), site.sign_in(email)))
    return both


def test_an_account_goes_whole_into_another(site, admin, pair):
    (one, _, from_account, first), (two, _, into_account, second) = pair
    tickets = {open_ticket(first), open_ticket(first)}
    own = open_ticket(second)
    label, _ = add_service(admin, one)
    name = admin.xml(from_account).findtext("heading")
    sent = merge(admin, from_account, into_account.rpartition("/")[2])
    assert sent.status == 303 and sent.location.endswith(into_account)
    assert refs(first) == refs(second) == tickets | {own}
    assert members(admin, into_account) == {one: "owner", two: "owner"}
    assert label in [one.get("label") for one in second.xml("/services/").findall("services/service")]
    assert admin.get(from_account).status == 404 and found(admin, name.replace(" ", "%20"), "accounts") == []
    counts = {tab.get("name"): tab.get("count") for tab in second.xml("/tickets/?status=all").findall("tickets/tab")}
    assert counts["all"] == "3"
    reply(first, own, "Now I may")
    site.ctl("check")
    done, = [row for row in noted(site, name) if row[0] == "merged"]
    assert done[1] == "tickets 2, services 1, proformas 0, people 1"
    assert [row[0] for row in noted(site, admin.xml(into_account).findtext("heading"))][-1] == "merged-from"


def test_a_person_goes_whole_into_another(site, admin, agent, pair):
    (one, from_path, from_account, first), (two, into_path, into_account, second) = pair
    ref = open_ticket(first)
    assert merge(admin, from_path, two.upper()).location.endswith(into_path)
    assert first.get("/tickets/").status == 302 and site.client().sign_in(one, PASSWORD).status == 401
    assert ref in refs(second)
    assert admin.xml(f"/desk/tickets/{ref}").find("client").get("email") == two
    assert second.xml(f"/tickets/{ref}").find("ticket/message").get("you") == "yes"
    assert members(admin, from_account) == {two: "owner"} and members(admin, into_account) == {two: "owner"}
    reply(second, ref, "It is mine now")
    site.ctl("check")
    assert [row[0] for row in noted(site, one)][-1] == "merged"


def test_tickets_are_found_by_whose_they_are_now(site, admin, pair):
    (one, from_path, from_account, first), (two, into_path, into_account, second) = pair
    old, name, firm, person = (own_word() for _ in range(4))
    for path, word in (from_account, old), (into_account, name), (into_path, person):
        assert admin.form(path, path).send(name=f"Named {word}").status == 303
    assert admin.form(from_path, from_path).send(name=f"Before {firm}").status == 303
    ref, own = open_ticket(first), open_ticket(second)
    is_found(admin, old, ref)
    is_found(admin, person, own)
    assert admin.form(into_account, into_account).send(name=f"Renamed {name}0").status == 303
    is_found(admin, f"{name}0", own)  # an account that has another name
    assert merge(admin, from_account, into_account.rpartition("/")[2]).status == 303
    is_found(admin, f"{name}0", ref, own)
    is_found(admin, old)
    assert set_rights(admin, into_account, one, "none").status == 303  # what they wrote there stays
    assert merge(admin, from_path, into_path.rpartition("/")[2]).status == 303
    is_found(admin, person, ref, own)
    is_found(admin, firm)
    assert admin.form(into_path, into_path).send(name=f"Other {firm}0").status == 303
    is_found(admin, f"{firm}0", ref, own)
    assert tickets_found(admin, person) == []


def test_the_greater_right_stays(site, admin, pair):
    (one, from_path, from_account, _), (two, into_path, into_account, _) = pair
    assert admin.form(from_account, from_account + "/members").send(email=two, rights="billing").status == 303
    assert merge(admin, into_account, from_account.rpartition("/")[2]).status == 303
    assert members(admin, from_account) == {one: "owner", two: "owner"}


def test_an_account_is_meant_by_who_belongs_to_it_alone(site, admin, pair):
    (one, _, from_account, _), (two, _, into_account, _) = pair
    assert merge(admin, from_account, f" {two} ").status == 303
    assert set(members(admin, into_account)) == {one, two}
    fresh = f"new-{two}"
    form = admin.form("/admin/clients/new", "/clients/new")
    assert form.send(name="New Person", email=fresh, account=two, rights="support").status == 303
    assert members(admin, into_account)[fresh] == "support"


def test_who_belongs_to_several_accounts_means_none_of_them(site, admin, pair):
    (_, _, from_account, _), (two, _, into_account, _) = pair
    third = site.add_client(language="en")
    assert admin.form(into_account, into_account + "/members").send(email=third, rights="billing").status == 303
    page = merge(admin, from_account, third)
    assert page.status == 422 and page.problems() == ["into"] and third in page.text


def test_what_cannot_be_merged_is_refused_and_nothing_moves(site, admin, pair):
    (one, from_path, from_account, first), (two, into_path, into_account, _) = pair
    open_ticket(first)
    before = refs(first), members(admin, from_account), members(admin, into_account)
    own = from_account.rpartition("/")[2]
    for path, into in ((from_account, own), (from_account, "0" * 16), (from_account, ""), (from_path, one), (from_path, "nobody@example.com"),
                       (from_path, "agent@example.com"), (from_path, "")):
        page = merge(admin, path, into)
        assert page.status == 422 and page.problems() == ["into"], (path, into)
    page = merge(admin, from_account, into_account.rpartition("/")[2], confirm=None)
    assert page.status == 422 and page.problems() == ["confirm"]
    assert page.html.xpath("//input[@name='into']/@value") == [into_account.rpartition("/")[2]]
    assert (refs(first), members(admin, from_account), members(admin, into_account)) == before
    assert admin.post("/admin/accounts/" + "0" * 16 + "/merge", {"into": own, "confirm": "1"}).status == 404


def test_tickets_that_are_opened_meanwhile_are_lost_by_nobody(site, admin, pair):
    (one, _, from_account, first), (_, _, into_account, second) = pair
    for tag in "HD0012", "HD0130":  # the account was gone when the ticket was to be written: the form comes back
        site.expect_log(tag, must=False)
    for _ in range(3):
        open_ticket(first)
    form = admin.form(from_account, from_account + "/merge").set("into", into_account.rpartition("/")[2]).set("confirm", "1")
    with concurrent.futures.ThreadPoolExecutor(5) as pool:
        writers = [site.sign_in(one) for _ in range(4)]
        sent = [pool.submit(writer.post, "/tickets/new", {"subject": "Meanwhile", "body": "x", "department": "sales"}) for writer in writers]
        merged = pool.submit(form.send).result()
        opened = [one.result() for one in sent]
    assert merged.status in (303, 503)
    if merged.status == 503:
        assert admin.form(from_account, from_account + "/merge").send(into=into_account.rpartition("/")[2], confirm="1").status == 303
    accepted = [one for one in opened if one.status == 303]
    assert {one.status for one in opened} <= {303, 503}
    assert len(refs(second)) == 3 + len(accepted)
    site.ctl("check")


def test_a_circle_of_merges_at_once_ends(site, admin, pair):
    for tag in "HD0012", "HD0130":
        site.expect_log(tag, must=False)
    (_, _, one, first), (_, _, two, _) = pair
    ref = open_ticket(first)
    forms = [admin.twin().form(path, path + "/merge").set("into", other.rpartition("/")[2]).set("confirm", "1")
             for path, other in ((one, two), (two, one))]
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        sent = sorted(answer.status for answer in pool.map(lambda form: form.send(), forms))
    assert sent[0] == 303 and sent[1] in (404, 422, 503)
    assert ref in refs(first)
    site.ctl("check")
