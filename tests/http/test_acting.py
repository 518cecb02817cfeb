# tests/http/test_acting.py: an administrator acts for a client, for support: by right, with a reason, for a short time, and never
# on what is the client's own. That it is over after an hour is in tests/unit/test_acting.c.
# SPDX-License-Identifier: Apache-2.0
import pytest

from backup_load import rows_of
from portal import PASSWORD
from test_audit import noted
from test_clients import found
from test_tickets import open_ticket, reply
from test_work import history

pytestmark = pytest.mark.event

REASON = "Asked by phone to look"


def act(browser, path, reason=REASON):
    return browser.form(path, path + "/act").send(reason=reason)


def sessions(site, email):
    columns, people = rows_of(site, "person")["person"]
    person, = [row[columns.index("id")] for row in people if row[columns.index("email")] == email]
    columns, rows = rows_of(site, "session")["session"]
    return [row for row in rows if row[columns.index("person_id")] == person]


@pytest.fixture
def owner(site):
    """A client with an account, signed in."""
    return site.sign_in(site.add_client(language="en"))


@pytest.fixture
def boss(site):
    """An administrator, signed in."""
    return site.sign_in(site.add_person("Boss Bossić", role="admin", language="en"))


@pytest.fixture
def acting(site, boss, owner):
    """The administrator, who acts for the client now."""
    path, = found(boss, owner.email)
    sent = act(boss, path)
    assert sent.status == 303 and sent.location == "/portal/"
    return boss


def end(browser):
    return browser.form("/services/", "/acting/end").send()


def test_an_admin_sees_what_the_client_sees_with_a_banner_and_comes_back(site, acting, owner):
    ref = open_ticket(owner)
    for path in "/", "/services/", "/tickets/", f"/tickets/{ref}", "/support", "/tickets/new":
        page = acting.get(path)
        assert page.status == 200 and len(page.html.xpath("//*[@id='acting']//form[contains(@action,'/acting/end')]")) == 1, path
        assert owner.get(path).html.xpath("//*[@id='acting']") == []
    assert acting.xml("/tickets/").find("person").get("email") == owner.email
    assert acting.get("/desk/").status == acting.get("/admin/").status == 403
    back = end(acting)
    assert back.status == 303 and "/admin/clients/" in back.location
    assert acting.get(back.location).status == 200 and acting.xml("/desk/").find("person").get("acting") is None
    assert len(sessions(site, owner.email)) == 1


def test_it_takes_the_right_a_reason_and_a_client(site, admin, agent, client, owner):
    path, = found(admin, owner.email)
    staff = admin.xml("/admin/agents/").find("list/row").get("address").rpartition("/")[2]
    for browser in agent, client:
        assert browser.post(path + "/act", {"reason": REASON}).status == 403
    for reason in "", "   ", "x" * 201:
        page = act(admin, path, reason)
        assert page.status == 422 and page.problems() == ["reason"]
    assert admin.post(f"/admin/clients/{staff}/act", {"reason": REASON}).status == 404
    assert admin.get("/desk/").status == 200 and len(sessions(site, owner.email)) == 1
    assert [row[0] for row in noted(site, owner.email)] == ["created"]


def test_the_audit_says_who_and_why(site, admin, acting, owner):
    change = next(one for one in admin.xml("/admin/audit?what=acted-for").findall("list/change") if one.get("label") == owner.email)
    assert (change.get("what"), change.get("reason"), change.get("name")) == ("acted-for", REASON, "Boss Bossić")


def test_what_is_the_clients_own_stays_theirs(site, acting, owner):
    before = [row for row in rows_of(site, "person")["person"][1] if owner.email in row]
    for path in "/account", "/account/password", "/account/security":
        assert acting.get(path).status == 403
    token = acting.form("/services/", "/acting/end").get("csrf")
    for path, fields in (("/account", {"name": "Taken Over", "language": "sr-Latn", "theme": "dark"}), ("/account/security", {"everywhere": "1"}),
                         ("/account/password", {"current": PASSWORD, "password": "another-one-12", "password2": "another-one-12"})):
        assert acting.post(path, fields, csrf=token).status == 403
    for language in "sr-Latn", "sr-Cyrl":
        page = acting.get(f"/services/?lang={language}")
        assert page.status == 200 and page.html.get("lang") == language
    assert [row for row in rows_of(site, "person")["person"][1] if owner.email in row] == before
    assert owner.get("/services/").status == 200 and site.client().sign_in(owner.email, PASSWORD).status == 303


def test_the_client_does_not_see_the_session_among_their_own(acting, owner):
    assert len(owner.xml("/account/security").findall(".//session")) == 1


def test_what_is_written_is_the_clients_and_the_history_says_who_did_it(acting, owner, admin):
    mine = open_ticket(owner)
    theirs = open_ticket(acting)
    reply(acting, mine, "Written for the client")
    assert acting.form(f"/tickets/{mine}", "/close").send().status == 303
    for ref, times in (theirs, 1), (mine, 2):
        done = [one for one in admin.xml(f"/desk/tickets/{ref}").findall("history/change") if one.get("what") == "acted"]
        assert [one.get("name") for one in done] == ["Boss Bossić"] * times, ref
    assert [what for what, _, _ in history(admin, mine)] == ["acted", "closed", "acted"]
    for ref in mine, theirs:
        text = owner.get(f"/tickets/{ref}").text
        assert "Boss Boss" not in text  # who of us it was stays inside
        assert owner.xml(f"/tickets/{ref}").findall("ticket/message")[-1].get("you") == "yes"


@pytest.mark.parametrize("over", ["signed out", "no admin", "kept out", "client kept out", "everywhere"])
def test_it_ends_with_what_it_stands_on(site, admin, boss, owner, over):
    path, = found(boss, owner.email)
    own = boss.twin()
    assert act(boss, path).status == 303 and boss.get("/services/").status == 200
    staff = next(row.get("address") for row in admin.xml("/admin/agents/").findall("list/row") if row.find("cell[@name='email']").text == boss.email)
    if over == "signed out":
        own.sign_out()
    elif over == "everywhere":
        own.form("/account/security", "/account/security").send(everywhere="1")
    elif over == "no admin":
        assert admin.form(staff, staff).send(role="agent").status == 303
    elif over == "kept out":
        assert admin.form(staff, staff).send(disabled="1").status == 303
    else:
        assert admin.form(path, path).send(disabled="1").status == 303
    assert boss.get("/services/").status == 302 and boss.get("/tickets/").status == 302


def test_a_session_that_another_has_put_there_is_not_gone_back_to(acting, client):
    token, = (value for name, value in client.cookies.items() if name.endswith("hd"))
    waiting, = (name for name in acting.cookies if name.endswith("hd-own"))
    acting.cookies[waiting] = token
    assert end(acting).location == "/portal/"
    assert acting.get("/services/").status == 302 and client.get("/services/").status == 200


def test_signing_in_leaves_no_session_behind_that_waits(boss, owner):
    path, = found(boss, owner.email)
    own = boss.twin()
    assert act(boss, path).status == 303
    owner.form("/account/security", "/account/security").send(everywhere="1")  # acting is over: the browser is signed out
    assert boss.get("/services/").status == 302 and own.get("/desk/").status == 200
    assert boss.sign_in(boss.email, PASSWORD).status == 303 and boss.get("/admin/").status == 200
    assert own.get("/desk/").status == 302 and not any(name.endswith("hd-own") for name in boss.cookies)


def test_what_a_client_thinks_only_they_say(acting, owner):
    ref = open_ticket(owner)
    assert owner.form(f"/tickets/{ref}", "/close").send().status == 303
    assert acting.xml(f"/tickets/{ref}").find("rating") is None
    token = acting.form("/services/", "/acting/end").get("csrf")
    assert acting.post(f"/tickets/{ref}/rate", {"rating": "5"}, csrf=token).status == 403
    assert owner.form(f"/tickets/{ref}", "/rate").send(rating="2").status == 303


def test_signing_out_ends_both(acting):
    assert acting.form("/services/", "/logout").send().status == 303
    for path in "/services/", "/desk/":
        assert acting.get(path).status == 302


def test_the_clients_token_alone_leads_to_nothing_of_the_admins(site, acting):
    thief = acting.twin()
    thief.cookies = {name: value for name, value in thief.cookies.items() if not name.endswith("hd-own")}
    assert len(thief.cookies) < len(acting.cookies) and thief.get("/services/").status == 200
    assert end(thief).location == "/portal/"
    assert thief.get("/admin/").status == 302 and thief.get("/services/").status == 302
