# tests/http/backup_load.py: people who write while a backup is made, and what a database holds, table by table.
# SPDX-License-Identifier: Apache-2.0
import collections
import hashlib
import os
import random
import sqlite3
import subprocess
import time
import threading
import uuid

from portal import as_user, wait_until
from test_tickets import REF

# Rows that change or go while the portal works; all others stay as they were written. The columns that say which row it is.
CHANGING = {"ticket": ("id", "ref"), "ticket_count": ("account_id", "status"), "outbox": ("id", "public_id"),
            "queue_count": ("department_id", "assignee_id", "queue_stage"), "ticket_seen": ("person_id", "ticket_id"),
            "digest_cursor": ("name", "source"), "digest_gap": None, "ticket_due": ("ticket_id",),
             "level_redo": None, "overdue_count": ("department_id",), "first_answer": None, "department_usual": None,
             "outbox_tidied": ("id",), "ticket_silence": None, "ticket_link": None,
             "notice_choice": ("department_id", "person_id"), "webhook": ("id", "public_id"), "webhook_call": ("id",),
             "report_state": None, "report_cell": None, "ticket_fact": None,
            "ticket_hold": None, "ticket_presence": None, "held_answer": None,
            "search_post": None, "search_ticket": None, "search_cursor": None, "search_pending": None, "search_stale": None,
            "session": None, "token": None, "login_attempt": None, "staged_file": None}


class Writers:
    """Some people who go on opening tickets with attachments. accepted: reference -> {name: bytes}, once acknowledged."""

    def __init__(self, site, people=3):
        self.site, self.accepted, self.go_on, self.faults = site, {}, True, []
        self.lock, self.random = threading.Lock(), random.Random(7)
        self.everybodys = self.some_bytes()  # the same bytes again and again are one file
        self.emails = [site.add_client() for _ in range(people)]
        self.clients = [site.sign_in(email) for email in self.emails]
        self.threads = [threading.Thread(target=self.run, args=(client,)) for client in self.clients]
        for client in self.clients:
            client.csrf()

    def some_bytes(self):
        """Bytes that nobody has had; their beginning keeps libmagic from taking them for a program."""
        return b"text " + self.random.randbytes(self.random.randrange(1, 60000))

    def files(self):
        with self.lock:
            own = {f"file-{n}.txt": self.some_bytes() for n in range(self.random.randrange(3))}
        return {**own, "the same.txt": self.everybodys}

    def open_one(self, client):
        files = self.files()
        response = client.post("/tickets/new", {"subject": f"Load {uuid.uuid4().hex}", "body": "Text\nwith *lines*", "department": "sales"},
                               files=[(name, data, "application/octet-stream") for name, data in files.items()])
        if response.status == 303:
            with self.lock:
                self.accepted[REF.match(response.location).group(1)] = (client, files)
        elif response.status != 503:
            self.faults.append(response)

    def run(self, client):
        while self.go_on:
            self.open_one(client)

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        wait_until(lambda: len(self.accepted) > 5, 30, "tickets")
        return self

    def __exit__(self, *_):
        self.go_on = False
        for thread in self.threads:
            thread.join(60)
        assert not self.faults, self.faults[0]

    def download_from(self, site, references):
        """Every attachment of these tickets, from another portal, is what was sent, byte for byte."""
        browsers = {client: site.sign_in(client.email) for client in self.clients}
        for reference in references:
            client, files = self.accepted[reference]
            browser = browsers[client]
            found = {file.get("name"): browser.get(file.get("address")).body
                     for file in browser.xml(f"/tickets/{reference}").iter("file")}
            assert found == files, f"{reference}: {sorted(found)} {[len(data) for data in found.values()]}"


def quiet(site):
    """Wait until nothing changes any more: all mail is out, and the worker has read what was written."""
    wait_until(lambda: not site.ctl("--xml", "outbox", "list", "--state", "queued").stdout.count("<mail "), 60, "an empty outbox")

    def rests():
        before = lasting(rows_of(site))
        time.sleep(2.5)  # a turn takes one, and comes each second
        return lasting(rows_of(site)) == before

    wait_until(rests, 60, "a worker with nothing to do")


def lasting(rows):
    """Without what goes with the clock: when the worker was there last."""
    return {table: content for table, content in rows.items() if table != "report_state"}


def rows_of_sqlite(path, *only):
    """All rows of all tables, or of those that are named: table -> (columns, how often each row is there)."""
    base = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        tables = [name for name, in base.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")]
        found = {}
        for table in only or tables:
            cursor = base.execute(f'SELECT * FROM "{table}"')
            columns = tuple(column[0] for column in cursor.description)
            found[table] = (columns, collections.Counter(tuple(map(str, row)) for row in cursor))
        return found
    finally:
        base.close()


def client_of(site, database="helpdesk"):
    """A database client's command and environment, as an administrator; it reads SQL from standard input."""
    sockets = site.sockets
    if site.db == "pgsql":
        return ["psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-h", str(sockets), "-U", "helpdesk", "-d", database]
    return ["mariadb", "--no-defaults", f"--socket={sockets}/mysql.sock", "--user=root", "--batch", database]


def ask(site, sql):
    done = subprocess.run(as_user(client_of(site)), input=sql, capture_output=True, text=True, cwd="/")
    assert done.returncode == 0, done.stderr
    return done.stdout.split("\n")[:-1]


def rows_of(site, *only):
    if site.db == "sqlite3":
        return rows_of_sqlite(site.place / "db" / "helpdesk.sqlite", *only)
    if site.db == "pgsql":
        tables = only or ask(site, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        read = "\\echo {0}{1}\nCOPY (SELECT * FROM \"{1}\") TO STDOUT (FORMAT text, HEADER);\n"
    else:
        tables = only or ask(site, "SHOW TABLES")[1:]
        read = "SELECT '' AS `{0}{1}` FROM DUAL;\nSELECT * FROM `{1}`;\n"
    mark = "== table "
    said = "\n".join(ask(site, "".join(read.format(mark, table) for table in tables)))
    found = {}
    for part in ("\n" + said).split(f"\n{mark}")[1:]:
        table, *lines = part.split("\n")
        lines = lines[site.db == "mysql":] or [""]  # MariaDB's mark is the name of a column, with a row beneath
        found[table] = (tuple(lines[0].split("\t")), collections.Counter(tuple(line.split("\t")) for line in lines[1:]))
    return found


def check_came_from(copy, origin):
    """Every row of a copy is in the origin, which has gone on since: where rows may change, by what does not."""
    assert copy.keys() == origin.keys() and len(copy) > 15
    for table, (columns, rows) in copy.items():
        if table not in CHANGING:
            assert not rows - origin[table][1], f"{table} has rows that there never were"
        elif CHANGING[table] and rows:
            def keys(counter):
                return {tuple(row[columns.index(column)] for column in CHANGING[table]) for row in counter}
            assert keys(rows) <= keys(origin[table][1]), f"{table} has rows that there never were"


def references(rows):
    columns, tickets = rows["ticket"]
    return {row[columns.index("ref")] for row in tickets}


def tree(path):
    """What lies under a directory: path -> hash, owner, or None for a directory."""
    found = {}
    for place, directories, files in os.walk(path):
        for name in directories:
            found[os.path.relpath(os.path.join(place, name), path)] = None
        for name in files:
            full = os.path.join(place, name)
            with open(full, "rb") as file:
                found[os.path.relpath(full, path)] = (hashlib.sha256(file.read()).hexdigest(), os.stat(full).st_uid)
    return found
