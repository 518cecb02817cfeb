# tests/http/conftest.py: what every test may ask for: the site, and people who are signed in to it.
# SPDX-License-Identifier: Apache-2.0
import os

import pytest

from portal import MPM, Site


def pytest_configure(config):
    config.addinivalue_line("markers", "last: waits for something that takes its time, and runs after the others")
    config.addinivalue_line("markers", "event: how Apache runs its processes makes no difference: under event only")


def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: item.get_closest_marker("last") is not None)
    for item in items:
        if MPM != "event" and item.get_closest_marker("event"):
            item.add_marker(pytest.mark.skip(reason="how Apache runs its processes makes no difference"))


@pytest.fixture(scope="session")
def portal():
    """The private portal of the whole run."""
    site = Site()
    try:
        site.start()
        yield site
    finally:
        site.stop()
        if not os.environ.get("HD_KEEP"):
            site.remove()


@pytest.fixture
def site(portal):
    """The portal; error_log may say only what the test has announced with expect_log()."""
    yield portal
    portal.check_log()


@pytest.fixture
def visitor(site):
    """Somebody who is signed out."""
    return site.client()


@pytest.fixture
def client(site):
    """The first client of the demonstration, signed in; shared, so never signed out."""
    return site.browser("client@example.com")


@pytest.fixture
def other(site):
    """The second client, who has nothing of the first."""
    return site.browser("other@example.com")


@pytest.fixture
def agent(site):
    return site.browser("agent@example.com")


@pytest.fixture
def admin(site):
    return site.browser("admin@example.com")
