# tests/torture/ledger.py: what the load has sent, and what it was promised: the only witness of a run.
# SPDX-License-Identifier: Apache-2.0
import hashlib
import json
import threading
import uuid

STATUS_AFTER = {"ticket": "open", "reply": "customer-reply", "answer": "answered", "close": "closed"}


def normal(text):
    return " ".join(text.split())


class File:
    """An attachment on its way."""

    def __init__(self, name, data):
        self.name, self.data = name, data
        self.sha256 = hashlib.sha256(data).hexdigest()


class Write:
    """Something that changes a ticket or a person. It is in doubt until it is acknowledged."""

    def __init__(self, kind, once, marker="", body="", files=()):
        self.kind, self.once, self.marker, self.body, self.files = kind, once, marker, body, list(files)
        self.acknowledged, self.sent, self.doubted, self.refused, self.place = False, 0, False, False, None
        self.present = None  # found in the portal; None: not looked for yet

    @property
    def is_message(self):
        return self.kind in ("ticket", "reply", "answer")


class Ticket:
    """A ticket as it must be. Only its owner's thread changes it, one thing after the other."""

    def __init__(self, owner, marker, department, opening):
        self.owner, self.marker, self.department = owner, marker, department
        self.subject = f"Subject {uuid.uuid4().hex}"
        self.ref, self.writes = None, [opening]
        self.statuses = {"open"}  # more than one: something was in doubt and was not tried again
        self.reopened = [0, 0]    # mails that tell of a reopening: at least, at most
        self.touched = True       # since it was looked at last

    def note(self, write):
        """A write has ended: acknowledged, or in doubt for good."""
        self.touched = True
        if write.kind == "reopen":
            self.note_reopening(write)
        after = {self.after(write.kind, status) for status in self.statuses}
        self.statuses = after if write.acknowledged else self.statuses | after

    @staticmethod
    def after(kind, status):
        if kind == "reopen":
            return "customer-reply" if status == "closed" else status
        return STATUS_AFTER[kind]

    def note_reopening(self, write):
        if "closed" in self.statuses:
            self.reopened[1] += 1
            self.reopened[0] += write.acknowledged and self.statuses == {"closed"}

    def messages(self):
        return [write for write in self.writes if write.is_message]


class Ledger:
    """All of them, and a file that says so even if the load dies."""

    def __init__(self, path):
        self.lock, self.file = threading.Lock(), open(path, "w")
        self.tickets, self.people = [], []
        self.counts = {"acknowledged": 0, "doubt": 0, "retried": 0, "again": 0, "files": 0}
        self.answers, self.faults = {}, []

    def note(self, what, write, **more):
        with self.lock:
            self.file.write(json.dumps({"what": what, "kind": write.kind, "once": write.once, "marker": write.marker,
                                        "place": write.place, "files": [file.sha256 for file in write.files], **more}) + "\n")
            self.file.flush()

    def count(self, name, number=1):
        with self.lock:
            self.counts[name] += number

    def answered(self, status):
        with self.lock:
            self.answers[status] = self.answers.get(status, 0) + 1

    def fault(self, text):
        with self.lock:
            self.faults.append(text)
            self.file.write(json.dumps({"fault": text}) + "\n")
            self.file.flush()
