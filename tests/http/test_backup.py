# tests/http/test_backup.py: backups made while people write, damaged ones, full disks; what docs/backup.md says for servers.
# SPDX-License-Identifier: Apache-2.0
import contextlib
import fcntl
import hashlib
import os
import pathlib
import re
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import time

import pytest
from lxml import etree

from backup_load import Writers, as_user, check_came_from, lasting, quiet, references, rows_of, rows_of_sqlite, tree
from portal import BUILD, DB, REPO, Site, run_user, wait_until
from samples import png
from test_tickets import open_ticket

SCHEMA = etree.RelaxNG(etree.parse(str(REPO / "xslt/schema/cli.rng")))
DOCS = (REPO / "docs/backup.md").read_text()

pytestmark = pytest.mark.event
only_sqlite = pytest.mark.skipif(DB != "sqlite3", reason="the servers have programs of their own")
long_only = pytest.mark.skipif(not os.environ.get("HD_LONG"), reason="only with make check-backup")
only_servers = pytest.mark.skipif(DB == "sqlite3", reason="SQLite has helpdeskctl")


@pytest.fixture(scope="module")
def origin():
    site = Site(name="origin")
    try:
        site.start()
        yield site
        site.check_log()
    finally:
        site.stop()
        site.remove()


@pytest.fixture
def shelf():
    """Where backups are kept: a directory of Apache's user."""
    path = pathlib.Path(tempfile.mkdtemp(prefix="hd-shelf-"))
    path.chmod(0o755)
    own(path)
    yield path
    shutil.rmtree(path)


def own(*paths):
    for path in paths if run_user() else ():
        shutil.chown(path, run_user(), run_user())


class Elsewhere:
    """A place that something is restored to: nothing runs there, and nothing is there, yet."""

    def __init__(self, origin):
        self.site = Site(name="copy")
        if (origin.state / "elsewhere").exists():
            place = tempfile.mkdtemp(prefix="helpdesk-", dir="/var/tmp")
            os.chmod(place, 0o755)
            (self.site.state / "elsewhere").write_text(place + "\n")
        self.place = self.site.place
        for name in "run", "logs", "data", "db", "conf":
            (self.place / name).mkdir()
        own(*(self.place / name for name in ("run", "logs", "data", "db")))
        self.database = self.place / "db" / "helpdesk.sqlite"
        params = re.search(r'DBDParams "(.*)"', origin.conf.read_text()).group(1).replace(str(origin.place), str(self.place))
        share = re.search(r"HelpdeskShareDir .*", origin.conf.read_text()).group(0)
        self.site.conf.write_text(f'DBDriver {DB}\nDBDParams "{params}"\nHelpdeskDataDir "{self.place}/data"\n{share}\n')
        self.site.conf.chmod(0o644)
        shutil.copy(origin.place / "conf/secret", self.place / "conf/secret")

    def ctl(self, *words, status=0, environment=None, user=False):
        """Run helpdeskctl, as the caller: root goes on as Apache's user. @return what was said"""
        command = [str(BUILD / "helpdeskctl"), "--config", str(self.site.conf), *map(str, words)]
        done = subprocess.run(as_user(command) if user else command, capture_output=True, text=True, cwd="/",
                              env={**os.environ, **(environment or {})})
        assert done.returncode == status, f"{words}: {done.returncode} {done.stdout} {done.stderr}"
        assert status or not done.stderr
        return done.stdout + done.stderr

    def contents(self):
        """Everything that was there before and must be there after something that failed."""
        made_by_all = {"staging", "files", "orphans", *(f"files/{n:02x}" for n in range(256))}  # by whoever opens the store
        return {part: {name: entry for name, entry in tree(self.place / part).items() if name not in made_by_all}
                for part in ("data", "db")}

    def close(self):
        if (self.place / "logs/error_log").exists():
            self.site.stop()
        self.site.remove()


@pytest.fixture
def elsewhere(origin):
    place = Elsewhere(origin)
    yield place
    place.close()


def view(site, *words):
    found = etree.fromstring(site.ctl("--xml", *map(str, words)).stdout.encode())
    SCHEMA.assertValid(found)
    return found


# -- SQLite ------------------------------------------------------------------------------------------------------------

@only_sqlite
def test_a_backup_made_while_people_write_is_one_moment_and_comes_back_whole(origin, shelf, elsewhere):
    with Writers(origin) as writers:
        for number in range(3):
            before = set(writers.accepted)
            earlier = ["--link", shelf / f"{number - 1}"] if number else []
            made = view(origin, "backup", shelf / f"{number}", *earlier)
            wait_until(lambda: len(writers.accepted) > len(before) + 3, 30, "tickets after the backup")
            copy = rows_of_sqlite(shelf / f"{number}" / "helpdesk.sqlite")
            assert before <= references(copy), "an acknowledged ticket is missing"
            check_came_from(copy, rows_of(origin))
            assert int(made.get("tickets")) == sum(copy["ticket"][1].values()) and made.get("missing") == "0"
            named = {row[copy["attachment"][0].index("sha256")] for row in copy["attachment"][1]}
            kept = {path.name for path in (shelf / f"{number}" / "files").glob("??/*")}
            assert named == kept and int(made.get("files")) == len(kept)
    assert int(made.get("linked")) > 10 and int(made.get("linked")) < int(made.get("files"))
    assert not list(shelf.glob("*/*.sqlite-*")) and not list(shelf.glob("*/manifest.partial"))
    assert subprocess.run(["sha256sum", "--check", "--strict", "--quiet", "manifest"], cwd=shelf / "2").returncode == 0
    assert "is whole" in origin.ctl("restore", "--check", str(shelf / "2")).stdout

    said = elsewhere.ctl("restore", shelf / "2")
    assert f"{len(kept)} files added" in said
    assert rows_of_sqlite(elsewhere.database) == copy
    assert "no faults" in elsewhere.ctl("check", "--deep")
    elsewhere.site.start()
    there = references(copy) & set(writers.accepted)
    writers.download_from(elsewhere.site, there)
    assert len(there) > 15
    elsewhere.site.check_log()


@only_sqlite
def test_when_nobody_writes_a_backup_is_the_database(origin, shelf):
    open_ticket(origin.browser("client@example.com"), [("a.png", png(), "image/png")])
    quiet(origin)
    origin.ctl("backup", str(shelf / "today"))
    assert lasting(rows_of_sqlite(shelf / "today" / "helpdesk.sqlite")) == lasting(rows_of(origin))


@only_sqlite
def test_files_belong_to_whom_they_must(origin, shelf, elsewhere):
    owner = (origin.place / "data").stat().st_uid
    by_root = origin.state / "backups of root"  # a directory of the caller's own
    by_root.mkdir(mode=0o755)
    command = [str(BUILD / "helpdeskctl"), "--config", str(origin.conf)]
    subprocess.run([*command, "backup", str(by_root / "today")], check=True, capture_output=True, cwd="/")
    origin.ctl("backup", str(shelf / "today"))
    for backup in by_root / "today", shelf / "today":
        assert (backup.stat().st_uid, backup.stat().st_mode & 0o777) == (owner, 0o700)
        assert {entry[1] for entry in tree(backup).values() if entry} == {owner}
    assert "files added" in elsewhere.ctl("restore", by_root / "today")
    for name in "data", "db":
        assert {entry[1] for entry in tree(elsewhere.place / name).values() if entry} == {owner}
    assert "--force" in elsewhere.ctl("restore", shelf / "today", status=1, user=True)
    assert " 0 files added" in elsewhere.ctl("restore", "--force", shelf / "today", user=True)
    if os.geteuid() == 0:
        closed = origin.state / "closed"
        closed.mkdir(mode=0o700)
        said = subprocess.run([*command, "backup", str(closed / "today")], capture_output=True, text=True, cwd="/")
        assert said.returncode == 1 and "cannot be written by the owner of" in said.stderr
        assert not list(closed.glob("*/*"))


@pytest.fixture(scope="module")
def good(origin):
    """A backup with some attachments, to be spoilt in copies."""
    path = pathlib.Path(tempfile.mkdtemp(prefix="hd-good-"))
    path.chmod(0o755)
    own(path)
    for n in range(4):
        open_ticket(origin.browser("client@example.com"), [(f"{n}.bin", b"text " + os.urandom(3000 + n), "application/octet-stream")])
    quiet(origin)
    origin.ctl("backup", str(path / "good"))
    yield path / "good"
    shutil.rmtree(path)


def flip(path, at=0.5):
    data = bytearray(path.read_bytes())
    data[int(len(data) * at)] ^= 1
    path.write_bytes(data)


def cut(path, share):
    os.truncate(path, int(path.stat().st_size * share))


def some_file(backup):
    return sorted(backup.glob("files/??/*"))[1]


def say(path, old, new):
    path.write_text(path.read_text().replace(old, new))


def make_link(path, target):
    path.rename(target)
    path.symlink_to(target)


def make_pipe(path):
    path.unlink()
    os.mkfifo(path, 0o644)


SPOILT = {
    "a byte of the database": lambda backup: flip(backup / "helpdesk.sqlite"),
    "a byte of an attachment": lambda backup: flip(some_file(backup)),
    "a byte of the manifest": lambda backup: flip(backup / "manifest", 0.4),
    "a truncated database": lambda backup: cut(backup / "helpdesk.sqlite", 0.7),
    "a truncated attachment": lambda backup: cut(some_file(backup), 0.5),
    "a truncated manifest": lambda backup: cut(backup / "manifest", 0.6),
    "a manifest without its end": lambda backup: say(backup / "manifest", re.search("# end .*\n", (backup / "manifest").read_text()).group(), ""),
    "a manifest of nothing": lambda backup: cut(backup / "manifest", 0),
    "no database": lambda backup: (backup / "helpdesk.sqlite").unlink(),
    "an attachment that is missing": lambda backup: some_file(backup).unlink(),
    "no manifest": lambda backup: (backup / "manifest").rename(backup / "manifest.partial"),
    "a manifest of later days": lambda backup: say(backup / "manifest", "# helpdesk-backup 1", "# helpdesk-backup 2"),
    "a pipe that nobody writes to": lambda backup: make_pipe(some_file(backup)),
    "a link to something else": lambda backup: make_link(some_file(backup), backup / "x"),
}


@only_sqlite
@pytest.mark.parametrize("how", SPOILT)
def test_a_damaged_backup_is_refused_and_nothing_is_changed(good, shelf, elsewhere, how):
    backup = shelf / "spoilt"
    shutil.copytree(good, backup)
    subprocess.run(["chown", "-R", f"{good.stat().st_uid}:{good.stat().st_gid}", str(backup)], check=True)
    SPOILT[how](backup)
    assert str(backup) in elsewhere.ctl("restore", "--check", backup, status=1)
    elsewhere.ctl("restore", good)
    before = elsewhere.contents()
    assert str(backup) in elsewhere.ctl("restore", "--force", backup, status=1)
    assert elsewhere.contents() == before
    shutil.rmtree(elsewhere.place / "data/files")
    elsewhere.database.unlink()
    assert str(backup) in elsewhere.ctl("restore", backup, status=1)
    assert elsewhere.contents() == {"data": {"write.lock": before["data"]["write.lock"]}, "db": {}}


@only_sqlite
def test_a_database_that_is_there_is_set_aside_only_when_it_is_asked_for(good, elsewhere):
    old = sqlite3.connect(elsewhere.database)
    old.execute("PRAGMA journal_mode = WAL")
    old.execute("CREATE TABLE kept (word TEXT)")
    old.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    old.execute("INSERT INTO kept VALUES ('only in the log')")
    old.commit()
    assert "stop Apache" in elsewhere.ctl("restore", "--force", good, status=1), "it is in use"
    for suffix in "", "-wal":  # as it lies there when the machine went down
        shutil.copy(f"{elsewhere.database}{suffix}", elsewhere.place / f"db/crashed{suffix}")
    old.close()
    for suffix in "", "-wal":
        (elsewhere.place / f"db/crashed{suffix}").rename(f"{elsewhere.database}{suffix}")
        own(f"{elsewhere.database}{suffix}")
    before = elsewhere.contents()
    assert "--force" in elsewhere.ctl("restore", good, status=1)
    assert elsewhere.contents() == before
    said = elsewhere.ctl("restore", "--force", good)
    aside = re.search(r"is now (\S+)", said).group(1)
    assert [row[0] for row in sqlite3.connect(aside).execute("SELECT word FROM kept")] == ["only in the log"]
    assert rows_of_sqlite(elsewhere.database) == rows_of_sqlite(good / "helpdesk.sqlite")
    assert not pathlib.Path(f"{elsewhere.database}-wal").exists() or not pathlib.Path(f"{elsewhere.database}-wal").stat().st_size


@only_sqlite
def test_a_damaged_attachment_that_is_there_is_put_right(good, elsewhere):
    elsewhere.ctl("restore", good)
    broken = sorted((elsewhere.place / "data/files").glob("??/*"))[0]
    right = broken.read_bytes()
    flip(broken)
    assert "has changed" in elsewhere.ctl("check", "--deep", status=1)
    elsewhere.ctl("restore", "--force", good)
    assert broken.read_bytes() == right and "no faults" in elsewhere.ctl("check", "--deep")


@only_sqlite
def test_a_backup_of_version_0_1_is_restored(good, shelf, elsewhere):
    """Its attachments lay two directories deep."""
    old = shelf / "old"
    shutil.copytree(good, old)
    for path in list((old / "files").glob("??/*")):
        (path.parent / path.name[2:4]).mkdir(exist_ok=True)
        path.rename(path.parent / path.name[2:4] / path.name)
    lines = re.sub(rb"files/(..)/((?:..)(..).*)", rb"files/\1/\3/\2", (old / "manifest").read_bytes()).split(b"# end ")[0]
    (old / "manifest").write_bytes(lines + b"# end " + hashlib.sha256(lines).hexdigest().encode() + b"\n")
    subprocess.run(["chown", "-R", f"{good.stat().st_uid}:{good.stat().st_gid}", str(old)], check=True)
    elsewhere.ctl("restore", old)
    kept = {path.name for path in (elsewhere.place / "data/files").glob("??/*")}
    assert kept == {path.name for path in (good / "files").glob("??/*")} and kept
    assert "no faults" in elsewhere.ctl("check", "--deep")


@only_sqlite
def test_apache_must_be_stopped_to_restore(origin, good):
    open_ticket(origin.browser("client@example.com"))
    done = origin.ctl("restore", "--force", str(good), check=False)
    assert done.returncode == 1 and "stop Apache" in done.stderr, done
    open_ticket(origin.browser("client@example.com"))


@only_sqlite
def test_two_do_not_restore_at_once(good, elsewhere):
    elsewhere.ctl("migrate")
    before = elsewhere.contents()
    with open(elsewhere.place / "data/write.lock", "r+") as lock:
        fcntl.lockf(lock, fcntl.LOCK_EX, 1, 1)  # as one who restores or migrates holds it
        assert "somebody else" in elsewhere.ctl("restore", "--force", good, status=1)
    assert elsewhere.contents() == before


@only_sqlite
def test_a_backup_of_a_later_schema_is_refused(origin, elsewhere, shelf):
    elsewhere.ctl("migrate")
    base = sqlite3.connect(elsewhere.database)
    base.execute("INSERT INTO schema_version VALUES (9999, 'later', 1)")
    base.commit()
    base.close()
    elsewhere.ctl("backup", shelf / "later")
    assert "too old" in elsewhere.ctl("restore", "--force", shelf / "later", status=1)


@only_sqlite
def test_a_missing_or_damaged_attachment_stops_a_backup_unless_it_may_be_left_out(good, shelf, elsewhere):
    elsewhere.ctl("restore", good)
    files = sorted((elsewhere.place / "data/files").glob("??/*"))
    files[0].unlink()
    flip(files[2])
    said = elsewhere.ctl("backup", shelf / "one", status=1)
    assert files[0].name in said and "is missing" in said and "--incomplete" in said and not (shelf / "one").exists()
    done = elsewhere.site.ctl("--xml", "backup", "--incomplete", str(shelf / "two"))
    assert files[0].name in done.stderr and files[2].name in done.stderr
    made = etree.fromstring(done.stdout.encode())
    SCHEMA.assertValid(made)
    assert made.get("missing") == "2" and int(made.get("files")) == len(files) - 2
    assert "(2 missing)" in elsewhere.ctl("restore", "--check", shelf / "two")
    elsewhere.ctl("restore", "--force", shelf / "two")
    # The good one has what is missing.
    assert "no faults" not in elsewhere.ctl("check", "--deep", status=1)


@only_sqlite
def test_more_attachments_than_are_listed_at_once_are_all_there(good, shelf, elsewhere):
    elsewhere.ctl("restore", good)
    base = sqlite3.connect(elsewhere.database)
    first, = base.execute("SELECT COALESCE(MAX(position) + 1, 0) FROM attachment WHERE message_id = 1").fetchone()
    for n in range(540):
        data = str(n % 520).encode()  # some files have two names
        name = hashlib.sha256(data).hexdigest()
        path = elsewhere.place / "data/files" / name[:2] / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        base.execute("INSERT INTO attachment (public_id, message_id, position, name, type, bytes, sha256) VALUES (?, 1, ?, 'n.txt', 'text/plain', ?, ?)",
                     (f"more{n:012}", first + n, len(data), name))
    base.commit()
    base.close()
    own(elsewhere.database, elsewhere.place / "data/files", *(elsewhere.place / "data/files").rglob("*"))
    made = view(elsewhere.site, "backup", shelf / "many")
    kept = {path.name for path in (shelf / "many/files").glob("??/*")}
    assert kept == {path.name for path in (elsewhere.place / "data/files").glob("??/*")}
    assert int(made.get("files")) == len(kept) > 520
    assert int(made.get("bytes")) == sum(path.stat().st_size for path in (shelf / "many").rglob("*") if path.is_file() and path.name != "manifest")
    shutil.rmtree(elsewhere.place / "data/files")
    elsewhere.ctl("restore", "--force", shelf / "many")
    assert "no faults" in elsewhere.ctl("check", "--deep")


@only_sqlite
def test_an_attachment_that_was_set_aside_is_in_the_backup(good, shelf, elsewhere):
    elsewhere.ctl("restore", good)
    kept = sorted((elsewhere.place / "data/files").glob("??/*"))[0]
    kept.rename(elsewhere.place / "data/orphans" / kept.name)
    elsewhere.ctl("backup", shelf / "aside")
    assert (shelf / "aside/files" / kept.parent.name / kept.name).exists() and kept.exists()


@only_sqlite
def test_a_directory_that_is_not_empty_and_a_link_to_no_backup_are_refused(origin, good, shelf):
    before = tree(good)
    assert "there already" in origin.ctl("backup", str(good), check=False).stderr
    done = origin.ctl("backup", str(shelf / "new"), "--link", str(shelf), check=False)
    assert done.returncode == 1 and "this is no backup" in done.stderr and not (shelf / "new").exists()
    assert tree(good) == before


@only_sqlite
def test_a_database_that_is_not_there_is_not_made_by_backing_it_up(elsewhere, shelf):
    assert "there is no database" in elsewhere.ctl("backup", shelf / "new", status=1)
    assert not list((elsewhere.place / "db").iterdir()) and not (shelf / "new").exists()


@only_sqlite
def test_an_earlier_backup_that_has_rotted_does_not_spoil_a_new_one(origin, good, shelf):
    rotten = shelf / "rotten"
    shutil.copytree(good, rotten)
    own(*rotten.rglob("*"), rotten)
    flip(some_file(rotten))
    made = view(origin, "backup", shelf / "new", "--link", rotten)
    assert int(made.get("linked")) >= 4
    assert "is whole" in origin.ctl("restore", "--check", str(shelf / "new")).stdout


# -- full disks, and kills ---------------------------------------------------------------------------------------------

@pytest.fixture(scope="module")
def full(origin):
    """Preloaded into helpdeskctl: writing to paths with a text in them fails, or hangs."""
    library, flag = origin.state / "disk_full.so", origin.state / "full"
    subprocess.run(["cc", "-shared", "-fPIC", "-O1", f'-DFLAG="{flag}"', "-o", str(library), str(REPO / "tests/http/disk_full.c"), "-ldl"],
                   check=True)
    preload = {"LD_PRELOAD": " ".join(filter(None, [os.environ.get("HD_PRELOAD"), str(library)]))}

    @contextlib.contextmanager
    def at(text, hang=False):
        names = [f"{flag}.path", *([f"{flag}.hang"] if hang else [])]
        for name in reversed(names):
            pathlib.Path(name).write_text(text)
        yield preload
        for name in names:
            os.unlink(name)
    return at


@only_sqlite
@pytest.mark.parametrize("where", ["/helpdesk.sqlite", "/files/", "/manifest.partial"])
def test_a_disk_that_is_full_while_backing_up_leaves_nothing_behind(origin, shelf, elsewhere, good, full, where):
    elsewhere.ctl("restore", good)
    before = elsewhere.contents()
    with full(f"{shelf}/new{where}") as environment:
        said = elsewhere.ctl("backup", shelf / "new", status=1, environment=environment)
        assert "disk is full" in said and said.count("\n") == 1
        assert not list(shelf.iterdir()), "the directory of the backup is gone"
        (shelf / "given").mkdir(mode=0o700)
        own(shelf / "given")
    with full(f"{shelf}/given{where}") as environment:
        elsewhere.ctl("backup", shelf / "given", status=1, environment=environment)
        assert not list((shelf / "given").iterdir()), "one that was there is empty again"
    assert elsewhere.contents()["data"] == before["data"]
    elsewhere.ctl("backup", shelf / "given")
    elsewhere.ctl("restore", "--check", shelf / "given")


@only_sqlite
@pytest.mark.parametrize("where", ["/db/helpdesk.sqlite.restoring", "/data/restoring/"])
@pytest.mark.parametrize("there", [False, True])
def test_a_disk_that_is_full_while_restoring_leaves_all_as_it_was(elsewhere, good, full, where, there):
    if there:
        elsewhere.ctl("migrate")
    before = elsewhere.contents()
    with full(f"{elsewhere.place}{where}") as environment:
        assert "disk is full" in elsewhere.ctl("restore", "--force", good, status=1, environment=environment)
    after = elsewhere.contents()
    before["data"].setdefault("write.lock", after["data"].get("write.lock"))
    assert after == before
    elsewhere.ctl("restore", "--force", good)


@only_sqlite
def test_nobody_waits_for_a_backup_however_slow_its_disk(origin, shelf, full):
    before = references(rows_of(origin))
    with full(f"{shelf}/slow/helpdesk.sqlite", hang=True) as environment:
        process = subprocess.Popen([str(BUILD / "helpdeskctl"), "--config", str(origin.conf), "backup", str(shelf / "slow")],
                                   env={**os.environ, **environment}, cwd="/", stdout=subprocess.DEVNULL)
        wait_until(lambda: list(shelf.glob("slow/helpdesk.sqlite*")), 20, "the copy")
        client = origin.browser("client@example.com")
        later = {open_ticket(client, [("a.png", png(), "image/png")]) for _ in range(3)}
        assert client.get("/tickets/").status == 200 and process.poll() is None
    assert process.wait(60) == 0
    copy = references(rows_of_sqlite(shelf / "slow/helpdesk.sqlite"))
    assert copy == before and not copy & later, "the backup is of the moment when it began"
    assert "is whole" in origin.ctl("restore", "--check", str(shelf / "slow")).stdout


@only_sqlite
@pytest.mark.parametrize("where", ["/helpdesk.sqlite", "/files/", "/manifest.partial"])
def test_a_backup_that_was_killed_is_never_taken_for_a_whole_one(shelf, elsewhere, good, full, where):
    elsewhere.ctl("restore", good)
    with full(f"{shelf}/cut{where}", hang=True) as environment:
        process = subprocess.Popen([str(BUILD / "helpdeskctl"), "--config", str(elsewhere.site.conf), "backup", str(shelf / "cut")],
                                   env={**os.environ, **environment}, cwd="/")
        wait_until(lambda: list(shelf.glob("cut" + where + ("*/*" if where.endswith("/") else ""))), 20, where)
        time.sleep(0.1)
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert "cut off" in elsewhere.ctl("restore", "--check", shelf / "cut", status=1)
    assert "cut off" in elsewhere.ctl("restore", "--force", shelf / "cut", status=1)
    assert "was cut off: remove it" in elsewhere.ctl("backup", shelf / "cut", status=1)


@only_sqlite
def test_a_backup_leaves_alone_what_another_one_makes_in_the_same_directory(origin, good, shelf, full):
    with full(f"{shelf}/both/files/", hang=True) as environment:
        first = subprocess.Popen([str(BUILD / "helpdeskctl"), "--config", str(origin.conf), "backup", str(shelf / "both")],
                                 env={**os.environ, **environment}, cwd="/", stdout=subprocess.DEVNULL)
        wait_until(lambda: list(shelf.glob("both/files/*/*")), 20, "the first file")
        before = tree(shelf / "both")
        done = origin.ctl("backup", str(shelf / "both"), "--link", str(good), check=False)
        assert (done.returncode, done.stdout) == (1, "") and "another backup is being made in" in done.stderr
        assert tree(shelf / "both") == before and first.poll() is None
    assert first.wait(60) == 0
    assert "is whole" in origin.ctl("restore", "--check", str(shelf / "both")).stdout


@only_sqlite
def test_of_backups_into_one_directory_at_once_one_is_made(origin, good, shelf):
    command = [str(BUILD / "helpdeskctl"), "--config", str(origin.conf), "backup", "--link", str(good)]
    for turn in range(2):
        together = [subprocess.Popen([*command, str(shelf / f"{turn}")], cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
                    for _ in range(6)]
        said = [process.communicate(timeout=60)[1] for process in together]
        assert sorted(process.returncode for process in together) == [0, 1, 1, 1, 1, 1], said
        words = ["another backup is being made in", "is there already", "cannot be written by"]  # the last: not given to its owner yet
        assert all(any(word in text for word in words) for text in said if text), said
        assert "is whole" in origin.ctl("restore", "--check", str(shelf / f"{turn}")).stdout


@only_sqlite
@pytest.mark.parametrize("where", ["/db/helpdesk.sqlite.restoring", "/data/restoring/"])
def test_a_restore_that_was_killed_can_be_done_again(elsewhere, good, full, where):
    elsewhere.ctl("migrate")
    old = rows_of_sqlite(elsewhere.database)
    with full(f"{elsewhere.place}{where}", hang=True) as environment:
        process = subprocess.Popen([str(BUILD / "helpdeskctl"), "--config", str(elsewhere.site.conf), "restore", "--force", str(good)],
                                   env={**os.environ, **environment}, cwd="/")
        wait_until(lambda: list(elsewhere.place.glob(where[1:] + ("*" if where.endswith("/") else ""))), 20, where)
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert rows_of_sqlite(elsewhere.database) == old
    elsewhere.ctl("restore", "--force", good)
    assert rows_of_sqlite(elsewhere.database) == rows_of_sqlite(good / "helpdesk.sqlite")
    assert "no faults" in elsewhere.ctl("check", "--deep")


# -- servers: as docs/backup.md says ------------------------------------------------------------------------------------

def commands(title):
    """The commands of docs/backup.md under a first line."""
    return re.search(rf"```sh\n# {re.escape(title)}\n(.*?)```", DOCS, re.S).group(1)


class Shell:
    """Runs what the documentation says with the paths of a site in place of the documented ones."""

    def __init__(self, site, shelf):
        self.site, self.shelf = site, shelf
        self.home = shelf / f"home-{site.port}"
        (self.home / "bin").mkdir(parents=True)
        self.sockets = site.sockets
        control = site.place / "share/helpdeskctl"
        control = control if control.exists() else BUILD / "helpdeskctl"
        (self.home / "bin/helpdeskctl").write_text(f'#!/bin/sh\nexec "{control}" --config "{site.conf}" "$@"\n')
        (self.home / "bin/helpdeskctl").chmod(0o755)
        own(self.home)

    def run(self, title, backup="/backup/helpdesk", user="helpdesk", **instead):
        (self.home / ".my.cnf").write_text(f"[client]\nsocket={self.sockets}/mysql.sock\nuser={user}\n")
        (self.home / ".my.cnf").chmod(0o644)
        text = commands(title)
        for old, new in {"/backup/helpdesk/2026-11-22": backup, "/backup/helpdesk": self.shelf, "/var/lib/helpdesk/data": self.site.place / "data",
                         "--owner=www-data": "--owner=helpdesk", **instead}.items():
            text = text.replace(old, str(new))
        environment = ["env", f"HOME={self.home}", f"PGHOST={self.sockets}", "PGUSER=helpdesk", f"PATH={self.home}/bin:{os.environ['PATH']}"]
        done = subprocess.run(as_user([*environment, "sh", "-ec", text]), capture_output=True, text=True, cwd="/")
        assert done.returncode == 0, f"{title}\n{text}\n{done.stdout}{done.stderr}"
        return done.stdout


SERVER = {"pgsql": "PostgreSQL", "mysql": "MariaDB"}.get(DB)


@pytest.fixture(scope="module")
def second(origin):
    """Another database server, and a place for another portal."""
    place = Elsewhere(origin)
    place.site.database("start")
    yield place
    place.site.stop()
    place.close()


def run_count(rows):
    return sum(sum(counter.values()) for _, counter in rows.values())


@only_servers
@long_only
def test_when_nobody_writes_what_the_documented_commands_restore_is_the_database(origin, shelf, second):
    open_ticket(origin.browser("client@example.com"), [("a.png", png(), "image/png")])
    quiet(origin)
    Shell(origin, shelf).run(f"{SERVER}, back up")
    made, = shelf.glob("????-??-??")
    shell = Shell(second.site, shelf)
    shell.run(f"{SERVER}, an empty database", user="root")
    assert "no faults" in shell.run(f"{SERVER}, restore", backup=made)
    assert lasting(rows_of(second.site)) == lasting(rows_of(origin)) and run_count(rows_of(origin)) > 50
    flip(some_file(made / "data"))
    with pytest.raises(AssertionError, match="computed checksum did NOT match"):
        shell.run(f"{SERVER}, restore", backup=made)


@only_servers
def test_the_documented_commands_bring_everything_back_while_people_write(origin, shelf, second):
    with Writers(origin) as writers:
        before = set(writers.accepted)
        Shell(origin, shelf).run(f"{SERVER}, back up")
        wait_until(lambda: len(writers.accepted) > len(before) + 3, 30, "tickets after the backup")
    made, = shelf.glob("????-??-??")
    shell = Shell(second.site, shelf)
    shell.run(f"{SERVER}, an empty database", user="root")
    assert "no faults" in shell.run(f"{SERVER}, restore", backup=made)
    check_portal(origin, second, writers, before)


def check_portal(origin, second, writers, before):
    """What was restored is from one moment, and a portal works on it and has every attachment."""
    copy = rows_of(second.site)
    assert before <= references(copy), "an acknowledged ticket is missing"
    check_came_from(copy, rows_of(origin))
    second.site.start()
    try:
        known = references(copy) & set(writers.accepted)
        writers.download_from(second.site, known)
        assert len(known) >= len(before) > 5
        second.site.check_log()
    finally:
        second.site.stop()


@only_servers
@long_only
def test_the_documented_copy_of_a_whole_server_brings_everything_back(origin, shelf, second):
    data = second.place / "db" / DB
    socket_of_origin = Shell(origin, shelf)
    with Writers(origin) as writers:
        before = set(writers.accepted)
        socket_of_origin.run(f"{SERVER}, the whole server", user="root")
        wait_until(lambda: len(writers.accepted) > len(before) + 3, 30, "tickets after the backup")
    made, = shelf.glob("????-??-??-server")
    second.site.stop()
    shutil.rmtree(data)
    data.mkdir(mode=0o700)
    if DB == "pgsql":
        subprocess.run(["cp", "-a", f"{made}/main/.", str(data)], check=True)
    else:
        subprocess.run(["mariadb-backup", "--no-defaults", "--copy-back", f"--target-dir={made}/mysql", f"--datadir={data}"], check=True, capture_output=True)
    shutil.rmtree(second.place / "data")
    shutil.copytree(made / "data", second.place / "data")
    own(*(path for place in (data, second.place / "data") for path in (place, *place.rglob("*"))))
    (data / "postmaster.pid").unlink(missing_ok=True)
    second.site.database("start")
    assert "no faults" in second.ctl("check", "--deep")
    check_portal(origin, second, writers, before)


@only_servers
def test_helpdeskctl_names_the_documented_way_for_servers(origin, shelf):
    for words in ["backup", str(shelf / "x")], ["restore", str(shelf / "x")]:
        done = origin.ctl(*words, check=False)
        assert done.returncode == 1 and "docs/backup.md" in done.stderr and SERVER in done.stderr
    assert not (shelf / "x").exists()


@only_sqlite
def test_the_documented_night_and_restore_of_sqlite_work(origin, shelf, elsewhere):
    home = shelf / "bin"
    home.mkdir()
    (home / "helpdeskctl").write_text(f'#!/bin/sh\nexec "{BUILD}/helpdeskctl" --config "${{CONF:-{origin.conf}}}" "$@"\n')
    (home / "helpdeskctl").chmod(0o755)
    (shelf / "kept").mkdir()
    own(shelf / "kept")

    def run(title, **more):
        text = commands(title).replace("/backup/helpdesk", f"{shelf}/kept").replace("2026-11-22", time.strftime("%Y-%m-%d"))
        done = subprocess.run(["sh", "-ec", text], capture_output=True, text=True, cwd="/",
                              env={**os.environ, "PATH": f"{home}:{os.environ['PATH']}", **more})
        assert done.returncode == 0, done.stderr
        return done.stdout
    run("SQLite, each night")
    today, = (shelf / "kept").iterdir()
    today.rename(today.with_name("2026-01-01"))
    old = shelf / "kept/2025-12-31"
    shutil.copytree(shelf / "kept/2026-01-01", old)
    os.utime(old, (1, 1))
    assert re.search(r"[1-9]\d* files linked", run("SQLite, each night"))
    assert sorted(path.name for path in (shelf / "kept").iterdir()) == ["2026-01-01", today.name], "what is old is gone"
    assert "no faults" in run("SQLite, restore", CONF=str(elsewhere.site.conf))
