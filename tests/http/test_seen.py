# tests/http/test_seen.py: what monitoring sees: the health check, the figures, the section in mod_status, and the way from
# an error page to the logs.
# SPDX-License-Identifier: Apache-2.0
import base64
import concurrent.futures
import contextlib
import functools
import os
import re
import signal
import socket
import sqlite3
import subprocess
import time
import urllib.parse

import lxml.etree
import psutil
import pytest

from browser import BASE, XML, Client
from exposition import Figures
from portal import DB, MPM, PASSWORD, REPO, Site, wait_until
from test_database import AWAY_LOG
from test_tickets import open_ticket

FIELDS = {"subject": "Kept title", "body": "Kept text", "department": "sales"}
TABLE = re.compile(r"^\| `(helpdesk_\w+)` \| (\w+) \|", re.M)
LEVELS = ["process", "database", "schema", "outbox", "disk"]
LOG_LINE = re.compile(r'(\S+) - (\S+) \[[^]]+\] "(\S+) ((?:[^"\\]|\\.)*) HTTP/[\d.]+" (\d+) \S+ \d+ (\S+) (\S+) "((?:[^"\\]|\\.)*)"')
CONF = """
HelpdeskMonitorOutbox 2
HelpdeskMonitorDisk 1000
<Location /server-status>
    SetHandler server-status
    Require local
</Location>
<Location /basic>
    AuthType Basic
    AuthName basic
    AuthBasicProvider helpdesk
    Require valid-user
</Location>
"""
only_sqlite = pytest.mark.skipif(DB != "sqlite3" or MPM == "worker", reason="a small portal of its own, whatever the database; threads are as under event")


@pytest.fixture(scope="module")
def small():
    site = Site(CONF, mail=False, db="sqlite3", name="seen")
    try:
        library, flag = site.state / "disk_full.so", site.state / "full"
        subprocess.run(["cc", "-shared", "-fPIC", "-O1", f'-DFLAG="{flag}"', "-o", str(library), str(REPO / "tests/http/disk_full.c"), "-ldl"],
                       check=True)
        site.environment["HD_PRELOAD"] = " ".join(filter(None, [os.environ.get("HD_PRELOAD"), str(library)]))
        site.start()
        yield site
    finally:
        site.stop()
        site.remove()


@pytest.fixture
def watched(small):
    """A small portal of which the tests here see all that is counted."""
    yield small
    (small.state / "full.files").unlink(missing_ok=True)
    small.check_log()


def fill_disk(site):
    """From now on what comes in does not fit."""
    flag = site.state / "full.files"
    flag.touch()
    flag.chmod(0o666)


def monitor(site):
    return Client("127.0.0.1", site.port, "127.0.0.1")


def figures(site):
    response = monitor(site).get("/metrics")
    assert response.status == 200, response
    assert response.header("Content-Type") == "text/plain; version=0.0.4; charset=utf-8" and response.header("Cache-Control") == "no-store"
    return Figures(response.text)


def grown(site, before, by, name, **labels):
    """Wait for a figure to have grown by exactly so much: a request is counted just after its answer."""
    wait_until(lambda: figures(site).sum(name, **labels) >= before.sum(name, **labels) + by, 5, f"{name} {labels}")
    assert figures(site).sum(name, **labels) == before.sum(name, **labels) + by


def health(site, status, **levels):
    """Ask for the lines and for the view; both say the same. @return levels and figures by name"""
    response = monitor(site).get("/healthz")
    lines = [line.split() for line in response.text.splitlines()]
    assert response.status == status and response.header("Content-Type").startswith("text/plain"), response
    assert [line[0] for line in lines[1:]] == LEVELS and response.text.endswith("\n")
    found = {line[0]: line[1] for line in lines[1:]}
    worst = max(found.values(), key=["ok", "warn", "fail"].index)
    assert lines[0] == [worst] and (status == 503) == (worst == "fail") and bool(response.header("Retry-After")) == (status == 503)
    view = monitor(site).get("/healthz", {"Accept": XML})
    rules = lxml.etree.RelaxNG(lxml.etree.parse(str(REPO / "xslt/schema/healthz.rng")))
    assert view.status == status and rules.validate(view.xml), f"{rules.error_log}\n{view.text}"
    assert {check.get("name"): check.get("level") for check in view.xml} == found and view.xml.get("level") == worst
    assert levels.items() <= found.items(), response.text
    return {line[0]: int(line[2]) for line in lines[1:] if len(line) > 2}


# -- the figures -------------------------------------------------------------------------------------------------------

def test_both_pages_are_for_the_monitoring_only(site, visitor, client):
    for path in "/metrics", "/healthz":
        for somebody in visitor, client:
            response = somebody.get(path)
            assert response.status == 403 and "helpdesk_" not in response.text and "schema" not in response.text


@only_sqlite
def test_all_that_the_guide_lists_is_written_and_nothing_else(watched):
    watched.sign_in("client@example.com").get("/tickets/")
    listed = dict(TABLE.findall((REPO / "docs/monitoring.md").read_text()))
    assert figures(watched).types == listed and len(listed) > 20


@only_sqlite
def test_requests_of_all_children_are_counted_by_row_of_the_route_table(watched):
    client = watched.sign_in("client@example.com")
    ref = open_ticket(client)
    assert len(watched.children()) > 1
    before = figures(watched)
    with concurrent.futures.ThreadPoolExecutor(12) as threads:
        answers = list(threads.map(lambda n: client.twin().get(f"/tickets/{ref}").status, range(60)))
        lost = list(threads.map(lambda n: client.twin().get(f"/tickets/HD-{n:07}").status, range(30)))
        strays = list(threads.map(lambda n: watched.client().get(f"/nothing/{n}").status, range(20)))
    assert set(answers) == {200} and set(lost) == {404} and set(strays) == {404}
    assert client.head(f"/tickets/{ref}").status == 200
    assert [client.request(method, "/tickets/").status for method in ("DELETE", "BREW")] == [405, 405]
    grown(watched, before, 61, "helpdesk_requests_total", route="/tickets/{ref}", method="GET", status="200")
    grown(watched, before, 30, "helpdesk_requests_total", route="/tickets/{ref}", method="GET", status="404")
    grown(watched, before, 91, "helpdesk_request_duration_seconds_count", route="/tickets/{ref}", method="GET")
    grown(watched, before, 20, "helpdesk_requests_total", route="none", method="GET", status="404")
    grown(watched, before, 2, "helpdesk_requests_total", route="none", method="other", status="405")
    after = figures(watched)
    assert after.get("helpdesk_request_duration_seconds_sum", route="/tickets/{ref}", method="GET") > 0
    rows = set(re.findall(r'\{ "(?:GET|POST)", "([^"]+)"', (REPO / "src/web/routes.c").read_text())) | {"none"}
    assert {dict(labels)["route"] for labels in after.all("helpdesk_requests_total")} <= rows
    assert ref not in monitor(watched).get("/metrics").text


@only_sqlite
def test_somebody_who_is_led_to_sign_in_is_counted_too(watched):
    before = figures(watched)
    assert watched.client().get("/services/").status == 302
    grown(watched, before, 1, "helpdesk_requests_total", route="/services/", method="GET", status="302")


def test_pages_statements_and_connections_are_measured(site, client):
    before = figures(site)
    for _ in range(5):
        assert client.get("/tickets/").status == 200
    open_ticket(client)
    wait_until(lambda: figures(site).get("helpdesk_render_duration_seconds_count") >= before.get("helpdesk_render_duration_seconds_count") + 6, 5, "six pages")
    after = figures(site)
    for name, by, labels in [("helpdesk_query_duration_seconds", 20, {"step": "read"}), ("helpdesk_query_duration_seconds", 2, {"step": "write"}),
                             ("helpdesk_query_duration_seconds", 1, {"step": "commit"}), ("helpdesk_database_acquire_duration_seconds", 6, {})]:
        assert after.get(name + "_count", **labels) >= before.get(name + "_count", **labels) + by, (name, labels)
        assert after.get(name + "_sum", **labels) > before.get(name + "_sum", **labels), (name, labels)
    locked = after.get("helpdesk_query_duration_seconds_count", step="lock")
    assert locked > before.get("helpdesk_query_duration_seconds_count", step="lock") if DB == "sqlite3" else locked == 0


@only_sqlite
def test_sign_ins_are_counted_by_what_came_of_them(watched):
    before, email, visitor = figures(watched), watched.add_client(), watched.client()
    watched.sign_in(email)
    for _ in range(5):  # HelpdeskLoginLimit 5
        assert visitor.sign_in(email, "wrong-horse-1").status == 401
    assert visitor.sign_in(email, PASSWORD).status == 429
    assert visitor.sign_in("nobody@example.com", "wrong-horse-1").status == 401
    assert visitor.sign_in("nobody@example.com", "").status == 422, "an empty form tries nobody"
    for result, by in ("ok", 1), ("wrong", 6), ("throttled", 1), ("error", 0):
        grown(watched, before, by, "helpdesk_sign_ins_total", via="form", result=result)
    other = watched.add_client()
    for password in PASSWORD, PASSWORD, "wrong-horse-1":
        watched.client().get("http://x/basic/", {"Authorization": "Basic " + base64.b64encode(f"{other}:{password}".encode()).decode()})
    grown(watched, before, 2, "helpdesk_sign_ins_total", via="basic", result="ok")
    grown(watched, before, 1, "helpdesk_sign_ins_total", via="basic", result="wrong")
    watched.expect_log("AH01618", must=False)
    watched.expect_log("AH00128", must=False)


@only_sqlite
def test_files_and_mails_are_counted(watched):
    before, client = figures(watched), watched.sign_in("client@example.com")
    open_ticket(client, [("a.txt", b"x" * 12345, "text/plain"), ("b.txt", b"y" * 55, "text/plain")])
    grown(watched, before, 2, "helpdesk_uploads_total")
    grown(watched, before, 12400, "helpdesk_upload_bytes_total")
    wait_until(lambda: figures(watched).get("helpdesk_mails_sent_total") >= before.get("helpdesk_mails_sent_total") + 2, 10, "two mails")
    wait_until(lambda: figures(watched).get("helpdesk_worker_turns_total", result="ok") > before.get("helpdesk_worker_turns_total", result="ok"), 10, "a turn")
    wait_until(lambda: figures(watched).get("helpdesk_outbox_mails", state="queued") == 0, 10, "an empty outbox")
    after = figures(watched)
    assert abs(after.get("helpdesk_worker_last_run_timestamp_seconds") - time.time()) < 15
    assert after.get("helpdesk_outbox_oldest_seconds") == 0 and after.get("helpdesk_database_up") == 1
    assert after.get("helpdesk_schema_version") == after.get("helpdesk_schema_version_wanted") > 0
    assert 0 < after.get("helpdesk_disk_free_bytes") < after.get("helpdesk_disk_size_bytes")


@only_sqlite
def test_a_killed_child_takes_no_figure_with_it(watched):
    client = watched.sign_in("client@example.com")
    before, victims = figures(watched), watched.children()
    for _ in range(10):
        client.get("/account")
    grown(watched, before, 10, "helpdesk_requests_total", route="/account", method="GET", status="200")
    for pid in victims:
        os.kill(pid, signal.SIGKILL)
    wait_until(lambda: watched.healthy() and not set(victims) & set(watched.children()), 20, "other children")
    grown(watched, before, 10, "helpdesk_requests_total", route="/account", method="GET", status="200")
    assert client.get("/account").status == 200
    grown(watched, before, 11, "helpdesk_requests_total", route="/account", method="GET", status="200")


@only_sqlite
def test_figures_go_on_over_a_graceful_restart(watched):
    client = watched.sign_in("client@example.com")
    before, old = figures(watched), watched.children()
    watched.apache().send_signal(signal.SIGUSR1)
    wait_until(lambda: watched.healthy() and not set(old) & set(watched.children()), 20, "new children")
    for _ in range(5):
        assert client.get("/account").status == 200
    grown(watched, before, 5, "helpdesk_requests_total", route="/account", method="GET", status="200")
    assert figures(watched).get("helpdesk_start_time_seconds") == before.get("helpdesk_start_time_seconds")
    wait_until(lambda: figures(watched).sum("helpdesk_worker_turns_total") > before.sum("helpdesk_worker_turns_total") + 2, 10, "the worker")


# -- the health check --------------------------------------------------------------------------------------------------

def test_a_portal_that_is_well_says_so(site):
    found = health(site, 200, process="ok", database="ok", schema="ok")
    assert found["schema"] > 0 and found["disk"] > 0 and "outbox" in found


@contextlib.contextmanager
def schema_version(site, statement):
    """Tables of another version, as an upgrade that stopped half-way leaves them."""
    path = re.search(r'DBDParams "(.*)"', site.conf.read_text())[1]

    def run(text):
        with contextlib.closing(sqlite3.connect(path, timeout=10)) as connection, connection:
            return connection.execute(text).fetchall()
    rows = run("SELECT version, name, applied_at FROM schema_version")
    try:
        run(statement)
        yield
    finally:
        run("DELETE FROM schema_version")
        for version, name, at in rows:
            run(f"INSERT INTO schema_version (version, name, applied_at) VALUES ({version}, '{name}', {at})")


@only_sqlite
def test_older_tables_are_a_fault_and_newer_ones_a_warning(watched):
    wanted = figures(watched).get("helpdesk_schema_version_wanted")
    with schema_version(watched, "DELETE FROM schema_version WHERE version = (SELECT MAX(version) FROM schema_version)"):
        assert health(watched, 503, database="ok", schema="fail")["schema"] < wanted
        assert figures(watched).get("helpdesk_schema_version") < wanted
    with schema_version(watched, "INSERT INTO schema_version (version, name, applied_at) VALUES (9999, 'later', 1)"):
        assert health(watched, 200, schema="warn")["schema"] == 9999
    health(watched, 200, schema="ok")


@only_sqlite
def test_a_full_disk_is_a_warning_and_a_missing_one_a_fault(watched):
    fill_disk(watched)
    assert health(watched, 200, disk="warn")["disk"] == 0
    assert figures(watched).get("helpdesk_disk_free_bytes") == 0
    (watched.state / "full.files").unlink()
    assert health(watched, 200, disk="ok")["disk"] > 0
    staging = watched.place / "data/staging"
    staging.rename(staging.with_name("away"))
    try:
        health(watched, 503, disk="fail")
    finally:
        staging.with_name("away").rename(staging)


@only_sqlite
@pytest.mark.last
def test_mail_that_does_not_get_out_is_a_warning(watched):
    client = watched.sign_in("client@example.com")
    wait_until(lambda: figures(watched).get("helpdesk_outbox_mails", state="queued") == 0, 10, "an empty outbox")
    before, mail = figures(watched), watched.place / "mail"
    mail.rename(mail.with_name("mail-away"))
    try:
        open_ticket(client)
        wait_until(lambda: "outbox warn" in monitor(watched).get("/healthz").text, 20, "a warning")
        assert health(watched, 200, outbox="warn")["outbox"] > 2
        found = figures(watched)
        assert found.get("helpdesk_outbox_mails", state="queued") == 2 and found.get("helpdesk_outbox_oldest_seconds") > 2
        wait_until(lambda: figures(watched).get("helpdesk_worker_turns_total", result="stuck") > before.get("helpdesk_worker_turns_total", result="stuck"),
                   20, "a turn without success")
    finally:
        mail.with_name("mail-away").rename(mail)


def database_processes(site):
    """Those that serve connections of the private database server."""
    place = str(site.place)
    for process in psutil.process_iter(["cmdline", "name", "ppid"]):
        line = " ".join(process.info["cmdline"] or [])
        if process.info["name"] in ("postgres", "mariadbd", "mysqld") and place in line:
            return [process, *process.children()]
    raise AssertionError("no database server")


@pytest.mark.skipif(DB == "sqlite3", reason="SQLite has no server")
class TestServer:
    def announce(self, site):
        for text in AWAY_LOG:
            site.expect_log(text, must=False)
        site.expect_log("trying once more", must=False, later=True)

    def test_a_database_that_is_away_is_a_fault(self, site, client):
        self.announce(site)
        before = figures(site)
        site.database("stop")
        try:
            health(site, 503, process="ok", database="fail", schema="fail", disk="ok")
            away = figures(site)
            assert away.get("helpdesk_database_up") == 0 and "helpdesk_outbox_mails" not in away.types
            assert client.get("/tickets/").status == 503
            grown(site, before, 1, "helpdesk_requests_total", route="/tickets/", method="GET", status="503")
            wait_until(lambda: figures(site).get("helpdesk_worker_turns_total", result="failed") > before.get("helpdesk_worker_turns_total", result="failed"),
                       20, "a turn that failed")
        finally:
            site.database("start")
        wait_until(site.healthy, 20, "the portal to be back")
        health(site, 200, database="ok", schema="ok")
        assert client.get("/tickets/").status == 200

    def test_a_database_that_hangs_holds_nobody_who_asks(self, site):
        self.announce(site)
        processes = database_processes(site)
        for process in processes:
            process.suspend()
        try:
            with concurrent.futures.ThreadPoolExecutor(8) as threads:
                started = time.monotonic()
                answers = list(threads.map(lambda n: monitor(site).get("/metrics" if n % 2 else "/healthz").status, range(16)))
                seconds = time.monotonic() - started
            assert set(answers) == {200, 503} and answers.count(503) == 8 and seconds < 12, (answers, seconds)
        finally:
            for process in processes:
                process.resume()
        wait_until(site.healthy, 20, "the portal to be back")


# -- the logs ----------------------------------------------------------------------------------------------------------

def access_log(site, number):
    """The access log's fields for a request: they are written after the answer."""
    path = site.place / "logs/access_log"

    def find():
        return [match.groups() for line in path.read_text().splitlines() if (match := LOG_LINE.fullmatch(line)) and match[6] == number]
    found = wait_until(find, 5, f"{number} in access_log")
    assert len(found) == 1
    return found[0]


def number_of(response):
    """The number that an error page shows."""
    return response.html.xpath("//main//*[@class='ref']/text()")[-1]


def test_the_number_of_an_error_page_leads_to_both_logs(site, client):
    response = client.get("/tickets/HD-0000000", {"Accept": XML})
    number = response.xml.find("error").get("id")
    assert re.fullmatch(r"[\w@-]{20,}", number)
    host, _, method, path, status, _, _, _ = access_log(site, number)
    assert (host, method, path, status) == (client.address, "GET", "/portal/tickets/HD-0000000", "404")
    assert client.get("/tickets/HD-0000000", {"Accept": XML}).xml.find("error").get("id") != number


@only_sqlite
def test_the_number_of_a_fault_leads_to_its_line_in_error_log(watched):
    watched.expect_log("HD0130: disk-full")
    person = watched.sign_in(watched.add_client())
    form = person.form("/tickets/new", "/tickets/new")
    fill_disk(watched)
    response = form.send([("a.txt", b"x" * 1000, "text/plain")], **FIELDS)
    assert response.status == 507
    number = number_of(response)
    lines = [line for line in watched.log_lines() if f"[{number}]" in line]
    assert len(lines) == 1 and "HD0130: disk-full" in lines[0] and person.address in lines[0]
    assert access_log(watched, number)[2:5] == ("POST", "/portal/tickets/new", "507")


@only_sqlite
def test_the_access_log_names_people_and_accounts_by_ids_that_do_not_change(watched):
    email, account = watched.add_person(), watched.add_account()
    watched.add_member(account, email)
    second = watched.add_account()
    people = watched.ctl("person", "list", "--xml").stdout
    person = lxml.etree.fromstring(people.encode()).xpath(f"//*[@email='{email}']/@id")[0]
    accounts = lxml.etree.fromstring(watched.ctl("account", "list", "--xml").stdout.encode())
    ids = [accounts.xpath(f"//*[@name='{name}']/@id")[0] for name in (account, second)]
    log = watched.place / "logs/access_log"

    def last(client, path, method="GET", **more):
        size = log.stat().st_size
        response = client.request(method, path, **more)
        said = f'"{method} {BASE}{path} '  # a line of an earlier request may come late
        line = wait_until(lambda: [line for line in log.read_bytes()[size:].decode().splitlines() if client.address in line and said in line], 5, said)[-1]
        return response.status, LOG_LINE.fullmatch(line).groups()
    visitor = watched.client()
    assert last(visitor, "/")[1][1] == "-"
    client = watched.client()
    form = client.form("/login", "/login").set("email", email).set("password", PASSWORD)
    body = urllib.parse.urlencode(form.fields)
    status, line = last(client, "/login", "POST", body=body, headers={"Content-Type": "application/x-www-form-urlencoded"})
    assert status == 303 and line[1] == person, "the sign-in itself"
    for path in "/", "/tickets/", "/services/", "/tickets/new", "/tickets/HD-0000000", "/account", "/attachments/none/x", "/nothing":
        status, line = last(client, path)
        assert line[1] == person and line[6] == ids[0], (path, line)
    watched.add_member(second, email)
    assert set(last(client, "/tickets/")[1][6].split(",")) == set(ids)
    csrf = client.csrf()
    status, line = last(client, "/logout", "POST", body=f"csrf={csrf}", headers={"Content-Type": "application/x-www-form-urlencoded"})
    assert status == 303 and line[1] == person and set(line[6].split(",")) == set(ids), "signing out"
    assert last(client, "/")[1][1] == "-"
    assert email not in log.read_text()


@only_sqlite
def test_nobody_can_forge_lines_of_the_logs(watched):
    watched.expect_log("AH10244", must=False)
    watched.expect_log("AH00026", must=False)
    access, errors = watched.place / "logs/access_log", watched.place / "logs/error_log"
    sizes = access.stat().st_size, errors.stat().st_size
    forged = "[1999-11-23 10:01:07] [helpdesk:error] HD0130: forged"
    nasty = [b"/portal/%0a" + urllib.parse.quote(forged).encode(), b"/portal/%0d%0aforged", b"/portal/%1b[31mforged", b"/portal/forged%00x",
             b"/portal/../../%0aforged", b"/portal/tickets/%22%20forged", "/portal/forged\u2028x".encode(), b'/portal/"forged\\']
    agents = [b'"forged" - -', b"forged\x1b[2J", "forged\u202e\u2028".encode(), b"forged\\n\\x0a", b"\xff\xfeforged"]
    sent = [(path, agents[n % len(agents)]) for n, path in enumerate(nasty)] + [(b"/portal/login", agent) for agent in agents]
    answers = []
    for path, agent in sent:
        with socket.create_connection(("127.0.0.1", watched.port), 10) as connection:
            connection.sendall(b"GET " + path + b" HTTP/1.1\r\nHost: x\r\nUser-Agent: " + agent + b"\r\nConnection: close\r\n\r\n")
            answers.append(connection.makefile("rb").read()[:12])
    assert all(answer.startswith(b"HTTP/1.1 ") for answer in answers), answers
    email = f"x\x1b[31m\n{forged}@example.com"
    assert watched.client().sign_in(email, "wrong-horse-1").status in (401, 422)
    wait_until(lambda: access.read_bytes()[sizes[0]:].count(b"\n") >= len(sent) + 2, 5, "all lines")
    written = access.read_bytes()[sizes[0]:], errors.read_bytes()[sizes[1]:]
    assert written[0].count(b"\n") == len(sent) + 2
    assert not [line for line in written[0].decode("ascii").splitlines() if not LOG_LINE.fullmatch(line)]
    for text in written:
        assert not re.search(rb"[^\n\x20-\x7e]", text), text
        assert not any(line.startswith(forged[:21].encode()) for line in text.splitlines())


# -- mod_status --------------------------------------------------------------------------------------------------------

@only_sqlite
def test_mod_status_has_a_section_for_people_and_lines_for_programs(watched):
    fetch = functools.partial(monitor(watched).request, "GET")
    client = watched.sign_in("client@example.com")
    client.get("/tickets/")

    def lines():
        text = fetch("http://x/server-status?auto").text
        return dict(line.split(": ", 1) for line in text.splitlines() if line.startswith("Portal"))
    before = lines()
    assert before["PortalAddress"] == f"http://127.0.0.1:{watched.port}/portal" and before["PortalDatabaseUp"] == "1"
    assert int(before["PortalPagesRendered"]) > 0 and float(before["PortalRenderMillisecondsMean"]) > 0
    assert int(before["PortalQueries"]) > 0 and int(before["PortalOutboxFailed"]) == 0 and int(before["PortalDiskFreeBytes"]) > 0
    assert client.get("/tickets/").status == 200 and client.get("/nothing").status == 404
    wait_until(lambda: int(lines()["PortalRequests4xx"]) == int(before["PortalRequests4xx"]) + 1, 5, "a request that found nothing")
    assert int(lines()["PortalRequests"]) >= int(before["PortalRequests"]) + 2
    page = fetch("http://x/server-status")
    shown = [item.text_content() for item in page.html.iter("dt")]
    assert any(item == f"PortalAddress: http://127.0.0.1:{watched.port}/portal" for item in shown), page
