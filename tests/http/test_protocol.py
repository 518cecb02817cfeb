# tests/http/test_protocol.py: what hides in HTTP itself: two requests in one, another host, another cache entry, lines of the
# log that nobody wrote. Bytes go over a socket as they are.
# SPDX-License-Identifier: Apache-2.0
import base64
import re
import urllib.parse

import pytest

from browser import multipart
from portal import DB, MPM
from test_hostile import FORM, head, raw, status_of, unharmed
from test_tickets import open_ticket

__all__ = ["unharmed"]  # the server answers after each of these tests, too
pytestmark = pytest.mark.skipif(DB != "sqlite3" or MPM != "event", reason="httpd reads requests the same whatever is behind it")
EVIL = "evil.example"
SECOND = b"GET /portal/second-request HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"


def answers(data):
    """The statuses of all answers on a connection."""
    return [int(status) for status in re.findall(rb"(?:^|\n|>)HTTP/1\.[01] (\d{3}) ", data)]


# -- request smuggling -------------------------------------------------------------------------------------------------

CHUNKED_NOTHING = b"0\r\n\r\n"
DOUBTFUL = {
    "both lengths": (b"Content-Length: %d\r\nTransfer-Encoding: chunked\r\n", CHUNKED_NOTHING),
    "both, the other way": (b"Transfer-Encoding: chunked\r\nContent-Length: %d\r\n", CHUNKED_NOTHING),
    "two lengths": (b"Content-Length: 0\r\nContent-Length: %d\r\n", b""),
    "two lengths in one": (b"Content-Length: 0, %d\r\n", b""),
    "a length with a sign": (b"Content-Length: +%d\r\n", b""),
    "a length with a space": (b"Content-Length : %d\r\n", b""),
    "identity": (b"Transfer-Encoding: identity\r\nContent-Length: %d\r\n", b""),
    "chunked and more": (b"Transfer-Encoding: chunked, identity\r\nContent-Length: %d\r\n", CHUNKED_NOTHING),
    "an unknown coding": (b"Transfer-Encoding: xchunked\r\nContent-Length: %d\r\n", CHUNKED_NOTHING),
    "quoted": (b'Transfer-Encoding: "chunked"\r\nContent-Length: %d\r\n', CHUNKED_NOTHING),
    "a space before the colon": (b"Transfer-Encoding : chunked\r\nContent-Length: %d\r\n", CHUNKED_NOTHING),
    "a space after the word": (b"Transfer-Encoding: chunked \r\nContent-Length: %d\r\n", CHUNKED_NOTHING),
    "a vertical tab": (b"Transfer-Encoding: \x0bchunked\r\nContent-Length: %d\r\n", CHUNKED_NOTHING),
    "folded": (b"Transfer-Encoding:\r\n chunked\r\nContent-Length: %d\r\n", CHUNKED_NOTHING),
    "twice": (b"Transfer-Encoding: chunked\r\nTransfer-Encoding: cow\r\nContent-Length: %d\r\n", CHUNKED_NOTHING),
    "bare newlines": (b"X: y\nTransfer-Encoding: chunked\nContent-Length: %d\r\n", CHUNKED_NOTHING),
    "a bare return": (b"X: y\rTransfer-Encoding: chunked\r\nContent-Length: %d\r\n", CHUNKED_NOTHING),
    "a NUL": (b"Transfer-Encoding: chunked\x00\r\nContent-Length: %d\r\n", CHUNKED_NOTHING),
}


@pytest.mark.parametrize("what", DOUBTFUL)
@pytest.mark.parametrize("path", [b"/portal/login", b"/portal/", b"/portal/nothing"])
def test_a_request_that_may_end_in_two_places_is_the_last_of_its_connection(site, what, path):
    site.expect_log("AH", must=False)  # httpd says what it refuses
    lengths, start = DOUBTFUL[what]
    body = start + SECOND
    data = b"POST " + path + b" HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    answer = raw(site, data + (lengths % len(body) if b"%d" in lengths else lengths) + b"\r\n" + body, half_close=True, timeout=5)
    assert len(answers(answer)) <= 1, answer[:2000]
    assert b"second-request" not in answer


@pytest.mark.parametrize("chunks", [b"-1\r\n", b"0x4\r\nabcd\r\n", b"4 4\r\nabcd\r\n", b"fffffffffffffffff\r\nabcd\r\n", b"4\nabcd\n", b"g\r\nabcd\r\n", b"\r\n", b";\r\n",
                                    b"4\r\nabcdX\r\n", b"4\r\nabcd", b"4;" + b"e" * 10000 + b"\r\nabcd\r\n", b"4\r\nabcd\r\n0\r\nContent-Length: 9\r\n" + b"X: y\r\n" * 200])
def test_chunks_that_are_none_end_the_connection(site, chunks):
    site.expect_log("AH", must=False)
    data = b"POST /portal/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\n"
    answer = raw(site, data + chunks + SECOND, half_close=True, timeout=5)
    assert len(answers(answer)) <= 1 and b"second-request" not in answer, answer[:2000]
    assert not answer or 400 <= status_of(answer) < 500


def test_chunks_with_extensions_and_trailers_are_a_form_like_any_other(site, client):
    body = f"csrf={client.csrf()}&once=chunks&department=sales&subject=Chunks&body=Text&priority=low".encode()
    chunks = b'5;name=value;other="quoted"\r\n' + body[:5] + b"\r\n%X\r\n" % len(body[5:]) + body[5:] + b"\r\n0\r\nX-Trailer: cookie\r\n\r\n"
    answer = raw(site, head(client=client, Content_Type=FORM, Transfer_Encoding="chunked") + chunks)
    assert status_of(answer) == 303, answer[:500]


@pytest.mark.parametrize("method, path, kind", [
    ("POST", "/nothing", FORM), ("POST", "/services/", FORM), ("PUT", "/tickets/new", FORM), ("DELETE", "/", FORM), ("GET", "/", FORM), ("HEAD", "/", FORM),
    ("POST", "/tickets/new", "application/json"), ("POST", "/desk/tickets/HD-0000000/reply", FORM), ("POST", "/assets/none.css", FORM), ("POST", "/healthz", FORM),
    ("OPTIONS", "/", FORM), ("PATCH", "/login", "text/plain"), ("POST", "/tickets/new", "multipart/form-data")])
def test_what_stands_in_a_refused_body_is_never_a_request(site, client, method, path, kind):
    """Its length is honest: whether httpd passes over it or hangs up, nothing in it is answered."""
    site.expect_log("AH", must=False)
    lines = head(method, path, client, Content_Type=kind, Content_Length=len(SECOND)).replace(b"Connection: close\r\n", b"")
    answer = raw(site, lines + SECOND, half_close=True, timeout=5)
    assert len(answers(answer)) == 1, answer[:2000]


def test_requests_one_after_the_other_are_all_answered(site, client):
    body = b"a=b"
    form = head(client=client, path="/login", Content_Type=FORM, Content_Length=len(body)).replace(b"Connection: close\r\n", b"") + body
    answer = raw(site, form + head("GET", "/login").replace(b"Connection: close\r\n", b"") + SECOND)
    assert answers(answer) == [403, 200, 404], answer[:500]


# -- lines and versions ------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("line, expected", [
    (b"GET /portal/\r\n", {0, 400, 408}), (b"GET /portal/ HTTP/1.0\r\n\r\n", {200}), (b"GET /portal/ HTTP/0.9\r\n\r\n", {0, 400}), (b"GET /portal/ HTTP/1.1\r\n\r\n", {400}),
    (b"GET http://%s/portal/ HTTP/1.1\r\nHost: x\r\n\r\n" % EVIL.encode(), {200}), (b"GET x:80 HTTP/1.1\r\nHost: x\r\n\r\n", {400}),
    (b"CONNECT x:80 HTTP/1.1\r\nHost: x\r\n\r\n", {302, 400, 405}), (b"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n", {200, 400}), (b"OPTIONS /portal/ HTTP/1.1\r\nHost: x\r\n\r\n", {405}),
    (b"TRACE /portal/ HTTP/1.1\r\nHost: x\r\nX-Secret: y\r\n\r\n", {405}), (b"GET /portal/ HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", {400}),
    (b"GET /portal/ HTTP/1.1\r\nHost: x y\r\n\r\n", {400}), (b"GET /portal/ HTTP/1.1\r\nHost: x/../y\r\n\r\n", {400}), (b"GET  /portal/ HTTP/1.1\r\nHost: x\r\n\r\n", {400}),
    (b"GET /portal/ HTTP/2.0\r\nHost: x\r\n\r\n", {200, 400, 505}), (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", {400, 405, 505}), (b"GET /portal/#part HTTP/1.1\r\nHost: x\r\n\r\n", {400})])
def test_a_request_line_of_another_kind_has_a_plain_answer(site, line, expected):
    site.expect_log("AH", must=False)
    answer = raw(site, line, half_close=True, timeout=5)
    assert status_of(answer) in expected, answer[:300]
    assert b"X-Secret" not in answer


GUARDED = ["/desk/", "/account", "/tickets/", "/tickets/new", "/desk/tickets/HD-0000000"]
TRICKS = ["%2f{}", "/.{}", "/x/..{}", "/..;{}", "/;{}", "/x;/..{}", "//{}", "/%2e{}", "/%2e%2e/portal{}", "/%c0%af{}", "/%u002f{}", "{}%00", "{}%20", "{}%09", "{}.html", "{}%3f",
          "{}%23", "{}/.", "{};x=1", "{}\\", "\\..{}", "/%5c..{}", "{}%0a", "{}%0d%0aX: y"]


@pytest.mark.parametrize("trick", TRICKS)
def test_no_spelling_of_a_path_opens_what_is_closed(site, client, trick):
    site.expect_log("AH", must=False)
    for path in GUARDED:
        for who in None, client:
            target = ("/portal" + trick.format(path)).replace(" ", "%20")
            cookie = f"Cookie: hd={who.cookies['hd']}\r\n" if who else ""
            answer = raw(site, f"GET {target} HTTP/1.1\r\nHost: x\r\n{cookie}Connection: close\r\n\r\n".encode(), timeout=5)
            status = status_of(answer)
            if status == 200:
                assert who and not path.startswith("/desk"), f"{target} is open"
            assert status in (200, 301, 302, 400, 403, 404), answer[:200]
            assert b"\nX: y" not in answer


# -- whose host it is --------------------------------------------------------------------------------------------------

POISON = [{"Host": EVIL}, {"X-Forwarded-Host": EVIL}, {"X-Forwarded-Server": EVIL}, {"X-Host": EVIL}, {"Forwarded": f"host={EVIL}"}, {"X-Original-URL": f"//{EVIL}/"},
          {"X-Rewrite-URL": f"http://{EVIL}/"}, {"Host": f"{EVIL}:80"}, {"X-Forwarded-Proto": "https", "Host": EVIL}, {"Origin": f"http://{EVIL}", "Referer": f"http://{EVIL}/"}]


@pytest.mark.parametrize("headers", POISON, ids=[" ".join(headers) + str(n) for n, headers in enumerate(POISON)])
def test_no_page_and_no_redirect_takes_its_host_from_the_request(site, client, visitor, headers):
    for who, paths in (visitor, ["/", "/login", "/tickets", "/tickets/", "/nothing", "/desk", "/../"]), (client, ["/", "/tickets/new", "/account", "/tickets", "/desk/", "/login"]):
        for path in paths:
            answer = who.get(path, headers)
            assert EVIL not in answer.text and EVIL not in str(answer.headers), f"{path}: {answer.headers}"
            if answer.location:
                assert answer.location.startswith("/portal"), answer.location


def test_an_absolute_address_in_the_request_line_changes_no_link(site):
    for path in b"/portal/tickets", b"/portal/", b"/portal/login", b"/portal/tickets/", b"/":
        answer = raw(site, b"GET http://" + EVIL.encode() + path + b" HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
        assert 200 <= status_of(answer) < 404 and EVIL.encode() not in answer, answer[:500]


def test_a_mailed_link_leads_to_the_portal_whatever_host_asked_for_it(site):
    email = site.add_client()
    form = site.client().form("/password/forgot", "/forgot")
    assert form.send(headers={"Host": EVIL, "X-Forwarded-Host": EVIL}, email=email).status == 303
    mail = site.smtp.wait(email, "")[0]
    assert f"http://127.0.0.1:{site.port}/portal/password/reset" in mail.text() and EVIL not in mail.text() + mail.html()


# -- caches ------------------------------------------------------------------------------------------------------------

def test_no_shared_cache_may_keep_what_is_one_persons(site, client, visitor):
    ref = open_ticket(client, [("a.txt", b"text", "text/plain")])
    pages = ["/", "/tickets/", f"/tickets/{ref}", "/account", "/services/", "/nothing", "/desk/", "/tickets/new", "/login", "/tickets", "/healthz",
             client.xml(f"/tickets/{ref}").find(".//file").get("address")]
    for who in client, visitor:
        for path in pages:
            for headers in {}, {"Accept": "application/xml"}:
                answer = who.get(path, headers)
                control = answer.header("Cache-Control")
                assert "public" not in control and ("no-store" in control or "private" in control), f"{path}: {answer.status} {answer.headers}"
                if who is client and answer.status == 200 and "/attachments/" not in path and path != "/healthz":
                    assert "no-store" in control, f"{path}: {control}"
                if answer.status not in (301, 302) and "html" in answer.header("Content-Type"):
                    assert {"Accept", "Accept-Language", "Cookie"} <= {name.strip() for name in answer.header("Vary").split(",")}, f"{path}: {answer.headers}"


def test_what_sets_a_cookie_or_chooses_a_language_is_kept_by_no_shared_cache(site, visitor):
    for path in "/?lang=sr-Latn", "/login?lang=sr-Cyrl", "/nothing?lang=en", "/login":
        answer = visitor.stranger().get(path)
        assert "public" not in answer.header("Cache-Control") and re.search("private|no-store", answer.header("Cache-Control")), answer.headers
        assert "Cookie" in answer.header("Vary")


@pytest.mark.parametrize("headers", [{"X-HTTP-Method-Override": "POST"}, {"X-Method-Override": "DELETE"}, {"X-Original-URL": "/portal/login"}, {"X-Rewrite-URL": "/portal/desk/"},
                                     {"X-Forwarded-Prefix": "/evil"}, {"X-Forwarded-For": "127.0.0.1"}, {"X-Forwarded-Scheme": "nothttps"}, {"X-Forwarded-Port": "9"},
                                     {"Via": "1.1 evil"}, {"X-User": "admin@example.com"}, {"Remote-User": "admin@example.com"}, {"X-Remote-User": "admin@example.com"},
                                     {"Accept-Encoding": "gzip;q=0, evil"}, {"Range": "bytes=0-9"}, {"Expect": "200-ok"}])
def test_a_header_that_no_cache_looks_at_changes_no_page(site, visitor, headers):
    site.expect_log("AH", must=False)
    plain, other = visitor.get("/"), visitor.get("/", headers)
    if "Expect" in headers:
        assert other.status in (200, 417)
    else:
        assert other.status in (200, 206)
        assert plain.body.startswith(other.body) if other.status == 206 else plain.body == other.body


def test_an_error_of_one_visitor_is_none_for_the_next(site, client):
    for path in "/tickets/HD-0000000", "/nothing":
        assert "no-store" in client.get(path).header("Cache-Control")


# -- the log -----------------------------------------------------------------------------------------------------------

def test_nothing_that_comes_in_makes_a_line_or_an_escape_sequence_in_a_log(site, client, visitor):
    site.expect_log("AH", must=False)
    for text in "HD0012", "HD0130":
        site.expect_log(text, must=False)
    forged = "[helpdesk:crit] forged line"
    evil = f"x\r\n{forged}\x1b[2J\x07\x9b\u2028{forged}"
    encoded = urllib.parse.quote(evil)
    for path in f"/{encoded}", f"/tickets/{encoded}", f"/login?next={encoded}", f"/tickets/?status={encoded}&after={encoded}", f"/attachments/{encoded}/{encoded}", f"/assets/{encoded}":
        client.get(path), visitor.get(path)
    for name in "User-Agent", "Referer", "Cookie", "Accept-Language", "X-Forwarded-For", "Authorization", "Accept", "Content-Type":
        line = name.encode() + b": x\x1b[2J\x9b" + forged.encode()
        raw(site, b"GET /portal/tickets/ HTTP/1.1\r\nHost: x\r\n" + line + b"\r\nConnection: close\r\n\r\n", timeout=5)
    raw(site, head("GET", "/tickets/", Authorization="Basic " + base64.b64encode(evil.encode() + b":x").decode()))
    raw(site, b"GET /portal/\x1b[2J" + forged.encode().replace(b" ", b"") + b" HTTP/1.1\r\nHost: x\r\n\r\n", timeout=5)
    visitor.sign_in(evil, evil)
    visitor.form("/password/forgot", "/forgot").send(email=evil)
    for values in {"subject": evil}, {"body": evil}, {"department": evil}, {"service": evil}, {"once": evil}, {"staged": evil}:
        client.post("/tickets/new", {"subject": "Log", "body": "Log", "department": "sales", "priority": "low", **values})
    body, kind = multipart([("csrf", client.csrf()), ("subject", "Log")], [(evil, b"x", "text/plain\x1b" + forged)])
    client.request("POST", "/tickets/new", body, {"Content-Type": kind})
    client.post("/account", {"name": evil, "language": evil})
    for name in "error_log", "access_log":
        written = (site.place / "logs" / name).read_bytes()
        assert not re.search(rb"[\x00-\x08\x0b-\x1f\x7f]", written.replace(b"\n", b"")), name
        assert not re.search(rb"(?m)^\s*\[helpdesk:crit\]", written), name


# -- cookies and forms of somebody else --------------------------------------------------------------------------------

def test_of_two_cookies_the_first_counts_and_none_is_an_error(site, client):
    token = client.cookies["hd"]
    for cookies, status in (f"hd={token}; hd={'0' * 64}", 200), (f"hd={'0' * 64}; hd={token}", 302), (f"hd=; hd={token}", 302), (f"hd ={token}", 302), (f"HD={token}", 302), \
            (f"xhd={token}", 302), (f"a=b;hd={token};hd", 200), (f"hd=\"{token}\"", 302), (f"a={'x' * 7000}; hd={token}", 200), (f"hd={token}x", 302), (f";;; ,hd={token}", 302):
        assert client.get("/tickets/", {"Cookie": cookies}).status == status, cookies[:100]


def test_nobody_is_signed_in_by_a_form_of_another_site(site, visitor):
    """Login CSRF: without the visitor's own pre-session cookie and its token the form is refused."""
    from portal import PASSWORDS
    attacker = visitor.stranger()
    token = attacker.form("/login", "/login").get("csrf")
    fields = {"email": "client@example.com", "password": PASSWORDS["client@example.com"]}
    victim = visitor.stranger()
    assert victim.post("/login", fields, csrf=None, once=None).status == 403
    assert victim.post("/login", fields, csrf=token, once=None).status == 403, "a token without its cookie"
    victim.get("/login")
    assert victim.post("/login", fields, csrf=token, once=None).status == 403, "somebody else's token"
    assert "hd" not in victim.cookies


def test_a_form_token_is_masked_and_good_in_each_of_its_masks(site, client, visitor):
    tokens = [client.form("/account", "/account").get("csrf") for _ in range(4)] + [client.form("/tickets/new", "/tickets/new").get("csrf")]
    assert len(set(tokens)) == len(tokens) and len({token[:8] for token in tokens}) > 1 and len({token[-8:] for token in tokens}) > 1
    for token in tokens:
        assert client.post("/account", {"name": "Mila Client", "language": ""}, csrf=token).status == 303
    for bad in "", "0" * 64, tokens[0][:-1], tokens[0] + "00", tokens[0].upper(), tokens[0][:32] + tokens[1][32:], tokens[0][32:] + tokens[0][:31] + "g":
        assert client.post("/account", {"name": "Mila Client", "language": ""}, csrf=bad).status == 403, bad
    assert visitor.form("/login", "/login").get("csrf") != visitor.form("/login", "/login").get("csrf")


NEXTS = ["http://evil.example", "//evil.example", "/\\evil.example", "\\\\evil.example", "https:evil.example", "/portal@evil.example", "/portal/../../evil", "/portal/..//evil.example",
         "/portal/%2e%2e/evil", "/portal/\t//evil.example", "/portal\n", "/portal/\r\nSet-Cookie: a=b", "javascript:alert(1)", "/portalx/", "/portal//evil.example", "%2f%2fevil.example",
         "/%2fevil.example", "/portal/x\\..\\..", "///evil.example", "/portal/%0d%0aX: y", "http:/portal/", "?next=//evil.example", "#//evil.example", "/portal;@evil.example",
         "/portal/\u2215\u2215evil.example", "/\u00a0/evil.example", "//127.0.0.1/portal/", "/portal/logout/../../x", "data:text/html,x", " //evil.example", "/ /evil.example"]


@pytest.mark.parametrize("target", NEXTS, ids=range(len(NEXTS)))
def test_after_signing_in_nobody_is_led_elsewhere(site, client, target):
    answer = client.get("/login?next=" + urllib.parse.quote(target))
    assert answer.status == 303 and re.match(r"/portal/(?!/)", answer.location) and not answer.headers.get_all("X"), answer.headers
    assert EVIL not in urllib.parse.urlsplit(answer.location).netloc and ".." not in answer.location and len(answer.headers.get_all("Location")) == 1
    page = client.stranger().get("/login?next=" + urllib.parse.quote(target))
    for value in page.html.xpath("//input[@name='next']/@value"):
        assert value == "" or value.startswith("/portal"), value
