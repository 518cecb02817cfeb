"""helpdeskctl: exit codes, what it prints, what it refuses; on a database of its own.

HD_DB names the driver, as for the other tests here: its server is started for them by tests/databases.sh. Where
HD_TEST_PGSQL and HD_TEST_MYSQL give parameters of apr_dbd for a user who may make schemas and databases, SQLite and those
are taken instead. Apache takes no part, so one way of running it is enough.

SPDX-License-Identifier: Apache-2.0
"""
import fcntl
import os
import pathlib
import pty
import pwd
import re
import select
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import time
import uuid

import pytest
from lxml import etree

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = ROOT / os.environ.get("BUILD", "build")
PROGRAM = BUILD / "helpdeskctl"
SCHEMA = etree.RelaxNG(etree.parse(str(ROOT / "xslt/schema/cli.rng")))
PASSWORD = "a-password-of-mine"
GIVEN = [name for name in ("pgsql", "mysql") if os.environ.get(f"HD_TEST_{name.upper()}")]
DRIVERS = ["sqlite3", *GIVEN] if GIVEN else [os.environ.get("HD_DB") or "sqlite3"]

pytestmark = pytest.mark.event


@pytest.fixture(scope="module", autouse=True)
def servers():
    """The database server of these tests, where none is given."""
    if GIVEN or DRIVERS == ["sqlite3"]:
        yield
        return
    place = tempfile.mkdtemp(prefix="hd-cli-")
    os.chmod(place, 0o755)
    script = ROOT / "tests/databases.sh"
    try:
        with open(place + "/said", "w") as said:  # no pipe: servers that are started would hold it open
            subprocess.run([script, "start", place, *DRIVERS], check=True, stdout=said, stderr=said, stdin=subprocess.DEVNULL)
        for name, value in re.findall(r"export (HD_TEST_\w+)='([^']*)'", pathlib.Path(place, "said").read_text()):
            os.environ[name] = value
        yield
    finally:
        subprocess.run([script, "stop", place], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)


class Control:
    """helpdeskctl with a configuration and a database of its own."""

    def __init__(self, driver):
        self.driver = driver
        self.dir = pathlib.Path(tempfile.mkdtemp(prefix="hd-cli-"))
        self.name = "hd_cli_" + uuid.uuid4().hex[:12]
        (self.dir / "data").mkdir()
        self.conf = self.dir / "helpdesk.conf"
        self.write_conf()

    def params(self):
        if self.driver == "pgsql":
            self.sql(f'CREATE SCHEMA "{self.name}"')
            return f"{os.environ['HD_TEST_PGSQL']} options='-csearch_path={self.name}'"
        if self.driver == "mysql":
            self.sql(f"CREATE DATABASE `{self.name}` CHARACTER SET utf8mb4")
            return re.sub(r"dbname=\S+", "", os.environ["HD_TEST_MYSQL"]) + f" dbname={self.name}"
        return str(self.dir / "test.sqlite")

    def write_conf(self, **instead):
        values = {"DBDriver": self.driver, "DBDParams": f'"{self.params()}"' if "DBDParams" not in instead else "",
                  "HelpdeskDataDir": f'"{self.dir}/data"', "HelpdeskShareDir": str(ROOT), "HelpdeskPasswordCost": "4"}
        values.update(instead)
        lines = ["# Apache's file", "", "<Location /portal>", "  Helpdesk On", "</Location>", 'HelpdeskBrand "Example"']
        lines += [f"{name} {value}" for name, value in values.items() if value is not None]
        self.conf.write_text("\n".join(lines) + "\n")

    def sql(self, statement):
        """Run a statement as an administrator of the database server."""
        if self.driver == "sqlite3":
            base = sqlite3.connect(self.dir / "test.sqlite", timeout=10)
            rows = base.execute(statement).fetchall()
            base.commit()
            base.close()
            return rows
        given = os.environ["HD_TEST_PGSQL" if self.driver == "pgsql" else "HD_TEST_MYSQL"]
        values = dict(part.split("=", 1) for part in given.split())
        if self.driver == "pgsql":
            command = ["psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-c", f'SET search_path = "{self.name}"', "-c", statement,
                       given]
        else:
            command = ["mariadb", "-N", "-u", values["user"], "-S", values["sock"], "-e", statement]
            if not statement.startswith(("CREATE DATABASE", "DROP DATABASE")):
                command.append(self.name)
        done = subprocess.run(command, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return [tuple(line.split("|" if self.driver == "pgsql" else "\t")) for line in done.stdout.splitlines()]

    def __call__(self, *words, stdin="", status=0):
        done = subprocess.run([PROGRAM, "--config", self.conf, *words], input=stdin, capture_output=True, text=True,
                              timeout=60)
        assert done.returncode == status, f"{words}: {done.returncode} {done.stdout} {done.stderr}"
        if status == 0:
            assert done.stderr == ""
        elif not done.stdout:
            assert done.stderr.count("\n") == 1 and done.stderr.startswith("helpdeskctl")
        return done.stdout if status == 0 else done.stdout + done.stderr

    def view(self, *words, status=0):
        """What --xml prints, which its schema must accept."""
        done = subprocess.run([PROGRAM, "--config", self.conf, "--xml", *words], capture_output=True, timeout=60)
        assert done.returncode == status, done.stderr
        tree = etree.fromstring(done.stdout)
        SCHEMA.assertValid(tree)
        return tree

    def add_person(self, email="mila@example.org", **more):
        words = [word for name, value in {"name": "Mila", **more}.items() for word in ("--" + name, value)]
        self("person", "add", email, *words, "--password-stdin", stdin=PASSWORD + "\n")
        return email

    def close(self):
        if self.driver == "pgsql":
            self.sql(f'DROP SCHEMA "{self.name}" CASCADE')
        elif self.driver == "mysql":
            self.sql(f"DROP DATABASE `{self.name}`")
        shutil.rmtree(self.dir)


@pytest.fixture(params=DRIVERS)
def empty(request):
    control = Control(request.param)
    yield control
    control.close()


@pytest.fixture
def control(empty):
    empty("migrate")
    return empty


@pytest.fixture(scope="module", params=DRIVERS)
def demo(request, servers):
    """The demonstration, for tests that change nothing that others look at."""
    control = Control(request.param)
    control("migrate")
    control("demo")
    yield control
    control.close()


# -- the command line --------------------------------------------------------------------------------------------------


def run(*words):
    return subprocess.run([PROGRAM, *words], capture_output=True, text=True, stdin=subprocess.DEVNULL)


def test_help_names_every_command_and_needs_no_configuration():
    done = run("help")
    assert done.returncode == 0 and not done.stderr
    for name in ("migrate", "check", "person add", "person passwd", "person disable", "person enable", "person list",
                 "account add", "account member", "account list", "service add", "service list", "department add",
                 "department list", "outbox list", "outbox retry", "report update", "report rebuild", "demo"):
        assert f"  {name} " in done.stdout
        help_of = run(*name.split(), "--help")
        assert help_of.returncode == 0 and f"Usage: helpdeskctl {name}" in help_of.stdout
    assert run("help", "person").stdout == run("person", "--help").stdout


def test_the_version_is_printed():
    assert run("--version").stdout == f"helpdeskctl {(ROOT / 'VERSION').read_text().strip()}\n"


@pytest.mark.parametrize("words", [
    (), ("frob",), ("person",), ("person", "frob"), ("person", "add"), ("person", "add", "a@example.org"),
    ("person", "list", "extra"), ("person", "list", "--role", "agent"), ("--frob",), ("person", "add", "a@example.org", "--name"),
    ("migrate", "--xml=yes"), ("--config", "a", "--config", "b", "migrate"),
])
def test_a_wrong_command_line_ends_with_2_and_one_line(words):
    done = run(*words)
    assert done.returncode == 2 and not done.stdout
    assert done.stderr.count("\n") == 1 and "--help" in done.stderr


@pytest.mark.parametrize("instead, words", [
    ({"DBDriver": None}, "DBDriver is missing"),
    ({"DBDParams": None}, "DBDParams is missing"),
    ({"HelpdeskDataDir": None}, "HelpdeskDataDir is missing"),
    ({"HelpdeskDataDir": "relative"}, "must be an absolute path"),
    ({"HelpdeskDataDir": "/nowhere/at/all"}, "there is no directory /nowhere/at/all"),
    ({"HelpdeskShareDir": "/nowhere"}, "/nowhere"),
    ({"DBDParams": '"${STATE}/x"'}, "variable"),
    ({"DBDriver": "oracle"}, "oracle"),
    ({"HelpdeskPasswordCost": "99"}, "HelpdeskPasswordCost"),
])
def test_a_fault_of_the_configuration_is_named(instead, words):
    control = Control("sqlite3")
    control.write_conf(**instead)
    assert words in control("migrate", status=1)
    control.close()


def test_the_demonstrations_files_are_known_by_the_list_of_the_configuration():
    control = Control("sqlite3")
    control("migrate")
    control.write_conf(HelpdeskMagicFile="/nowhere/own.magic")
    assert "/nowhere/own.magic" in control("demo", status=1)
    (control.dir / "own.magic").write_text("0\tstring\t\\x89PNG\tpicture\n!:mime\timage/x-own\n")
    control.write_conf(HelpdeskMagicFile=control.dir / "own.magic")
    control("demo")
    assert control.sql("SELECT type FROM attachment ORDER BY position") == [("image/x-own",), ("text/plain",)]
    control.close()


def test_a_missing_configuration_is_named():
    done = run("--config", "/nowhere/helpdesk.conf", "migrate")
    assert done.returncode == 1 and "/nowhere/helpdesk.conf" in done.stderr


def test_the_configuration_is_read_with_apaches_quotes():
    control = Control("sqlite3")
    path = control.dir / 'with "quotes" and spaces'
    path.mkdir()
    control.conf.write_text(f'dbdriver   "sqlite3"\nDBDParams \\\n "{control.dir}/test.sqlite"\nHelpdeskShareDir \'{ROOT}\'\n'
                            + 'HelpdeskDataDir "' + str(path).replace('"', '\\"') + '"\n')
    control("migrate")
    assert (path / "write.lock").exists()
    control.close()


# -- schema ------------------------------------------------------------------------------------------------------------


def test_migrate_is_idempotent(empty):
    first = empty.view("migrate")
    assert first.get("from") == "0" and int(first.get("to")) >= 1
    again = empty.view("migrate")
    assert again.get("from") == again.get("to") == first.get("to")


def test_two_migrations_at_once_are_safe(empty):
    both = [subprocess.Popen([PROGRAM, "--config", empty.conf, "migrate"], stderr=subprocess.PIPE) for _ in range(2)]
    for one in both:
        _, said = one.communicate(timeout=60)
        assert one.returncode == 0, said
    empty("check")


@pytest.mark.skipif("sqlite3" not in DRIVERS, reason="servers have locks of their own")
def test_a_migration_waits_for_another_however_long_that_takes():
    control = Control("sqlite3")
    shutil.copytree(ROOT / "sql", control.dir / "share/sql")
    (control.dir / "share/sql/migrations/9999-slow.sql").write_text(
        "CREATE TABLE IF NOT EXISTS slow AS WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 3000000)\n"
        "SELECT COUNT(*) AS n FROM t;\n")
    control.write_conf(HelpdeskShareDir=f"{control.dir}/share")
    try:
        command = [PROGRAM, "--config", control.conf, "migrate"]
        first = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        wal = control.dir / "test.sqlite-wal"  # with the first migration in it: that process is done with setting SQLite up
        while not (wal.exists() and wal.stat().st_size) or not locked(control.dir / "data/write.lock"):
            assert first.poll() is None
            time.sleep(0.005)
        first.send_signal(signal.SIGSTOP)
        second = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert "waiting" in second.stderr.readline()
        with pytest.raises(subprocess.TimeoutExpired):
            second.wait(6)
        first.send_signal(signal.SIGCONT)
        assert "schema version 9999, was 0" in first.communicate(timeout=60)[0]
        said, more = second.communicate(timeout=60)
        assert second.returncode == 0 and "nothing to do" in said and more == ""
    finally:
        for process in first, second:
            process.kill()
        control.close()


def locked(path):
    """Whether some process holds a lock of the file."""
    with open(path, "r+") as file:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return True
    return False


def test_commands_ask_for_the_schema_first(empty):
    assert "helpdeskctl migrate" in empty("person", "list", status=1)
    assert empty.view("check", status=1).find("fault").get("code") == "schema"


def test_a_new_sqlite_database_is_not_for_everybody():
    control = Control("sqlite3")
    control("migrate")
    assert not (control.dir / "test.sqlite").stat().st_mode & 0o007
    control.close()


# -- people ------------------------------------------------------------------------------------------------------------


def test_a_person_is_added_listed_disabled_and_enabled(control):
    control.add_person("Mila@Example.org", role="agent", language="sr-Cyrl", name="Мила Ž")
    person, = control.view("person", "list")
    assert (person.get("email"), person.get("name"), person.get("role"), person.get("lang")) == \
        ("Mila@Example.org", "Мила Ž", "agent", "sr-Cyrl")
    assert person.get("confirmed") == "yes" and person.get("disabled") is None
    control("person", "disable", "mila@example.org")
    assert control.view("person", "list")[0].get("disabled") == "yes"
    control("person", "enable", "MILA@example.org")
    assert control.view("person", "list")[0].get("disabled") is None


def test_the_password_is_printed_nowhere_and_stored_as_bcrypt(control):
    said = control("person", "add", "mila@example.org", "--name", "Mila", "--password-stdin", stdin=PASSWORD + "\n")
    said += control("person", "passwd", "mila@example.org", "--password-stdin", stdin=PASSWORD + "2\n")
    assert PASSWORD not in said
    hashed, = control.sql("SELECT password_hash FROM person")
    assert hashed[0].startswith("$2y$04$")


def test_a_new_password_replaces_the_old_one(control):
    control.add_person()
    before = control.sql("SELECT password_hash FROM person")
    control("person", "passwd", "mila@example.org", "--password-stdin", stdin="another-password\n")
    assert control.sql("SELECT password_hash FROM person") != before


@pytest.mark.parametrize("words, stdin, status, said", [
    (("add", "nobody", "--name", "N", "--password-stdin"), PASSWORD, 1, "no e-mail address"),
    (("add", "n@example.org", "--name", " ", "--password-stdin"), PASSWORD, 1, "name is empty"),
    (("add", "n@example.org", "--name", "N", "--password-stdin"), "short", 1, "at least 10 characters"),
    (("add", "n@example.org", "--name", "N", "--password-stdin"), "x" * 100, 1, "at most 72 bytes"),
    (("add", "n@example.org", "--name", "N", "--password-stdin"), "x" * 9999, 1, "too long"),
    (("add", "n@example.org", "--name", "N", "--password-stdin"), "", 1, "no password"),
    (("add", "n@example.org", "--name", "N"), PASSWORD, 2, "--password-stdin"),
    (("add", "n@example.org", "--name", "N", "--role", "king", "--no-password"), "", 2, "king"),
    (("add", "n@example.org", "--name", "N", "--language", "fr", "--no-password"), "", 2, "fr"),
    (("add", "mila@EXAMPLE.org", "--name", "N", "--no-password"), "", 1, "already"),
    (("passwd", "n@example.org", "--password-stdin"), PASSWORD, 1, "n@example.org"),
    (("disable", "n@example.org"), "", 1, "n@example.org"),
])
def test_what_people_cannot_have_is_refused(control, words, stdin, status, said):
    control.add_person()
    assert said in control("person", *words, stdin=stdin, status=status)
    assert len(control.view("person", "list")) == 1


def answer(control, words, answers):
    """Run a command at a terminal and answer each of its questions. @return status, all that the terminal showed"""
    child, terminal = pty.fork()
    if child == 0:
        os.execv(PROGRAM, [str(PROGRAM), "--config", str(control.conf), *words])
    shown, at = "", 0
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if not select.select([terminal], [], [], 0.1)[0]:
            continue
        try:
            part = os.read(terminal, 1000).decode()
        except OSError:
            break
        shown, at = shown + part, at
        if answers and re.search(r": $", shown[at:]):
            at = len(shown)
            os.write(terminal, (answers.pop(0) + "\n").encode())
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), shown


def test_a_password_is_typed_twice_without_echo(control):
    words = ["person", "add", "mila@example.org", "--name", "Mila"]
    status, shown = answer(control, words, [PASSWORD, PASSWORD + "x"])
    assert status == 1 and "differ" in shown and PASSWORD not in shown
    assert len(control.view("person", "list")) == 0
    status, shown = answer(control, words, [PASSWORD, PASSWORD])
    assert status == 0 and PASSWORD not in shown
    assert len(control.view("person", "list")) == 1


def test_disabling_ends_sessions(control):
    control.add_person()
    control.sql("INSERT INTO session (token_hash, person_id, created_at, seen_at, address, agent) "
                "SELECT 'x', id, 1, 1, '', '' FROM person")
    control("person", "disable", "mila@example.org")
    assert control.sql("SELECT token_hash FROM session") == []


# -- accounts, services, departments -----------------------------------------------------------------------------------


def test_an_account_has_members_with_rights(control):
    owner, other = control.add_person(), control.add_person("other@example.org")
    account = control("account", "add", "Firma d.o.o.", "--owner", owner).strip()
    control("account", "member", account, other, "--rights", "support")
    control("account", "member", "Firma d.o.o.", other, "--rights", "support,billing")
    one, = control.view("account", "list")
    assert (one.get("id"), one.get("name")) == (account, "Firma d.o.o.")
    assert {member.get("email"): member.get("rights") for member in one} == {owner: "owner", other: "billing,support"}
    control("check")


def test_an_account_is_named_by_its_id_where_two_have_the_name(control):
    email = control.add_person()
    first = control("account", "add", "Same").strip()
    control("account", "add", "Same")
    assert "several" in control("account", "member", "Same", email, "--rights", "owner", status=1)
    control("account", "member", first, email, "--rights", "owner")


@pytest.mark.parametrize("words, status, said", [
    (("add", ""), 1, "name is empty"),
    (("add", "X", "--owner", "nobody@example.org"), 1, "nobody@example.org"),
    (("member", "Nowhere", "mila@example.org", "--rights", "owner"), 1, "Nowhere"),
    (("member", "Firma", "nobody@example.org", "--rights", "owner"), 1, "nobody@example.org"),
    (("member", "Firma", "mila@example.org", "--rights", "all"), 2, "all"),
    (("member", "Firma", "mila@example.org", "--rights", "billing,"), 2, "billing,"),
    (("member", "Firma", "mila@example.org"), 2, "--rights"),
])
def test_what_accounts_cannot_have_is_refused(control, words, status, said):
    control.add_person()
    control("account", "add", "Firma")
    assert said in control("account", *words, status=status)
    assert len(control.view("account", "list")) == 1


def test_a_service_is_added_with_exact_money(control):
    control("account", "add", "Firma")
    add = ["service", "add", "Firma", "--kind", "hosting", "--term", "12"]
    control(*add, "--label", "a.example", "--plan", "Business", "--price", "71.88", "--currency", "RSD", "--starts",
            "2026-01-02", "--expires", "2027-01-02", "--state", "suspended")
    control(*add, "--label", "b.example", "--plan", "Start", "--price", "5", "--currency", "EUR")
    control(*add, "--label", "d.example", "--plan", "Start", "--price", "5", "--currency", "EUR", "--starts", "2026-01-02",
            "--expires", "2027-01-02")
    control(*add, "--label", "c.example", "--plan", "Start", "--price", "1250", "--currency", "JPY")
    services = {one.get("label"): one for one in control.view("service", "list", "Firma")}
    assert services["a.example"].get("price") == "71.88" and services["a.example"].get("state") == "suspended"
    assert services["a.example"].get("starts") == "2026-01-02T00:00:00Z"
    assert services["a.example"].get("expires") == "2027-01-02T00:00:00Z"
    assert services["b.example"].get("price") == "5.00" and services["b.example"].get("starts") is None
    assert services["b.example"].get("state") == "pending" and services["d.example"].get("state") == "active"
    told = control("service", "add", "--help")
    assert "pending (default without dates), active (default with them)" in told
    assert services["c.example"].get("price") == "1250"
    assert control.sql("SELECT price_minor FROM service ORDER BY id") in ([(7188,), (500,), (500,), (1250,)],
                                                                         [("7188",), ("500",), ("500",), ("1250",)])
    assert "71.88 RSD" in control("service", "list", "Firma")


@pytest.mark.parametrize("option, value", [
    ("price", "1.234"), ("price", "-1"), ("price", "1,5"), ("price", "1."), ("price", ""), ("price", "9" * 30),
    ("currency", "din"), ("kind", "boat"), ("state", "lost"), ("term", "0"), ("term", "x"), ("starts", "1.2.2026"),
    ("expires", "2025-01-01"), ("label", ""), ("label", "x" * 201),
])
def test_what_services_cannot_have_is_refused(control, option, value):
    control("account", "add", "Firma")
    given = {"kind": "vps", "label": "a", "term": "1", "price": "1.00", "currency": "EUR", "starts": "2026-01-01",
             "expires": "2027-01-01", option: value}
    control("service", "add", "Firma", *[f"--{name}={one}" for name, one in given.items()], status=2)
    assert len(control.view("service", "list", "Firma")) == 0


def test_a_department_has_names_in_both_scripts(control):
    agent = control.add_person("agent@example.org", role="agent")
    control("department", "add", "abuse", "--name-en", "Abuse", "--name-sr", "Злоупотребе", "--address", "abuse@example.org",
            "--address", "log@example.org", "--address", "ABUSE@example.org")
    control("department", "staff", "abuse", agent)
    control("department", "staff", "abuse", agent)
    one, = control.view("department", "list")
    assert {name.get("lang"): name.text for name in one.findall("name")} == \
        {"en": "Abuse", "sr-Cyrl": "Злоупотребе", "sr-Latn": "Zloupotrebe"}
    assert [address.get("email") for address in one.findall("address")] == ["abuse@example.org", "log@example.org"]
    assert [staff.get("email") for staff in one.findall("staff")] == [agent]


@pytest.mark.parametrize("words, status, said", [
    (("add", "Abuse", "--name-en", "x"), 1, "slug"),
    (("add", "taken", "--name-en", "x"), 1, "already"),
    (("add", "new", "--name-en", ""), 2, "--name-en"),
    (("add", "new", "--name-en", "x", "--name-sr", "Zloupotrebe"), 2, "Cyrillic"),
    (("add", "new", "--name-en", "x", "--address", "nobody"), 1, "nobody"),
    (("staff", "taken", "mila@example.org"), 1, "client"),
    (("staff", "new", "mila@example.org"), 1, "new"),
])
def test_what_departments_cannot_have_is_refused(control, words, status, said):
    control.add_person()
    control("department", "add", "taken", "--name-en", "Taken")
    assert said in control("department", *words, status=status)
    assert len(control.view("department", "list")) == 1


# -- mail --------------------------------------------------------------------------------------------------------------


def test_failed_mail_is_listed_and_tried_again(control):
    for n, state in enumerate(("queued", "sent", "failed", "failed")):
        control.sql("INSERT INTO outbox (public_id, kind, recipient, language, state, created_at, due_at, attempts, lease, "
                    f"leased_until, last_error, sent_at) VALUES ('mail00000000000{n}', 'answer', 'a{n}@example.org', '', "
                    f"'{state}', 1, 4000000000, 3, '', 0, '', 0)")
    assert [row.get("recipient") for row in control.view("outbox", "list")] == [f"a{n}@example.org" for n in (3, 2, 1, 0)]
    assert len(control.view("outbox", "list", "--state", "failed")) == 2
    assert len(control.view("outbox", "list", "--limit", "1")) == 1
    assert "failed" in control("outbox", "list")
    control("outbox", "retry", "mail000000000002")
    assert [row.get("id") for row in control.view("outbox", "list", "--state", "failed")] == ["mail000000000003"]
    assert "mail000000000001" in control("outbox", "retry", "mail000000000001", status=1)
    assert control.view("outbox", "retry", "--all").get("count") == "1"
    control("outbox", "retry", status=2)
    control("outbox", "retry", "x", "--all", status=2)
    control("outbox", "list", "--state", "lost", status=2)
    control("outbox", "list", "--limit", "0", status=2)


# -- demonstration data ------------------------------------------------------------------------------------------------


def test_the_demonstration_has_what_the_contract_names(demo):
    people = {person.get("email"): person.get("role") for person in demo.view("person", "list")}
    assert people == {"client@example.com": "client", "other@example.com": "client", "agent@example.com": "agent",
                      "admin@example.com": "admin"}
    departments = demo.view("department", "list")
    assert [one.get("slug") for one in departments] == ["technical", "billing", "sales"]
    assert all(one.find("address").get("email") == one.get("slug") + "@example.com" for one in departments)
    accounts = {one.get("name"): one for one in demo.view("account", "list")}
    services = demo.view("service", "list", "Client d.o.o.")
    assert {one.get("state") for one in services} == {"pending", "active", "suspended", "expired", "cancelled"}
    assert {one.get("kind") for one in services} == {"hosting", "domain", "vps", "server", "certificate", "other"}
    assert len([one for one in services if one.get("unpaid")]) == 1
    assert len(accounts) == 2 and len(demo.view("service", "list", "Oskar Other")) == 2


def test_the_demonstration_sends_no_mail_and_fits_together(demo):
    mails = demo.view("outbox", "list", "--limit", "1000")
    assert len(mails) > 10 and {mail.get("state") for mail in mails} == {"sent"}
    demo("check", "--deep")


def test_the_demonstration_has_tickets_in_several_states_with_files(demo):
    states = demo.sql("SELECT status, COUNT(*) FROM ticket GROUP BY status")
    assert {state for state, _ in states} == {"open", "answered", "customer-reply", "closed"}
    assert demo.sql("SELECT type FROM attachment ORDER BY position") == [("image/png",), ("text/plain",)]
    kept = [path for path in (demo.dir / "data/files").rglob("*") if path.is_file()]
    assert len(kept) == 2 and not list((demo.dir / "data/staging").iterdir())


def test_the_demonstration_again_changes_nothing(demo):
    def look():
        return [demo.sql(f"SELECT COUNT(*) FROM {table}") for table in
                ("person", "account", "service", "proforma", "ticket", "message", "attachment", "outbox", "staff_department")]
    before = look()
    assert demo.view("demo").get("made") is None
    assert look() == before


def test_a_demonstration_that_was_cut_off_is_finished(control):
    control("demo")
    control.sql("DELETE FROM ticket_change")
    control.sql("DELETE FROM outbox")
    control.sql("DELETE FROM attachment")
    control.sql("DELETE FROM message")
    control.sql("DELETE FROM ticket")
    control.sql("UPDATE ticket_count SET n = 0")
    control.sql("UPDATE queue_count SET n = 0")
    assert control.view("demo").get("made") == "yes"
    control("check", "--deep")
    assert len(control.view("person", "list")) == 4 and len(control.view("service", "list", "Client d.o.o.")) == 10


def test_the_demonstration_stays_out_of_a_real_database(control):
    control.add_person()
    assert "empty" in control("demo", status=1)
    assert len(control.view("person", "list")) == 1


# -- check -------------------------------------------------------------------------------------------------------------


def codes(control, *words):
    return sorted({fault.get("code") for fault in control.view("check", *words, status=1)})


def files(control):
    return sorted((path for path in (control.dir / "data/files").rglob("*") if path.is_file()), key=lambda path: path.stat().st_size)


@pytest.fixture
def filled(control):
    control("demo")
    return control


def test_check_finds_missing_short_and_changed_files(filled):
    small, large = files(filled)
    was = small.read_bytes()
    small.chmod(0o600)
    small.write_bytes(was[::-1])
    filled("check")
    assert codes(filled, "--deep") == ["file-hash"]
    small.write_bytes(was[:-1])
    large.unlink()
    assert codes(filled) == ["file-missing", "file-size"]
    assert "2 faults" in filled("check", status=1)
    (filled.dir / "data/orphans" / large.name).write_bytes(b"set aside")
    assert codes(filled) == ["file-aside", "file-size"]


def test_check_finds_counts_that_are_wrong_or_missing(filled):
    filled.sql("UPDATE ticket_count SET n = n + 1 WHERE status = 'open' AND n > 0")
    assert codes(filled) == ["count"]
    filled.sql("DELETE FROM ticket_count WHERE status = 'open'")
    assert codes(filled) == ["count-missing"]


def test_check_finds_a_queue_that_is_wrong(filled):
    filled.sql("UPDATE queue_count SET n = n + 1 WHERE queue_stage = 0 AND n > 0")
    assert codes(filled) == ["queue-count"]
    filled.sql("UPDATE queue_count SET n = n - 1 WHERE queue_stage = 0 AND n > 0")
    filled("check")
    filled.sql("UPDATE ticket SET queue_stage = 2 WHERE queue_stage = 0")
    assert codes(filled) == ["queue", "queue-count"]


def test_check_finds_tickets_that_do_not_fit(filled):
    filled.sql("UPDATE ticket SET closed = 1 WHERE status = 'customer-reply'")
    assert codes(filled) == ["closed"]
    filled.sql("DELETE FROM outbox")
    filled.sql("DELETE FROM attachment")
    filled.sql("DELETE FROM message WHERE ticket_id = (SELECT MIN(id) FROM ticket)")
    assert codes(filled) == ["closed", "no-mail", "no-message"]


def test_check_does_not_miss_mails_that_have_left_the_outbox(filled):
    filled.sql("DELETE FROM outbox")
    filled.sql("UPDATE outbox_tidied SET before_at = (SELECT MAX(created_at) FROM message)")
    assert [fault.get("code") for fault in filled.view("check", status=1)] == ["no-mail"]
    filled.sql("UPDATE outbox_tidied SET before_at = before_at + 1")
    filled("check")


def test_check_finds_what_is_half_there(filled):
    filled.sql("UPDATE outbox SET message_id = NULL")
    assert codes(filled) == ["no-mail"]
    filled.sql("DELETE FROM ticket_change")
    assert codes(filled) == ["no-change", "no-mail"]
    filled.sql("UPDATE attachment SET position = position + 1")
    assert codes(filled) == ["files-lack", "no-change", "no-mail"]


def test_check_finds_answers_that_nobody_will_show(filled):
    message = "(SELECT MIN(g.id) FROM message g WHERE g.side = 'agent')"
    held = ("INSERT INTO held_answer (message_id, ticket_id, person_id, due_at, was_status, then_status, hold_until, undone_at) "
            "SELECT g.id, g.ticket_id, g.person_id, {}, 'open', 'answered', 0, 0 FROM message g WHERE g.id = " + message)
    filled.sql(held.format(4000000000))
    assert codes(filled) == ["held"]
    row, = filled.sql("SELECT message_id FROM held_answer")
    filled.sql(f"UPDATE message SET side = 'held' WHERE id = {row[0]}")
    filled("check")
    filled.sql("UPDATE held_answer SET due_at = 1700000000")
    assert codes(filled) == ["held-stuck"]
    filled.sql("UPDATE held_answer SET undone_at = 1700000000")
    assert codes(filled) == ["held"]
    filled.sql(f"UPDATE message SET side = 'undone' WHERE id = {row[0]}")
    filled("check")
    filled.sql("DELETE FROM held_answer")
    assert codes(filled) == ["held"]


def test_check_finds_holds_that_do_not_end(filled):
    hold = "INSERT INTO ticket_hold (ticket_id, until_at) SELECT MIN(id), {} FROM ticket WHERE status {} 'on-hold'"
    filled.sql(hold.format(4000000000, "<>"))
    assert codes(filled) == ["hold"]
    filled.sql("UPDATE ticket_hold SET until_at = 1700000000")
    assert codes(filled) == ["hold", "hold-stuck"]


def test_check_finds_merged_tickets_that_are_none(filled):
    (one,), (two,), (three,) = filled.sql("SELECT id FROM ticket WHERE status <> 'closed' ORDER BY id LIMIT 3")
    filled.sql(f"INSERT INTO ticket_merge (ticket_id, into_id, at) VALUES ({one}, {two}, 1700000000)")
    assert codes(filled) == ["merge"]
    filled.sql(f"UPDATE message SET ticket_id = {two} WHERE ticket_id = {one}")
    found = filled.view("check", status=1)
    assert "merge" in {fault.get("code") for fault in found}, "it is not closed"
    filled.sql(f"INSERT INTO ticket_merge (ticket_id, into_id, at) VALUES ({two}, {three}, 1700000000)")
    assert len([fault for fault in filled.view("check", status=1) if fault.get("code") == "merge"]) == 2


def test_check_finds_a_count_of_late_tickets_that_is_wrong(filled):
    due = "INSERT INTO overdue_count (department_id, n) SELECT MIN(id), 1 FROM department"
    filled.sql("DELETE FROM overdue_count")
    filled.sql(due)
    assert codes(filled) == ["overdue-count"]
    filled.sql("INSERT INTO ticket_due (ticket_id, department_id, ref, first_state, first_due_at, first_left_sec, solution_state, "
               "solution_due_at, solution_left_sec, paused_since, warned, overdue_at, next_at) "
               "SELECT t.id, (SELECT MIN(d.id) FROM department d), t.ref, 1, 1, 0, 1, 1, 0, 0, 0, 1, 0 FROM ticket t "
               "WHERE t.id = (SELECT MIN(k.id) FROM ticket k)")
    filled("check")
    filled.sql("DELETE FROM overdue_count")
    assert codes(filled) == ["overdue-count"]


def test_check_counts_files_that_belong_to_no_message(filled):
    assert (filled.view("check").get("unused"), filled.view("check").get("orphans")) == ("0", "0")
    (filled.dir / "data/orphans" / ("a" * 64)).write_text("set aside")
    filled.sql("DELETE FROM attachment")
    view = filled.view("check")
    assert (view.get("unused"), view.get("orphans")) == ("2", "1")
    assert "belong to no message: 2" in filled("check") and "no faults" in filled("check")


def test_check_finds_mail_that_nobody_takes(filled):
    filled.sql("UPDATE outbox SET state = 'queued' WHERE recipient = 'billing@example.com'")
    assert codes(filled) == ["mail-stuck"]
    filled.sql("UPDATE outbox SET due_at = 4000000000 WHERE state = 'queued'")
    filled("check")


def test_check_finds_sessions_of_disabled_people(filled):
    filled.sql("INSERT INTO session (token_hash, person_id, created_at, seen_at, address, agent) "
               "SELECT 'x', id, 1, 1, '', '' FROM person WHERE email = 'client@example.com'")
    filled("check")
    filled.sql("UPDATE person SET disabled = 1 WHERE email = 'client@example.com'")
    assert codes(filled) == ["sessions"]


def test_the_database_away_is_one_line():
    for driver, params in (("pgsql", "host=/nowhere dbname=x connect_timeout=1"), ("mysql", "sock=/nowhere dbname=x")):
        control = Control("sqlite3")
        control.write_conf(DBDriver=driver, DBDParams=f'"{params}"')
        assert "database" in control("person", "list", status=1)
        control.close()


# -- as whom it runs ---------------------------------------------------------------------------------------------------

@pytest.mark.skipif(os.geteuid() != 0, reason="only root becomes somebody else")
@pytest.mark.parametrize("owner", [None, 54321])
def test_root_goes_on_as_the_owner_of_the_data_and_keeps_no_group_of_its_own(owner):
    control = Control("sqlite3")
    user = pwd.getpwnam("www-data") if owner is None else None
    try:
        ids = (user.pw_uid, user.pw_gid) if user else (owner, owner)
        control.dir.chmod(0o755)
        for path in control.dir, control.dir / "data":
            os.chown(path, *ids)
        control("migrate")
        command = ["setpriv", "--groups=0,4,42", str(PROGRAM), "--config", str(control.conf), "person", "add", "a@example.com", "--name", "A",
                   "--password-stdin"]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        status = pathlib.Path(f"/proc/{process.pid}/status")

        def who():
            return {key: value.split() for key, value in re.findall(r"^(Uid|Gid|Groups):(.*)$", status.read_text(), re.M)}
        wait_for(lambda: who()["Uid"] == [str(ids[0])] * 4)
        assert who()["Gid"] == [str(ids[1])] * 4
        assert set(who()["Groups"]) == set(map(str, os.getgrouplist(user.pw_name, ids[1]) if user else ())), "groups of root's are left"
        process.communicate(PASSWORD + "\n", timeout=20)
        assert process.returncode == 0 and (control.dir / "test.sqlite").stat().st_uid == ids[0]
    finally:
        control.close()


def wait_for(condition):
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)
