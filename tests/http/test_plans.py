# tests/http/test_plans.py: no statement reads a whole table, unless it says why ("scan:" in its comment).
# PostgreSQL, told to scan only where there is no other way, and SQLite show it whatever the tables hold; MariaDB does not.
# PostgreSQL's plans are looked at as connections make them: once for all values (sql/pgsql/store.sql).
# SPDX-License-Identifier: Apache-2.0
import itertools
import re
import sqlite3
import subprocess

import pytest

from portal import DB, REPO

pytestmark = pytest.mark.event

BLOCK = re.compile(r"^-- (word|name): (\w+)(?: :(\w+))?\n(.*?)(?=^-- (?:word|name):|\Z)", re.M | re.S)


def blocks(path):
    """(word or name, its name, what it gives, comment, code)"""
    for kind, name, gives, body in BLOCK.findall(path.read_text() if path.exists() else ""):
        lines = body.strip().splitlines()
        comment = " ".join(line for line in lines if line.startswith("--"))
        yield kind, name, gives, comment, "\n".join(line for line in lines if not line.startswith("--"))


def fill(code, words):
    while re.search(r"\{\w+\}", code):
        code = re.sub(r"\{(\w+)\}", lambda match: words[match.group(1)], code)
    return code


def with_values(text):
    return text.replace("%lld", "7").replace("%s", "'x'").replace("%d", "7").replace("%%", "%")


def explained(name, text):
    """What PostgreSQL is told, to see the plan that a statement has whatever its values are."""
    kinds = re.findall(r"%(lld|d|s)", text)
    number = itertools.count(1)
    text = re.sub(r"%(lld|d|s)", lambda _: f"${next(number)}", text).replace("%%", "%")
    types = ",".join("varchar" if kind == "s" else "bigint" for kind in kinds)
    values = ",".join("'x'" if kind == "s" else "7" for kind in kinds)
    return f"PREPARE {name}({types}) AS {text};\nEXPLAIN EXECUTE {name}({values});\n" if kinds else f"EXPLAIN {text};\n"


def statements(driver):
    """Those that may read much: (name, text with marks for parameters)."""
    shared = {name: code for _, name, _, _, code in blocks(REPO / "sql/words.sql")}
    for path in sorted(REPO.glob("sql/*.sql")) + sorted(REPO.glob(f"sql/{driver}/*.sql")):
        words = {**shared, **{name: code for kind, name, _, _, code in blocks(path) if kind == "word"}}
        for kind, name, gives, comment, code in blocks(path):
            reads = re.match(r"\s*(SELECT|WITH|UPDATE|DELETE|INSERT)\b", code) and re.search(r"\b(FROM|UPDATE|WHERE)\b", code)
            if kind == "name" and "scan:" not in comment and reads and path.name not in ("words.sql", "dialect.sql", "store.sql", "backup.sql"):
                yield name, fill(code, words)


def scans_of_sqlite(site, found):
    database = sqlite3.connect(f"file:{site.place}/db/helpdesk.sqlite?mode=ro", uri=True)
    tables = {name for name, in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    for name, text in found:
        for *_, step in database.execute("EXPLAIN QUERY PLAN " + with_values(text)):
            of = re.match(r"SCAN (\w+)$", step)
            if of and (of.group(1) in tables or re.search(rf"\b({'|'.join(tables)})\s+{of.group(1)}\b", text)):
                yield name, step


def plans_of_pgsql(site, found, without=""):
    """The steps that read a whole table or index, without the index that a statement takes away."""
    # With tables as small as these a whole index may be read to merge or hash: large ones are looked up row by row.
    script = "SET enable_seqscan = off; SET enable_mergejoin = off; SET enable_hashjoin = off;\n" \
        + "SET plan_cache_mode = force_generic_plan; BEGIN;\n" \
        + without + "".join(f"\\echo name {name}\n{explained(name, text)}" for name, text in found) + "ROLLBACK;\n"
    done = subprocess.run(["psql", "-h", site.sockets, "-U", "helpdesk", "-qAt", "-v", "ON_ERROR_STOP=1", "helpdesk"], input=script, text=True,
                          capture_output=True)
    assert done.returncode == 0, done.stderr
    for name, plan in re.findall(r"^name (\w+)\n(.*?)(?=^name |\Z)", done.stdout, re.M | re.S):
        for step, beneath in re.findall(r"((?:Seq|Index|Index Only) Scan .*)\n(.*)", plan):
            if step.startswith("Seq") or "Cond:" not in beneath:
                yield name, step


def scans_of_pgsql(site, found):
    """A small index costs as little as the right one: whoever reads it whole is asked again, without it."""
    for name, step in plans_of_pgsql(site, found):
        taken = re.match(r"Index (?:Only )?Scan(?: Backward)? using (\w+) on (\w+)", step)
        if not taken:
            yield name, step
            continue
        index, table = taken.groups()
        is_key = index.endswith(("_pkey", "_key"))
        without = f"ALTER TABLE {table} DROP CONSTRAINT {index} CASCADE;\n" if is_key else f"DROP INDEX {index};\n"
        yield from plans_of_pgsql(site, [one for one in found if one[0] == name], without)


@pytest.mark.skipif(DB == "mysql", reason="MariaDB reads small tables whole, whatever it is told")
def test_no_statement_reads_a_whole_table_without_saying_why(site):
    found = list(statements(DB))
    assert len(found) > 100
    scans = list((scans_of_pgsql if DB == "pgsql" else scans_of_sqlite)(site, found))
    assert not scans, "\n".join(f"{name}: {step}" for name, step in scans)


@pytest.mark.skipif(DB != "sqlite3", reason="SQLite alone shows it whatever the tables hold")
@pytest.mark.parametrize("area,statement,index", [("client", "clients_newest", "INTEGER PRIMARY KEY"), ("audit", "audit_object_next", "INDEX audit_object"),
                                                  ("audit", "audit_object_previous", "INDEX audit_object")])
def test_a_page_of_the_administration_is_not_found_by_sorting_all(site, area, statement, index):
    words = {name: code for kind, name, _, _, code in blocks(REPO / f"sql/{area}.sql") if kind == "word"}
    text, = (fill(code, words) for _, name, _, _, code in blocks(REPO / f"sql/{area}.sql") if name == statement)
    database = sqlite3.connect(f"file:{site.place}/db/helpdesk.sqlite?mode=ro", uri=True)
    first, *steps = [step for *_, step in database.execute("EXPLAIN QUERY PLAN " + with_values(text))]
    assert index in first and not [step for step in steps if "TEMP B-TREE" in step]
