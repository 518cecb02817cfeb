# tests/http/test_limits.py: a small portal at its limits: slow senders, full disks, too many tickets; and mail that goes to
# a directory. SQLite, whatever the other tests use: the disk of a database server is not Apache's.
# SPDX-License-Identifier: Apache-2.0
import email
import email.policy
import os
import socket
import struct
import subprocess
import time

import pytest

from browser import multipart
from portal import DB, REPO, Site, wait_until
from test_tickets import count, open_ticket

pytestmark = pytest.mark.skipif(DB != "sqlite3", reason="it is the same portal for each database")
FIELDS = {"subject": "Kept title", "body": "Kept text", "department": "sales"}
CONF = """
RequestReadTimeout handshake=0 header=2 body=2
HelpdeskTicketLimit 4
"""


@pytest.fixture(scope="module")
def small():
    site = Site(CONF, mail=False, db="sqlite3", name="small")
    try:
        library, flag = site.state / "disk_fills.so", site.state / "full"
        subprocess.run(["cc", "-shared", "-fPIC", "-O1", f'-DFLAG="{flag}"', "-o", str(library), str(REPO / "tests/http/disk_fills.c"), "-ldl"],
                       check=True)
        # A sanitizer's runtime, where there is one, has to come first.
        site.environment["HD_PRELOAD"] = " ".join(filter(None, [os.environ.get("HD_PRELOAD"), str(library)]))
        site.start()
        yield site
    finally:
        site.stop()
        site.remove()


@pytest.fixture
def site(small):
    yield small
    for flag in small.state.glob("full.*"):
        flag.unlink()
    small.check_log()


@pytest.fixture
def person(site):
    """Somebody who has opened no ticket yet, signed in."""
    return site.sign_in(site.add_client())


# -- slow senders ------------------------------------------------------------------------------------------------------

def slow(site, data, timeout=15):
    with socket.create_connection(("127.0.0.1", site.port), timeout) as connection:
        started = time.monotonic()
        connection.sendall(data)
        answer = b""
        while piece := connection.recv(65536):
            answer += piece
        return answer, time.monotonic() - started


@pytest.mark.parametrize("kind", ["multipart", "urlencoded"])
def test_a_body_that_does_not_come_is_408_and_the_text_that_came_is_kept(site, person, kind):
    if kind == "multipart":
        body, content_type = multipart([("csrf", person.csrf()), ("once", "x"), *FIELDS.items()], [("a.txt", b"x" * 5000, "text/plain")])
        body = body[:-3000]
    else:
        content_type = "application/x-www-form-urlencoded"
        body = f"csrf={person.csrf()}&subject=Kept+title&body=Kept+text&priority=hi".encode()
    head = (f"POST /portal/tickets/new HTTP/1.1\r\nHost: x\r\nCookie: hd={person.cookies['hd']}\r\nContent-Type: {content_type}\r\n"
            f"Content-Length: {len(body) + 3000}\r\n\r\n").encode()
    answer, seconds = slow(site, head + body)
    assert answer.startswith(b"HTTP/1.1 408 "), answer[:200]
    assert b"Kept text" in answer and b"Kept title" in answer and seconds < 12
    site.wait_staging([])


def test_a_header_that_does_not_come_is_given_up(site):
    answer, seconds = slow(site, b"GET /portal/ HTTP/1.1\r\nHost: x\r\nX-Slow")
    assert seconds < 12 and (not answer or b" 408 " in answer[:40])


# -- full disks --------------------------------------------------------------------------------------------------------

def fill(site, kind, writes=0):
    """From now on the disk is full for a kind of files, after so many writes. @return what makes room again"""
    flag = site.state / f"full.{kind}"
    flag.write_bytes(struct.pack("i", writes))
    flag.chmod(0o666)
    return flag


def test_a_full_disk_for_files_is_507_with_the_text_and_no_half_ticket(site, person):
    site.expect_log("HD0130")
    before = count(person)
    flag = fill(site, "files")
    response = person.form("/tickets/new", "/tickets/new").send([("a.txt", b"x" * 1000, "text/plain")], **FIELDS)
    assert response.status == 507, response
    assert "Kept text" in response.text and "a.txt" in response.text and count(person) == before
    assert person.form("/tickets/new", "/tickets/new").send(**FIELDS).status == 303, "without a file it fits"
    flag.unlink()
    site.wait_staging([])
    again = person.form_of(response, "/tickets/new", "/tickets/new")
    assert again.send([("a.txt", b"x" * 1000, "text/plain")]).status == 303 and count(person) == before + 2


def expect_worker(site):
    """Whatever the workers do in the meantime may meet the full disk, too."""
    for text in "HD0091", "HD0096", "HD0099", "HD0108", "HD0109", *(f"HD011{n}" for n in range(9)):
        site.expect_log(text, must=False, later=True)


def test_a_full_disk_for_the_database_is_507_with_the_text_and_no_half_ticket(site, person):
    for text in "HD0130", "HD0012", "HD0014", "HD0015":
        site.expect_log(text, must=text == "HD0130")
    expect_worker(site)
    person.csrf()
    before = count(person)
    flag = fill(site, "db")
    response = person.post("/tickets/new", FIELDS, files=[("a.txt", b"x" * 1000, "text/plain")])
    assert response.status == 507, response
    assert "Kept text" in response.text
    assert person.get("/tickets/").status == 200, "reading needs no room"
    flag.unlink()
    assert count(person) == before
    assert person.form_of(response, "/tickets/new", "/tickets/new").send().status == 303
    assert count(person) == before + 1
    site.wait_staging([])


def test_a_full_disk_where_attachments_stay_is_507_with_the_text_and_no_half_ticket(site, person):
    site.expect_log("HD0130")
    before, flag = count(person), fill(site, "kept")
    response = person.form("/tickets/new", "/tickets/new").send([("a.txt", os.urandom(500).hex().encode(), "text/plain")], **FIELDS)
    assert response.status == 507 and "Kept text" in response.text and count(person) == before, response
    flag.unlink()
    assert person.form_of(response, "/tickets/new", "/tickets/new").send().status == 303
    site.wait_staging([])


def test_wherever_the_disk_fills_up_a_ticket_is_whole_or_not_there(site, person):
    """The first write fails, the second, and so on, until a ticket with a file goes through."""
    for text in "HD0130", "HD0012", "HD0014", "HD0015", "HD0131":
        site.expect_log(text, must=text == "HD0130")
    expect_worker(site)
    children, refs, refused, writes = site.children(), [], 0, 0
    token = person.csrf()
    while not refs:
        data = os.urandom(3000).hex().encode()
        flag = fill(site, "data", writes)
        response = person.post("/tickets/new", {**FIELDS, "subject": f"Write {writes}"}, files=[("a.txt", data, "text/plain")], csrf=token, once=f"write-{writes}")
        flag.unlink()
        assert response.status in (303, 507), f"write {writes}: {response}"
        if response.status == 303:
            refs.append(response.location)
            assert person.get(person.xml(response.location).find(".//file").get("address")).body == data
        else:
            refused += 1
            assert "Kept text" in response.text and "a.txt" in response.text
        assert count(person) == len(refs), f"write {writes}"
        writes += 1 if writes < 12 or os.environ.get("HD_LONG") else 3
        assert writes < 400
    assert refused > 5 and site.children() == children
    site.wait_staging([])
    again = person.post("/tickets/new", {**FIELDS, "subject": "Again"}, csrf=token, once="write-0")
    assert again.status == 303 and count(person) == 2, "the token of what was refused is used up"


def test_a_full_disk_for_mail_keeps_it_in_the_outbox_until_there_is_room(site, person):
    for text in "HD0080", "HD0091":
        site.expect_log(text, must=False)
    flag = fill(site, "mail")
    ref = open_ticket(person)
    wait_until(lambda: "No space left" in site.ctl("outbox", "list", "--state", "queued").stdout, 20, "a try that does not succeed")
    assert not [path for path in (site.place / "mail/new").iterdir() if ref in path.read_text()]
    flag.unlink()
    assert person.get("/").status == 200
    if os.environ.get("HD_LONG"):  # the first pause is half a minute
        wait_until(lambda: [path for path in (site.place / "mail/new").iterdir() if ref in path.read_text()], 60, "the mail")
    assert not list((site.place / "mail/tmp").iterdir()), "half a mail"


def test_a_full_disk_for_the_logs_costs_no_answer(site, person):
    site.expect_log("AH00646", must=False)  # the access log had no room, and then there was some to say so
    flag = fill(site, "logs")
    open_ticket(person)
    assert person.get("/nothing").status == 404 and person.post("/tickets/new", FIELDS, csrf="x").status == 403
    flag.unlink()
    person.get("/account")
    assert "/portal/account" in (site.place / "logs/access_log").read_text()


# -- too many tickets --------------------------------------------------------------------------------------------------

def test_too_many_tickets_in_an_hour_are_429_with_the_text(site, person):
    for _ in range(4):
        open_ticket(person)
    response = person.form("/tickets/new", "/tickets/new").send([("a.txt", b"x", "text/plain")], **FIELDS)
    assert response.status == 429 and 0 < int(response.header("Retry-After")) <= 3600, response
    assert "Kept text" in response.text and "a.txt" in response.text and count(person) == 4
    assert open_ticket(site.sign_in(site.add_client()))
    ref = person.xml("/tickets/").find("tickets/ticket").get("ref")
    assert person.post(f"/tickets/{ref}/reply", {"body": "Replies are not counted."}).status == 303


# -- mail in a directory -----------------------------------------------------------------------------------------------

def test_a_portal_without_smtp_writes_one_file_for_each_recipient(site, person):
    ref = open_ticket(person, department="billing", subject="Наслов")

    def mails():
        found = [email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in (site.place / "mail/new").iterdir()]
        return [mail for mail in found if ref in mail["Subject"]]
    wait_until(lambda: len(mails()) == 2, 10, "two files")
    assert "billing@example.com" in [mail["To"].addresses[0].addr_spec for mail in mails()]
    assert all(mail["Subject"] == f"[#{ref}] Наслов" for mail in mails())
    assert not list((site.place / "mail/tmp").iterdir())
