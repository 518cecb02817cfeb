# tests/http/test_rating.py: a closed ticket is rated, or opened again: on its page, and by the mailed link without signing in.
# SPDX-License-Identifier: Apache-2.0
import re

import pytest

from browser import XML
from portal import wait_until
from test_clients import accept, account_of, add, set_rights
from test_queue import change
from test_tickets import open_ticket, reply, status

pytestmark = pytest.mark.event

LINK = re.compile(r"http://\S+?/portal(/rate/[0-9a-f]+)")


def closed(client, agent):
    """A ticket that an agent has closed, with the path of the link in the mail."""
    ref = open_ticket(client)
    reply(agent, ref, "Done.", desk=True)
    assert change(agent, ref, "set", status="closed").status == 303
    return ref


def link(site, ref):
    mails = wait_until(lambda: [one for one in site.smtp.found("client@example.com", ref) if "/rate/" in one.text()], what="the mail")
    assert len(mails) == 1 and LINK.search(mails[0].html())
    return LINK.search(mails[0].text()).group(1)


def rating(agent, ref):
    return agent.xml(f"/desk/tickets/{ref}").find("rating")


def test_the_link_of_the_mail_rates_once_without_signing_in(site, client, agent, visitor):
    ref = closed(client, agent)
    path = link(site, ref)
    page = visitor.get(path)
    assert page.status == 200 and ref in page.words() and "How did it go?" in page.words()
    assert rating(agent, ref) is None and status(client, ref) == "closed"  # looking has changed nothing
    refused = visitor.post(path, {"comment": "Quick & <b>clear</b>"})
    assert refused.status == 422 and "Choose a rating" in refused.words() and "Quick & <b>clear</b>" in refused.words()
    assert visitor.post(path, {"rating": "4"}, csrf=None).status == 403
    done = visitor.post(path, {"rating": "4", "comment": "Quick & <b>clear</b>"})
    assert done.status == 303 and done.location.endswith(path)
    after = visitor.get(path)
    assert "Thank you." in after.words() and "This link has been used" in after.words() and not after.html.xpath("//main//form")
    found = rating(agent, ref)
    assert found.get("value") == "4" and found.findtext("comment") == "Quick & <b>clear</b>"
    words = agent.get(f"/desk/tickets/{ref}").words()
    assert "4 of 5" in words and "Quick & <b>clear</b>" in words and "Rated" in words
    assert visitor.post(path, {"rating": "1"}).status in (403, 404) and rating(agent, ref).get("value") == "4"


def test_the_link_opens_the_ticket_again_once(site, client, agent, visitor):
    ref = closed(client, agent)
    path = link(site, ref)
    assert visitor.get(path).status == 200
    assert visitor.post(path + "/reopen").status == 303
    assert status(client, ref) == "customer-reply"
    words = visitor.get(path).words()
    assert "The ticket is open again." in words and "This link has been used" in words
    client.post(f"/tickets/{ref}/close")
    visitor.post(path + "/reopen")
    assert status(client, ref) == "closed"


def test_a_ticket_is_rated_on_its_page_when_it_is_closed_and_never_again(site, client, other, agent):
    ref = open_ticket(client)
    assert client.xml(f"/tickets/{ref}").find("rating") is None
    assert client.post(f"/tickets/{ref}/rate", {"rating": "5"}).status == 422
    client.post(f"/tickets/{ref}/close")
    assert "How did it go?" in client.get(f"/tickets/{ref}").words()
    long = client.post(f"/tickets/{ref}/rate", {"rating": "5", "comment": "ш" * 2001})
    assert long.status == 422 and "ш" * 2001 in long.text and long.html.xpath("//input[@name='rating'][@value='5'][@checked]")
    assert other.post(f"/tickets/{ref}/rate", {"rating": "1"}).status == 404
    assert client.post(f"/tickets/{ref}/rate", {"rating": "5", "comment": "ш" * 2000}).status == 303
    page = client.get(f"/tickets/{ref}")
    assert "Thank you." in page.words() and "5 of 5" in page.words() and not page.html.xpath("//form[@id='rate']")
    assert client.post(f"/tickets/{ref}/rate", {"rating": "1"}).status == 303
    assert rating(agent, ref).get("value") == "5"


@pytest.mark.parametrize("lost", ["rights", "disabled"])
def test_the_link_of_who_reaches_the_ticket_no_more_is_of_no_use(site, admin, agent, visitor, lost):
    owner, path = add(admin, language="en")
    account = account_of(admin, path)
    email, page = add(admin, account=account.rpartition("/")[2], rights="support", language="en")
    leaver, mate = accept(site, email), accept(site, owner)
    refs = [open_ticket(leaver) for _ in range(2)]
    assert change(agent, refs[0], "set", status="closed").status == 303
    link = wait_until(lambda: [one for one in site.smtp.found(email, refs[0]) if "/rate/" in one.text()], what="the mail")[0]
    link = LINK.search(link.text()).group(1)
    assert visitor.get(link).status == 200
    if lost == "rights":
        assert set_rights(admin, account, email, "billing").status == 303
    else:
        assert admin.form(page, page).send(disabled="1").status == 303
    assert visitor.get(link).status == 404 and refs[0] not in visitor.get(link).words()
    assert visitor.post(link + "/reopen").status in (403, 404) and status(mate, refs[0]) == "closed"
    assert change(agent, refs[1], "set", status="closed").status == 303
    later = closed(mate, agent)
    wait_until(lambda: [one for one in site.smtp.found(owner, later) if "/rate/" in one.text()], what="the mail of what was closed later")
    assert not [one for one in site.smtp.found(email, refs[1]) if "/rate/" in one.text()]


def test_a_link_that_nobody_was_sent_is_of_no_use(site, visitor):
    page = visitor.get("/rate/" + "0" * 64)
    assert page.status == 404 and "This link is of no use any more" in page.words()
    assert visitor.get("/rate/" + "0" * 64, {"Accept": XML}).status == 404
