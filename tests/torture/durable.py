# tests/torture/durable.py: whether the databases that are tortured keep what they commit, as those of a company should.
# SPDX-License-Identifier: Apache-2.0
import re
import subprocess

from portal import REPO, as_user

WANTED = {
    "pgsql": {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"},
    "mysql": {"innodb_doublewrite": "ON", "innodb_flush_log_at_trx_commit": "1"},
    "sqlite3": {"journal_mode": "WAL", "synchronous": "FULL"},
}


def ask(command):
    done = subprocess.run(as_user(command), capture_output=True, text=True, check=True, cwd="/")
    return dict(line.split(None, 1) for line in done.stdout.splitlines())


def settings(site):
    """What the database says of itself; SQLite is told by the portal, for each connection."""
    names = ", ".join(f"'{name}'" for name in WANTED[site.db])
    if site.db == "pgsql":
        return ask(["psql", "-XAt", "-F", " ", "-h", site.sockets, "-U", "helpdesk", "-c",
                    f"SELECT name, setting FROM pg_settings WHERE name IN ({names}) ORDER BY 1"])
    if site.db == "mysql":
        return ask(["mariadb", "--no-defaults", "-N", "-S", f"{site.sockets}/mysql.sock", "-u", "helpdesk", "-e",
                    f"SHOW VARIABLES WHERE variable_name IN ({names})"])
    return dict(re.findall(r"^PRAGMA (journal_mode|synchronous) = (\w+)$", (REPO / "sql/sqlite3/store.sql").read_text(), re.M))


def honest(site):
    """@return the settings as text, and whether they are those wanted"""
    found = settings(site)
    return " ".join(f"{name}={value}" for name, value in sorted(found.items())), found == WANTED[site.db]
