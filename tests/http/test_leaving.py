# tests/http/test_leaving.py: who hears of a ticket, and who has it, once somebody has left: the client's people, and the staff.
# SPDX-License-Identifier: Apache-2.0
from portal import wait_until
from test_clients import accept, account_of, add, set_rights
from test_queue import change
from test_rating import LINK
from test_tickets import open_ticket, reply


def test_the_owners_get_the_answers_to_who_has_left_and_may_open_the_ticket_again(site, admin, agent, visitor):
    first, path = add(admin, language="en", name="First Owner")
    account = account_of(admin, path)
    second, payer, opener = (add(admin, account=account.rpartition("/")[2], rights=rights, language="en")[0]
                             for rights in ("owner", "billing", "support"))
    leaver = accept(site, opener)
    ref = open_ticket(leaver)
    reply(agent, ref, "To you", desk=True)
    assert "To you" in site.smtp.wait(opener, f"[#{ref}]", count=2)[1].text()
    assert set_rights(admin, account, opener, "none").status == 303
    reply(agent, ref, "To your firm", desk=True)
    for owner in first, second:
        mail, = site.smtp.wait(owner, f"[#{ref}]")
        assert "To your firm" in mail.text() and f"/portal/tickets/{ref}" in mail.text()
    assert change(agent, ref, "set", status="closed").status == 303
    closed = wait_until(lambda: [one for one in site.smtp.found(first, ref) if "/rate/" in one.text()], what="the mail")[0]
    link = LINK.search(closed.text()).group(1)
    assert visitor.get(link).status == 200 and visitor.post(link + "/reopen").status == 303
    done = agent.xml(f"/desk/tickets/{ref}")
    assert done.find("ticket").get("status") == "customer-reply"
    assert "First Owner" in next(one for one in done.findall("history/change") if one.get("what") == "reopened").attrib.values()
    assert len(site.smtp.found(opener, f"[#{ref}]")) == 2 and not site.smtp.found(payer, f"[#{ref}]")
