# tests/cluster/test_cluster.py: two front ends over a cluster of three databases: what is shared works across both; the
# primary is killed under load, KILLS times (10), and cut off; what was acknowledged is there, and both serve again.
# SPDX-License-Identifier: Apache-2.0
import collections
import concurrent.futures
import os
import time
import uuid

import pytest

from databases import MACHINES, wait_until
from fronts import ANSWER_MAX, LOGIN_LIMIT, Load, check_written, move

KILLS = int(os.environ.get("KILLS") or 10)
BACK_SEC = 30  # both front ends serve again within
CLIENT, PASSWORD = "client@example.com", "client-demo-1"
FIELDS = {"body": "Some text", "department": "sales"}


@pytest.fixture(scope="module")
def a(cluster):
    return cluster.fronts[0]


@pytest.fixture(scope="module")
def b(cluster):
    return cluster.fronts[1]


@pytest.fixture(scope="module")
def client(a):
    """The first client of the demonstration, signed in at A."""
    client = a.sign_in(CLIENT, PASSWORD)
    client.csrf()
    return client


def title():
    return f"Title {uuid.uuid4().hex[:12]}"


# -- what both front ends share ----------------------------------------------------------------------------------------

def test_who_signs_in_at_one_goes_on_at_the_other_and_is_signed_out_at_both(a, b):
    here = a.sign_in(CLIENT, PASSWORD)
    form = here.form("/tickets/new", "/tickets/new")
    there = move(here, b)
    assert "Mila Client" in there.get("/").text
    form.client = there  # a form that A made is sent to B: its token is as good there
    answer = form.send(subject=title(), body="Made at A, sent to B")
    assert answer.status == 303
    ref = answer.location.split("/tickets/")[1].partition("#")[0]
    assert "Made at A, sent to B" in here.get(f"/tickets/{ref}").text
    there.token = None
    assert there.form("/account", "/logout").send().status == 303
    assert here.get("/tickets/").status == 302, "signed out at B, and still signed in at A"


def test_a_throttle_that_is_filled_at_one_holds_at_the_other(a, b):
    email = f"nobody-{uuid.uuid4().hex[:8]}@example.com"
    answers = [front.visitor().sign_in(email, "wrong").status for front in [a, b] * LOGIN_LIMIT]
    assert answers == [401] * LOGIN_LIMIT + [429] * LOGIN_LIMIT


def test_the_same_form_sent_to_both_at_once_makes_one_ticket(cluster, a, b, client):
    for _ in range(10):
        once, subject = uuid.uuid4().hex, title()
        with concurrent.futures.ThreadPoolExecutor(6) as threads:
            answers = list(threads.map(lambda front: move(client, front).post(
                "/tickets/new", {**FIELDS, "subject": subject}, once=once), [a, b] * 3))
        assert [answer.status for answer in answers] == [303] * 6
        assert len({answer.location for answer in answers}) == 1
        assert cluster.databases.rows(f"SELECT COUNT(*) FROM ticket WHERE subject = '{subject}'") == [(1,)]


def test_files_that_wait_at_one_are_there_at_the_other(a, b, client):
    data = os.urandom(50000).hex().encode()
    form = move(client, a).form("/tickets/new", "/tickets/new")
    shown = form.send([("waits.txt", data, "text/plain")], subject=title(), body="With a file", preview="1")
    assert shown.status == 200
    there = move(client, b)
    form = there.form_of(shown, "/tickets/new", "/tickets/new")
    assert len(form.all("staged")) == 1
    answer = form.send()
    assert answer.status == 303, answer
    page = move(client, a).xml(answer.location.partition("#")[0])
    file, = page.iter("file")
    assert move(client, a).get(file.get("address")).body == data


def test_each_mail_goes_out_once_whichever_worker_takes_it(cluster, client, say):
    before, sent = len(cluster.mail.mails), 60
    with concurrent.futures.ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda n: move(client, cluster.fronts[n % 2]).post(
            "/tickets/new", {**FIELDS, "subject": title()}).status, range(sent)))
    assert answers == [303] * sent
    check_mail(cluster)
    assert len(cluster.mail.mails) - before >= 2 * sent  # one to the client, one to the department
    say(f"two workers, {sent} tickets at once: {len(cluster.mail.mails) - before} mails, each once")


def check_mail(cluster, timeout=180):
    """
    Every mail of the outbox has gone out, and no Message-ID came twice: nothing has crashed between sending and noting it.
    """
    wait_until(lambda: cluster.databases.rows("SELECT COUNT(*) FROM outbox WHERE state <> 'sent'") == [(0,)], timeout,
               "the outbox to be empty")
    came = collections.Counter(mail.message["Message-ID"] for mail in cluster.mail.mails)
    twice = [mail for mail, times in came.items() if times > 1]
    assert not twice, f"mails that came twice: {twice}"
    rows = cluster.databases.rows("SELECT o.public_id FROM outbox o JOIN ticket t ON t.id = o.ticket_id "
                                  "WHERE t.subject LIKE 'Load %' OR t.subject LIKE 'Title %'")  # not the demonstration's
    lost = {row[0].lower() for row in rows} - {mail.strip("<").partition(".")[0].lower() for mail in came}
    assert rows and not lost, f"mails that never came: {lost}"


# -- failures ----------------------------------------------------------------------------------------------------------

def wait_back(load, moment, what, timeout=BACK_SEC):
    """Wait until both front ends have acknowledged something that was sent after a moment. @return seconds by name"""
    end = moment + timeout + ANSWER_MAX
    while None in (back := load.first_write_after(moment)).values():
        assert time.monotonic() < end and not load.faults, f"{what}: {back}; {load.faults}; {load.count(503, moment)} × 503"
        time.sleep(0.1)
    assert max(back.values()) < timeout, f"{what}: served again after {back}"
    return back


def seconds(back):
    return ", ".join(f"{name} {value:.1f} s" for name, value in back.items())


def check_all(cluster, load, client):
    """After a failure, with the cluster whole again and nobody writing."""
    load.check()
    check_written(load.written, [move(client, front) for front in cluster.fronts])
    twice = cluster.databases.rows("SELECT subject FROM ticket WHERE subject LIKE 'Load %' GROUP BY subject HAVING COUNT(*) > 1")
    assert not twice, f"tickets that were made twice: {twice}"
    loose = cluster.databases.rows("SELECT t.ref FROM ticket t WHERE NOT EXISTS (SELECT 1 FROM message m WHERE m.ticket_id = t.id)")
    assert not loose, f"half a ticket: {loose}"
    for front in cluster.fronts:
        front.check_log()


def summary(load):
    kinds = collections.Counter(thing.kind for thing in load.written)
    return (f"{kinds['ticket']} tickets and {kinds['reply']} replies acknowledged, each with an attachment: none lost; "
            f"{load.count(503)} × 503; longest answer {load.longest():.1f} s")


def test_the_primary_is_killed_and_both_front_ends_go_on(cluster, client, say):
    databases, worst = cluster.databases, 0
    databases.wait_whole()
    with Load(cluster.fronts, client) as load:
        wait_back(load, time.monotonic(), "before all")
        for kill in range(1, KILLS + 1):
            time.sleep(2)
            old, moment = databases.primary(), time.monotonic()
            databases.kill(old)
            dead = time.monotonic()
            back = wait_back(load, dead, f"kill {kill}")
            say(f"kill {kill} ({old}, now {databases.primary()}): {seconds(back)} until the first acknowledged write; "
                f"{load.count(503, moment)} × 503, longest answer {load.longest(moment):.1f} s")
            worst = max(worst, *back.values())
            databases.revive(old)
            databases.wait_whole()
            assert databases.role(old) == "replica"
            assert not load.faults, load.faults
    check_all(cluster, load, client)
    check_mail(cluster)
    say(f"{KILLS} kills: at most {worst:.1f} s; {summary(load)}; {len(cluster.mail.mails)} mails, each once")


def needs_net(cluster):
    if not cluster.net.can_cut:
        pytest.skip("this machine makes no network namespaces: nothing can be cut")


def test_a_primary_that_is_cut_off_from_the_others_acknowledges_nothing(cluster, client, say):
    needs_net(cluster)
    databases = cluster.databases
    databases.wait_whole()
    with Load(cluster.fronts, client) as load:
        wait_back(load, time.monotonic(), "before all")
        old, moment = databases.primary(), time.monotonic()
        others = [name for name in MACHINES if name != old]
        cluster.net.cut(old, others)
        try:
            wait_until(lambda: any(databases.role(name) == "master" for name in others), 60, "another primary")
            taken = time.monotonic() - moment
            back = wait_back(load, moment + taken, "cut off from the others", BACK_SEC)
            time.sleep(5)
            assert databases.role(old) != "master"
        finally:
            cluster.net.heal(old, others)
        wait_back(load, time.monotonic(), "healed", 60)
        databases.wait_whole()
    check_all(cluster, load, client)
    check_mail(cluster)
    total = max(taken + value for value in back.values())
    assert total < BACK_SEC, f"served again after {total:.1f} s"
    say(f"primary cut off from etcd and the standbys: another one after {taken:.1f} s, acknowledged writes after {total:.1f} s; "
        f"{summary(load)}")


def test_a_primary_that_the_front_ends_do_not_reach_costs_503_pages_until_it_is_moved(cluster, client, say):
    needs_net(cluster)
    databases, fronts = cluster.databases, [front.name for front in cluster.fronts]
    databases.wait_whole()
    with Load(cluster.fronts, client) as load:
        wait_back(load, time.monotonic(), "before all")
        old, moment = databases.primary(), time.monotonic()
        cluster.net.cut(old, fronts)
        try:
            time.sleep(20)
            assert load.first_write_after(moment) == {name: None for name in fronts}
            assert load.count(503, moment) > 0 and databases.primary() == old, "the cluster itself is whole"
            moved = time.monotonic()
            new = next(name for name, (role, _) in databases.members().items() if role == "sync_standby")
            databases.patronictl(new, "switchover", "helpdesk", "--master", old, "--candidate", new, "--force")
            back = wait_back(load, moved, "after the switchover")
        finally:
            cluster.net.heal(old, fronts)
        databases.wait_whole()
    check_all(cluster, load, client)
    check_mail(cluster)
    say(f"primary cut off from the front ends: 503 until patronictl switchover, then {seconds(back)}; {summary(load)}")


def test_without_any_standby_nothing_is_acknowledged_and_nobody_waits_for_ever(cluster, client, say):
    databases = cluster.databases
    databases.wait_whole()
    primary = databases.primary()
    standbys = [name for name in MACHINES if name != primary]
    with Load(cluster.fronts, client) as load:
        wait_back(load, time.monotonic(), "before all")
        for name in standbys:
            databases.kill(name, spare="etcd.yml")  # the votes stay: the primary is not told to step down
        moment = time.monotonic()
        time.sleep(25)
        acknowledged = load.first_write_after(moment)
        readable = move(client, cluster.fronts[0]).get("/tickets/").status
        for name in standbys:
            databases.revive(name)
        assert acknowledged == {front.name: None for front in cluster.fronts}, "acknowledged on one machine alone"
        assert readable == 200 and load.count(503, moment) > 0
        back = wait_back(load, time.monotonic(), "the standbys are back", 60)
        databases.wait_whole()
    check_all(cluster, load, client)
    check_mail(cluster)
    say(f"no standby for 25 s: pages are read, writes get 503 within {load.longest(moment):.1f} s; again after {seconds(back)}; "
        f"{summary(load)}")
