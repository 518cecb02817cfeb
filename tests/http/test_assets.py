# tests/http/test_assets.py: what pages are made of, and the headers that protect them.
# SPDX-License-Identifier: Apache-2.0
import base64
import re

import pytest

from test_tickets import open_ticket

PAGES = ["/", "/services/", "/support", "/tickets/", "/tickets/new", "/account", "/account/password", "/account/security"]
OPEN = ["/", "/login", "/password/forgot", "/password/forgot?sent=1", "/nothing", "/password/reset?token=x"]


def parts(response):
    """Addresses of what a browser fetches to show a page, the icon in its tab too."""
    nodes = response.html.xpath("//link/@href | //script/@src | //img/@src | //use/@href")
    return sorted({address.partition("#")[0] for address in nodes if not address.startswith(("#", "data:"))})


def check_headers(response):
    policy = response.header("Content-Security-Policy")
    assert policy.startswith("default-src 'none'") and "unsafe" not in policy and "*" not in policy
    assert "frame-ancestors 'none'" in policy and "form-action 'self'" in policy and "base-uri 'none'" in policy
    assert response.header("X-Content-Type-Options") == "nosniff" and response.header("X-Frame-Options") == "DENY"
    assert response.header("Referrer-Policy") in ("same-origin", "no-referrer")
    assert "Apache/" not in response.header("Server") and "X-Powered-By" not in response.headers


def check_nothing_inline(response):
    page = response.html
    assert not page.xpath("//style") and not page.xpath("//@style") and not page.xpath("//script[not(@src)]")
    assert not [name for node in page.iter() for name in node.attrib if name.lower().startswith("on")]
    assert not page.xpath("//@href[starts-with(translate(., 'JAVSCRIPT', 'javscript'), 'javascript:')]")


@pytest.mark.parametrize("path", PAGES)
def test_a_clients_page_is_protected_and_kept_by_nobody(site, client, path):
    response = client.get(path)
    check_headers(response)
    check_nothing_inline(response)
    assert response.header("Cache-Control") == "private, no-store"


@pytest.mark.parametrize("path", OPEN)
def test_a_public_page_is_protected(site, visitor, path):
    response = visitor.get(path)
    check_headers(response)
    check_nothing_inline(response)


def test_a_ticket_is_protected_on_both_sides(site, client, agent):
    ref = open_ticket(client, body="<b onclick=alert(1)>x</b> [x](javascript:alert(1)) ![y](http://evil.example/y.png)")
    for response in client.get(f"/tickets/{ref}"), agent.get(f"/desk/tickets/{ref}"):
        check_headers(response)
        check_nothing_inline(response)
        assert not response.html.xpath("//main//div[contains(@class,'prose')]//img")


def test_answers_without_a_page_are_protected_too(site, client, visitor):
    for response in visitor.get("/tickets"), client.get("/login"):
        assert response.status in (301, 303)
        check_headers(response)
    assert visitor.get("/account").header("Cache-Control") == "no-store"


@pytest.mark.parametrize("path", PAGES)
def test_a_cold_page_takes_at_most_four_requests(site, client, path):
    assert 1 + len(parts(client.get(path))) <= 4


def test_a_page_of_the_desk_takes_at_most_four_requests(site, client, agent):
    for path in "/desk/", f"/desk/tickets/{open_ticket(client)}", "/desk/reports":
        assert 1 + len(parts(agent.get(path))) <= 4


def test_a_public_page_takes_at_most_four_requests(site, visitor):
    assert 1 + len(parts(visitor.get("/login"))) <= 4


def test_a_cold_page_is_at_most_60_kilobytes(site, client):
    addresses = ["/services/", *parts(client.get("/services/"))]
    answers = [client.get(address, {"Accept-Encoding": "gzip"}) for address in addresses]
    assert len(answers) == 4 and all(answer.header("Content-Encoding") == "gzip" for answer in answers)
    assert sum(answer.sent for answer in answers) <= 60_000


def test_the_icon_of_the_tab_comes_with_the_page(site, visitor):
    icon = visitor.get("/login").html.xpath("//link[@rel='icon']/@href")[0]
    kind, _, data = icon.partition(",")
    assert kind == "data:image/svg+xml;base64" and base64.b64decode(data).startswith(b"<svg ")


def test_assets_have_hashed_names_and_are_kept_for_ever(site, visitor):
    for address in parts(visitor.get("/login")):
        assert re.fullmatch(r"/portal/assets/[\w-]+\.[0-9a-f]{8,}\.(css|js|svg|woff2|png)", address)
        response = visitor.get(address)
        assert response.status == 200 and len(response.body) > 100
        assert response.header("Cache-Control") == "public, max-age=31536000, immutable"
        assert response.header("X-Content-Type-Options") == "nosniff" and not visitor.set_cookies
        assert response.header("Content-Type").split(";")[0] == {
            "css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}[address.rpartition(".")[2]]
        assert visitor.head(address).header("Content-Length") == response.header("Content-Length")
        assert "Cookie" not in response.header("Vary")


@pytest.mark.parametrize("name", ["portal.css", "portal.0000000000.css", "none.js", "..%2f..%2flayout.xsl", "../layout.xsl", "%2e%2e/layout.xsl",
                                  "....//layout.xsl", "portal.css%00", "/etc/passwd", "", "x" * 5000])
def test_an_asset_that_there_is_not_is_404(site, visitor, name):
    response = visitor.get("/assets/" + name)
    assert response.status in (404, 400, 403) and "xsl:" not in response.text


def test_pages_and_assets_are_packed_when_the_browser_can_unpack(site, visitor):
    address = [part for part in parts(visitor.get("/login")) if part.endswith(".css")][0]
    for path in "/login", address:
        plain, packed = visitor.get(path), visitor.get(path, {"Accept-Encoding": "gzip"})
        assert packed.header("Content-Encoding") == "gzip" and int(packed.header("Content-Length", 0)) < len(plain.body)


def test_a_public_page_without_a_form_sets_no_cookie(site, visitor):
    for path in "/", "/nothing", "/password/forgot?sent=1", "/tickets/":
        visitor.get(path)
        assert not visitor.set_cookies, path


def test_the_health_check_is_for_the_monitoring_only(site, visitor):
    assert visitor.get("/healthz").status == 403
    visitor.address = "127.0.0.1"
    response = visitor.get("/healthz")
    assert response.status == 200 and response.text.startswith("ok\n") and response.header("Cache-Control") == "no-store"
    assert not visitor.set_cookies
