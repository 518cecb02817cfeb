# tests/http/test_tickets.py: the client's main job: opening a ticket, being answered, closing, reopening; and its files.
# SPDX-License-Identifier: Apache-2.0
import concurrent.futures
import re
import time
import urllib.parse
import uuid

import pytest

from browser import BASE, XML, multipart
from portal import PASSWORD, wait_until
from samples import EXE, GIF, HTML, JPEG, PDF, SVG, ZIP, png

REF = re.compile(r"^/portal/tickets/(HD-[0-9A-HJKMNP-TV-Z]{7})$")


def title():
    return f"Title {uuid.uuid4().hex[:12]}"


def open_ticket(client, files=(), **values):
    """Open a ticket by the form. @return its reference"""
    response = client.form("/tickets/new", "/tickets/new").send(
        files, **{"subject": title(), "body": "Something is **wrong**.", **values})
    assert response.status == 303, response
    return REF.match(response.location).group(1)


def reply(sender, ref, body, files=(), desk=False):
    path = f"{'/desk' if desk else ''}/tickets/{ref}"
    return sender.form(path, f"{path}/reply").send(files, body=body)


def status(client, ref):
    return client.xml(f"/tickets/{ref}").find("ticket").get("status")


def count(client, tab="all"):
    return int(client.xml(f"/tickets/?status={tab}").xpath(f"//tab[@name='{tab}']/@count")[0])


@pytest.fixture(scope="module")
def newcomer(portal):
    """A client whose list begins empty."""
    return portal.sign_in(portal.add_client())


# -- opening -----------------------------------------------------------------------------------------------------------

def test_a_ticket_is_opened_and_shown(site, client):
    subject = title()
    form = client.form("/tickets/new", "/tickets/new")
    assert form.get("department") and form.get("priority") == "medium" and form.get("service") == "" and form.get("once")
    response = form.send(subject=subject, body="First *line*\n\nsecond line: č ć ž š đ, ћирилица 🙂", priority="high",
                         department="billing")
    ref = REF.match(response.location).group(1)
    assert response.header("Cache-Control") == "no-store"
    page = client.get(response.location)
    assert subject in page.words() and "second line: č ć ž š đ, ћирилица 🙂" in page.words() and ref in page.words()
    assert page.html.xpath("//em[text()='line']") and page.html.xpath("//*[@role='status']")
    ticket = client.xml(f"/tickets/{ref}").find("ticket")
    assert (ticket.get("status"), ticket.get("priority"), ticket.get("department")) == ("open", "high", "billing")
    assert ticket.get("channel") == "portal"
    assert not client.get(response.location).html.xpath("//*[@role='status']"), "the banner is shown once"


def test_a_ticket_tells_the_client_and_the_department_by_mail_within_seconds(site, client):
    subject = f"Наслов «č» {title()}"
    ref = open_ticket(client, subject=subject, department="technical")
    tag = f"[#{ref}]"
    receipt, = site.smtp.wait("client@example.com", tag, timeout=5)
    alert, = site.smtp.wait("technical@example.com", tag, timeout=5)
    for mail in receipt, alert:
        message = mail.message
        assert message["Subject"] == f"{tag} {subject}"
        assert re.fullmatch(r"<[^@<>\s]+@127\.0\.0\.1[^<>\s]*>", message["Message-ID"])
        assert message["From"].addresses[0].addr_spec == "support@example.com" == mail.sender
        assert f"/portal/{'desk/' if mail is alert else ''}tickets/{ref}" in mail.text()
        assert "Something is" in mail.text() and ref in mail.html()
        assert message.get_content_type() == "multipart/alternative" and message["Date"] and message["MIME-Version"] == "1.0"
        assert f"support+{ref[3:].lower()}." in message["Reply-To"]
    assert receipt.message["Auto-Submitted"] == "auto-replied" and alert.message["Auto-Submitted"] == "auto-generated"
    assert receipt.message["Message-ID"] != alert.message["Message-ID"]
    assert receipt.message["To"].addresses[0].addr_spec == "client@example.com"


def test_only_the_department_that_was_chosen_is_told(site, client):
    ref = open_ticket(client, department="sales")
    site.smtp.wait("sales@example.com", ref)
    site.smtp.wait("client@example.com", ref)
    assert not site.smtp.found("technical@example.com", ref) and not site.smtp.found("billing@example.com", ref)


def test_every_address_of_a_department_is_told(site, client):
    slug = f"d{uuid.uuid4().hex[:8]}"
    site.ctl("department", "add", slug, "--name-en", "Two addresses", "--address", f"{slug}-1@example.com",
             "--address", f"{slug}-2@example.com")
    ref = open_ticket(client, department=slug)
    for n in "12":
        site.smtp.wait(f"{slug}-{n}@example.com", ref)


def test_a_mail_is_in_the_language_of_the_person(site):
    email = site.add_client(language="sr-Cyrl")
    ref = open_ticket(site.sign_in(email))
    receipt, = site.smtp.wait(email, ref)
    assert re.search("[А-Яа-я]{4}", receipt.text()) and receipt.message["Content-Language"] == "sr-Cyrl"


def test_a_ticket_about_a_service_stands_with_the_service(site, client):
    service = client.xml("/services/").find("services/service[@status='expired']")
    form = client.form(f"/tickets/new?service={service.get('id')}", "/tickets/new")
    assert form.get("service") == service.get("id")
    response = form.send(subject=title(), body="About a service.")
    ref = REF.match(response.location).group(1)
    assert client.xml(f"/tickets/{ref}").find("ticket/service").get("id") == service.get("id")
    assert ref in client.get(f"/services/{service.get('id')}").text


def test_the_form_says_at_once_that_a_service_is_expired_suspended_or_unpaid(site, client):
    page = client.get("/tickets/new").html
    for service in client.xml("/services/").findall("services/service"):
        troubled = service.get("status") in ("expired", "suspended") or service.find("proforma") is not None
        listed = page.xpath(f"//select[@name='service']/option[@value='{service.get('id')}']")
        assert bool(listed) == (service.get("status") != "cancelled")
        if troubled:
            assert service.get("label") in page.xpath("string(//noscript)")


def test_another_clients_service_cannot_be_chosen(site, client, other):
    service = client.xml("/services/").find("services/service").get("id")
    before = count(other)
    response = other.post("/tickets/new", {"subject": title(), "body": "x", "service": service, "department": "sales"})
    assert response.status == 422 and response.problems() == ["service"] and count(other) == before


def test_an_urgent_priority_is_not_the_clients_to_choose(site, client):
    response = client.post("/tickets/new", {"subject": title(), "body": "x", "priority": "urgent", "department": "sales"})
    assert response.status == 422 and response.problems() == ["priority"]


def test_a_ticket_without_a_priority_is_of_medium_priority(site, client):
    response = client.post("/tickets/new", {"subject": title(), "body": "x", "department": "sales"})
    assert response.status == 303, response
    assert client.xml(response.location).find("ticket").get("priority") == "medium"


def test_all_faults_stand_beside_their_fields_and_all_that_was_typed_stays(site, client):
    before = count(client)
    typed = {"department": "nowhere", "service": "none", "subject": "  ", "priority": "huge", "body": " \n "}
    response = client.post("/tickets/new", typed)
    assert response.status == 422
    assert response.problems() == ["body", "department", "priority", "service", "subject"]
    for node in response.html.xpath("//*[@aria-invalid='true']"):
        assert response.html.get_element_by_id(node.get("aria-describedby").split()[0]) is not None
    typed = {"subject": "x" * 151, "body": "Text & <b>more</b> «here»", "priority": "high", "department": "billing"}
    response = client.post("/tickets/new", typed)
    assert response.status == 422 and response.problems() == ["subject"]
    form = client.form_of(response, "/tickets/new", "/tickets/new")
    assert {name: form.get(name) for name in typed} == typed and form.get("service") == ""
    assert form.send(subject="Short").status == 303
    assert count(client) == before + 1


def test_a_text_of_64_kib_is_taken_and_a_longer_one_is_not(site, client):
    ref = open_ticket(client, subject="Š" * 150, body="š" * 32768)
    assert client.xml(f"/tickets/{ref}").find("ticket").get("subject") == "Š" * 150
    response = client.form("/tickets/new", "/tickets/new").send(subject="x", body="š" * 32768 + "x")
    assert response.status == 422 and response.problems() == ["body"]
    assert client.form_of(response, "", "/tickets/new").get("body") == "š" * 32768 + "x"


def test_a_preview_shows_the_text_and_stores_nothing(site, client):
    before, mails = count(client), len(site.smtp.mails)
    form = client.form("/tickets/new", "/tickets/new")
    response = form.send([("waits.txt", b"it waits", "text/plain")], subject="", body="**bold** text", preview="1")
    assert response.status == 200 and response.html.xpath("//*[@id='preview']//strong[text()='bold']")
    again = client.form_of(response, "/tickets/new", "/tickets/new")
    assert again.get("body") == "**bold** text" and len(again.all("staged")) == 1 and "waits.txt" in response.words()
    assert count(client) == before and again.get("once") == form.get("once")
    ref = REF.match(again.send(subject=title()).location).group(1)
    assert [file.get("name") for file in client.xml(f"/tickets/{ref}").iter("file")] == ["waits.txt"]
    assert count(client) == before + 1 and all("bold" not in mail.text() for mail in site.smtp.mails[mails:] if ref not in mail.subject)


def test_a_preview_of_a_reply_stores_nothing_on_both_sides(site, client, agent):
    ref = open_ticket(client)
    for sender, path in (client, f"/tickets/{ref}"), (agent, f"/desk/tickets/{ref}"):
        response = sender.form(path, "/reply").send(body="- one\n- two", preview="1")
        assert response.status == 200 and response.html.xpath("//*[@id='preview']//li")
        assert sender.form_of(response, path, "/reply").get("body") == "- one\n- two"
        assert len(sender.xml(path).findall("ticket/message")) == 1


def test_the_receipt_comes_in_the_language_in_which_the_portal_is_read(site):
    email = site.add_client()
    reader = site.client(headers={"Accept-Language": "sr-Cyrl"})
    assert reader.sign_in(email, PASSWORD).status == 303
    ref = open_ticket(reader)
    receipt, = site.smtp.wait(email, ref)
    assert "Ваш тикет је код нас" in receipt.text() and receipt.message["Content-Language"] == "sr-Cyrl"


# -- answering, closing, reopening -------------------------------------------------------------------------------------

def test_the_whole_conversation_from_opening_to_reopening(site, client, agent):
    ref = open_ticket(client, department="technical")
    assert status(client, ref) == "open"
    receipt, = site.smtp.wait("client@example.com", ref)

    desk = agent.get(f"/desk/tickets/{ref}")
    assert "Mila Client" in desk.words() and "Client d.o.o." in desk.words() and "Something is wrong." in desk.words()
    response = reply(agent, ref, "Here is the `answer`.", [("how.pdf", PDF, "application/pdf")], desk=True)
    assert response.status == 303 and re.match(rf"^/portal/desk/tickets/{ref}#reply-\w+$", response.location)
    answer, = [mail for mail in site.smtp.wait("client@example.com", ref, 2) if mail is not receipt]
    assert "Here is the" in answer.text() and answer.message["In-Reply-To"] and answer.message["Auto-Submitted"] is None
    assert receipt.message["Message-ID"] in answer.message["References"] or answer.message["References"]
    assert status(client, ref) == "answered"
    page = client.get(f"/tickets/{ref}")
    assert "Here is the answer." in page.words() and "how.pdf" in page.words()
    assert client.get(page.html.xpath("//a[contains(@href,'how.pdf')]/@href")[0]).body == PDF

    response = reply(client, ref, "Thank you, but no.")
    anchor = re.match(rf"^/portal/tickets/{ref}#(reply-\w+)$", response.location).group(1)
    assert client.get(f"/tickets/{ref}").html.get_element_by_id(anchor) is not None
    assert status(client, ref) == "customer-reply"
    site.smtp.wait("technical@example.com", ref, 2)

    response = client.form(f"/tickets/{ref}", "/close").send()
    assert (response.status, response.location) == (303, f"/portal/tickets/{ref}") and status(client, ref) == "closed"
    assert client.post(f"/tickets/{ref}/close").status == 303
    assert len(client.xml(f"/tickets/{ref}").findall("ticket/event[@what='closed']")) == 1

    response = client.form(f"/tickets/{ref}", "/reopen").send()
    assert (response.status, response.location) == (303, f"/portal/tickets/{ref}") and status(client, ref) == "customer-reply"
    assert client.post(f"/tickets/{ref}/reopen").status == 303
    assert len(client.xml(f"/tickets/{ref}").findall("ticket/event[@what='reopened']")) == 1

    client.post(f"/tickets/{ref}/close")
    reply(client, ref, "One thing more.")
    assert status(client, ref) == "customer-reply"
    talk = [node.tag for node in client.xml(f"/tickets/{ref}").find("ticket") if node.tag in ("message", "event")]
    assert talk.count("message") == 4 and talk.count("event") == 4


def test_mails_of_a_ticket_belong_to_one_thread(site, client, agent):
    ref = open_ticket(client, department="billing")
    first, = site.smtp.wait("client@example.com", ref)
    reply(agent, ref, "One.", desk=True)
    second = site.smtp.wait("client@example.com", ref, 2)[1]
    reply(client, ref, "Two.")
    third = site.smtp.wait("client@example.com", ref, 3)[2]
    roots = [mail.message["References"].split()[0] for mail in (second, third)]
    assert roots[0] == roots[1]
    assert len({mail.message["Message-ID"] for mail in (first, second, third)}) == 3
    assert all("Re: " in mail.subject or mail.subject.startswith("[#") for mail in (second, third))


def test_an_empty_reply_is_refused_and_its_files_wait(site, client):
    ref = open_ticket(client)
    response = reply(client, ref, "  ", [("log.txt", b"line\n", "text/plain")])
    assert response.status == 422 and response.problems() == ["body"] and "log.txt" in response.words()
    response = client.form_of(response, f"/tickets/{ref}", "/reply").send(body="Now with text.")
    assert response.status == 303
    assert [file.get("name") for file in client.xml(f"/tickets/{ref}").iter("file")] == ["log.txt"]


def test_an_agent_finds_a_ticket_by_its_reference(site, client, agent):
    ref = open_ticket(client)
    response = agent.get(f"/desk/?ref={ref.lower()}")
    assert (response.status, response.location) == (303, f"/portal/desk/tickets/{ref}")
    response = agent.get("/desk/?ref=HD-0000000")
    assert response.status == 200 and "HD-0000000" in response.words()


@pytest.mark.parametrize("around", [" %s ", "#%s", "[#%s]", "[%s]"])
def test_an_agent_pastes_a_reference_with_what_stood_around_it(site, client, agent, around):
    ref = open_ticket(client)
    response = agent.get("/desk/?ref=" + urllib.parse.quote(around % ref))
    assert (response.status, response.location) == (303, f"/portal/desk/tickets/{ref}")
    assert agent.get("/desk/tickets/" + urllib.parse.quote(around % ref)).status == 404, "an address is exact"


@pytest.mark.parametrize("side, did", [("", "reply"), ("", "close"), ("", "reopen"), ("/desk", "reply")])
def test_the_address_of_a_refused_form_entered_again_leads_to_the_ticket(site, client, agent, side, did):
    ref, who = open_ticket(client), agent if side else client
    response = who.get(f"{side}/tickets/{ref.lower()}/{did}")
    assert response.status == 405 and response.header("Allow") == "POST"
    assert response.html.xpath("//main//a/@href")[0] == f"/portal{side}/tickets/{ref}"
    other = who.get(f"{side}/tickets/no-reference/{did}")
    assert other.status == 405 and not [link for link in other.html.xpath("//main//a/@href") if "no-reference" in link]


# -- once --------------------------------------------------------------------------------------------------------------

def test_the_same_form_twice_makes_one_ticket(site, client):
    before, form = count(client), client.form("/tickets/new", "/tickets/new")
    first = form.send(subject=title(), body="Twice.")
    second = form.send(subject="changed meanwhile", body="Twice.")
    assert first.status == second.status == 303 and first.location == second.location and count(client) == before + 1


def test_the_same_form_at_the_same_time_makes_one_ticket_and_one_mail(site, client):
    before, form = count(client), client.form("/tickets/new", "/tickets/new")
    values = {"subject": title(), "body": "At once.", "department": "sales"}
    with concurrent.futures.ThreadPoolExecutor(8) as threads:
        def send(n):
            twin = client.twin()
            body, kind = multipart([*form.set("subject", None).set("body", None).set("department", None).fields, *values.items()],
                                   [("same.txt", b"the same", "text/plain")])
            return twin.request("POST", "/tickets/new", body, {"Content-Type": kind})
        form.set("subject", None).set("body", None).set("department", None)
        answers = list(threads.map(send, range(8)))
    assert {answer.status for answer in answers} == {303}, answers
    assert len({answer.location for answer in answers}) == 1 and count(client) == before + 1
    ref = REF.match(answers[0].location).group(1)
    site.smtp.wait("sales@example.com", ref)
    assert len(client.xml(f"/tickets/{ref}").findall(".//file")) == 1
    assert len(site.smtp.found("client@example.com", ref)) <= 1


def test_the_same_reply_at_the_same_time_is_one_reply(site, client):
    ref = open_ticket(client)
    fields = {"body": "One reply.", "once": uuid.uuid4().hex}
    client.csrf()
    with concurrent.futures.ThreadPoolExecutor(6) as threads:
        answers = list(threads.map(lambda n: client.twin().post(f"/tickets/{ref}/reply", fields, once=None), range(6)))
    assert {answer.status for answer in answers} == {303} and len({answer.location for answer in answers}) == 1
    assert len(client.xml(f"/tickets/{ref}").findall("ticket/message")) == 2


def test_the_same_reply_again_leads_to_the_first_one(site, client, agent):
    ref = open_ticket(client)
    for sender, path in (client, f"/tickets/{ref}"), (agent, f"/desk/tickets/{ref}"):
        form = sender.form(path, "/reply")
        first, second = form.send(body="Said once."), form.send(body="Said once.")
        assert first.status == second.status == 303 and first.location == second.location
    assert len(client.xml(f"/tickets/{ref}").findall("ticket/message")) == 3


def test_a_once_of_one_person_means_nothing_for_another(site, client, other):
    once = uuid.uuid4().hex
    fields = {"subject": title(), "body": "x", "department": "sales"}
    one = client.post("/tickets/new", fields, once=once)
    two = other.post("/tickets/new", fields, once=once)
    assert one.status == two.status == 303 and one.location != two.location


def test_a_form_without_its_once_comes_back_with_a_fresh_one(site, client):
    ref, before = open_ticket(client), count(client)
    for path, fields in ("/tickets/new", {"subject": title(), "body": "x", "department": "sales"}), (f"/tickets/{ref}/reply", {"body": "x"}):
        response = client.post(path, fields, once=None)
        assert response.status == 422
        form = client.form_of(response, path, path)
        assert len(form.get("once")) >= 16 and form.get("body") == "x"
    assert count(client) == before
    assert form.send().status == 303


# -- files -------------------------------------------------------------------------------------------------------------

FILES = [("picture.png", png(), "image/png", "inline"), ("photo.jpg", JPEG, "image/jpeg", "inline"),
         ("dot.gif", GIF, "image/gif", "inline"), ("paper.pdf", PDF, "application/pdf", "attachment"),
         ("picture.svg", SVG, "application/octet-stream", "attachment"),
         ("page.html", HTML, "application/octet-stream", "attachment"),
         ("drawing.png", SVG, "application/octet-stream", "attachment"), ("page.jpg", HTML, "application/octet-stream", "attachment"),
         ("notes.txt", b"only text\n", "text/plain; charset=utf-8", "attachment"),
         ("backup.zip", ZIP, "application/octet-stream", "attachment")]
NAMES = ["слика екрана (1).png", "č ć ž š đ – 100%.txt", 'quote " and ; semicolon.txt', "日本語 🙂.txt", "a&b<c>.txt",
         "  spaces  .txt", "no-extension", "x" * 180 + ".txt"]


@pytest.fixture(scope="module")
def attached(portal):
    """A ticket with all sorts of files: their addresses by name, and its reference."""
    client = portal.browser("client@example.com")
    ref = open_ticket(client, [(name, data, "application/x-claimed") for name, data, *_ in FILES])
    page = client.xml(f"/tickets/{ref}")
    return {"ref": ref, **{file.get("name"): file.get("address") for file in page.iter("file")}}


@pytest.mark.parametrize("name, data, kind, way", FILES, ids=[file[0] for file in FILES])
def test_a_file_comes_back_whole_with_its_real_type_and_can_do_nothing(site, client, attached, name, data, kind, way):
    response = client.get(attached[name])
    assert response.status == 200 and response.body == data
    assert response.header("Content-Type") == kind
    assert response.header("Content-Disposition").startswith(way + ";")
    assert response.header("X-Content-Type-Options") == "nosniff"
    policy = response.headers.get_all("Content-Security-Policy")
    assert len(policy) == 1 and "default-src 'none'" in policy[0] and "sandbox" in policy[0]
    assert response.header("Accept-Ranges") == "bytes" and "private" in response.header("Cache-Control")
    head = client.head(attached[name])
    assert head.status == 200 and head.body == b"" and head.header("Content-Length") == str(len(data))


def test_pictures_are_shown_and_other_files_are_listed(site, client, attached):
    page = client.get(f"/tickets/{attached['ref']}").html
    shown = [address.rpartition("/")[2] for address in page.xpath("//main//img/@src")]
    assert sorted(shown) == ["dot.gif", "photo.jpg", "picture.png"]
    assert "picture.svg" in page.xpath("string(//ul[contains(@class,'files')])")


def test_parts_of_a_file_can_be_asked_for(site, client, attached):
    address = attached["paper.pdf"]
    response = client.get(address, {"Range": "bytes=2-5"})
    assert response.status == 206 and response.body == PDF[2:6]
    assert response.header("Content-Range") == f"bytes 2-5/{len(PDF)}"
    assert client.get(address, {"Range": "bytes=-4"}).body == PDF[-4:]
    assert client.get(address, {"Range": "bytes=10-"}).body == PDF[10:]
    response = client.get(address, {"Range": f"bytes={len(PDF)}-"})
    assert response.status == 416
    etag = client.get(address).header("ETag")
    assert client.get(address, {"If-None-Match": etag}).status == 304
    assert client.get(address, {"Range": "bytes=2-5", "If-Range": etag}).status == 206
    assert client.get(address, {"Range": "bytes=2-5", "If-Range": '"other"'}).body == PDF


def test_only_the_people_of_the_ticket_and_agents_reach_a_file(site, client, other, agent, visitor, attached):
    address = attached["paper.pdf"]
    assert other.get(address).status == 404 and other.head(address).status == 404
    assert other.get(address, {"Range": "bytes=0-1"}).status == 404
    assert agent.get(address).body == PDF
    assert visitor.get(address).location.startswith("/portal/login?next=")
    assert visitor.get(address, {"Accept": XML}).status == 401


def test_the_name_in_the_address_of_a_file_is_decoration(site, client, attached):
    stem = attached["paper.pdf"].rpartition("/")[0]
    response = client.get(stem + "/another-name.exe")
    assert response.body == PDF and "another-name" not in response.header("Content-Disposition")
    assert "paper.pdf" in response.header("Content-Disposition")


@pytest.mark.parametrize("name", NAMES)
def test_a_name_with_any_unicode_is_kept(site, client, name):
    ref = open_ticket(client, [(name, b"some text\n", "text/plain")])
    file = client.xml(f"/tickets/{ref}").find(".//file")
    assert file.get("name") == name.strip()
    response = client.get(file.get("address"))
    assert response.status == 200
    disposition = response.header("Content-Disposition")
    assert disposition.isascii() and urllib.parse.unquote(disposition.partition("UTF-8''")[2]) == name.strip()


@pytest.mark.parametrize("name, kept", [("C:\\temp\\shot.txt", "shot.txt"), ("../../etc/passwd", "passwd"), ("/", "file")])
def test_a_path_in_a_name_is_cut_off(site, client, name, kept):
    ref = open_ticket(client, [(name, b"some text\n", "text/plain")])
    assert client.xml(f"/tickets/{ref}").find(".//file").get("name") == kept


@pytest.mark.parametrize("name", ["a.tar.gz", "a.tgz", "list.txt.de", "text.latin2", "x.page", "x.shtml"])
def test_what_apache_makes_of_names_of_files_is_not_for_attachments(site, client, name):
    text = b'some text <!--#echo var="DOCUMENT_ROOT" -->\n'
    ref = open_ticket(client, [(name, text, "text/plain")])
    response = client.get(client.xml(f"/tickets/{ref}").find(".//file").get("address"))
    assert response.body == text and response.header("Content-Type") == "text/plain; charset=utf-8"
    assert "Content-Encoding" not in response.headers and "Content-Language" not in response.headers


def test_an_empty_file_control_is_no_file(site, client):
    ref = open_ticket(client, [("", b"", "application/octet-stream")])
    assert not client.xml(f"/tickets/{ref}").findall(".//file")


def test_the_same_bytes_under_two_names_are_two_attachments(site, client):
    ref = open_ticket(client, [("one.txt", b"same bytes", "text/plain"), ("two.txt", b"same bytes", "text/plain")])
    files = client.xml(f"/tickets/{ref}").findall(".//file")
    assert [file.get("name") for file in files] == ["one.txt", "two.txt"]
    assert all(client.get(file.get("address")).body == b"same bytes" for file in files)


def test_a_program_is_refused_whatever_its_name_says(site, client):
    before = site.staging()
    response = client.form("/tickets/new", "/tickets/new").send([("holiday.png", EXE, "image/png")], subject="x", body="y")
    assert response.status == 422 and response.problems() == ["attachment"] and "holiday.png" in response.words()
    site.wait_staging(before)


def test_files_of_a_refused_form_wait_for_it_and_only_for_its_sender(site, client, other):
    before = site.staging()
    response = client.form("/tickets/new", "/tickets/new").send(
        [("a.txt", b"first", "text/plain"), ("b.png", png(), "image/png")], subject="", body="typed")
    assert response.status == 422 and response.problems() == ["subject"]
    form = client.form_of(response, "/tickets/new", "/tickets/new")
    assert len(form.all("staged")) == 2
    stolen = other.post("/tickets/new", [("subject", "x"), ("body", "y"), ("department", "sales"), ("staged", form.all("staged")[0])])
    assert stolen.status == 422 and stolen.problems() == ["attachment"]
    response = form.send([("c.txt", b"third", "text/plain")], subject="Now with a title")
    assert response.status == 303, response
    names = {file.get("name"): client.get(file.get("address")).body for file in client.xml(response.location).iter("file")}
    assert names == {"a.txt": b"first", "b.png": png(), "c.txt": b"third"}
    site.wait_staging(before)
    again = client.post("/tickets/new", [("subject", "x"), ("body", "y"), ("department", "sales"), ("staged", form.all("staged")[0])])
    assert again.status == 422, "a file that has been used is not there any more"


def names_of(client, address):
    return [file.get("name") for file in client.xml(address).iter("file")]


def rows(response):
    """The files that a page lists: their names, and what is wrong with them."""
    return {row.xpath("string(*[@class='grow']/text())"): row.xpath("string(.//*[@class='fault'])").strip()
            for row in response.html.xpath("//ul[@class='files']/li")}


@pytest.mark.parametrize("values", [{"subject": "A title"}, {"subject": ""}, {"subject": "", "preview": "1"}])
def test_a_refused_file_leaves_the_good_ones_waiting_and_says_why(site, client, values):
    before = site.staging()
    response = client.form("/tickets/new", "/tickets/new").send(
        [("log.txt", b"good", "text/plain"), ("setup.exe", EXE, "application/octet-stream"), ("shot.png", png(), "image/png")],
        body="typed", **values)
    assert response.status == (200 if "preview" in values else 422)
    listed = rows(response)
    assert list(listed) == ["log.txt", "shot.png", "setup.exe"] and not listed["log.txt"] and not listed["shot.png"]
    assert "type" in listed["setup.exe"] and "chosen again" not in response.text
    form = client.form_of(response, "/tickets/new", "/tickets/new")
    assert len(form.all("staged")) == 2
    wait_until(lambda: len(site.staging()) == len(before) + 2, 5, "the program to be gone, the others to wait")
    sent = form.set("preview", None).send([("more.txt", b"more", "text/plain")], subject="Sent")
    assert sent.status == 303 and names_of(client, sent.location) == ["log.txt", "shot.png", "more.txt"]
    site.wait_staging(before)


def test_a_file_refused_with_a_reply_leaves_the_good_ones_waiting(site, client, agent):
    ref = open_ticket(client)
    for sender, path in (client, f"/tickets/{ref}"), (agent, f"/desk/tickets/{ref}"):
        response = sender.form(path, "/reply").send(
            [("setup.exe", EXE, "application/octet-stream"), ("log.txt", b"good", "text/plain")], body="typed")
        assert response.status == 422 and response.problems() == ["attachment"]
        assert list(rows(response)) == ["log.txt", "setup.exe"] and "type" in rows(response)["setup.exe"]
        assert sender.form_of(response, path, "/reply").send().status == 303
    assert names_of(client, f"/tickets/{ref}") == ["log.txt", "log.txt"]


def test_what_fits_of_too_many_files_is_kept_and_the_rest_is_named(site, client):
    first = client.form("/tickets/new", "/tickets/new").send(
        [(f"{n}.txt", b"x", "text/plain") for n in range(18)], subject="", body="typed")
    more = client.form_of(first, "/tickets/new", "/tickets/new").send(
        [(f"{n}.txt", b"x", "text/plain") for n in range(18, 22)], subject="Many")
    assert more.status == 422 and more.problems() == ["attachment"] and "20" in more.words()
    assert [name for name, fault in rows(more).items() if fault] == ["20.txt", "21.txt"]
    sent = client.form_of(more, "/tickets/new", "/tickets/new").send()
    assert sent.status == 303 and names_of(client, sent.location) == [f"{n}.txt" for n in range(20)]


def test_what_fits_of_too_large_files_is_kept_and_the_rest_is_named(site, client):
    first = client.form("/tickets/new", "/tickets/new").send([("a.txt", b"a" * 2_000_000, "text/plain")], subject="", body="typed")
    more = client.form_of(first, "/tickets/new", "/tickets/new").send(
        [("b.txt", b"b" * 2_000_000, "text/plain"), ("c.txt", b"c" * 900_000, "text/plain")], subject="Large")
    assert more.status == 422 and more.problems() == ["attachment"]
    assert {name: bool(fault) for name, fault in rows(more).items()} == {"a.txt": False, "c.txt": False, "b.txt": True}
    sent = client.form_of(more, "/tickets/new", "/tickets/new").send()
    assert sent.status == 303 and names_of(client, sent.location) == ["a.txt", "c.txt"]


def test_a_file_that_waits_is_taken_off_without_script(site, client):
    response = client.form("/tickets/new", "/tickets/new").send(
        [(name, b"x", "text/plain") for name in ("a.txt", "b.txt", "c.txt")], subject="", body="typed")
    form = client.form_of(response, "/tickets/new", "/tickets/new")
    boxes = {box.get("value"): box for box in response.html.xpath("//noscript//input[@type='checkbox'][@name='unstage']")}
    assert list(boxes) == form.all("staged"), "none is ticked"
    response = form.send(unstage=form.all("staged")[0], preview="1")
    assert list(rows(response)) == ["b.txt", "c.txt"]
    form = client.form_of(response, "/tickets/new", "/tickets/new")
    assert form.get("unstage") is None
    sent = form.send(subject="Sent", unstage=form.all("staged")[1])
    assert sent.status == 303 and names_of(client, sent.location) == ["b.txt"]


def test_more_than_twenty_files_are_refused(site, client):
    before = site.staging()
    files = [(f"{n}.txt", b"x%d" % n, "text/plain") for n in range(21)]
    response = client.form("/tickets/new", "/tickets/new").send(files, subject="Many", body="Many files")
    assert response.status == 413 and "Many files" in response.text
    site.wait_staging(before)
    open_ticket(client, files[:20])


# -- lists -------------------------------------------------------------------------------------------------------------

@pytest.fixture(scope="module")
def many(portal):
    """A client with 47 tickets: 45 open, 2 closed, 1 of the open ones answered. @return browser and references, newest first"""
    client, agent = portal.sign_in(portal.add_client()), portal.browser("agent@example.com")
    client.csrf()
    refs = []
    for n in range(47):
        response = client.post("/tickets/new", {"subject": f"Ticket {n}", "body": f"Text {n}", "department": "sales"})
        refs.insert(0, REF.match(response.location).group(1))
    reply(agent, refs[10], "An answer.", desk=True)
    refs.insert(0, refs.pop(10))
    for ref in refs[45:]:
        client.post(f"/tickets/{ref}/close")
    return client, refs[45:][::-1] + refs[:45]


def listed(view):
    return [ticket.get("ref") for ticket in view.findall("tickets/ticket")]


def test_tabs_count_what_they_show(site, many):
    client, _ = many
    tabs = {tab.get("name"): int(tab.get("count")) for tab in client.xml("/tickets/").iter("tab")}
    assert tabs == {"open": 45, "waiting": 1, "closed": 2, "all": 47}


def test_paging_shows_every_ticket_once_and_leads_back(site, many):
    client, refs = many
    pages, view = [], client.xml("/tickets/?status=all")
    while True:
        pages.append(listed(view))
        older = view.find("tickets").get("older")
        if not older:
            break
        view = client.xml(older)
    assert [len(page) for page in pages] == [20, 20, 7]
    assert sorted(sum(pages, [])) == sorted(refs)
    newer = view.find("tickets").get("newer")
    view = client.xml(newer)
    assert listed(view) == pages[1]
    view = client.xml(view.find("tickets").get("newer"))
    assert listed(view) == pages[0] and view.find("tickets").get("newer") is None


def test_pages_hold_their_place_while_tickets_come_in(site, many):
    client, _ = many
    time.sleep(1.1)  # a ticket of the same second stands among the others of that second
    first = client.xml("/tickets/?status=open")
    older = listed(client.xml(first.find("tickets").get("older")))
    client.post("/tickets/new", {"subject": "Meanwhile", "body": "x", "department": "sales"})
    assert listed(client.xml(first.find("tickets").get("older"))) == older
    ref = listed(client.xml("/tickets/"))[0]
    client.post(f"/tickets/{ref}/close")


@pytest.mark.parametrize("tab, size", [("open", 20), ("waiting", 1), ("answered", 1), ("on-hold", 0), ("in-progress", 0)])
def test_a_status_shows_its_tickets(site, many, tab, size):
    assert len(listed(many[0].xml(f"/tickets/?status={tab}"))) == size


@pytest.mark.parametrize("query", ["status=bogus", "after=garbage", "before=%00", "after=" + "A" * 5000, "status=open&status=closed",
                                   "after=eHl6&before=eHl6", "unknown=1&status=open", "status=%ff", "after=-1", "after=1."])
def test_a_bad_value_gives_the_default(site, many, query):
    response = many[0].get("/tickets/?" + query)
    assert response.status == 200 and len(response.html.xpath("//main//a[contains(@href, '/tickets/HD-')]")) >= 20


def test_the_last_changed_ticket_stands_first(site, newcomer):
    one, two = open_ticket(newcomer), open_ticket(newcomer)
    reply(newcomer, one, "Again.")
    refs = listed(newcomer.xml("/tickets/"))
    assert set(refs[:2]) == {one, two}
    newcomer.post(f"/tickets/{one}/close")
    assert one not in listed(newcomer.xml("/tickets/")) and one in listed(newcomer.xml("/tickets/?status=closed"))


# -- accounts and rights -----------------------------------------------------------------------------------------------

def test_two_people_of_one_account_share_its_tickets(site):
    account = site.add_account()
    one, two = (site.sign_in(site.add_client(account=account)) for _ in range(2))
    ref = open_ticket(one, [("shared.txt", b"shared", "text/plain")])
    assert listed(two.xml("/tickets/")) == [ref]
    assert two.get(two.xml(f"/tickets/{ref}").find(".//file").get("address")).body == b"shared"
    assert reply(two, ref, "Me too.").status == 303
    assert len(one.xml(f"/tickets/{ref}").findall("ticket/message")) == 2
    assert one.xml(f"/tickets/{ref}").findall("ticket/message")[0].get("you") == "yes"
    assert two.xml(f"/tickets/{ref}").findall("ticket/message")[0].get("you") is None


def test_who_may_only_see_bills_does_not_reach_tickets(site):
    account = site.add_account()
    owner, billing = site.sign_in(site.add_client(account=account)), site.sign_in(site.add_client("billing", account))
    ref = open_ticket(owner, [("secret.txt", b"secret", "text/plain")])
    file = owner.xml(f"/tickets/{ref}").find(".//file").get("address")
    assert billing.get("/services/").status == 200 and billing.get("/").status == 200
    for path in "/tickets/", "/tickets/new", f"/tickets/{ref}", "/support":
        assert billing.get(path).status == 403
    assert billing.get(file).status == 404
    assert billing.post(f"/tickets/{ref}/reply", {"body": "x"}).status == 403
    assert "/portal/tickets/" not in billing.get("/").text


def test_a_person_with_several_accounts_chooses_whose_the_ticket_is(site):
    first, second = site.add_account(), site.add_account()
    email = site.add_client(account=first)
    site.add_member(second, email, "support")
    colleague = site.sign_in(site.add_client(account=second))
    both = site.sign_in(email)
    ids = {node.get("name"): node.get("id") for node in both.xml("/tickets/new").findall("account")}
    assert set(ids) == {first, second}
    response = both.post("/tickets/new", {"subject": "x", "body": "y", "department": "sales"})
    assert response.status == 422 and response.problems() == ["account"]
    ref = open_ticket(both, account=ids[second])
    assert listed(colleague.xml("/tickets/")) == [ref]
    assert both.post("/tickets/new", {"subject": "x", "body": "y", "department": "sales", "account": "A" * 22}).status == 422
    assert both.xml(f"/tickets/{ref}").find("ticket").get("account-name") == second


def test_a_member_who_is_removed_from_support_loses_tickets_at_once(site):
    account = site.add_account()
    email = site.add_client("support", account)
    person = site.sign_in(email)
    ref = open_ticket(person)
    site.add_member(account, email, "billing")
    assert person.get(f"/tickets/{ref}").status == 403


def test_staff_who_are_members_reach_their_own_tickets_only(site, client):
    email = site.add_person(role="agent")
    site.add_member(site.add_account(), email)
    staff = site.sign_in(email)
    ref = open_ticket(staff, [("own.txt", b"my own", "text/plain")], department="billing")
    own = staff.xml(f"/tickets/{ref}")
    assert staff.get(own.find(".//file").get("address")).body == b"my own"  # as a client, whatever they do at the desk
    theirs = open_ticket(client, department="technical")
    assert staff.get(f"/tickets/{theirs}").status == 404 and staff.get(f"/desk/tickets/{theirs}").status == 404
    site.ctl("department", "staff", "technical", email)
    assert staff.get(f"/tickets/{theirs}").status == 404 and staff.get(f"/desk/tickets/{theirs}").status == 200
