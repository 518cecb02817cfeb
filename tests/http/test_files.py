# tests/http/test_files.py: files that belong to nothing: swept when they are old; and what may wait for one person.
# SPDX-License-Identifier: Apache-2.0
import concurrent.futures
import hashlib
import os
import shutil
import time
import uuid

import pytest

from portal import run_user, wait_until
from test_tickets import open_ticket

DAY_SEC = 86400


class Kept:
    """A file in the attachment store."""

    def __init__(self, site, data):
        self.data, self.sha256 = data, hashlib.sha256(data).hexdigest()
        self.path = site.place / "data/files" / self.sha256[:2] / self.sha256
        self.orphan = site.place / "data/orphans" / self.sha256

    def write(self):
        """As a request leaves it that is killed before its transaction ends."""
        for directory in self.path.parent.parent, self.path.parent:
            if not directory.exists():
                directory.mkdir(0o750)
                own(directory)
        self.path.write_bytes(self.data)
        own(self.path)
        return self


def own(path):
    if run_user():
        shutil.chown(path, run_user(), run_user())


def make_old(path, days):
    then = time.time() - days * DAY_SEC
    os.utime(path, (then, then))


def unique(text):
    return f"{text} {uuid.uuid4().hex}".encode()


def test_an_old_file_without_a_row_is_swept_and_no_other(site, client):
    has_row, lost, young = (Kept(site, unique(name)) for name in ("row", "lost", "young"))
    ref = open_ticket(client, [("row.txt", has_row.data, "text/plain")])
    lost.write(), young.write()
    staged = site.place / "data/staging" / "0123456789abcdef"
    staged.write_bytes(b"of a process that was killed")
    own(staged)
    for path in has_row.path, lost.path, staged:
        make_old(path, 2)
    site.graceful()
    wait_until(lambda: lost.orphan.exists() and not staged.exists(), 20, "the sweep")
    assert not lost.path.exists() and young.path.exists() and has_row.path.exists()
    assert client.get(client.xml(f"/tickets/{ref}").find(".//file").get("address")).body == has_row.data
    young.path.unlink()
    again = open_ticket(client, [("again.txt", lost.data, "text/plain")])
    assert client.get(client.xml(f"/tickets/{again}").find(".//file").get("address")).body == lost.data
    gone = Kept(site, unique("gone"))
    gone.orphan.write_bytes(gone.data)
    own(gone.orphan)
    make_old(gone.orphan, 40)
    site.graceful()
    wait_until(lambda: not lost.orphan.exists() and not gone.orphan.exists(), 20, "the orphans to be settled")
    assert lost.path.read_bytes() == lost.data, "a file that has a row again is not where it was"
    site.expect_log("HD0018")


def test_a_file_is_put_back_when_its_row_is_there_again(site, client):
    kept = Kept(site, unique("back"))
    ref = open_ticket(client, [("back.txt", kept.data, "text/plain")])
    kept.path.rename(kept.orphan)
    assert "is missing" in site.ctl("check", check=False).stdout
    site.graceful()
    wait_until(kept.path.exists, 20, "the file to be put back")
    assert client.get(client.xml(f"/tickets/{ref}").find(".//file").get("address")).body == kept.data
    site.expect_log("HD0018")


def test_a_file_that_was_set_aside_is_put_back_by_whoever_opens_it(site, client):
    kept = Kept(site, unique("opened"))
    while any(kept.path.parent.iterdir()):  # a directory to itself, so that this goes, too
        kept = Kept(site, unique("opened"))
    ref = open_ticket(client, [("opened.txt", kept.data, "text/plain")])
    kept.path.rename(kept.orphan)
    kept.path.parent.rmdir()
    assert f"its file {kept.sha256} is missing; it was set aside" in site.ctl("check", check=False).stdout
    address = client.xml(f"/tickets/{ref}").find(".//file").get("address")
    with concurrent.futures.ThreadPoolExecutor(6) as threads:
        assert list(threads.map(lambda _: client.twin().get(address).body, range(6))) == [kept.data] * 6
    assert kept.path.read_bytes() == kept.data and not kept.orphan.exists()
    site.expect_log("HD0018")


def test_a_file_that_is_really_gone_is_an_error_that_is_told(site, client):
    kept = Kept(site, unique("missing"))
    ref = open_ticket(client, [("missing.txt", kept.data, "text/plain")])
    kept.path.unlink()
    assert client.get(client.xml(f"/tickets/{ref}").find(".//file").get("address")).status == 500
    site.expect_log(kept.sha256)
    kept.write()  # the tests after this one look at all files


def test_files_that_cannot_be_swept_hold_up_no_mail(site, client):
    lost, orphans = Kept(site, unique("stuck")).write(), site.place / "data/orphans"
    make_old(lost.path, 2)
    orphans.chmod(0o550)
    try:
        site.graceful()
        site.expect_log("HD0096")
        wait_until(lambda: any("HD0096" in line for line in site.log_lines()), 20, "the worker to say so")
        site.smtp.wait("client@example.com", open_ticket(client), timeout=20)
        assert lost.path.exists() and not any("HD0091" in line for line in site.log_lines())
    finally:
        orphans.chmod(0o750)


@pytest.mark.parametrize("language, words", [("en", "after 24 hours"), ("sr-Latn", "posle 24 sata"), ("sr-Cyrl", "после 24 сата")])
def test_what_waits_for_one_person_is_bounded(site, language, words):
    client = site.sign_in(site.add_client(language=language))
    responses = [client.form("/tickets/new", "/tickets/new").send(
        [(f"{form}-{n}.txt", b"waits", "text/plain") for n in range(20)], subject="", body="typed") for form in range(5)]
    assert [response.status for response in responses] == [422] * 5
    assert [response.problems() for response in responses] == [["subject"]] * 5
    one_more = [("more.txt", b"does not wait", "text/plain")]
    for values in {"subject": "Preview", "preview": "1"}, {"subject": ""}:
        refused = client.form("/tickets/new", "/tickets/new").send(one_more, body="Kept text", **values)
        assert refused.status == 422 and "attachment" in refused.problems() and words in refused.words()
        form = client.form_of(refused, "/tickets/new", "/tickets/new")
        assert form.get("body") == "Kept text" and form.all("staged") == [] and "more.txt" in refused.text
    sent = client.form_of(responses[0], "/tickets/new", "/tickets/new").send(subject="Sent")
    assert sent.status == 303 and len(list(client.xml(sent.location).iter("file"))) == 20
    assert client.form("/tickets/new", "/tickets/new").send(one_more, subject="", body="x").problems() == ["subject"]
    assert client.form("/tickets/new", "/tickets/new").send(one_more, subject="At once", body="x").status == 303


def test_forms_sent_at_the_same_time_do_not_all_find_the_room_for_one(site):
    client = site.sign_in(site.add_client())
    files = [(f"{n}.txt", b"waits", "text/plain") for n in range(20)]
    for _ in range(4):
        assert client.form("/tickets/new", "/tickets/new").send(files, subject="", body="typed").problems() == ["subject"]
    client.csrf()
    with concurrent.futures.ThreadPoolExecutor(6) as threads:
        answers = list(threads.map(
            lambda _: client.twin().post("/tickets/new", {"subject": "", "body": "typed"}, files).problems(), range(6)))
    assert sorted(map(len, answers)) == [1, 2, 2, 2, 2, 2] or sorted(map(len, answers)) == [2, 3, 3, 3, 3, 3], answers


def test_the_bytes_that_wait_for_one_person_are_bounded(site):
    client = site.sign_in(site.add_client())
    large = [("large.txt", b"x" * 2_900_000, "text/plain")]
    forms = [client.form("/tickets/new", "/tickets/new").send(large, subject="", body="typed") for _ in range(6)]
    assert [form.problems() for form in forms] == [["subject"]] * 5 + [["attachment", "subject"]]
    assert "15" in forms[5].words()
