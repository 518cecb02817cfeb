# tests/http/test_cost.py: how often a page asks the database, which is most of what it costs.
# SPDX-License-Identifier: Apache-2.0
import pytest

from browser import Client
from exposition import Figures
from test_tickets import open_ticket

PAGES = ["/", "/services/", "/support", "/tickets/", "/tickets/?status=all", "/tickets/new", "/account", "/account/password",
         "/account/security", "/nothing"]
TIMES = 40 # so many requests that what the worker asks meanwhile hardly counts


def statements(site):
    """How many statements the portal has run so far."""
    figures = Figures(Client("127.0.0.1", site.port, "127.0.0.1").get("/metrics").text)
    return sum(figures.sum("helpdesk_query_duration_seconds_count", step=step) for step in ("read", "write"))


def asked(site, client, path):
    before = statements(site)
    for _ in range(TIMES):
        assert client.get(path).status in (200, 404)
    return (statements(site) - before) / TIMES


@pytest.mark.parametrize("path", PAGES)
def test_a_page_asks_at_most_six_times(site, client, path):
    assert round(asked(site, client, path)) <= 6


def test_a_service_and_a_ticket_ask_at_most_six_times(site, client):
    service = client.get("/services/").html.xpath("//main//a[contains(@href,'/services/')]/@href")[0].removeprefix("/portal")
    for path in service, f"/tickets/{open_ticket(client)}":
        assert round(asked(site, client, path)) <= 6, path


def test_a_public_page_asks_nothing(site, visitor):
    for path in "/", "/login", "/nothing":
        assert round(asked(site, visitor, path)) == 0, path
