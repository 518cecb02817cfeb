# tests/http/test_desk_races.py: agents and clients who do everything to the same few tickets at once: nobody is locked out, and
# counts, merges and holds fit together afterwards.
# SPDX-License-Identifier: Apache-2.0
import concurrent.futures
import random
import time
import uuid

import pytest

from portal import Site, wait_until
from test_queue import department
from test_tickets import open_ticket
from test_work import table

SECONDS = 10
STATUSES = ["open", "in-progress", "on-hold", "closed"]


@pytest.fixture(scope="module")
def busy():
    site = Site("HelpdeskUndo 1\nHelpdeskReplyLimit 0\nHelpdeskTicketLimit 0\n", name="races")
    try:
        site.start()
        yield site
    finally:
        site.stop()
        site.remove()


class Crowd:
    """Three agents of three departments, two clients, and their tickets."""

    def __init__(self, site):
        self.places = [department(site) for _ in range(3)]
        emails = [site.add_person(role="agent") for _ in range(3)]
        for place in self.places:
            for email in emails:
                site.ctl("department", "staff", place, email)
        self.agents = [site.sign_in(email) for email in emails]
        self.clients = [site.sign_in(site.add_client()) for _ in range(2)]
        self.refs = [[open_ticket(client, department=random.choice(self.places)) for _ in range(8)] for client in self.clients]
        people = self.agents[0].xml(f"/desk/tickets/{self.refs[0][0]}").findall("agent")
        self.people = ["", *(one.get("id") for one in people)]
        self.held = []  # (agent, reference, message)

    def message(self, agent, ref):
        page = agent.get(f"/desk/tickets/{ref}")
        found = page.html.xpath("//select[@name='message']/option/@value") if page.status == 200 else []
        return random.choice(found or ["none"])  # a merged ticket leads elsewhere

    def step(self, number):
        """One of them does something. @return the answer"""
        which = random.randrange(2)
        ref, other = random.sample(self.refs[which], 2)
        agent, client = self.agents[number % 3].twin(), self.clients[which].twin()
        path, once, place = f"/desk/tickets/{ref}/", uuid.uuid4().hex, random.choice(self.places)
        what = random.choice(["ask", "answer", "note", "set", "set", "merge", "split", "undo", "close", "reopen"])
        if what == "ask":
            return client.post(f"/tickets/{ref}/reply", {"body": "more"}, once=once)
        if what in ("close", "reopen"):
            return client.post(f"/tickets/{ref}/{what}")
        if what == "answer":
            sent = agent.post(path + "reply", {"body": "so", "then": random.choice(["", "close", "hold"]), "department": place}, once=once)
            if sent.status == 303:
                self.held.append((number % 3, ref, sent.location.rpartition("-")[2]))
            return sent
        if what == "note":
            return agent.post(path + "note", {"body": "so", "status": random.choice(["open", "closed"])}, once=once)
        if what == "set":
            return agent.post(path + "set", {"department": place, "priority": random.choice(["low", "urgent"]),
                                             "assignee": random.choice(self.people), "status": random.choice(STATUSES)})
        if what == "merge":
            return agent.post(path + "merge", {"into": other}) if random.random() < 0.5 else None
        if what == "split":
            split = agent.post(path + "split", {"message": self.message(agent, ref), "title": "Apart"})
            if split.status == 303 and "/tickets/HD-" in split.location:
                self.refs[which].append(split.location.rpartition("/")[2])
            return split
        if not self.held:
            return None
        who, ref, message = self.held.pop()
        return self.agents[who].twin().post(f"/desk/tickets/{ref}/undo", {"message": message})

    def work(self, number):
        end, answers = time.monotonic() + SECONDS, []
        while time.monotonic() < end:
            answers.append(self.step(number))
        return [answer for answer in answers if answer is not None]


def test_everybody_at_once_locks_nobody_out_and_leaves_everything_in_step(busy):
    crowd = Crowd(busy)
    with concurrent.futures.ThreadPoolExecutor(6) as pool:
        answers = [answer for done in pool.map(crowd.work, range(6)) for answer in done]
    assert len(answers) > 50 and {answer.status for answer in answers} <= {303, 409, 422}, [one for one in answers if one.status not in (303, 409, 422)]
    wait_until(lambda: all(one["undone_at"] != "0" for one in table(busy, "held_answer")), 30, "the answers to be shown")
    checked = busy.ctl("check", check=False)
    assert checked.returncode == 0, checked.stdout
    tickets, merged = {one["id"]: one for one in table(busy, "ticket")}, {one["ticket_id"]: one["into_id"] for one in table(busy, "ticket_merge")}
    assert merged and all(tickets[one]["status"] == "closed" and merged[one] not in merged for one in merged), "one step leads to the conversation"
    assert not [one["id"] for one in table(busy, "message") if one["ticket_id"] in merged]
    assert all(tickets[one["ticket_id"]]["status"] == "on-hold" for one in table(busy, "ticket_hold"))
    busy.check_log()
