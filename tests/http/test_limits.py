# tests/http/test_limits.py: a small portal at its limits: slow senders, full disks, too many tickets; and mail that goes to
# a directory. SQLite, whatever the other tests use: the disk of a database server is not Apache's.
# SPDX-License-Identifier: Apache-2.0
import email
import email.policy
import os
import socket
import subprocess
import time

import pytest

from browser import multipart
from portal import REPO, Site, wait_until
from test_tickets import count, open_ticket

FIELDS = {"subject": "Kept title", "body": "Kept text", "department": "sales"}
CONF = """
RequestReadTimeout handshake=0 header=2 body=2
HelpdeskTicketLimit 4
"""


@pytest.fixture(scope="module")
def small():
    site = Site(CONF, mail=False, db="sqlite3", name="small")
    try:
        library, flag = site.state / "disk_full.so", site.state / "full"
        subprocess.run(["cc", "-shared", "-fPIC", "-O1", f'-DFLAG="{flag}"', "-o", str(library), str(REPO / "tests/http/disk_full.c"), "-ldl"],
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
    for name in "full.files", "full.db":
        (small.state / name).unlink(missing_ok=True)
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

def test_a_full_disk_for_files_is_507_with_the_text_and_no_half_ticket(site, person):
    site.expect_log("HD0130")
    before = count(person)
    (site.state / "full.files").touch()
    response = person.form("/tickets/new", "/tickets/new").send([("a.txt", b"x" * 1000, "text/plain")], **FIELDS)
    assert response.status == 507, response
    assert "Kept text" in response.text and "a.txt" in response.text and count(person) == before
    assert person.form("/tickets/new", "/tickets/new").send(**FIELDS).status == 303, "without a file it fits"
    (site.state / "full.files").unlink()
    site.wait_staging([])
    again = person.form_of(response, "/tickets/new", "/tickets/new")
    assert again.send([("a.txt", b"x" * 1000, "text/plain")]).status == 303 and count(person) == before + 2


def test_a_full_disk_for_the_database_is_507_with_the_text_and_no_half_ticket(site, person):
    for text in "HD0130", "HD0012", "HD0014", "HD0015", "HD0091":
        site.expect_log(text, must=text == "HD0130")
    person.csrf()
    before = count(person)
    (site.state / "full.db").touch()
    response = person.post("/tickets/new", FIELDS, files=[("a.txt", b"x" * 1000, "text/plain")])
    assert response.status == 507, response
    assert "Kept text" in response.text
    assert person.get("/tickets/").status == 200, "reading needs no room"
    (site.state / "full.db").unlink()
    assert count(person) == before
    assert person.form_of(response, "/tickets/new", "/tickets/new").send().status == 303
    assert count(person) == before + 1
    site.wait_staging([])


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
