# tests/http/test_conversation.py: long conversations, and form tokens that turn up where they do not belong.
# SPDX-License-Identifier: Apache-2.0
from test_tickets import open_ticket, reply


def test_a_long_conversation_comes_in_pages(client):
    ref = open_ticket(client, body="message 0")
    for n in range(1, 56):
        assert reply(client, ref, f"message {n}").status == 303
    newest = client.xml(f"/tickets/{ref}").find("ticket")
    texts = [" ".join(body.itertext()) for body in newest.iterfind("message/body")]
    assert texts == [f"message {n}" for n in range(6, 56)]
    assert newest.find("message[@last]").find("body").findtext("p") == "message 55" and newest.get("latest") is None
    page = client.get(f"/tickets/{ref}")
    [address] = page.html.xpath("//a[@rel='prev']/@href")
    assert address == "/portal" + newest.get("earlier")
    first = client.xml(newest.get("earlier")).find("ticket")
    texts = [" ".join(body.itertext()) for body in first.iterfind("message/body")]
    assert texts == [f"message {n}" for n in range(0, 6)]
    assert first.get("earlier") is None and first.get("latest") == f"/tickets/{ref}"
    assert client.xml(f"/tickets/{ref}?before=nonsense").find("ticket").get("earlier") == newest.get("earlier")


def test_a_form_token_of_another_ticket_leads_to_what_it_brought(client):
    first, second = open_ticket(client), open_ticket(client)
    form = client.form(f"/tickets/{first}", f"/tickets/{first}/reply")
    once = form.get("once")
    brought = form.send(body="said once").location
    again = client.form(f"/tickets/{second}", f"/tickets/{second}/reply").send(body="said twice", once=once)
    assert again.status == 303 and again.location == brought
    assert "said twice" not in client.get(f"/tickets/{second}").words()


def test_a_form_token_that_is_too_long_is_replaced(client):
    ref = open_ticket(client)
    refused = client.form(f"/tickets/{ref}", f"/tickets/{ref}/reply").send(body="text", once="x" * 65)
    assert refused.status == 422
    form = client.form_of(refused, f"/tickets/{ref}", f"/tickets/{ref}/reply")
    assert form.get("body") == "text" and form.send().status == 303
