# tests/torture/load.py: people who work while servers are killed: each a thread that writes down what it is promised.
# SPDX-License-Identifier: Apache-2.0
import http.client
import random
import threading
import time
import uuid

from ledger import File, Ticket, Write

DEPARTMENTS = ["technical", "billing", "sales"]
MESSAGES_MAX = 30         # of a ticket: its page shows 50
RETRY = 0.75              # share of what is in doubt that is tried again; the rest stays in doubt
AGAIN = 0.05              # share of what was acknowledged that is sent once more, as by a second click
TRIES_MAX = 200


class Gate:
    """Whether people work: not while they are counted."""

    def __init__(self):
        self.open, self.ended = threading.Event(), threading.Event()
        self.served = threading.Event()  # the servers are up, as far as is known
        self.served.set()


def content(rng, size):
    """Bytes of no type that might be refused."""
    return rng.randbytes(size // 2).hex().encode()


class Pool:
    """Contents that several people send at the same time: the same bytes are one file."""

    def __init__(self, rng):
        self.rng, self.contents = rng, []
        self.renew()

    def renew(self):
        self.contents = [content(self.rng, self.rng.randint(10, 20000)) for _ in range(3)]


class Person(threading.Thread):
    """A client, and an agent who answers the client's tickets."""

    def __init__(self, site, ledger, gate, pool, number, seed, pace):
        super().__init__(daemon=True)
        self.rng, self.ledger, self.gate, self.pool = random.Random(f"{seed} person {number}"), ledger, gate, pool
        self.pace = pace  # seconds between two things they do, at most
        self.email = site.add_client(name=f"Person {number}")
        self.client, self.agent = site.sign_in(self.email), site.browser("agent@example.com").twin()
        self.client.csrf(), self.agent.csrf()
        self.tickets, self.names, self.resting = [], {f"Person {number}"}, threading.Event()

    # -- what they do --------------------------------------------------------------------------------------------------

    def run(self):
        try:
            while not self.gate.ended.is_set():
                if not self.gate.open.is_set():
                    self.resting.set()
                    self.gate.open.wait(0.2)
                    continue
                self.resting.clear()
                self.step()
                time.sleep(self.rng.uniform(0, self.pace))
        except Exception as error:  # whatever it is, the run must not take it for peace
            self.ledger.fault(f"{self.email}: the load itself failed: {error!r}")
        finally:
            self.resting.set()

    def step(self):
        mine = [ticket for ticket in self.tickets[-5:] if ticket.ref and len(ticket.messages()) < MESSAGES_MAX]
        kind = self.rng.choices(["ticket", "reply", "answer", "close", "reopen", "profile"], [3, 4, 3, 1, 1, 1])[0]
        if kind == "profile":
            self.change_name()
        elif kind == "ticket" or not mine:
            self.open_ticket()
        else:
            ticket = self.rng.choice(mine)
            write = self.message(kind) if kind in ("reply", "answer") else Write(kind, uuid.uuid4().hex)
            ticket.writes.append(write)
            self.attempt(write, ticket)
            ticket.note(write)

    def open_ticket(self):
        write = self.message("ticket")
        ticket = Ticket(self, write.marker, self.rng.choice(DEPARTMENTS), write)
        self.tickets.append(ticket)
        self.ledger.tickets.append(ticket)
        if self.attempt(write, ticket):
            ticket.ref = write.place.rpartition("/")[2]

    def change_name(self):
        write = Write("profile", "", f"Name {uuid.uuid4().hex[:8]}")
        self.names = {write.marker} if self.attempt(write) else self.names | {write.marker}

    def message(self, kind):
        marker = "m" + uuid.uuid4().hex
        words = self.rng.choice([8, 20, 60, 60, 60, 300, 4000])
        text = [marker] + ["".join(self.rng.choices("abcdefghijkmnoprstuvz", k=self.rng.randint(2, 9))) for _ in range(words)]
        body = " ".join(text[:words // 2]) + "\n\n" + " ".join(text[words // 2:])
        return Write(kind, uuid.uuid4().hex, marker, body, [self.file(marker, n) for n in range(self.rng.choice([0, 0, 1, 1, 2, 3]))])

    def file(self, marker, number):
        if self.rng.random() < 0.3:
            return File(f"{marker}-{number}.txt", self.rng.choice(self.pool.contents))
        return File(f"{marker}-{number}.txt", content(self.rng, self.rng.choice([20, 200, 6000, 40000, 140000])))

    # -- how it is sent ------------------------------------------------------------------------------------------------

    def attempt(self, write, ticket=None):
        """Send it until it is acknowledged, or leave it in doubt. @return whether it is acknowledged"""
        self.ledger.note("begun", write, ticket=ticket and (ticket.ref or ticket.marker))
        for _ in range(TRIES_MAX):
            place = self.send(write, ticket)
            if place:
                return self.take(write, ticket, place)
            if write.refused:
                return False
            if write.sent and not write.doubted:
                write.doubted = True
                self.ledger.count("doubt")
                if self.rng.random() >= RETRY:
                    self.ledger.note("left in doubt", write)
                    return False
                self.ledger.count("retried")
            self.gate.served.wait(60)
            time.sleep(0.05)
        self.ledger.fault(f"{write.kind} {write.once} of {self.email} was not taken at {TRIES_MAX} tries")
        return False

    def take(self, write, ticket, place):
        write.acknowledged, write.place = True, place
        self.ledger.note("acknowledged", write, sent=write.sent)
        self.ledger.count("acknowledged")
        self.ledger.count("files", len(write.files))
        if write.is_message and self.rng.random() < AGAIN:
            again = self.send(write, ticket)
            self.ledger.count("again")
            if again not in (None, place):
                self.ledger.fault(f"{write.kind} {write.once} was {place}, and is {again} when it is sent again")
        return True

    def send(self, write, ticket):
        """@return the place to which an acknowledgement leads; None: in doubt"""
        try:
            response = self.request(write, ticket)
        except ConnectionRefusedError:
            return None  # nobody there: nothing was sent
        except (OSError, http.client.HTTPException):
            write.sent += 1
            self.ledger.answered("none")
            return None
        write.sent += 1
        self.ledger.answered(response.status)
        if response.status == 303 and "/login" not in response.location:
            return response.location
        write.refused = response.status not in (500, 503)
        if write.refused:
            self.ledger.fault(f"{write.kind} {write.once} of {self.email} was answered {response.status}: {response.words()[:300]}")
        return None

    def request(self, write, ticket):
        files = [(file.name, file.data, "application/octet-stream") for file in write.files]
        if write.kind == "ticket":
            fields = {"subject": ticket.subject, "body": write.body, "department": ticket.department,
                      "priority": "medium", "service": ""}
            return self.client.post("/tickets/new", fields, files, once=write.once)
        if write.kind == "reply":
            return self.client.post(f"/tickets/{ticket.ref}/reply", {"body": write.body}, files, once=write.once)
        if write.kind == "answer":
            return self.agent.post(f"/desk/tickets/{ticket.ref}/reply", {"body": write.body}, files, once=write.once)
        if write.kind == "profile":
            return self.client.post("/account", {"name": write.marker, "language": "en", "theme": ""}, once=None)
        return self.client.post(f"/tickets/{ticket.ref}/{write.kind}", once=None)
