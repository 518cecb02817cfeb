# tests/http/test_config.py: `apachectl configtest` names what is wrong, in one line.
# SPDX-License-Identifier: Apache-2.0
import os
import re
import shutil
import socket
import subprocess

import pytest

from portal import BUILD, DB, MPM, REPO

once = pytest.mark.skipif((DB, MPM) != ("sqlite3", "event"), reason="neither database nor processes make a difference")


@once
@pytest.mark.parametrize("command", ["start", "run"])
def test_a_taken_port_is_named_and_leaves_no_state_behind(tmp_path, command):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        done = subprocess.run([REPO / "scripts/portal.sh", command], capture_output=True, text=True, timeout=60,
                              env={**os.environ, "PORT": port, "STATE": str(tmp_path / "state"), "DB": "sqlite3", "BUILD": str(BUILD)})
    assert done.returncode == 1 and f"port {port} is taken" in done.stderr
    assert done.stdout == "" and len(done.stderr.splitlines()) == 1, done.stderr
    assert not (tmp_path / "state").exists()


@once
def test_what_is_installed_beside_it_leads_to_files_that_are_there(tmp_path):
    make = ["make", "--no-print-directory", "-C", REPO, f"BUILD={os.environ.get('BUILD') or 'build'}"]
    subprocess.run([*make, "-o", "all", "install", f"DESTDIR={tmp_path}", "PREFIX=/usr/local", "MAKEFLAGS="], check=True, capture_output=True)
    docs = tmp_path / "usr/local/share/doc/helpdesk"
    links = [(page.name, link) for page in docs.glob("*.md")
             for link in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text()) if "://" not in link]
    assert len(links) > 30 and [link for link in links if not (docs / link[1]).exists()] == []


@pytest.fixture
def configtest(site, tmp_path):
    """Try a configuration: the site's own with lines changed. @return status and what was said"""
    tmp_path.chmod(0o755)
    for parent in tmp_path.parents:
        if str(parent).startswith("/tmp/pytest"):
            parent.chmod(0o755)

    def run(remove=(), add="", share=None, pool=None):
        helpdesk = site.conf.read_text().splitlines()
        if share:
            remove, add = [*remove, "HelpdeskShareDir"], add + f'\nHelpdeskShareDir "{share}"\n'
        kept = [line for line in helpdesk if not line.split(" ")[0] in remove]
        (tmp_path / "helpdesk.conf").write_text("\n".join(kept) + "\n" + add + "\n")
        main = (site.place / "conf/httpd.conf").read_text()
        main = main.replace(f'Include "{site.place}/conf/helpdesk.conf"', f'Include "{tmp_path}/helpdesk.conf"')
        assert str(tmp_path) in main
        main = re.sub(r'(?m)^Include ".*extra\.conf"$', "", main)
        if pool is not None:
            main = re.sub(r"(?m)^DBD(Min|Keep|Max) .*$", "", main) + pool + "\n"
        main = re.sub(r'(?m)^ErrorLog .*$', f'ErrorLog "{tmp_path}/error_log"', main)
        (tmp_path / "httpd.conf").write_text(main)
        preload = os.environ.get("HD_PRELOAD") # a sanitizer's runtime
        done = subprocess.run(["/usr/sbin/apache2", "-t", "-f", str(tmp_path / "httpd.conf")], capture_output=True, text=True, cwd="/",
                              env=dict(os.environ, **({"LD_PRELOAD": preload} if preload else {})))
        log = tmp_path / "error_log"
        said = done.stdout + done.stderr + (log.read_text() if log.exists() else "")
        log.unlink(missing_ok=True)
        return done.returncode, [line for line in said.splitlines() if line.strip()]
    return run


def check(result, *words):
    status, lines = result
    assert status != 0, lines
    naming = [line for line in lines if all(word in line for word in words)]
    assert len(naming) == 1, f"not one line with {words}: {lines}"


@pytest.fixture
def share(tmp_path):
    """A copy of sql/, xslt/ and magic/ to spoil."""
    for part in "sql", "xslt", "magic":
        shutil.copytree(REPO / part, tmp_path / "share" / part)
    return tmp_path / "share"


def test_the_sites_own_configuration_is_right(configtest):
    status, lines = configtest()
    assert status == 0 and lines == ["Syntax OK"]


@once
@pytest.mark.parametrize("name, value", [
    ("HelpdeskPasswordCost", "99"), ("HelpdeskPasswordCost", "ten"), ("HelpdeskPasswordCost", ""), ("HelpdeskLoginLimit", "-1"), ("HelpdeskLoginLimit", "10 x"),
    ("HelpdeskAttachmentMax", "20 apples"), ("HelpdeskAttachmentMax", "20X"), ("HelpdeskAttachmentMax", "0"), ("HelpdeskTicketLimit", "1.5"),
    ("HelpdeskSessionMax", "1"), ("HelpdeskSessionIdle", "99999999999999999999"), ("HelpdeskMonitor", "nowhere.example"), ("HelpdeskMonitor", "10.0.0.0/99"), ("HelpdeskWebhookAllow", "10.0.0.0/33"), ("HelpdeskWebhookTimeout", "0"), ("HelpdeskOutboxKeep", "3651"),
    ("HelpdeskLocale", "xx"), ("HelpdeskTimezone", "Mars/Olympus"), ("HelpdeskURL", "ftp://example.com/portal"), ("HelpdeskURL", "http://127.0.0.1/other"),
    ("HelpdeskURL", "http://127.0.0.1"), ("HelpdeskURL", "portal"), ("HelpdeskSecret", "short"), ("HelpdeskSecret", "file:/nonexistent"), ("HelpdeskSecret", "exec:false"),
    ("HelpdeskDataDir", "/nonexistent"), ("HelpdeskShareDir", "/nonexistent"), ("HelpdeskTheme", "/nonexistent"), ("HelpdeskMagicFile", "/nonexistent"), ("HelpdeskMagicFile", "/tmp"),
    ("HelpdeskMailFrom", "nobody"),
    ("HelpdeskMailTransport", "carrier-pigeon:home"), ("HelpdeskMailTransport", "smtp:"),
    ("HelpdeskTrustUser", "Maybe"), ("Helpdesk", "On"), ("HelpdeskAuthProvider", "nobody-knows")])
def test_a_wrong_value_is_named(configtest, name, value):
    quoted = f'"{value}"' if " " in value and name != "HelpdeskLoginLimit" else value
    check(configtest([name], f"{name} {quoted}"), name)


@pytest.mark.parametrize("pool, words", [
    ("DBDMin 5\nDBDKeep 2", ["DBDMin 5", "DBDKeep 2"]), ("DBDKeep 11", ["DBDKeep 11", "DBDMax 10"]), ("DBDMin 1\nDBDKeep 2\nDBDMax 2", ["DBDMax", "not enough"]),
    ("<IfModule mod_dbd.c>\nDBDKeep 8\nDBDMax 4\n</IfModule>", ["DBDKeep 8", "DBDMax 4"]), ("DBDMax 6\nHelpdeskDatabaseMax 4", ["HelpdeskDatabaseMax", "not enough"])])
def test_a_pool_of_connections_that_cannot_work_is_named(configtest, pool, words):
    check(configtest(pool=pool), *words)


def test_a_pool_of_connections_that_may_be_narrow_is_told(configtest):
    status, lines = configtest(pool="")
    assert status == 0
    if MPM != "prefork":
        assert len([line for line in lines if "HD0150" in line and "DBDMax" in line]) == 1, lines
    assert configtest(pool="DBDMax 10") == (0, ["Syntax OK"]), "somebody has thought of it"


def test_a_pool_of_connections_may_stand_in_quotation_marks(configtest):
    assert configtest(pool='DBDMin "1"\nDBDKeep "2"\nDBDMax "6"') == (0, ["Syntax OK"])
    check(configtest(pool="DBDMin '5'\nDBDKeep '2'"), "DBDMin 5", "DBDKeep 2")
    check(configtest(pool='DBDMax "2"'), "DBDMax", "2 connections are not enough")
    check(configtest(pool="Define many 5\nDBDMin ${many}\nDBDKeep 2"), "DBDMin 5", "DBDKeep 2")


def test_connections_that_live_as_long_as_a_request_are_for_servers_only(configtest):
    for value in "Off", '"off"':
        result = configtest(pool=f"DBDPersist {value}\nDBDMin 9\nDBDMax 6")
        if DB == "sqlite3":
            check(result, "DBDPersist", "sqlite3")
        else:
            assert result == (0, ["Syntax OK"]), "each request has one of its own"


def test_a_pool_of_a_virtual_server_is_its_own(configtest, site):
    own = "DBDMax 8\n<VirtualHost 127.0.0.1:9>\nHelpdeskURL http://x/portal\n<Location /portal>\nHelpdesk On\n</Location>\n%s</VirtualHost>"
    check(configtest(pool=own % "DBDMin 9\n"), "DBDMin 9", "DBDMax 8")
    check(configtest(pool=own % ""), "not enough")  # two portals share it
    assert configtest(pool=own % "DBDMax 5\n")[0] == 0


def test_a_server_without_a_database_is_named(configtest):
    check(configtest(["DBDriver"]), "DBDriver", "missing")


@once
@pytest.mark.parametrize("name", ["HelpdeskURL", "HelpdeskDataDir", "HelpdeskSecret", "HelpdeskMailFrom"])
def test_what_is_missing_is_named(configtest, name):
    check(configtest([name]), name, "missing")


@once
def test_a_directive_that_there_is_not_is_named(configtest):
    check(configtest(add="HelpdeskNoSuchThing On"), "HelpdeskNoSuchThing")


@once
@pytest.mark.parametrize("page", ["tickets.xsl", "layout.xsl", "error.xsl", "components/form.xsl", "mail/answer.html.xsl", "strings/en.xml", "last-resort.html",
                                  "assets/portal.css"])
def test_a_missing_part_of_the_look_is_named(configtest, share, page):
    (share / "xslt" / page).unlink()
    check(configtest(share=share), page.rpartition("/")[2].partition(".")[0])


@once
@pytest.mark.parametrize("page, text", [("tickets.xsl", "<xsl:stylesheet"), ("ticket.xsl", "<a/>"), ("strings/en.xml", "<words>"), ("components/rows.xsl", "")])
def test_a_part_of_the_look_that_cannot_be_read_is_named(configtest, share, page, text):
    (share / "xslt" / page).write_text(text)
    check(configtest(share=share), page)


@once
@pytest.mark.parametrize("text", ["SELECT 1", "-- name: one\nSELECT 1", "-- name: one :some\nSELECT 1", "-- name: a b :one\nSELECT 1",
                                  "-- name: one :one\nSELECT 1\n-- name: one :one\nSELECT 2", "-- name: one :one\n"])
def test_a_sql_file_that_does_not_parse_is_named(configtest, share, text):
    (share / "sql" / "outbox.sql").write_text(text)
    check(configtest(share=share), "outbox.sql")


@once
def test_a_missing_directory_of_sql_is_named(configtest, share):
    shutil.rmtree(share / "sql")
    check(configtest(share=share), "sql")


@once
def test_a_list_of_types_that_does_not_parse_is_named_with_its_line(configtest, tmp_path):
    magic = tmp_path / "own.magic"
    magic.write_text("0\tstring\tAB\tof two letters\n!:mime\ttext/plain\n0\tsomething\tAB\tx\n")
    result = configtest(add=f'HelpdeskMagicFile "{magic}"')
    check(result, "HelpdeskMagicFile", str(magic))
    assert any(f"{magic}, 3:" in line for line in result[1]), "libmagic says where"
    magic.write_text("")
    check(configtest(add=f'HelpdeskMagicFile "{magic}"'), "HelpdeskMagicFile", str(magic), "empty")


@once
def test_the_shipped_list_of_types_is_missed_when_no_other_is_named(configtest, share):
    (share / "magic/helpdesk.magic").unlink()
    check(configtest(share=share), "HelpdeskMagicFile", "helpdesk.magic")
    assert configtest(share=share, add="HelpdeskMagicFile /usr/share/misc/magic.mgc") == (0, ["Syntax OK"])


@once
def test_a_data_directory_that_apaches_user_cannot_write_is_named(configtest, tmp_path):
    data = tmp_path / "data"
    data.mkdir()
    data.chmod(0o555)
    if os.geteuid() == 0:
        data.chmod(0o755)  # root's own: root could write it, Apache's User cannot
    check(configtest(["HelpdeskDataDir"], f'HelpdeskDataDir "{data}"'), "HelpdeskDataDir", str(data))


@once
def test_a_data_directory_that_is_a_file_is_named(configtest, tmp_path):
    (tmp_path / "data").write_text("")
    check(configtest(["HelpdeskDataDir"], f'HelpdeskDataDir "{tmp_path}/data"'), "HelpdeskDataDir")


@once
@pytest.mark.parametrize("what", ["missing", "not executable", "a directory", "for another user only", "behind a closed door"])
def test_a_sendmail_that_apaches_user_cannot_run_is_named(configtest, tmp_path, what):
    program = tmp_path / "door" / "sendmail"
    program.parent.mkdir(mode=0o755)
    if what == "a directory":
        program.mkdir()
    elif what != "missing":
        program.write_text("#!/bin/sh\n")
        program.chmod({"not executable": 0o644, "for another user only": 0o700 if os.geteuid() == 0 else 0o600}.get(what, 0o755))
    if what == "behind a closed door":
        program.parent.chmod(0o700 if os.geteuid() == 0 else 0o600)
    check(configtest(["HelpdeskMailTransport"], f'HelpdeskMailTransport "sendmail:{program}"'), "HelpdeskMailTransport", str(program))
    program.parent.chmod(0o755)
    if not program.is_dir():
        program.write_text("#!/bin/sh\n")
        program.chmod(0o755)
        assert configtest(["HelpdeskMailTransport"], f'HelpdeskMailTransport "sendmail:{program}"')[0] == 0


@once
@pytest.mark.parametrize("what", ["closed", "closed new", "missing in a closed directory", "a file"])
def test_a_maildir_that_apaches_user_cannot_write_is_named(configtest, tmp_path, what):
    place = tmp_path / "mail"
    closed = {"closed new": place / "new"}.get(what, place)
    if what == "a file":
        place.write_text("")
    else:
        closed.mkdir(parents=True)
        closed.chmod(0o755 if os.geteuid() == 0 else 0o555)  # root's own: root could write it, Apache's User cannot
    box = place / "box" if what == "missing in a closed directory" else place
    check(configtest(["HelpdeskMailTransport"], f'HelpdeskMailTransport "maildir:{box}"'), "HelpdeskMailTransport", str(box))
    if what != "a file":
        for path in place, closed:
            path.chmod(0o777)
        assert configtest(["HelpdeskMailTransport"], f'HelpdeskMailTransport "maildir:{box}"')[0] == 0
    assert not (place / "tmp").exists(), "configtest has made a Maildir"


@once
def test_a_secret_is_not_shown(configtest):
    _, lines = configtest(["HelpdeskSecret"], "HelpdeskSecret too-short-secret")
    assert not any("too-short-secret" in line for line in lines)


@once
def test_a_theme_is_laid_over_the_look(configtest, tmp_path):
    theme = tmp_path / "theme"
    (theme / "assets").mkdir(parents=True)
    assert configtest(add=f'HelpdeskTheme "{theme}"')[0] == 0
    (theme / "home.xsl").write_text("<broken")
    check(configtest(add=f'HelpdeskTheme "{theme}"'), "theme/home.xsl")
