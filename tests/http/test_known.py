# tests/http/test_known.py: If-None-Match from those who mean harm, or who are somebody else.
# SPDX-License-Identifier: Apache-2.0
import pytest

from test_hostile import head, raw, status_of, unharmed

__all__ = ["unharmed"]  # the server answers after each of these tests, with the children it had
MARKED = b'"a-gzip", W/"b-gzip"-gzip", -gzip"-gzip" '


def asked(site, client, path, *known):
    """The status for a request with so many If-None-Match header fields."""
    start = head("GET", path, client)[:-2]
    return status_of(raw(site, start + b"".join(b"If-None-Match: " + etag + b"\r\n" for etag in known) + b"\r\n"))


def etag_of(client, path):
    client.get(path)
    return client.get(path).header("ETag").encode()


@pytest.mark.parametrize("path", ["/tickets/", "/login"])
def test_many_fields_are_one_list(site, client, visitor, path):
    who = visitor if path == "/login" else client
    etag = etag_of(who, path)
    others = [b'"%d-gzip"' % i for i in range(90)]
    assert asked(site, who, path, *others, etag) == 304
    assert asked(site, who, path, etag, *others) == 304
    assert asked(site, who, path, *others, etag[:-1] + b'-gzip"') == 304
    assert asked(site, who, path, *others) == 200
    site.expect_log("AH", must=False)
    assert asked(site, who, path, *others[:50], *others[:50], etag) == 400  # LimitRequestFields is 100


def test_long_fields_are_read_to_their_end_or_not_at_all(site, client):
    etag = etag_of(client, "/tickets/")
    for odd in MARKED * 190, b'-gzip"' * 1330, b'"', b"W/", b"-gzip", b'-gzip"', b'W/"-gzip"', b",,,", b'"' + b"\xff" * 100 + b'-gzip"':
        assert asked(site, client, "/tickets/", odd) == 200, odd
    assert asked(site, client, "/tickets/", b'"x-gzip", ' * 780 + etag) == 304
    site.expect_log("AH", must=False)
    for size in 1, 8:  # LimitRequestFieldSize is 8190, for all fields of one name together
        assert asked(site, client, "/tickets/", *[b'"a-gzip", ' * (6000 // size) + b'"b"'] * size, etag) == 400


@pytest.mark.parametrize("path", ["/", "/tickets/", "/account", "/support"])
def test_what_one_person_has_is_not_anothers(site, client, other, visitor, path):
    etag = client.get(path).header("ETag")
    assert other.get(path, {"If-None-Match": etag}).status == 200
    mine = other.get(path, {"If-None-Match": etag, "Accept": "application/xml"})
    assert mine.status == 200 and mine.xml.find("person").get("email") == "other@example.com"
    assert visitor.get(path, {"If-None-Match": etag}).status == (200 if path == "/" else 302)


def test_a_form_of_one_visitor_is_not_anothers(site):
    """With cookies and without: each gets a page with a form token that is good for the own cookie."""
    first, second, bare = site.client(), site.client(), site.client()
    etag = etag_of(first, "/login")
    assert first.get("/login", {"If-None-Match": etag.decode()}).status == 304
    second.get("/login")
    for who in second, bare:
        page = who.get("/login", {"If-None-Match": etag.decode()})
        assert page.status == 200
        who.token = page.html.xpath("//input[@name='csrf']/@value")[0]
        assert who.post("/login", {"email": "nobody@example.com", "password": "wrong"}).status == 401
    assert bare.get("/login", {"If-None-Match": "*"}).status == 304  # RFC 9110: whatever it has


def test_a_page_in_another_language_is_another(site):
    english, serbian = site.client(), site.client()
    serbian.get("/?lang=sr-Latn")
    etag = english.get("/").header("ETag")
    page = serbian.get("/", {"If-None-Match": etag})
    assert page.status == 200 and page.header("Content-Language") == "sr-Latn"
    assert english.get("/", {"If-None-Match": etag, "Accept-Language": "sr-Cyrl"}).status == 200
    assert english.get("/", {"If-None-Match": etag}).status == 304
