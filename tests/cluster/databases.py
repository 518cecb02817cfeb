# tests/cluster/databases.py: three machines with etcd, Patroni and PostgreSQL, run by the files of conf/examples/cluster.
# SPDX-License-Identifier: Apache-2.0
import contextlib
import glob
import json
import pathlib
import pwd
import os
import re
import secrets
import subprocess
import time
import urllib.request

import psycopg2

from world import kill_all, processes_of

REPO = pathlib.Path(__file__).resolve().parents[2]
EXAMPLES = REPO / "conf/examples/cluster"
MACHINES = ["db1", "db2", "db3"]


def wait_until(condition, timeout, what):
    end = time.monotonic() + timeout
    while not (result := condition()):
        assert time.monotonic() < end, f"waited {timeout} seconds for {what}"
        time.sleep(0.2)
    return result


class Databases:
    """The three machines."""

    def __init__(self, state, net):
        self.state, self.net = state, net
        bins = sorted(glob.glob("/usr/lib/postgresql/*/bin"))
        assert bins, "PostgreSQL is not installed"
        self.values = {name.upper(): net.addresses[name] for name in MACHINES}
        self.values.update(NETWORK=net.network, BIN=bins[-1])
        for name in "SUPERUSER", "REPLICATION", "REWIND", "PORTAL":
            self.values[name + "_PASSWORD"] = secrets.token_hex(12)
        self.user = "postgres" if os.geteuid() == 0 else None

    def fill(self, text, **more):
        return re.sub(r"@([A-Z0-9_]+)@", lambda match: {**self.values, **more}[match.group(1)], text)

    def parameters(self):
        """What DBDParams says."""
        text = self.fill((EXAMPLES / "helpdesk-database.conf").read_text())
        return re.search(r'^DBDParams "(.*)"', text, re.M).group(1)

    # -- starting and killing ------------------------------------------------------------------------------------------

    def start(self):
        for name in MACHINES:
            place = self.state / name
            place.mkdir(mode=0o750)
            for file in "etcd.yml", "patroni.yml":
                (place / file).write_text(self.fill((EXAMPLES / file).read_text(), NAME=name, STATE=str(place),
                                                    ADDRESS=self.net.addresses[name]))
            if self.user:
                owner = pwd.getpwnam(self.user)
                for path in place, *place.iterdir():
                    os.chown(path, owner.pw_uid, owner.pw_gid)
        for name in MACHINES:
            self.start_program(name, "etcd", "--config-file", str(self.state / name / "etcd.yml"))
        for name in MACHINES:
            self.start_program(name, "patroni", str(self.state / name / "patroni.yml"))
        self.wait_whole(180)
        with self.superuser(self.primary(), "postgres") as cursor:
            cursor.execute(f"CREATE ROLE helpdesk LOGIN PASSWORD '{self.values['PORTAL_PASSWORD']}'")
            cursor.execute("GRANT SET ON PARAMETER lc_messages TO helpdesk")
            cursor.execute("CREATE DATABASE helpdesk OWNER helpdesk TEMPLATE template0 ENCODING 'UTF8'")

    def start_program(self, name, *command):
        as_user = ["setpriv", f"--reuid={self.user}", f"--regid={self.user}", "--clear-groups", "env", "HOME=/nonexistent"]
        with open(self.state / f"{name}-{command[0]}.log", "ab") as log:
            subprocess.Popen([*self.net.command(name), *(as_user if self.user else []), *command], stdin=subprocess.DEVNULL,
                             stdout=log, stderr=log, cwd=self.state / name, start_new_session=True)

    def kill(self, name, spare=None):
        """The machine loses its power: all of Patroni, PostgreSQL and etcd at once. With spare="etcd.yml" etcd lives on."""
        kill_all(self.state / name, spare)

    def revive(self, name):
        if not processes_of(self.state / name):
            self.start_program(name, "etcd", "--config-file", str(self.state / name / "etcd.yml"))
        self.start_program(name, "patroni", str(self.state / name / "patroni.yml"))

    def stop(self):
        for name in MACHINES:
            kill_all(self.state / name)

    # -- looking at it -------------------------------------------------------------------------------------------------

    def members(self):
        """What some Patroni says of the cluster: name to (role, state)."""
        for name in MACHINES:
            with contextlib.suppress(OSError, ValueError):
                with urllib.request.urlopen(f"http://{self.net.addresses[name]}:8008/cluster", timeout=3) as answer:
                    return {member["name"]: (member["role"], member["state"]) for member in json.load(answer)["members"]}
        return {}

    def role(self, name):
        """What a machine's own Patroni says that it is."""
        with contextlib.suppress(OSError, ValueError):
            with urllib.request.urlopen(f"http://{self.net.addresses[name]}:8008/patroni", timeout=3) as answer:
                return json.load(answer)["role"]
        return None

    def primary(self):
        """The machine that takes writes, or None."""
        for name, (role, state) in self.members().items():
            if role == "leader" and state == "running":
                return name
        return None

    def is_whole(self):
        """One primary, and two standbys that stream from it, one of them synchronous."""
        members = self.members()
        roles = sorted(role for role, _ in members.values())
        if roles != ["leader", "replica", "sync_standby"] or {state for _, state in members.values()} - {"running", "streaming"}:
            return False
        with contextlib.suppress(psycopg2.Error), self.superuser(self.primary(), "postgres") as cursor:
            cursor.execute("SELECT state, sync_state FROM pg_stat_replication")
            return sorted(cursor.fetchall()) == [("streaming", "async"), ("streaming", "sync")]
        return False

    def wait_whole(self, timeout=180):
        wait_until(self.is_whole, timeout, f"the cluster to be whole: {self.members()}")

    @contextlib.contextmanager
    def superuser(self, name, database="helpdesk"):
        connection = psycopg2.connect(host=self.net.addresses[name], port=5432, user="postgres", dbname=database,
                                      password=self.values["SUPERUSER_PASSWORD"], connect_timeout=5)
        connection.autocommit = True
        try:
            yield connection.cursor()
        finally:
            connection.close()

    def rows(self, sql):
        with self.superuser(self.primary()) as cursor:
            cursor.execute(sql)
            return cursor.fetchall()

    def patronictl(self, name, *arguments):
        done = subprocess.run([*self.net.command(name), "patronictl", "-c", str(self.state / name / "patroni.yml"), *arguments],
                              capture_output=True, text=True, cwd="/")
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout
