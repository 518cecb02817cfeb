# tests/http/test_macros.py: canned answers: on a ticket's page, and how administrators keep them.
# SPDX-License-Identifier: Apache-2.0
import uuid

import pytest

from backup_load import rows_of
from test_audit import noted
from test_queue import department
from test_tickets import open_ticket
from test_work import desk, form, messages, press, typed

pytestmark = pytest.mark.event

ALL = "{{client}}|{{agent}}|{{reference}}|{{subject}}|{{service}}|{{expiry}}|{{department}}|{{company}}"


def add(admin, slug="", name=None, expect=303, **texts):
    """A canned answer; texts by language. @return its id"""
    name = name or f"Macro {uuid.uuid4().hex[:8]}"
    sent = admin.form("/admin/macros/new", "/macros/new").send(name=name, department=slug, **{f"body-{language}": text for language, text in texts.items()})
    assert sent.status == expect, sent
    return of_name(admin, name)["id"] if expect == 303 else sent


def of_name(admin, name):
    row, = [row for row in admin.xml("/admin/macros/").findall("list/row") if row.find("cell").text == name]
    return {"id": row.get("address").rpartition("/")[2], "address": row.get("address")}


def offered(agent, ref):
    return {one.get("id") for one in desk(agent, ref).findall("macro")}


def put(agent, ref, macro, **values):
    """Press the button that puts a canned answer into the text."""
    return press(agent, ref, "macro", macro=macro, preview="1", **values)


@pytest.fixture
def place(site):
    return department(site)


# -- on a ticket ---------------------------------------------------------------------------------------------------------

def test_placeholders_are_filled_from_the_ticket_in_the_clients_language(site, admin, agent, place):
    owner = site.sign_in(site.add_client(language="sr-Latn", name="Mila Klijent"))
    account = owner.xml("/account")
    plain = open_ticket(owner, department=place, subject="Ne *radi*")
    macro = add(admin, **{"en": "english", "sr-Latn": ALL + " šćž"})
    page = put(admin, plain, macro)
    assert page.status == 200 and account is not None
    text, = typed(page)
    assert text.split("|")[:4] == ["Mila Klijent", admin.xml("/account").find("person").get("name"), plain, "Ne *radi*"]
    assert text.split("|")[4:6] == ["{{service}}", "{{expiry}}"] and text.endswith(" šćž")
    assert [one.text_content() for one in page.html.xpath("//form[@id='reply']//p[@data-tone='warn']//code")] == ["{{service}}", "{{expiry}}"]
    assert messages(admin, plain, "/desk") == messages(owner, plain)  # nothing is stored
    before = messages(owner, plain)
    refused = press(admin, plain, "reply", body=text)
    assert refused.status == 422 and typed(refused) == [text]
    assert "{{service}}" in refused.html.xpath("//*[@id='body-fault']")[0].text_content()
    assert press(admin, plain, "note", body=text).status == 303 and messages(owner, plain) == before


def test_a_service_and_its_expiry_are_written_as_the_client_reads_dates(client, admin, agent):
    service = next(one for one in client.xml("/services/").findall("services/service") if one.get("expires"))
    before = client.xml("/account").get("lang")
    ref = open_ticket(client, service=service.get("id"), department="technical")
    macro = add(admin, en="{{service}} until {{expiry}}", **{"sr-Latn": "{{service}} do {{expiry}}", "sr-Cyrl": "{{service}} до {{expiry}}"})
    text, = typed(put(agent, ref, macro))
    word = {"en": "until", "sr-Latn": "do", "sr-Cyrl": "до"}[before]
    shown = client.xml(f"/services/{service.get('id')}").find("service").get("expires-text")
    assert text == f"{service.get('label')} {word} {shown}"


def test_nothing_that_was_typed_is_lost(site, client, admin, agent, place):
    ref = open_ticket(client, department=place)
    macro = add(admin, en="canned", **{"sr-Latn": "canned", "sr-Cyrl": "canned"})
    page = put(admin, ref, macro, body="Typed «before»", subject="Another title", priority="low")
    assert typed(page) == ["Typed «before»\n\ncanned"]
    assert page.html.xpath("//input[@name='subject']/@value") == ["Another title"]
    assert page.html.xpath("//select[@name='priority']/option[@selected]/@value") == ["low"]
    assert desk(admin, ref).find("ticket").get("subject") != "Another title"
    sent = admin.form_of(page, f"/desk/tickets/{ref}", f"/desk/tickets/{ref}/reply")
    assert sent.send(priority="low").status == 303
    assert desk(admin, ref).findall("ticket/message")[-1].findtext("body/p") == "Typed «before»"
    staged = press(admin, ref, "macro", [("kept.txt", b"kept", "text/plain")], macro=macro)
    assert "kept.txt" in staged.text and staged.status == 200


def test_which_one_has_to_be_chosen(client, admin, place):
    ref = open_ticket(client, department=place)
    add(admin, place, en="x")
    for macro in "", "nothing", "0" * 16:
        page = put(admin, ref, macro, body="kept")
        assert page.status == 422 and typed(page) == ["kept"] and page.html.xpath("//*[@id='macro-fault']")


def test_agents_get_those_of_their_departments(site, client, admin, agent, place):
    elsewhere = department(site)
    here, there, everywhere = add(admin, place, en="here"), add(admin, elsewhere, en="there"), add(admin, en="all")
    ref = open_ticket(client, department=place)
    worker = site.add_person(role="agent")
    site.ctl("department", "staff", place, worker)
    browser = site.sign_in(worker)
    assert {here, everywhere} <= offered(browser, ref) and there not in offered(browser, ref)
    assert put(browser, ref, there, body="kept").status == 422
    assert put(browser, ref, here).status == 200
    other = open_ticket(client, department=elsewhere)
    assert browser.post(f"/desk/tickets/{other}/macro", {"macro": everywhere}).status == 404


# -- as administrators keep them -------------------------------------------------------------------------------------------

def test_an_unknown_placeholder_is_refused_and_named(admin):
    for text, named in (("Dear {{klijent}}", "{{klijent}}"), ("{{client}} {{", "{{"), ("{{Client}}", "{{Client}}")):
        page = add(admin, expect=422, en="fine {{client}}", **{"sr-Latn": text})
        fault, = page.html.xpath("//*[@id='body-sr-Latn-fault']")
        assert named in fault.text_content()
        assert page.html.xpath("//textarea[@name='body-sr-Latn']/text()") == [text]
        assert page.html.xpath("//textarea[@name='body-en']/text()") == ["fine {{client}}"]
    macro = add(admin, en="right")
    edit = admin.form(f"/admin/macros/{macro}", f"/macros/{macro}")
    page = edit.send(**{"body-en": "{{colour}}"})
    assert page.status == 422 and "{{colour}}" in page.text
    assert admin.xml(f"/admin/macros/{macro}").find("edit/input[@name='body-en']").get("value") == "right"


@pytest.mark.parametrize("fields, fault", [({"name": " "}, "name"), ({"name": "x" * 101}, "name"), ({"department": "nowhere"}, "department"),
                                           ({"body-en": " "}, "body-en"), ({"body-en": "x" * 20001}, "body-en")])
def test_what_is_wrong_stands_beside_its_field(admin, fields, fault):
    sent = admin.form("/admin/macros/new", "/macros/new").send(**{"name": "Name", "body-en": "Text", **fields})
    assert sent.status == 422 and sent.html.xpath(f"//*[@id='{fault}-fault']")


def test_each_change_is_noted_and_the_same_form_makes_one(admin, site, place):
    name = f"Macro {uuid.uuid4().hex[:8]}"
    new = admin.form("/admin/macros/new", "/macros/new")
    for _ in range(2):
        assert new.send(name=name, department="", **{"body-en": "first"}).status == 303
    macro = of_name(admin, name)["id"]
    assert admin.form(f"/admin/macros/{macro}", f"/macros/{macro}").send(department=place, **{"body-en": "second"}).status == 303
    assert admin.form(f"/admin/macros/{macro}", f"/macros/{macro}").send().status == 303
    refused = admin.form(f"/admin/macros/{macro}", f"/admin/macros/{macro}/delete").send()
    assert refused.status == 422 and refused.html.xpath("//*[@id='confirm-fault']")
    assert admin.form(f"/admin/macros/{macro}", f"/admin/macros/{macro}/delete").send(confirm="1").status == 303
    assert admin.get(f"/admin/macros/{macro}").status == 404
    assert noted(site, name) == [("created", "", "", ""), ("changed", "department", "", place),
                                 ("changed", "body-en", "first", "second"), ("deleted", "", name, "")]
    columns, rows = rows_of(site, "macro_text")["macro_text"]
    assert "second" not in [dict(zip(columns, row))["body"] for row in rows]


def test_two_at_once_lose_nothing(admin, site):
    macro = add(admin, en="first")
    second = site.sign_in(site.add_person(role="admin"))
    mine, theirs = admin.form(f"/admin/macros/{macro}", f"/macros/{macro}"), second.form(f"/admin/macros/{macro}", f"/macros/{macro}")
    assert theirs.send(**{"body-en": "theirs"}).status == 303
    page = mine.send(**{"body-en": "mine"})
    assert page.status == 409 and page.html.xpath("//textarea[@name='body-en']/text()") == ["mine"] and "theirs" in page.text
    assert admin.form_of(page, f"/admin/macros/{macro}", f"/admin/macros/{macro}").send().status == 303
    assert admin.xml(f"/admin/macros/{macro}").find("edit/input[@name='body-en']").get("value") == "mine"
