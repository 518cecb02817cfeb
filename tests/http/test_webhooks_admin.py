# tests/http/test_webhooks_admin.py: webhooks, as administrators keep them: what is shown of them, what is noted, what they may be.
# SPDX-License-Identifier: Apache-2.0
import re

import pytest

from browser import XML
from portal import wait_until
from test_audit import noted
from test_queue import department
from test_tickets import open_ticket
from test_webhook import hooked, people, told  # noqa: F401 (fixtures)

NEW, LIST = "/admin/webhooks/new", "/admin/webhooks/"
SECRET = re.compile("whsec_[0-9a-f]{64}")
PATH = "/hooks/never-shown?key=never-shown"


def add(admin, slug, url=None, **fields):
    """A new webhook. @return its address, its secret"""
    form = admin.form(NEW, NEW)
    sent = form.send(department=slug, url=url or f"https://{slug}.example.com{PATH}", **fields)
    assert sent.status == 303, sent
    return sent.location.removeprefix("/portal"), form.get("secret")


def row_of(admin, path):
    row, = [row for row in admin.xml(LIST).findall("list/row") if row.get("address") == path]
    return {cell.get("name"): cell.get("word") or cell.text for cell in row.findall("cell")}


@pytest.fixture
def place(site):
    return department(site)


def test_a_webhook_is_listed_without_what_is_secret_of_it(site, admin, place):
    form = admin.form(NEW, NEW)
    path, secret = add(admin, place)
    assert SECRET.fullmatch(secret) and secret != form.get("secret")  # another one each time
    shown = row_of(admin, path)
    assert shown["url"] == f"https://{place}.example.com" and shown["hook-state"] == "hook-on" and shown["hook-waiting"] == "0"
    assert shown["hook-result"] == "hook-untried"
    for text in admin.get(LIST).text, admin.get(LIST, {"Accept": XML}).text, admin.get("/admin/audit?object=webhook").text:
        assert "never-shown" not in text and secret not in text
    page = admin.get(path)
    assert secret not in page.text and page.html.xpath("//input[@name='url']/@value") == [f"https://{place}.example.com{PATH}"]
    assert noted(site, f"https://{place}.example.com") == [("created", "", "", place)]
    assert path.rpartition("/")[2] in site.ctl("webhook", "list").stdout


def test_the_same_form_makes_one_webhook(admin, place):
    form = admin.form(NEW, NEW)
    first = form.send(department=place, url=f"https://{place}.example.com/")
    assert form.send(department=place, url=f"https://{place}.example.com/").location == first.location
    assert len([row for row in admin.xml(LIST).findall("list/row") if row.find("cell").text == f"https://{place}.example.com"]) == 1


@pytest.mark.parametrize("fields, fault", [
    ({"url": "ftp://example.com/"}, "url"), ({"url": "https://user:password@example.com/"}, "url"), ({"url": ""}, "url"),
    ({"url": "https://example.com/#x"}, "url"), ({"url": "https://example.com/" + "x" * 1000}, "url"), ({"event": "ticket.read"}, "event"),
    ({"event": None}, "event"), ({"department": "nowhere"}, "department"), ({"secret": "whsec_mine"}, "secret")])
def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(admin, place, fields, fault):
    before = len(admin.xml(LIST).findall("list/row"))
    form = admin.form(NEW, NEW)
    values = {"department": place, "url": "https://kept.example.com/", "event": "ticket.replied", **fields}
    for name, value in values.items():
        form.set(name, value)
    sent = form.send()
    assert sent.status == 422 and sent.problems() == [fault]
    assert sent.html.xpath("//input[@name='url']/@value") == [values["url"]]
    assert sent.html.xpath("//input[@name='secret']/@value") == [values.get("secret", form.get("secret"))]
    assert sent.html.xpath("//input[@name='event'][@checked]/@value") == ([values["event"]] if values["event"] == "ticket.replied" else [])
    assert len(admin.xml(LIST).findall("list/row")) == before


def test_each_change_is_noted_but_no_secret(site, admin, place):
    path, _ = add(admin, place)
    label, other = f"https://{place}.example.com", department(site)
    assert admin.form(path, path).send(url=label + "/another?key=never-shown").status == 303
    assert admin.form(path, path).send(department=other).status == 303
    assert admin.form(path, path).set("event", "ticket.opened").send().status == 303
    assert admin.form(path, path).set("active", None).send().status == 303
    secret = admin.form(path + "/secret", "/secret")
    assert secret.send().status == 303
    same = admin.form(path, path).send()
    assert same.status == 303
    everything = "ticket.opened ticket.replied ticket.answered ticket.status ticket.assigned"
    assert noted(site, label)[1:] == [("changed", "url", label, label), ("changed", "department", place, other),
                                      ("changed", "events", everything, "ticket.opened"), ("disabled", "", "", ""), ("changed", "secret", "", "")]
    audit = admin.get("/admin/audit?object=webhook").text + admin.get("/admin/audit.csv?object=webhook").text
    assert "never-shown" not in audit and secret.get("secret") not in audit
    assert row_of(admin, path)["hook-state"] == "hook-off"


def test_what_helpdeskctl_does_is_noted_too(site, place):
    url = f"https://{place}.example.com"
    hook = site.ctl("webhook", "add", place, url + PATH).stdout.split(":")[0]
    for command in "off", "on", "on", "secret", "remove":
        site.ctl("webhook", command, hook)
    assert noted(site, url) == [("created", "", "", place), ("disabled", "", "", ""), ("enabled", "", "", ""), ("changed", "secret", "", ""),
                                ("deleted", "", place, "")]


def test_two_at_once_lose_nothing(site, admin, place):
    path, _ = add(admin, place)
    mine = admin.form(path, path)
    site.ctl("webhook", "off", path.rpartition("/")[2])
    page = mine.send(url="https://mine.example.com/")
    assert page.status == 409 and page.html.xpath("//input[@name='url']/@value") == ["https://mine.example.com/"]
    assert admin.form_of(page, path, path).send().status == 303
    assert row_of(admin, path)["url"] == "https://mine.example.com"


def test_a_webhook_is_deleted_when_that_is_confirmed(site, admin, place):
    path, _ = add(admin, place)
    refused = admin.form(path, path + "/delete").send()
    assert refused.status == 422 and refused.problems() == ["confirm"]
    assert admin.form(path, path + "/delete").send(confirm="1").status == 303
    assert admin.get(path).status == 404 and admin.post(path + "/try", {}).status == 404


def test_a_new_secret_signs_and_what_waits_is_tried_now(told, people):
    admin, place = told.site.browser("admin@example.com"), department(told.site)
    told.server.answers["kept-" + place] = [500, 200]
    path, old = add(admin, place, told.server.url("kept-" + place))
    ref = open_ticket(people[0], department=place)
    shown = wait_until(lambda: (row := row_of(admin, path))["hook-result"] == "hook-missed" and row, what="a try")
    assert shown["hook-state"] == "hook-failing" and shown["hook-waiting"] == "1"
    page = admin.xml(path)
    assert "500" in [fact.text for fact in page.findall("fact") if fact.get("name") == "hook-result"][0]
    form = admin.form(path + "/secret", "/secret")
    assert form.send().status == 303
    assert admin.form(path, path + "/try").send().status == 303
    call = told.server.wait("kept-" + place, count=2)[-1]
    assert call.json["ticket"]["ref"] == ref and call.is_signed_by(form.get("secret")) and not call.is_signed_by(old)
    wait_until(lambda: row_of(admin, path)["hook-state"] == "hook-on", what="it to be well again")
    assert row_of(admin, path)["hook-waiting"] == "0"
