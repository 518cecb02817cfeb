# tests/http/test_services_admin.py: services, as administrators find, add, change, suspend and cancel them.
# SPDX-License-Identifier: Apache-2.0
import datetime
import uuid

import pytest

from test_audit import noted

pytestmark = pytest.mark.event

NEW = "/admin/services/new"
FIELDS = {"kind": "domain", "plan": "Registration", "term": "12", "price": "71,5", "currency": "EUR"}


def unique(what="shop"):
    return f"{what}{uuid.uuid4().hex[:10]}.example"


def day(days):
    return (datetime.date.today() + datetime.timedelta(days=days)).isoformat()


def found(admin, query):
    return [row.find("cell").text for row in admin.xml(f"/admin/services/?{query}").findall("list/row")]


def address(admin, label):
    row, = [row for row in admin.xml(f"/admin/services/?q={label}").findall("list/row") if row.find("cell").text == label]
    return row.get("address")


def add(admin, account, label=None, **fields):
    label = label or unique()
    sent = admin.form(NEW, NEW).send(**{**FIELDS, "account": account, "label": label, **fields})
    assert sent.status == 303, sent
    return label, sent.location.removeprefix("/portal")


def value(admin, path, name):
    return admin.xml(path).find(f"edit/input[@name='{name}']").get("value")


def to_state(admin, path, state, **fields):
    return admin.form(path, path + "/state").send(state=state, **fields)


@pytest.fixture(scope="module")
def owner(portal):
    """Somebody with an account of their own, signed in."""
    email = portal.add_client(language="en")
    return portal.sign_in(email)


def test_a_new_service_is_with_its_client_at_once(site, admin, owner):
    label, path = add(admin, owner.email, expires=day(100))
    mine, = [one for one in owner.xml("/services/").findall("services/service") if one.get("label") == label]
    assert (mine.get("state"), mine.get("price"), mine.get("currency"), mine.get("term")) == ("active", "7150", "EUR", "12")
    assert noted(site, label) == [("created", "", "", "active")]
    pending, _ = add(admin, owner.email)
    assert [one.get("state") for one in owner.xml("/services/").findall("services/service") if one.get("label") == pending] == ["pending"]


def test_the_same_form_makes_one_service(admin, owner):
    form, label = admin.form(NEW, NEW), unique()
    first = form.send(**FIELDS, account=owner.email, label=label)
    assert form.send(**FIELDS, account=owner.email, label=label).location == first.location
    assert found(admin, f"q={label}") == [label]


@pytest.mark.parametrize("fields, fault", [
    ({"account": "nobody@example.com"}, "account"), ({"account": "0" * 16}, "account"), ({"label": " "}, "label"),
    ({"label": "x" * 201}, "label"), ({"plan": ""}, "plan"), ({"kind": "boat"}, "kind"), ({"term": "0"}, "term"),
    ({"term": "1201"}, "term"), ({"term": "-1"}, "term"), ({"price": "1.234"}, "price"), ({"price": "-1"}, "price"),
    ({"price": "99999999999999999999"}, "price"), ({"currency": "eur"}, "currency"), ({"expires": "2001-01-01"}, "expires"),
    ({"expires": "soon"}, "expires"), ({"state": "nowhere"}, "state")])
def test_what_is_wrong_stands_beside_its_field_and_stays(admin, owner, fields, fault):
    sent = admin.form(NEW, NEW).send(**{**FIELDS, "account": owner.email, "label": "kept.example", **fields})
    assert sent.status == 422 and fault in sent.problems(), sent.problems()
    label, = sent.html.xpath("//input[@name='label']/@value")
    assert label == fields.get("label", "kept.example")


def test_services_are_found_by_name_account_and_state(site, admin):
    account = site.add_account(f"Ђурђевак{uuid.uuid4().hex[:8]}")
    email = site.add_person()
    site.add_member(account, email)
    label, path = add(admin, email, expires=day(30))
    assert found(admin, f"q={label[:9]}") == [label]
    assert found(admin, f"q={label}%20registration") == [label]
    assert found(admin, "q=djurdjevak" + account[8:]) == [label]
    assert label not in found(admin, "q=" + label[3:])
    assert to_state(admin, path, "suspended").status == 303
    assert found(admin, "state=suspended")[0] == label and label not in found(admin, "state=active")


def test_the_list_goes_on_where_the_page_ends(site, admin, owner):
    labels = [add(admin, owner.email)[0] for _ in range(52)]
    page = admin.xml("/admin/services/")
    first = [row.find("cell").text for row in page.findall("list/row")]
    assert first == labels[:1:-1]
    older = admin.xml(page.find("list/link[@name='next']").get("address"))
    assert [row.find("cell").text for row in older.findall("list/row")][:2] == labels[1::-1]


def test_an_edit_is_noted_and_the_client_sees_a_moved_expiry(site, admin, owner):
    label, path = add(admin, owner.email, expires=day(10))
    assert admin.form(path, path).send().status == 303
    assert len(noted(site, label)) == 1  # what was not changed is not noted
    renamed = unique("renamed")
    assert admin.form(path, path).send(label=renamed, price="80", expires=day(400)).status == 303
    done = {row[1]: row[2:] for row in noted(site, renamed)}
    assert done["label"] == (label, renamed) and done["price"] == ("71.50", "80.00") and set(done) == {"label", "price", "expires"}
    assert found(admin, f"q={renamed}") == [renamed] and found(admin, f"q={label}") == []
    service = path.rpartition("/")[2]
    moved, = owner.xml(f"/services/{service}").findall("service/change[@what='expiry']")
    assert moved.get("to-text") == owner.xml(f"/services/{service}").find("service").get("expires-text")
    assert value(admin, path, "expires") == day(400)
    in_audit, = admin.xml(f"/admin/audit?object=service&id={service}").findall("list/change[@field-word='expires']")
    assert in_audit.findtext("to") == moved.get("to-text")  # a day, as people read it
    assert admin.form(path, path).send(expires="").status == 303
    assert owner.xml(f"/services/{service}").find("service").get("expires") is None


def test_suspending_resuming_cancelling(site, admin, owner):
    label, path = add(admin, owner.email, expires=day(100))
    service = path.rpartition("/")[2]
    for state in "suspended", "active", "cancelled":
        assert to_state(admin, path, state, reason=f"because {state}").status == 303
        assert owner.xml(f"/services/{service}").find("service").get("state") == state
    refused = to_state(admin, path, "suspended")
    assert refused.status == 422 and refused.problems() == ["state"]
    assert to_state(admin, path, "pending").status == 422
    before = noted(site, label)
    assert to_state(admin, path, "cancelled").status == 303 and noted(site, label) == before
    assert to_state(admin, path, "active").status == 303
    assert [row[2:] for row in noted(site, label)[1:]] == [("active", "suspended"), ("suspended", "active"), ("active", "cancelled"),
                                                          ("cancelled", "active")]
    history = admin.xml(path).findall("list[@name='service-history']/row")
    assert [row.find("cell[@name='to']").get("word") for row in history] == ["active", "cancelled", "active", "suspended", "active"]
    assert history[1].find("cell[@name='reason']").text == "because cancelled"
    assert "because" not in owner.get(f"/services/{service}").text  # reasons stay inside


def test_two_at_once_lose_nothing(site, admin, owner):
    label, path = add(admin, owner.email)
    second = site.sign_in(site.add_person(role="admin"))
    mine, state = admin.form(path, path), admin.form(path, path + "/state")
    assert second.form(path, path).send(plan="Theirs").status == 303
    page = mine.send(plan="Mine")
    assert page.status == 409 and page.html.xpath("//input[@name='plan']/@value") == ["Mine"] and "Theirs" in page.text
    assert state.send(state="active").status == 409
    assert value(admin, path, "plan") == "Theirs"
    assert admin.form_of(page, path, path).send().status == 303 and value(admin, path, "plan") == "Mine"
    assert admin.get("/admin/services/" + "0" * 16).status == 404
    assert admin.post("/admin/services/" + "0" * 16 + "/state", {"state": "active"}).status == 404
