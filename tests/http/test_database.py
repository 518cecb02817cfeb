# tests/http/test_database.py: the database goes away under load and comes back: 503 pages that keep what was typed, then
# everything as before, without a restart of Apache.
# SPDX-License-Identifier: Apache-2.0
import concurrent.futures
import contextlib
import fcntl
import threading
import time
import uuid

import psutil
import pytest

from portal import DB, Site, wait_until
from test_tickets import open_ticket

AWAY_LOG = ["[dbd:", "[dbd_", "HD0012", "HD0014", "HD0091", "HD0130", "HD0181"]
FIELDS = {"subject": "Kept title", "body": "Kept text", "department": "sales"}


def process_cwd(process):
    with contextlib.suppress(psutil.Error):
        return process.cwd()


class Load:
    """Some people who go on reading and writing; what they got is in answers: (time, status, path)."""

    def __init__(self, client, people=6):
        self.answers, self.go_on = [], True
        self.threads = [threading.Thread(target=self.run, args=(client.twin(), n)) for n in range(people)]

    def run(self, client, n):
        turn = n
        while self.go_on:
            turn += 1
            started = time.monotonic()
            if turn % 5 == 0:
                response = client.twin().post("/tickets/new", {**FIELDS, "subject": f"Load {uuid.uuid4().hex}"})
            else:
                response = client.twin().get(["/", "/tickets/", "/services/", "/account"][turn % 4])
            self.answers.append((started, response.status, time.monotonic() - started))
            time.sleep(0.02)

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.go_on = False
        for thread in self.threads:
            thread.join(60)


@pytest.mark.skipif(DB == "sqlite3", reason="SQLite has no server")
class TestServer:
    def announce(self, site):
        for text in AWAY_LOG:
            site.expect_log(text, must=False)
        site.expect_log("trying once more", must=False, later=True)  # connections that nobody has used since

    def test_a_database_that_goes_and_comes_back_costs_honest_503_pages(self, site, client, visitor):
        self.announce(site)
        client.csrf()
        children = site.children()
        open_ticket(client)
        with Load(client) as load:
            time.sleep(0.7)
            site.database("stop")
            gone = time.monotonic()
            wait_until(lambda: client.get("/").status == 503, 10, "a 503 page")
            for path in "/", "/tickets/", "/tickets/new":
                response = client.get(path)
                assert response.status == 503 and int(response.header("Retry-After")) > 0, response
                assert response.html.find(".//h1") is not None
            response = client.get("/tickets/", {"Accept": "application/xml"})
            assert response.status == 503 and response.xml.find("error").get("status") == "503"
            refused = client.post("/tickets/new", FIELDS, files=[("lost.txt", b"x", "text/plain")])
            assert refused.status == 503 and int(refused.header("Retry-After")) > 0
            assert "Kept text" in refused.text and "Kept title" in refused.text and "lost.txt" in refused.text
            assert visitor.get("/login").status in (200, 503) and not site.healthy()
            time.sleep(1)
            away = [answer for answer in load.answers if answer[0] > gone]
            assert away and {status for _, status, _ in away} == {503}
            assert max(seconds for _, _, seconds in away) < 10, "somebody has waited for long"
            back = time.monotonic()
            site.database("start")
            wait_until(lambda: client.get("/").status == 200, 10, "the portal to be back")
            time.sleep(1)
        assert {status for _, status, _ in load.answers} <= {200, 303, 503}
        late = [status for started, status, _ in load.answers if started > back + 3]
        assert 503 not in late[len(late) // 2:]
        with concurrent.futures.ThreadPoolExecutor(50) as threads:
            assert list(threads.map(lambda n: client.twin().get("/tickets/").status, range(100))) == [200] * 100
        assert site.children() == children, "Apache's children were replaced"
        form = client.form_of(refused, "/tickets/new", "/tickets/new")
        assert form.send().status == 303, "what was typed cannot be sent again"

    def test_after_the_database_was_restarted_between_two_requests_nothing_is_broken(self, site, client):
        self.announce(site)
        with concurrent.futures.ThreadPoolExecutor(30) as threads:  # connections in every child
            list(threads.map(lambda n: client.twin().get("/tickets/").status, range(60)))
        site.database("stop")
        site.database("start")
        with concurrent.futures.ThreadPoolExecutor(50) as threads:
            answers = list(threads.map(lambda n: client.twin().get("/tickets/").status, range(50)))
        assert set(answers) <= {200, 503}
        with concurrent.futures.ThreadPoolExecutor(50) as threads:
            assert list(threads.map(lambda n: client.twin().get("/tickets/").status, range(50))) == [200] * 50
        assert client.post("/tickets/new", FIELDS).status == 303

    def test_a_server_that_hangs_holds_nobody_up(self, site, client):
        self.announce(site)
        client.csrf()
        client.get("/tickets/")
        data = str((site.place / "db" / DB).resolve())
        servers = [process for process in psutil.process_iter() if process_cwd(process) == data]
        assert servers
        started = time.monotonic()
        try:
            for process in servers:
                with contextlib.suppress(psutil.NoSuchProcess):
                    process.suspend()
            with concurrent.futures.ThreadPoolExecutor(4) as threads:
                answers = list(threads.map(lambda n: client.twin().post("/tickets/new", FIELDS) if n % 2 else
                                           client.twin().get("/tickets/"), range(4)))
        finally:
            for process in servers:
                with contextlib.suppress(psutil.NoSuchProcess):
                    process.resume()
        assert [answer.status for answer in answers] == [503] * 4 and "Kept text" in answers[1].text
        assert time.monotonic() - started < 30, "somebody has waited for long"
        wait_until(lambda: client.get("/").status == 200, 10, "the portal to be back")
        assert client.post("/tickets/new", FIELDS).status == 303

    def test_mail_goes_out_after_the_database_came_back(self, site, client):
        self.announce(site)
        site.database("stop")
        time.sleep(2)
        site.database("start")
        wait_until(lambda: client.get("/").status == 200, 10, "the portal to be back")
        ref = open_ticket(client)
        site.smtp.wait("client@example.com", ref, timeout=20)


@pytest.mark.skipif(DB == "sqlite3", reason="SQLite's have to stay open: test_config.py")
def test_connections_that_live_as_long_as_a_request_work_too():
    site = Site("DBDPersist Off\n", mail=False, name="brief")
    try:
        site.start()
        children = site.children()
        client = site.sign_in("client@example.com")
        ref = open_ticket(client, [("a.txt", b"some text", "text/plain")])
        address = client.xml(f"/tickets/{ref}").find(".//file").get("address")
        for _ in range(5):
            assert [client.get(path).status for path in ("/", "/tickets/", address, "/desk/tickets/x", "/nothing")] == [200, 200, 200, 403, 404]
        assert client.post(f"/tickets/{ref}/reply", {"body": "More"}).status == 303
        assert site.children() == children
        site.check_log()
    finally:
        site.stop()
        site.remove()


@pytest.mark.skipif(DB != "sqlite3", reason="only SQLite has one writer at a time")
def test_a_writer_who_holds_sqlite_for_long_costs_others_a_503_and_readers_nothing(site, client):
    site.expect_log("HD0011")
    for text in AWAY_LOG:
        site.expect_log(text, must=False)
    client.csrf()
    with open(site.place / "data" / "write.lock", "r+") as lock:
        fcntl.lockf(lock, fcntl.LOCK_EX)
        fcntl.flock(lock, fcntl.LOCK_EX)
        started = time.monotonic()
        with concurrent.futures.ThreadPoolExecutor(4) as threads:
            writers = [threads.submit(lambda: client.twin().post("/tickets/new", FIELDS)) for _ in range(3)]
            assert [client.get(path).status for path in ("/", "/tickets/", "/services/")] == [200] * 3
            assert time.monotonic() - started < 4, "reading has waited"
            answers = [writer.result() for writer in writers]
        assert 4 < time.monotonic() - started < 20
    for response in answers:
        assert response.status == 503 and int(response.header("Retry-After")) > 0 and "Kept text" in response.text
    assert client.post("/tickets/new", FIELDS).status == 303


def test_many_writers_at_once_all_get_their_ticket(site, client):
    client.csrf()
    with concurrent.futures.ThreadPoolExecutor(12) as threads:
        answers = list(threads.map(lambda n: client.twin().post("/tickets/new", {**FIELDS, "subject": f"Crowd {n}"}), range(36)))
    assert [answer.status for answer in answers] == [303] * 36
    assert len({answer.location for answer in answers}) == 36
