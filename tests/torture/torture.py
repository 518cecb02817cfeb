#!/usr/bin/python3
"""Kill servers under load, many times, and see whether what they have acknowledged is there: whole, once, and told of.

    torture.py [--db sqlite3,pgsql,mysql] [--run server,database|both] [--kills 100] [--seed N] [--people 6] [--quick]

run "server"    SIGKILL to all processes of Apache at once; it is started again on the same data
run "database"  SIGKILL to all processes of the database server, which is started again while Apache stays;
                SQLite has none: there it is single children of Apache
run "both"      one after the other, in one portal
--quick         a load with pauses; and killed mail workers' leases are not waited for: what they had in hand may be in
                the outbox yet

One line for each database and run says what came of it. Ends with 1 when anything was lost, was there twice or does not
fit together; the portal's files are then kept, and what is needed to do it again is printed. What is random follows from
the seed; when exactly a kill comes, does not.

SPDX-License-Identifier: Apache-2.0
"""
import argparse
import json
import os
import pathlib
import random
import re
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "http"))

import psutil  # noqa: E402

from durable import honest  # noqa: E402
from ledger import Ledger  # noqa: E402
from load import Gate, Person, Pool  # noqa: E402
from portal import Site, wait_until  # noqa: E402
from verify import Verifier  # noqa: E402

CRASH = re.compile(r"exit signal (?!Killed)|Assertion|free\(\)|malloc\(\)|stack smashing|AddressSanitizer|runtime error")
NOTED = re.compile(r"(HD\d{4}|AH\d{5})")
PACE, QUICK_PACE = 0.05, 0.1  # seconds between two things somebody does, at most
MAIL_SEC = 300  # in which some mail must go out while there is any: a lease has 120


class Torturer:
    """One portal, one kind of kill."""

    def __init__(self, db, run, options):
        self.db, self.run, self.options = db, run, options
        self.seed = f"{options.seed} {db} {run}"
        self.rng = random.Random(self.seed)
        self.site = Site(db=db, mail=False, name=f"torture-{db}-{run}")
        self.ledger, self.gate, self.pool = Ledger(self.site.state / "ledger"), Gate(), Pool(random.Random(self.seed))
        self.people, self.swept, self.kills = [], 0, 0
        self.verifier = Verifier(self.site, self.ledger, self.people)
        self.settings = ""

    # -- killing -------------------------------------------------------------------------------------------------------

    def apache(self):
        conf = str(self.site.place / "conf/httpd.conf")
        return [process for process in psutil.process_iter() if conf in self.words(process)]

    @staticmethod
    def words(process):
        try:
            return process.cmdline()
        except psutil.Error:
            return []

    def database_processes(self):
        data = self.site.place / "db" / self.db
        pid = (data / ("postmaster.pid" if self.db == "pgsql" else "mariadbd.pid")).read_text().split()[0]
        server = psutil.Process(int(pid))
        return [server, *server.children(recursive=True)]

    def late_processes(self):
        """What a server began after its processes had been counted: it stands in the data directory, as they do."""
        data, left = str((self.site.place / "db" / self.db).resolve()), []
        for process in psutil.process_iter():
            try:
                if process.cwd() == data:
                    left.append(process)
            except (psutil.NoSuchProcess, psutil.AccessDenied):
                pass
        return left

    @staticmethod
    def kill_all(processes):
        for process in processes:
            try:
                process.kill()
            except psutil.NoSuchProcess:
                pass
        psutil.wait_procs(processes, 10)

    def kill_server(self):
        processes = self.apache()
        assert processes, "Apache does not run"
        self.kill_all(processes)
        self.gate.served.clear()
        self.site.script("start")

    def kill_database(self):
        if self.db == "sqlite3":
            self.kill_all([psutil.Process(self.rng.choice(self.site.children()))])
            return
        self.kill_all(self.database_processes())
        self.kill_all(self.late_processes())
        self.gate.served.clear()
        if self.rng.random() < 0.5:
            time.sleep(self.rng.uniform(0, 1))
        self.site.database("start")

    def kill(self):
        run = self.run if self.run != "both" else ("server", "database")[self.kills % 2]
        # Mostly soon, so that there is more to send than mails to wait for; now and then when mail goes out, too.
        time.sleep(self.rng.uniform(0.05, 0.5) if self.rng.random() < 0.75 else self.rng.uniform(1, 3))
        if self.rng.random() < 0.3:  # the worker sweeps when it starts: nothing that is being sent may look young to it
            self.verifier.age(3 * 86400, "files")
        (self.kill_server if run == "server" else self.kill_database)()
        wait_until(self.site.healthy, 60, "the portal to be back")
        self.gate.served.set()
        self.kills += 1
        if self.rng.random() < 0.5:
            self.pool.renew()

    # -- the run -------------------------------------------------------------------------------------------------------

    def rest(self):
        """Everybody ends what they are at, and waits."""
        self.gate.open.clear()
        for person in self.people:
            person.resting.clear()
        for person in self.people:
            assert person.resting.wait(300), f"{person.email} does not come to rest"

    def work(self):
        """Kill, look, go on."""
        self.site.start()
        pace = QUICK_PACE if self.options.quick else PACE
        self.people += [Person(self.site, self.ledger, self.gate, self.pool, number, self.seed, pace)
                        for number in range(self.options.people)]
        self.settings, durable = honest(self.site)
        if not durable:
            self.verifier.strange.append(f"the database does not keep what it commits: {self.settings}")
        self.gate.open.set()
        for person in self.people:
            person.start()
        while self.kills < self.options.kills:
            self.kill()
            if self.kills % self.options.every == 0:
                self.rest()
                self.verifier.look(everything=False)
                if self.verifier.faults:
                    return
                self.gate.open.set()
        self.rest()
        self.gate.ended.set()

    def finish(self):
        self.verifier.look(everything=True)
        most = self.kills if self.options.quick else 0  # a killed worker has had one mail in hand, until its lease is over
        left = self.verifier.wait_for_mail(most, MAIL_SEC)
        if left > most:
            self.verifier.lost.append(f"{left} mails are in the outbox yet")
        mails, copies = self.verifier.look_at_mail(left)
        self.swept = self.verifier.sweep(wait_until)
        self.verifier.look(everything=True)
        return mails, copies, left

    def log(self):
        """What error_log says, by tag; crashes are faults."""
        tags = {}
        for line in self.site.log_lines():
            if CRASH.search(line):
                self.verifier.strange.append(f"error_log: {line}")
            if re.search(r":(emerg|alert|crit|error|warn)\]", line):
                tag = NOTED.search(line)
                tags[tag.group(1) if tag else "other"] = tags.get(tag.group(1) if tag else "other", 0) + 1
        return tags

    def __call__(self):
        started, mails, copies, left = time.monotonic(), 0, 0, 0
        try:
            self.work()
            if not self.verifier.faults:
                mails, copies, left = self.finish()
        except AssertionError as error:  # what was waited for did not come: the rest is told all the same
            self.verifier.strange.append(str(error))
        finally:
            self.gate.ended.set()
            self.gate.open.set()
            self.gate.served.set()
            self.site.stop()
            if isinstance(sys.exc_info()[1], KeyboardInterrupt):
                self.site.remove()
        tags = self.log()
        return self.report(time.monotonic() - started, mails, copies, left, tags)

    def report(self, seconds, mails, copies, left, tags):
        counts, verifier = self.ledger.counts, self.verifier
        writes = [write for ticket in self.ledger.tickets for write in ticket.messages()]
        found = sum(bool(write.present) for write in writes)
        promised = sum(write.acknowledged for write in writes)
        print(f"{self.db} {self.run}: kills={self.kills} acknowledged={counts['acknowledged']} (messages={promised} files={counts['files']}) "
              f"doubt={counts['doubt']} retried={counts['retried']} again={counts['again']} found={found} lost={len(verifier.lost)} "
              f"twice={len(verifier.twice)} faults={len(verifier.faults)} mails={mails} sent-again={copies} waiting={left} swept={self.swept} "
              f"answers={json.dumps(dict(sorted(self.ledger.answers.items(), key=str)))} log={json.dumps(tags)} "
              f"{self.settings} "
              f"seed={self.options.seed} seconds={seconds:.0f}", flush=True)
        if not verifier.faults:
            self.site.remove()
            return True
        for fault in verifier.faults[:20]:
            print(f"  {fault}", flush=True)
        print(f"  {len(verifier.faults)} faults; files, logs and the ledger are in {self.site.state}; again:\n"
              f"  make torture DB={self.db} RUN={self.run} KILLS={self.options.kills} SEED={self.options.seed}", flush=True)
        return False


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--db", default="sqlite3,pgsql,mysql")
    parser.add_argument("--run", default="server,database")
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=int.from_bytes(os.urandom(3), "big"))
    parser.add_argument("--people", type=int, default=6)
    parser.add_argument("--every", type=int, default=5, help="kills between two looks at what is there")
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    print(f"seed {options.seed}, {options.kills} kills each", flush=True)
    good = True
    for db in options.db.split(","):
        for run in options.run.split(","):
            good = Torturer(db, run, options)() and good
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
