# tests/torture/verify.py: whether all that was acknowledged is there, whole and once, and nothing is half there.
# SPDX-License-Identifier: Apache-2.0
import collections
import email
import email.policy
import hashlib
import os
import time

from lxml import etree

from ledger import normal

DAY_SEC = 86400


class Verifier:
    """Reads through the portal, as a client would; and asks helpdeskctl."""

    def __init__(self, site, ledger, people):
        self.site, self.ledger, self.people = site, ledger, people
        self.lost, self.twice, self.strange = [], [], []
        self.found = 0
        self.patience = 1.5  # seconds that a worker gets for tidying up

    @property
    def faults(self):
        return self.lost + self.twice + self.strange + self.ledger.faults

    # -- tickets -------------------------------------------------------------------------------------------------------

    def look(self, everything):
        """Compare tickets with the ledger: all, or those that were touched since the last look."""
        for person in self.people:
            listed = self.listed(person)
            for ticket in person.tickets:
                if everything or ticket.touched:
                    self.look_at(ticket, listed)
                    ticket.touched = False
            unknown = set(listed) - {ticket.subject for ticket in person.tickets}
            if unknown:
                self.strange.append(f"{person.email} has tickets that nobody opened: {sorted(unknown)[:3]}")
            name = person.client.xml("/account").find("person").get("name")
            if name not in person.names:
                self.lost.append(f"{person.email} is called {name}, which should be one of {sorted(person.names)}")
        self.check()

    def listed(self, person):
        """All tickets of somebody, by their subjects."""
        found, address = collections.defaultdict(list), "/tickets/?status=all"
        while address:
            view = person.client.xml(address).find("tickets")
            for row in view.iter("ticket"):
                found[row.get("subject")].append(row.get("ref"))
            address = view.get("older")
        return found

    def look_at(self, ticket, listed):
        refs = listed.get(ticket.subject, [])
        if len(refs) > 1:
            self.twice.append(f"ticket {ticket.marker} is there {len(refs)} times: {refs}")
        if ticket.ref and ticket.ref not in refs:
            self.lost.append(f"ticket {ticket.ref} ({ticket.marker}) was acknowledged and is not there")
        if not refs:
            for write in ticket.messages():
                write.present = False
            return
        ticket.ref = refs[0]
        view = ticket.owner.client.xml(f"/tickets/{ticket.ref}").find("ticket")
        if view.get("status") not in ticket.statuses:
            self.lost.append(f"ticket {ticket.ref} is {view.get('status')}, and should be one of {sorted(ticket.statuses)}")
        self.look_at_messages(ticket, view)

    def look_at_messages(self, ticket, view):
        messages = collections.defaultdict(list)
        for message in view.iter("message"):
            text = normal(" ".join(message.find("body").itertext()))
            messages[text.partition(" ")[0]].append((message, text))
        for write in ticket.messages():
            there = messages.pop(write.marker, [])
            write.present = bool(there)
            if len(there) > 1:
                self.twice.append(f"{write.kind} {write.marker} of {ticket.ref} is there {len(there)} times")
            if not there and write.acknowledged:
                self.lost.append(f"{write.kind} {write.marker} of {ticket.ref} was acknowledged and is not there")
            if there:
                self.compare(ticket, write, *there[0])
        if messages:
            self.strange.append(f"ticket {ticket.ref} has messages that nobody wrote: {sorted(messages)[:3]}")

    def compare(self, ticket, write, message, text):
        """One message, whole: text, files, bytes."""
        what = f"{write.kind} {write.marker} of {ticket.ref}"
        if text != normal(write.body):
            self.lost.append(f"{what}: its text is not what was sent")
        if write.acknowledged and write.kind != "ticket" and not write.place.endswith("#reply-" + message.get("id")):
            self.strange.append(f"{what} was acknowledged as {write.place}, and is {message.get('id')}")
        files = message.findall("file")
        if [file.get("name") for file in files] != [file.name for file in write.files]:
            self.lost.append(f"{what}: of {len(write.files)} files there are {len(files)}")
        for file, sent in zip(files, write.files):
            response = ticket.owner.client.get(file.get("address"))
            if response.status != 200 or hashlib.sha256(response.body).hexdigest() != sent.sha256:
                self.lost.append(f"{what}: file {sent.name} ({sent.sha256}) is {response.status} with {len(response.body)} bytes")

    # -- what helpdeskctl finds ----------------------------------------------------------------------------------------

    def check(self, *words):
        """@return how many kept files have no row, and how many are set aside"""
        done = self.site.ctl("--xml", "check", *words, check=False)
        try:
            view = etree.fromstring(done.stdout.encode())
        except etree.XMLSyntaxError:
            self.strange.append(f"helpdeskctl check: {done.returncode} {done.stdout} {done.stderr}")
            return 0, 0
        self.strange += [f"helpdeskctl check: {fault.text}" for fault in view.iter("fault")]
        return int(view.get("unused")), int(view.get("orphans"))

    # -- mail ----------------------------------------------------------------------------------------------------------

    def queued(self):
        view = etree.fromstring(self.site.ctl("--xml", "outbox", "list", "--state", "queued", "--limit", "100000").stdout.encode())
        return len(view.findall("mail"))

    def wait_for_mail(self, most, patience):
        """
        Wait until no more than some mails are left in the outbox.
        @param patience  seconds in which none goes out, at most
        @return how many are left
        """
        left, since = self.queued(), time.monotonic()
        while left > most and time.monotonic() < since + patience:
            time.sleep(0.5)
            now = self.queued()
            if now < left:
                left, since = now, time.monotonic()
        return left

    def mails(self):
        """The Maildir. @return recipient, Message-ID, first word of what was written, subject of each"""
        for entry in sorted(os.scandir(self.site.place / "mail/new"), key=lambda entry: entry.name):
            with open(entry.path, "rb") as file:
                mail = email.message_from_binary_file(file, policy=email.policy.default)
            yield mail["To"].addresses[0].addr_spec, mail["Message-ID"], mail["Subject"], mail.get_body(("plain",)).get_content()

    def look_at_mail(self, left):
        """Each message has told each recipient. @param left how many are queued yet @return mails, duplicates"""
        told, reopened, copies = collections.defaultdict(set), collections.defaultdict(set), collections.Counter()
        markers = {write.marker for ticket in self.ledger.tickets for write in ticket.messages()}
        for recipient, message_id, subject, text in self.mails():
            copies[message_id] += 1
            about = [word for word in text.split() if word in markers]
            for marker in about:
                told[marker, recipient].add(message_id)
            if not about:
                reopened[subject.partition("]")[0].partition("#")[2], recipient].add(message_id)
        missing = []
        for ticket in self.ledger.tickets:
            department = f"{ticket.department}@example.com"
            for write in ticket.messages():
                for recipient in [ticket.owner.email] + [department] * (write.kind != "answer"):
                    ids = told[write.marker, recipient]
                    if write.present and not ids:
                        missing.append(f"nobody has told {recipient} of {write.kind} {write.marker} of {ticket.ref}")
                    if len(ids) > 1 or (ids and not write.present):
                        self.strange.append(f"{recipient} was told of {write.kind} {write.marker} by {sorted(ids)}; is it there: {write.present}")
            least, most = ticket.reopened
            told_of = len(reopened[ticket.ref, department])
            missing += [f"{department} was told {told_of} times that {ticket.ref} is reopened, and should be {least} times"] * (least - told_of)
            if told_of > most:
                self.strange.append(f"{department} was told {told_of} times that {ticket.ref} is reopened, instead of {most}")
        if len(missing) > left:
            self.lost += missing
        return len(copies), sum(copies.values()) - len(copies)

    # -- files without a row -------------------------------------------------------------------------------------------

    def age(self, seconds, *parts):
        """Make files old: what the portal does a day later, or a month, it does now."""
        then = time.time() - seconds
        for part in parts:
            for entry in (self.site.place / "data" / part).rglob("*"):
                if entry.is_file():
                    os.utime(entry, (then, then))

    def sweep(self, wait_until):
        """Two days later, and two months. @return how many files were swept"""
        unused, orphans = self.check("--deep")
        self.age(2 * DAY_SEC, "files", "staging")
        wait_until(lambda: self.turn() and not self.site.staging() and self.check()[0] == 0, 300, "files without a row to be set aside")
        self.age(60 * DAY_SEC, "orphans")
        wait_until(lambda: self.turn() and self.check() == (0, 0), 300, "orphans to be removed")
        return unused + orphans

    def turn(self):
        """A new worker begins with tidying up, somewhere in the store; what it does not come to is for the next. Where a machine
        has much else to do one comes to little: each gets more time than the one before."""
        self.site.graceful()
        time.sleep(self.patience)
        self.patience = min(self.patience * 1.2, 10)
        return True
