# tests/http/test_search.py: what agents find by words: where words stand, in which form and script, what is unseen.
# SPDX-License-Identifier: Apache-2.0
import urllib.parse
import uuid

import pytest

from portal import wait_until
from test_queue import change, department, queue, refs
from test_tickets import open_ticket, reply
from test_work import press

pytestmark = pytest.mark.event


def own_word():
    """A word that no other test has, whole in every form: it ends with a figure."""
    return f"q{uuid.uuid4().hex[:12]}7"


def asked(words, **more):
    return "?" + urllib.parse.urlencode({"q": words, **more})


def found(agent, words, **more):
    return refs(agent, asked(words, **more))


def is_found(agent, words, *expected, **more):
    """Wait until a search finds just these: the worker reads on each second."""
    wait_until(lambda: sorted(found(agent, words, **more)) == sorted(expected), what=f"{words} to find {expected}")


@pytest.fixture
def place(site):
    return department(site)


@pytest.fixture
def insider(site, place):
    """An agent who works in the place and nowhere else."""
    email = site.add_person("Iva Unutrašnja", role="agent")
    site.ctl("department", "staff", place, email)
    return site.sign_in(email)


def test_words_are_found_wherever_they_stand_in_any_form_and_script(site, agent):
    subject, text, answer, note, name, firm, label = (own_word() for _ in range(7))
    account = site.add_account(f"Предузеће {firm}")
    email = site.add_client(account=account, name=f"Đurđa {name}")
    client = site.sign_in(email)
    site.ctl("service", "add", account, "--kind", "domain", "--label", f"{label}.primer.rs", "--plan", ".rs", "--term", "12",
             "--price", "15", "--currency", "EUR", "--starts", "2026-01-01", "--expires", "2030-01-01")
    service = client.xml("/services/").find(".//service").get("id")
    ref = open_ticket(client, subject=f"Моји домени {subject}", body=f"Šifra za **{text}** ne važi", service=service)
    reply(agent, ref, f"Одговор {answer}", desk=True)
    press(agent, ref, "note", body=f"Beleška {note}")
    for words in (subject, f"domena {subject}", text, f"шифру {text}", f"sifra DOMENI {text}", f"одговора {answer}", f"odgovori {answer}",
                  f"beleške {note}", f"djurdja {name}", f"Ђурђи {name}", email, f"preduzeća {firm}", label, f"{label}.primer.rs",
                  f"{ref} {label}", f"{subject} {text} {note} {firm}"):
        is_found(agent, words, ref)
    for words in (f"{subject} nepostojeće", f"{text} hosting", "x", f"{subject} {own_word()}"):
        assert found(agent, words) == []


def test_nobody_finds_what_is_in_another_department(site, client, admin, insider, place):
    word = own_word()
    here, elsewhere = (open_ticket(client, body=f"the word {word}", department=one) for one in (place, "billing"))
    is_found(admin, word, here, elsewhere)
    assert found(insider, word) == [here] and found(insider, word, department="billing") == [here]
    page = insider.get("/desk/" + asked(elsewhere))
    assert page.status == 200 and "No ticket has" not in page.text or elsewhere in page.words()
    assert found(insider, elsewhere) == []
    press(admin, here, "set", department="billing")
    assert found(insider, word) == []


def test_clients_find_no_note_and_have_no_desk(site, client):
    assert client.get("/desk/" + asked("domen")).status == 403


@pytest.mark.parametrize("spelling", ["{0}", "{1}", " {2} ", "[#{0}]", "{3}"])
def test_a_reference_in_any_spelling_leads_to_its_ticket(site, client, agent, spelling):
    ref = open_ticket(client)
    spelled = spelling.format(ref, ref[3:], ref.lower(), ref.lower().replace("0", "o").replace("1", "l"))
    response = agent.get("/desk/" + asked(spelled))
    assert (response.status, response.location) == (303, f"/portal/desk/tickets/{ref}")


def test_a_reference_that_is_not_there_is_said_so(site, agent):
    page = agent.get("/desk/" + asked("hd-ooooooo"))
    assert page.status == 200 and page.problems() == ["q"] and "hd-ooooooo" in page.words()
    assert page.html.xpath("//input[@id='q']/@value") == ["hd-ooooooo"]


def test_a_search_goes_together_with_views_and_filters_and_keeps_its_words(site, client, agent, place):
    word = own_word()
    open_one = open_ticket(client, subject=f"Ђерам & {word}", department=place, priority="high")
    closed = open_ticket(client, subject=f"Đeram & {word}", department=place)
    change(agent, closed, "set", status="closed")
    words = f"đerma? {word}".replace("đerma?", "ђерам &")
    is_found(agent, words, open_one, closed)
    assert found(agent, words)[0] == closed, "the last opened stands first"
    assert found(agent, words, view="waiting") == [open_one] and found(agent, words, view="closed") == [closed]
    assert found(agent, words, view="mine") == [] and found(agent, words, priority="high") == [open_one]
    assert found(agent, words, department=place, assignee="none", channel="portal") == [closed, open_one]
    row = queue(agent, asked(words)).find("ticket")
    assert found(agent, word, client=row.get("client")) == [closed, open_one]
    assert found(agent, word, client="nobody") == [closed, open_one], "who is not there narrows nothing"
    view = queue(agent, asked(words, priority="high"))
    assert view.get("view") == "all" and view.get("total") is None
    assert {one.get("name") for one in view.findall("filter")} == {"priority", "q"}
    for tab in view.findall("tab"):
        assert "q=%D1%92" in tab.get("address") and "priority=high" in tab.get("address")
    without = view.find("filter[@name='q']").get("remove")
    assert without == "/desk/?priority=high" and queue(agent).find("tab[@name='all']") is None
    page = agent.get("/desk/" + asked(words, view="closed"))
    assert page.html.xpath("//input[@id='q']/@value") == [words]
    assert page.html.xpath("//form[@role='search']/input[@name='view']/@value") == ["closed"]
    assert queue(agent, "?view=all").get("view") == "waiting", "without words there is no such view"


def test_what_is_changed_merged_and_split_is_found_as_it_is(site, agent):
    client = site.sign_in(site.add_client())
    first, second, moved, new = (own_word() for _ in range(4))
    one, other = open_ticket(client, subject=first), open_ticket(client, subject=second, body=f"text {moved}")
    is_found(agent, moved, other)
    press(agent, one, "set", subject=new)
    is_found(agent, new, one)
    is_found(agent, first)
    press(agent, other, "merge", into=one)
    is_found(agent, moved, one)
    assert found(agent, second) == [other]
    message = next(m for m in agent.xml(f"/desk/tickets/{one}").findall("ticket/message") if moved in m.find("body").xpath("string()"))
    split = press(agent, one, "split", message=message.get("id"), title="Split off")
    is_found(agent, moved, split.location.rpartition("/")[2])


def test_a_clients_new_name_finds_their_tickets_and_the_old_one_does_not(site, agent):
    old, new = own_word(), own_word()
    client = site.sign_in(site.add_client(name=f"Ana {old}"))
    ref = open_ticket(client)
    is_found(agent, old, ref)
    assert client.form("/account", "/account").send(name=f"Ana {new}", language="en", theme="dark").status == 303
    is_found(agent, new, ref)
    is_found(agent, old)


def test_bad_input_finds_nothing_and_breaks_nothing(site, agent):
    for words in ("", " ", "а и у", "%", "'; DROP TABLE ticket", "\\", "<b>", "\U0001F642", "a" * 200, "Ж" * 200, "1.2.3.4.5.6.7.8.9", "* OR 1=1"):
        assert agent.get("/desk/" + asked(words)).status in (200, 303)
    assert queue(agent, asked("и а")).get("words") == "0" and "two letters" in agent.get("/desk/" + asked("и а")).words()
    assert queue(agent, asked("one two three four five six seven")).get("cut") == "yes"
    assert queue(agent, asked("x" * 201)).get("view") == "waiting", "too long is as if it were not given"
    assert agent.get("/desk/?q=%00").status == 200 and agent.get("/desk/?q=%ff").status == 200


def test_all_words_can_be_read_anew(site, client, agent):
    word = own_word()
    ref = open_ticket(client, body=word)
    is_found(agent, word, ref)
    assert "all messages can be found" in site.ctl("search", "rebuild").stdout
    assert found(agent, word) == [ref] and "all messages" in site.ctl("search", "status").stdout
