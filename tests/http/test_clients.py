# tests/http/test_clients.py: clients and their accounts, as administrators keep them, and as agents see them.
# SPDX-License-Identifier: Apache-2.0
import re
import uuid

import pytest

from portal import PASSWORD
from test_audit import noted
from test_queue import department
from test_tickets import open_ticket

pytestmark = pytest.mark.event

NEW = "/admin/clients/new"


def unique(what="Firm"):
    return f"{what}{uuid.uuid4().hex[:10]}"


def add(admin, email=None, **fields):
    """A new client: address and page."""
    email = email or f"{unique('c').lower()}@example.com"
    sent = admin.form(NEW, NEW).send(**{"name": "Mila Nova", "email": email, "rights": "owner", **fields})
    assert sent.status == 303, sent
    return email, sent.location.removeprefix("/portal")


def account_of(admin, path):
    return admin.xml(path).find("list[@name='client-accounts']/row").get("address")


def members(admin, path):
    return {row.find("cell[@name='email']").text: row.find("cell[@name='rights']").get("word")
            for row in admin.xml(path).findall("list[@name='members']/row")}


def set_rights(admin, path, email, rights):
    return admin.form(path, path + "/members").send(email=email, rights=rights)


def found(admin, query, of="clients"):
    return [row.get("address") for row in admin.xml(f"/admin/clients/?q={query}").findall(f"list[@name='{of}']/row")]


def accept(site, email):
    """Choose a password by the invitation, and sign in."""
    mail = site.smtp.wait(email)[-1]
    link = re.search(r"https?://\S+/password/reset\?token=\w+", mail.text()).group(0)
    browser = site.client()
    page = browser.form(link[link.index("/password/"):], "/password/reset")
    assert page.send(password=PASSWORD, password2=PASSWORD).status == 303
    return site.sign_in(email, PASSWORD)


def test_a_new_client_has_an_account_an_invitation_and_signs_in(site, admin):
    firm = unique()
    email, path = add(admin, **{"account-name": firm, "language": "en"})
    owner = accept(site, email)
    assert owner.get("/services/").status == 200
    assert members(admin, account_of(admin, path)) == {email: "owner"}
    assert [row[0] for row in noted(site, email)] == ["created", "invited"]
    assert noted(site, firm) == [("created", "", "", ""), ("member-set", email, "", "owner")]


def test_the_same_form_makes_one_client(admin):
    form, email = admin.form(NEW, NEW), f"{unique('c').lower()}@example.com"
    first = form.send(name="Mila Nova", email=email, rights="owner")
    assert form.send(name="Mila Nova", email=email, rights="owner").location == first.location
    assert len(found(admin, email.split("@")[0])) == 1


@pytest.mark.parametrize("fields, fault", [
    ({"email": "client@example.com"}, "email"), ({"email": "no address"}, "email"), ({"name": ""}, "name"),
    ({"rights": "all"}, "rights"), ({"rights": "none"}, "rights"), ({"account": "0" * 16}, "account"),
    ({"account-name": "x" * 101}, "account-name"), ({"language": "xx"}, "language")])
def test_what_is_wrong_stands_beside_its_field_and_makes_nothing(admin, fields, fault):
    email = f"{unique('c').lower()}@example.com"
    sent = admin.form(NEW, NEW).send(**{"name": "Kept Name", "email": email, "rights": "owner", **fields})
    assert sent.status == 422 and sent.problems() == [fault]
    assert sent.html.xpath("//input[@name='name']/@value") == [fields.get("name", "Kept Name")]
    assert found(admin, email.split("@")[0]) == []


def test_people_and_accounts_are_found_by_name_and_address(admin):
    word = unique("Žika").lower()
    email, path = add(admin, name=f"{word.capitalize()} Perić", **{"account-name": f"{word} d.o.o."})
    ascii_word = word.replace("ž", "z")
    assert found(admin, ascii_word) == [path] and found(admin, f"peric%20{ascii_word}") == [path]
    assert found(admin, email) == [path] and found(admin, email.upper()) == [path]
    assert found(admin, f"{ascii_word}%20doo", "accounts") == [] and found(admin, f"d.o.o.%20{ascii_word}", "accounts") == [account_of(admin, path)]
    assert admin.form(path, path).send(name="Quite Another").status == 303
    assert found(admin, f"peric%20{ascii_word}") == []
    assert admin.xml("/admin/clients/?q=%25").findall("list/row") == []


def test_the_newest_come_first_and_the_list_goes_on(admin):
    paths = [add(admin)[1] for _ in range(51)]
    page = admin.xml("/admin/clients/")
    assert [row.get("address") for row in page.findall("list/row")] == paths[:0:-1]
    older = admin.xml(page.find("list/link[@name='next']").get("address"))
    assert older.find("list/row").get("address") == paths[0]


def test_an_account_keeps_one_owner(site, admin):
    email, path = add(admin)
    account = account_of(admin, path)
    for rights in "billing", "none":
        refused = set_rights(admin, account, email, rights)
        assert refused.status == 422 and refused.problems() == ["rights"]
    second, _ = add(admin, account=account.rpartition("/")[2], rights="support")
    assert members(admin, account) == {email: "owner", second: "support"}
    assert set_rights(admin, account, second, "owner").status == 303
    assert set_rights(admin, account, email, "none").status == 303
    assert members(admin, account) == {second: "owner"}
    assert set_rights(admin, account, "nobody@example.com", "owner").problems() == ["email"]
    assert set_rights(admin, account, second, "king").problems() == ["rights"]
    done = noted(site, admin.xml(account).findtext("heading"))
    assert done[-2:] == [("member-set", second, "support", "owner"), ("member-set", email, "owner", "")]
    assert set_rights(admin, account, second, "owner").status == 303
    assert noted(site, admin.xml(account).findtext("heading")) == done  # what is so already is not noted


def test_rights_are_what_a_client_can_do_at_once(site, admin):
    email, path = add(admin, language="en")
    other, _ = add(admin, account=account_of(admin, path).rpartition("/")[2], rights="billing", language="en")
    browser = accept(site, other)
    assert browser.get("/services/").status == 200 and browser.get("/tickets/").status == 403
    assert set_rights(admin, account_of(admin, path), other, "both").status == 303
    assert browser.get("/tickets/").status == 200
    assert set_rights(admin, account_of(admin, path), other, "none").status == 303
    assert browser.get("/services/").status == 403


def test_who_is_kept_out_is_out_at_once(site, admin):
    email, path = add(admin, language="en")
    browser = accept(site, email)
    assert admin.form(path, path).send(disabled="1").status == 303
    assert browser.get("/services/").status == 302
    assert site.client().sign_in(email, PASSWORD).status == 401
    assert admin.post(path + "/invite", {}).status == 422
    assert admin.form(path, path).set("disabled", None).send().status == 303
    assert site.sign_in(email, PASSWORD).get("/services/").status == 200
    assert [row[0] for row in noted(site, email)][-2:] == ["disabled", "enabled"]


def test_two_at_once_lose_nothing(site, admin):
    email, path = add(admin)
    account = account_of(admin, path)
    second = site.sign_in(site.add_person(role="admin"))
    mine, rights = admin.form(path, path), admin.form(account, account + "/members")
    assert second.form(path, path).send(name="Their Name").status == 303
    page = mine.send(name="My Name")
    assert page.status == 409 and page.html.xpath("//input[@name='name']/@value") == ["My Name"] and "Their Name" in page.text
    assert second.form(account, account).send(name="Their Firm").status == 303
    assert rights.send(email=email, rights="owner").status == 409
    assert admin.xml(account).findtext("heading") == "Their Firm"


def test_staff_is_not_kept_here(admin, agent):
    person = admin.xml("/admin/agents/").find("list/row").get("address").rpartition("/")[2]
    assert admin.get(f"/admin/clients/{person}").status == 404
    assert admin.post(f"/admin/clients/{person}", {"name": "X", "disabled": "1"}).status == 404
    assert admin.get(f"/desk/clients/{person}").status == 404
    assert found(admin, "agent") == []


def test_an_agent_sees_a_client_and_the_tickets_of_their_departments(site, admin):
    here, elsewhere = department(site), department(site)
    worker = site.add_person(role="agent")
    site.ctl("department", "staff", here, worker)
    agent = site.sign_in(worker)
    email, path = add(admin, language="en", name="Vera Vidljiva")
    colleague, _ = add(admin, account=account_of(admin, path).rpartition("/")[2], rights="billing")
    browser = accept(site, email)
    mine, theirs = open_ticket(browser, department=here), open_ticket(browser, department=elsewhere)
    address = agent.xml(f"/desk/tickets/{mine}").find("client").get("id")
    client = agent.xml(f"/desk/clients/{address}").find("client")
    assert client.get("email") == email and client.find("account/contact").get("email") == colleague
    assert [one.get("ref") for one in client.findall("account/other")] == [mine]
    assert {one.get("ref") for one in admin.xml(f"/desk/clients/{address}").findall("client/account/other")} == {mine, theirs}
    page = agent.get(f"/desk/clients/{address}")
    assert page.status == 200 and theirs not in page.text and not page.html.xpath("//main//form")
    assert agent.get("/desk/clients/" + "0" * 16).status == 404
