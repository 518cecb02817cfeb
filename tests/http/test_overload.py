# tests/http/test_overload.py: more than there is: connections to the database, slow senders and readers, floods of sign-ins.
# One process with two connections for requests, so that little is enough to exhaust it. `make overload` is the long form.
# SPDX-License-Identifier: Apache-2.0
import base64
import concurrent.futures
import contextlib
import fcntl
import hashlib
import struct
import socket
import subprocess
import threading
import time

import pytest

from browser import multipart
from portal import DB, MODULES, MPM, PASSWORD, Site, as_user, wait_until
from test_hostile import noise
from test_tickets import count, open_ticket

FIELDS = {"subject": "Kept title", "body": "Kept text", "department": "sales"}
SLOW = 8 if MPM == "prefork" else 20  # senders or readers at once
CONF = """
DBDMin 1
DBDKeep 2
DBDMax 6
<IfModule !mpm_prefork_module>
    StartServers 1
    MaxRequestWorkers 32
</IfModule>
HelpdeskReplyLimit 3
HelpdeskLoginLimit 4 400
"""
BASIC = """
<Location /company>
    AuthType Basic
    AuthName x
    AuthBasicProvider helpdesk
    Require valid-user
</Location>
Alias /company /etc/hostname
<Files hostname>
    Require all granted
</Files>
"""


# What Apache answers by itself below the portal's Location: refusals, by a text and by a page, and another module's pages.
REFUSALS = """
SendBufferSize 8192
<Location /portal/desk>
    AuthzSendForbiddenOnFailure On
    Require helpdesk-role agent
    ErrorDocument 403 "Refused @LONG@
</Location>
<Location /portal/account/security>
    AuthzSendForbiddenOnFailure On
    <RequireAll>
        Require helpdesk
        Require ip 127.0.0.1
    </RequireAll>
    ErrorDocument 403 /refused.html
</Location>
LoadModule proxy_module @MODULES@/mod_proxy.so
LoadModule proxy_http_module @MODULES@/mod_proxy_http.so
ProxyPass /portal/stats http://127.0.0.1:@BACKEND@/
<Location /portal/stats>
    Require helpdesk-role client
</Location>
"""


@pytest.fixture(scope="module")
def backend():
    """A server that does not answer."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(20)
        yield server


@pytest.fixture(scope="module")
def narrow(backend):
    refusals = REFUSALS.replace("@MODULES@", MODULES).replace("@BACKEND@", str(backend.getsockname()[1])).replace("@LONG@", "x" * 8000)
    site = Site(CONF + BASIC + refusals, mail=False, name="narrow")
    try:
        site.start()
        (site.place / "htdocs/refused.html").write_text("Refused " + "x" * 6000000)
        yield site
    finally:
        site.stop()
        site.remove()


@pytest.fixture
def site(narrow):
    before = narrow.children()
    yield narrow
    assert set(before) & set(narrow.children()), "the children have been replaced"
    narrow.check_log()


@pytest.fixture
def person(site):
    return site.sign_in(site.add_client())


def pages_come(client, within=5):
    """A few pages, each in bounded time."""
    for path in "/", "/tickets/", "/services/", "/account":
        started = time.monotonic()
        response = client.get(path)
        assert response.status == 200, response
        assert time.monotonic() - started < within


# -- slow senders, slow readers ----------------------------------------------------------------------------------------

def begin_post(client, body, kind, part, path="/tickets/new"):
    connection = socket.create_connection(("127.0.0.1", client.port), 30, (client.address, 0))
    head = (f"POST /portal{path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nCookie: hd={client.cookies['hd']}\r\n"
            f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n")
    connection.sendall(head.encode() + body[:part])
    return connection


def answer_of(connection):
    answer = b""
    while piece := connection.recv(65536):
        answer += piece
    connection.close()
    return answer


def test_slow_uploads_hold_no_connection_to_the_database(site, person):
    token, before = person.csrf(), count(person)
    forms = [multipart([("csrf", token), ("once", f"slow-{n}"), *FIELDS.items()], [(f"{n}.bin", noise(9000), "x/y")]) for n in range(SLOW)]
    open_posts = [begin_post(person, body, kind, 4000) for body, kind in forms]
    wait_until(lambda: len(site.staging()) == SLOW, 10, "the files to begin")
    pages_come(person)
    for connection, (body, _) in zip(open_posts, forms):
        connection.sendall(body[4000:])
    assert [answer_of(connection)[9:12] for connection in open_posts] == [b"303"] * SLOW
    assert count(person) == before + SLOW


def test_readers_who_do_not_read_hold_no_connection_to_the_database(site, person):
    ref = open_ticket(person, [("large.bin", noise(2900000), "x/y")])
    address = person.xml(f"/tickets/{ref}").find(".//file").get("address")
    readers = []
    for n in range(SLOW):
        connection = socket.socket()
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.connect(("127.0.0.1", site.port))
        connection.sendall(f"GET /portal{address} HTTP/1.1\r\nHost: x\r\nCookie: hd={person.cookies['hd']}\r\n\r\n".encode())
        readers.append(connection)
    for connection in readers:
        assert connection.recv(12) == b"HTTP/1.1 200"
    pages_come(person)
    for connection in readers:
        connection.close()


def read_nothing(person, path, answer, times=1, readers=4):
    """Requests of somebody who reads no more of the answers than how they begin. @return their sockets"""
    sockets = []
    for _ in range(readers):
        connection = socket.socket()
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.bind((person.address, 0))
        connection.connect(("127.0.0.1", person.port))
        connection.sendall(f"GET /portal{path} HTTP/1.1\r\nHost: x\r\nCookie: hd={person.cookies['hd']}\r\n\r\n".encode() * times)
        sockets.append(connection)
    for connection in sockets:
        assert not answer or connection.recv(12) == answer
    return sockets


@pytest.mark.parametrize("path, times", [("/desk/tickets/HD-0000000", 50), ("/account/security", 1)])  # times: until the socket is full
def test_who_is_refused_and_does_not_read_that_holds_no_connection_to_the_database(site, person, path, times):
    for text in "AH01630", "AH01797":  # client denied by server configuration
        site.expect_log(text, must=False)
    sockets = read_nothing(person, path, b"HTTP/1.1 403", times)
    other = site.sign_in(site.add_client())
    for page in "/", "/tickets/", "/account":
        assert other.get(page).status == 200
    for connection in sockets:
        connection.close()


def test_another_modules_page_holds_no_connection_to_the_database(site, person, backend):
    for text in "AH01102", "AH00898":  # the backend does not answer; said when the child comes to it
        site.expect_log(text, must=False)
    sockets = read_nothing(person, "/stats", None)
    asked = [backend.accept()[0] for _ in sockets]
    pages_come(person)
    for connection in sockets + asked:
        connection.close()


def test_who_waits_for_a_sweeper_holds_no_connection_to_the_database(site, person):
    token, before = person.csrf(), count(person)
    with open(site.place / "data/files.lock", "r+") as lock, concurrent.futures.ThreadPoolExecutor(4) as threads:
        every = struct.pack("hhqqi4x", fcntl.F_WRLCK, 0, 0, 0, 0)
        fcntl.fcntl(lock, fcntl.F_OFD_SETLK, every)
        posts = [threads.submit(lambda n=n: person.twin().post("/tickets/new", FIELDS, csrf=token, once=f"swept-{n}",
                                                               files=[("a.txt", noise(100), "text/plain")])) for n in range(4)]
        wait_until(lambda: len(site.staging()) == 4, 10, "the files to come")
        time.sleep(0.3)
        pages_come(person)
        assert not any(post.done() for post in posts)
        fcntl.fcntl(lock, fcntl.F_OFD_SETLK, struct.pack("hhqqi4x", fcntl.F_UNLCK, 0, 0, 0, 0))
        assert [post.result().status for post in posts] == [303] * 4
    assert count(person) == before + 4


# -- no connection comes free ------------------------------------------------------------------------------------------

@contextlib.contextmanager
def held(site):
    """Somebody else holds the table of sessions, of whatever database."""
    sockets = site.place / "run"
    if (sockets / "sockets").exists():
        sockets = (sockets / "sockets").read_text().strip()
    if DB == "pgsql":
        command = ["psql", "-qAt", "-h", str(sockets), "-U", "helpdesk", "helpdesk"]
        sql = "BEGIN; LOCK TABLE session IN ACCESS EXCLUSIVE MODE; SELECT 'held';\n"
    elif DB == "mysql":
        command = ["mariadb", "-N", "--unbuffered", "-S", f"{sockets}/mysql.sock", "-u", "helpdesk", "helpdesk"]
        sql = "LOCK TABLES session WRITE; SELECT 'held';\n"
    else:
        command = ["/usr/bin/python3", "-uc", "import sqlite3, sys; db = sqlite3.connect(sys.argv[1], isolation_level=None); "
                   "db.execute('BEGIN IMMEDIATE'); print('held'); sys.stdin.read()", str(site.place / "db/helpdesk.sqlite")]
        sql = ""
    process = subprocess.Popen(as_user(command), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd="/")
    try:
        process.stdin.write(sql)
        process.stdin.flush()
        assert process.stdout.readline().strip() == "held"
        yield
    finally:
        process.kill()
        process.communicate()


def timed(send):
    started = time.monotonic()
    return send(), time.monotonic() - started


def test_a_database_that_is_held_costs_503_in_bounded_time_and_nothing_typed(site, person):
    for text in "HD0130", "HD0011", "HD0012", "HD0014", "HD0015", "HD0091", "HD0181", "HD0132":
        site.expect_log(text, must=text == "HD0130")
    token, before = person.csrf(), count(person)
    with held(site), concurrent.futures.ThreadPoolExecutor(24) as threads:
        posts = [threads.submit(timed, lambda n=n: person.twin().post("/tickets/new", {**FIELDS, "subject": f"Kept {n}"}, csrf=token,
                                                                      files=[("a.txt", b"x", "text/plain")])) for n in range(8)]
        gets = [threads.submit(timed, lambda: person.twin().get("/tickets/")) for _ in range(16)]
        posts, gets = [post.result() for post in posts], [get.result() for get in gets]
    for response, seconds in posts:
        assert response.status == 503 and int(response.header("Retry-After")) > 0, response
        assert "Kept text" in response.text and "a.txt" in response.text
    for response, seconds in gets:
        assert response.status == (200 if DB == "sqlite3" else 503), response
        assert response.html.find(".//h1") is not None
    assert max(seconds for _, seconds in posts + gets) < 20
    if DB != "sqlite3":
        assert sorted(seconds for _, seconds in gets)[4] < 4, "who found no connection has waited for long"
    pages_come(person)
    assert person.form_of(posts[0][0], "/tickets/new", "/tickets/new").send().status == 303, "it cannot be sent again"
    assert count(person) == before + 1
    site.wait_staging([])


# -- floods ------------------------------------------------------------------------------------------------------------

def test_a_flood_of_sign_ins_leaves_pages_to_those_who_are_signed_in(site, person):
    for text in "HD0130", "HD0012":
        site.expect_log(text, must=False)
    stop, answers = threading.Event(), []

    def flood(n):
        client = site.client()
        turn = 0
        while not stop.is_set():
            turn += 1
            answers.append(client.sign_in(f"nobody-{n}-{turn}@example.com", "wrong-password").status)

    threads = [threading.Thread(target=flood, args=(n,)) for n in range(6 if MPM == "prefork" else 16)]
    for thread in threads:
        thread.start()
    try:
        for _ in range(5):
            pages_come(person, 10)
    finally:
        stop.set()
        for thread in threads:
            thread.join(60)
    assert answers and set(answers) <= {401, 429, 503}


def company(site, email, password, tries=5):
    """The status of a page that Basic guards with our passwords; on a busy machine it may take some tries."""
    status = company_once(site, email, password)
    return company(site, email, password, tries - 1) if status == 500 and tries > 1 else status


def company_once(site, email, password):
    token = base64.b64encode(f"{email}:{password}".encode()).decode()
    client = site.client()
    with contextlib.closing(client.connection()) as connection:
        connection.request("GET", "/company", None, {"Authorization": f"Basic {token}"})
        return connection.getresponse().status


def test_tries_at_once_by_basic_do_not_slip_through_together(site):
    for text in "AH01618", "AH01617", "AH01807", "HD0182", "HD0011", "HD0012":  # auth_basic: refused; a disk that is slow
        site.expect_log(text, must=False)
    email = site.add_person()
    with concurrent.futures.ThreadPoolExecutor(12) as threads:
        assert list(threads.map(lambda n: company(site, email, PASSWORD), range(24))) == [200] * 24, "who is right is shut out"
        tries = [f"wrong-{n}" for n in range(12)]
        assert list(threads.map(lambda word: company(site, email, word), tries)) == [401] * 12
    looked_at = login_attempts(site, email)
    assert looked_at <= 4, f"{looked_at} tries were looked at"
    for n in range(4):
        company(site, email, "wrong")  # the same one again counts again
    assert company(site, email, PASSWORD) == 401, "not throttled"
    assert login_attempts(site, email) == 4


def login_attempts(site, email):
    """How many wrong passwords are counted for an address."""
    subject = "e:" + hashlib.sha256(email.encode()).hexdigest()
    return int(sql(site, f"SELECT COUNT(*) FROM login_attempt WHERE subject = '{subject}'"))


def sql(site, query):
    """Ask the site's database."""
    sockets = site.place / "run"
    if (sockets / "sockets").exists():
        sockets = (sockets / "sockets").read_text().strip()
    command = {"pgsql": ["psql", "-qAt", "-h", str(sockets), "-U", "helpdesk", "-c", query, "helpdesk"],
               "mysql": ["mariadb", "-N", "-S", f"{sockets}/mysql.sock", "-u", "helpdesk", "-e", query, "helpdesk"],
               "sqlite3": ["/usr/bin/python3", "-c", "import sqlite3, sys\nfor row in sqlite3.connect(sys.argv[1]).execute(sys.argv[2]): print(*row)",
                           str(site.place / "db/helpdesk.sqlite"), query]}[site.db]
    return subprocess.run(as_user(command), check=True, capture_output=True, text=True, cwd="/").stdout


# -- too many replies --------------------------------------------------------------------------------------------------

def test_too_many_replies_in_an_hour_are_429_with_the_text(site, person):
    ref, other = open_ticket(person), open_ticket(person)
    for n in range(3):
        assert person.post(f"/tickets/{[ref, other][n % 2]}/reply", {"body": f"Reply {n}"}, once=f"r{n}").status == 303
    response = person.form(f"/tickets/{ref}", "/reply").send([("a.txt", b"x", "text/plain")], body="Kept reply")
    assert response.status == 429 and 0 < int(response.header("Retry-After")) <= 3600, response
    assert "Kept reply" in response.text and "At most 3 replies" in response.words() and "a.txt" in response.text
    assert person.post(f"/tickets/{other}/reply", {"body": "Reply 2"}, once="r2").status == 303, "a retry is no other reply"
    assert len(person.xml(f"/tickets/{ref}").findall(".//message")) == 3
    agent = site.browser("agent@example.com")
    for n in range(5):
        assert agent.post(f"/desk/tickets/{ref}/reply", {"body": f"Answer {n}"}).status == 303, "agents have no limit"
