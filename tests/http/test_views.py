# tests/http/test_views.py: every page as its XML view: well-formed, as its schema says, in every language; and when one is
# sent instead of HTML.
# SPDX-License-Identifier: Apache-2.0
import functools
import re

import lxml.etree
import pytest

from browser import XML
from portal import REPO
from test_tickets import open_ticket, reply

LANGUAGES = ["en", "sr-Latn", "sr-Cyrl"]
PAGES = ["/", "/services/", "/services/?kind=domain&sort=price&dir=desc", "/services/?state=expiring", "SERVICE", "/support",
         "/tickets/", "/tickets/?status=waiting", "/tickets/?status=closed", "/tickets/?status=all", "/tickets/new", "TICKET",
         "ANSWERED", "CLOSED", "/account", "/account/password", "/account/security"]
DESK = ["/desk/", "/desk/?ref=HD-0000000", "DESK", "/account"]
OPEN = ["/", "/login", "/login?next=/portal/services/", "/password/forgot", "/password/forgot?sent=1"]


@functools.lru_cache
def schema(page):
    path = REPO / "xslt" / "schema" / f"{page}.rng"
    assert path.exists(), f"the page {page} has no schema"
    return lxml.etree.RelaxNG(lxml.etree.parse(str(path)))


def check(response, page=None, language=None):
    """An answer that is a view: headers, shape, schema. @return its root"""
    assert response.header("Content-Type") == "application/xml; charset=utf-8", response
    assert {part.strip() for part in response.header("Vary").split(",")} >= {"Accept", "Accept-Language", "Cookie"}
    view = response.xml
    assert view.tag == "view" and (page is None or view.get("page") == page)
    rules = schema(view.get("page"))
    assert rules.validate(view), f"{rules.error_log}\n{response.text}"
    assert not view.xpath("//@csrf | //@once | //value[@name='csrf']")
    assert language is None or (view.get("lang") == language == response.header("Content-Language"))
    return view


@pytest.fixture(scope="module")
def places(portal):
    client, agent = portal.browser("client@example.com"), portal.browser("agent@example.com")
    plain, answered, closed = (open_ticket(client, [("note.txt", b"x", "text/plain")]) for _ in range(3))
    reply(agent, answered, "An answer with | a |\n|---|\n| table |", desk=True)
    client.post(f"/tickets/{closed}/close")
    service = client.xml("/services/").find("services/service[@status='expired']").get("id")
    return {"SERVICE": f"/services/{service}", "TICKET": f"/tickets/{plain}", "ANSWERED": f"/tickets/{answered}",
            "CLOSED": f"/tickets/{closed}", "DESK": f"/desk/tickets/{answered}"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_a_clients_page_is_as_its_schema_says(site, client, places, page, language):
    view = check(client.get(places.get(page, page), {"Accept": XML, "Accept-Language": language}), language=language)
    assert view.find("person").get("email") == "client@example.com"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", DESK)
def test_a_page_of_the_desk_is_as_its_schema_says(site, agent, places, page, language):
    check(agent.get(places.get(page, page), {"Accept": XML, "Accept-Language": language}), language=language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", OPEN)
def test_a_public_page_is_as_its_schema_says_and_sets_no_cookie(site, visitor, page, language):
    check(visitor.get(page, {"Accept": XML, "Accept-Language": language}), language=language)
    assert not visitor.set_cookies


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_failure_is_as_its_schema_says(site, client, visitor, places, language):
    headers = {"Accept": XML, "Accept-Language": language}
    answers = [(404, client.get("/nothing", headers)), (404, client.get("/tickets/HD-0000000", headers)),
               (403, client.get("/desk/", headers)), (401, visitor.get("/account", headers)),
               (405, visitor.request("DELETE", "/account", None, headers)), (404, visitor.get("/assets/none.css", headers)),
               (403, client.post("/tickets/new", {"subject": "Typed", "body": "typed"}, csrf=None, headers=headers)),
               (404, client.post("/tickets/HD-0000000/reply", {"body": "typed"}, headers=headers)),
               (422, client.post("/tickets/new", {"subject": "", "body": ""}, headers=headers)),
               (415, client.request("POST", "/tickets/new", b"{}", {"Content-Type": "application/json", **headers}))]
    for status, response in answers:
        assert response.status == status, response
        assert check(response, "error", language).find("error").get("status") == str(status)
    assert answers[6][1].xml.xpath("//value[@name='body']/text()") == ["typed"]


def test_numbers_dates_and_money_are_in_the_persons_language(site, places):
    email = site.add_client()
    account = site.ctl("account", "list", "--xml").stdout
    name = [node.get("name") for node in lxml.etree.fromstring(account.encode()).iter("account")
            if node.xpath(f"member[@email='{email}']")][0]
    site.ctl("service", "add", name, "--kind", "domain", "--label", "broj.example", "--plan", "Domen", "--term", "12", "--price", "1234.50",
             "--currency", "RSD", "--starts", "2026-03-09", "--expires", "2027-03-09")
    client = site.sign_in(email)
    texts = {}
    for language in LANGUAGES:
        service = client.get("/services/", {"Accept": XML, "Accept-Language": language}).xml.find("services/service")
        assert (service.get("price"), service.get("currency"), service.get("term")) == ("123450", "RSD", "12")
        whole = client.get("/services/" + service.get("id"), {"Accept": XML, "Accept-Language": language}).xml.find("service")
        assert service.get("price-text") == whole.get("price-text")
        texts[language] = whole.get("price-text"), whole.get("expires-text"), service.get("expires-short")
    assert "1,234.50" in texts["en"][0] and "1.234,50" in texts["sr-Latn"][0] and "1.234,50" in texts["sr-Cyrl"][0]
    assert "March" in texts["en"][1] and "mart" in texts["sr-Latn"][1] and "март" in texts["sr-Cyrl"][1]
    assert "Mar 2027" in texts["en"][2] and texts["sr-Latn"][2].replace("\u00a0", " ") == "9. mar 2027."


@pytest.mark.parametrize("page", PAGES[:-1])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_has_all_its_words(site, client, places, page, language):
    response = client.get(places.get(page, page), {"Accept-Language": language})
    assert response.status == 200 and response.html.get("lang") == language
    shown = response.html.find("body").text_content()
    assert not re.search(r"\s(nav|ticket|service|field|error|failure|layout|status)\.[a-z]+", shown), "a key in place of a word"
    assert "{" not in response.words().replace("{}", "")


@pytest.mark.parametrize("accept, is_xml", [
    (XML, True), ("text/html", False), ("*/*", False), ("", False), (None, False),
    ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", False),
    ("application/xml;q=0.9,text/html;q=0.8", True), ("application/xml;q=0.9, text/html", False), ("application/xml, */*;q=0.5", True),
    ("application/xml, text/html", False), ("application/xml;q=0.5, */*", False), ("application/xml;q=0", False),
    ("application/xml, text/*;q=0.9", True), ("APPLICATION/XML", True), ("application/xml; q=1.0 , text/html;q=0.999", True),
    ("application/xml;charset=utf-8;q=0.4,text/html;q=0.3", True), ("application/xml;q=nan,text/html;q=0.1", True), ("text/xml", False),
    (",,,application/xml", True), ("application/xml;q=1e999", True), ("x" * 4000, False), ("application/xmlx", False)])
def test_a_view_is_sent_only_where_it_is_wanted_more_than_html(site, visitor, accept, is_xml):
    response = visitor.get("/", {} if accept is None else {"Accept": accept})
    assert response.status == 200
    assert response.header("Content-Type").startswith("application/xml" if is_xml else "text/html")
    assert "Accept" in response.header("Vary")
