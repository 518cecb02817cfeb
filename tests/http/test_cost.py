# tests/http/test_cost.py: how often a page asks the database, which is most of what it costs.
# SPDX-License-Identifier: Apache-2.0
import os
import time

import pytest

from browser import Client
from exposition import Figures
from portal import wait_until
from test_tickets import open_ticket

PAGES = ["/", "/services/", "/support", "/tickets/", "/tickets/?status=all", "/tickets/new", "/account", "/account/password",
         "/account/security", "/nothing"]
TIMES = 20


counted = pytest.mark.skipif("HD_PRELOAD" in os.environ, reason="a slow build's worker asks all the time; how often pages ask is the same")


def figures(site):
    return Figures(Client("127.0.0.1", site.port, "127.0.0.1").get("/metrics").text)


def statements(site):
    """How many statements the portal has run so far, those of its worker too."""
    seen = figures(site)
    return sum(seen.sum("helpdesk_query_duration_seconds_count", step=step) for step in ("read", "write"))


def is_at_rest(site):
    """Whether the worker has nothing to do: tests before this one left it hundreds of mails."""
    before = statements(site)
    time.sleep(0.5)
    return statements(site) - before < 10


def asked(site, client, path, most):
    """Statements of a request, counted until they are at most so many: the worker may ask meanwhile, it never asks less than nothing."""
    wait_until(lambda: is_at_rest(site), 60, "the worker to have no mail")
    for _ in range(40):
        before = statements(site)
        for _ in range(TIMES):
            assert client.get(path).status in (200, 404)
        count = round((statements(site) - before) / TIMES)
        if count <= most:
            break
        time.sleep(0.25)
    return count


@counted
@pytest.mark.parametrize("path", PAGES)
def test_a_page_asks_at_most_six_times(site, client, path):
    assert asked(site, client, path, 6) <= 6


@counted
def test_a_service_and_a_ticket_ask_at_most_six_times(site, client):
    service = client.get("/services/").html.xpath("//main//a[contains(@href,'/services/')]/@href")[0].removeprefix("/portal")
    for path in service, f"/tickets/{open_ticket(client)}":
        assert asked(site, client, path, 6) <= 6, path


@counted
def test_a_public_page_asks_nothing(site, visitor):
    for path in "/", "/login", "/nothing":
        assert asked(site, visitor, path, 0) == 0, path


def etag_of(client, path):
    """The page's ETag once the banner of an earlier form is gone: it is shown once."""
    client.get(path)
    return client.get(path).header("ETag")


def known(client, path, etag, **headers):
    return client.get(path, {"If-None-Match": etag, **headers})


@pytest.mark.parametrize("path", ["/", "/services/", "/tickets/", "/tickets/?status=closed", "/support"])
def test_an_unchanged_page_is_not_sent_again(site, client, path):
    etag = etag_of(client, path)
    assert etag.startswith('W/"')
    answer = known(client, path, etag)
    assert answer.status == 304 and answer.body == b"" and answer.header("ETag") == etag
    assert answer.header("Cache-Control") == "private, no-store" and "Cookie" in answer.header("Vary")
    packed = client.get(path, {"Accept-Encoding": "gzip"}).header("ETag")
    assert known(client, path, packed, **{"Accept-Encoding": "gzip"}).status == 304
    assert known(client, path, f'"other", {etag}').status == 304


def test_a_public_page_is_not_sent_again(site, visitor):
    for path in "/", "/password/forgot?sent=1":
        assert known(visitor, path, visitor.get(path).header("ETag")).status == 304


def test_a_changed_page_is_sent(site, client, agent, other):
    pages = {path: etag_of(client, path) for path in ("/tickets/", "/", "/support")}
    assert known(other, "/tickets/", pages["/tickets/"]).status == 200
    assert known(client, "/tickets/?status=closed", pages["/tickets/"]).status == 200
    ref = open_ticket(client)
    etags = {path: etag_of(client, path) for path in pages}
    assert all(etags[path] != etag for path, etag in pages.items())
    assert agent.post(f"/desk/tickets/{ref}/reply", {"body": "An answer"}).status == 303
    for path, etag in etags.items():
        assert known(client, path, etag).status == 200, path


def test_the_view_of_a_page_has_an_etag_of_its_own(site, client):
    xml = {"Accept": "application/xml"}
    etag = client.get("/tickets/", xml).header("ETag")
    assert etag != client.get("/tickets/").header("ETag")
    assert known(client, "/tickets/", etag, **xml).status == 304 and known(client, "/tickets/", etag).status == 200


def test_a_form_that_is_good_for_once_is_always_sent(site, client):
    for path in "/tickets/new", f"/tickets/{open_ticket(client)}":
        assert not client.get(path).header("ETag")
        assert known(client, path, "*").status == 200
    assert not client.get("/nothing").header("ETag")
