# tests/http/test_kinds.py: the types of attachments: by the shipped list as by the system's, which knows everything, slowly.
# SPDX-License-Identifier: Apache-2.0
import contextlib
import sqlite3

import pytest

from browser import Client
from kinds import KINDS
from portal import DB, MPM, PASSWORDS, Site, free_port
from test_tickets import open_ticket

if (DB, MPM) != ("sqlite3", "event"):
    pytest.skip("neither database nor processes make a difference", allow_module_level=True)

SYSTEM = "/usr/share/misc/magic.mgc"  # of libmagic-mgc, which libmagic needs
SECOND = """
HelpdeskAttachmentTypes *
Listen 127.0.0.1:{port}
<VirtualHost 127.0.0.1:{port}>
    ServerName 127.0.0.1
    HelpdeskURL http://127.0.0.1:{port}/portal
    HelpdeskMagicFile {system}
</VirtualHost>
"""
FILES_A_FORM = 20
PROGRAMS = [name for name in KINDS if name.startswith(("exe", "msi", "pif", "mach-o")) or name.startswith("elf") and name not in ("elf-object", "elf-core")]

# Where the lists differ on purpose: what ours says, and why.
DIFFERENT = {
    # the system's looks for sound behind the tags, where a picture may be larger than what it sees
    "mp3-cover": "audio/mpeg",
    # the system's has two names for tar, the older for what libmagic's own reader knows; we do without that reader, for it
    # is asked before any list, and calls programs tar. With a sign tar counts as tar, whatever its first file is called.
    **dict.fromkeys(["tar", "tar-of-mz", "tar-of-mz-long", "tar-of-gif", "tar-of-moov"], "application/x-tar"),
    "tar-old": "application/octet-stream",  # by the numbers alone; nobody makes it any more
    # Windows and Linux do not look where these have the signs of others: the system's takes them for what they pretend to be
    **dict.fromkeys(["exe-avif", "exe-m4a", "exe-moov", "exe-mdat"], "application/vnd.microsoft.portable-executable"),
    **dict.fromkeys(["elf-avif", "elf-moov"], "application/x-executable"),
    # Linux ignores the order of bytes that a program claims: the system's reads the kind in that order, and finds none
    **dict.fromkeys(["elf-order-0", "elf-order-1-be", "elf-order-2", "elf-order-3"], "application/x-executable"),
    # the header of Windows stands behind what libmagic is shown: the system's gives up
    **dict.fromkeys(["exe-far", "exe-tar-far"], "application/x-dosexec"),
    # neither a class of Java nor of fewer than 20 processors; 64-bit offsets, which the system's does not know
    **dict.fromkeys(["mach-o-universal-25", "mach-o-universal-64"], "application/x-mach-binary"),
    # programs of DOS without a header: the system's guesses from the first instructions, with a dozen heuristics
    "com": "application/octet-stream",
}


@pytest.fixture(scope="module")
def types():
    """Every kind sent to two portals of one Apache and database. @return the types by the shipped list, and by the system's"""
    port = free_port()
    site = Site(SECOND.format(port=port, system=SYSTEM), mail=False, name="kinds")
    try:
        site.start()
        yield [send_all(site, client_of(each)) for each in (site.port, port)]
        assert not [line for line in site.log_lines() if ":warn]" in line or ":error]" in line]
    finally:
        site.stop()
        site.remove()


def client_of(port):
    client = Client("127.0.0.1", port)
    assert client.sign_in("client@example.com", PASSWORDS["client@example.com"]).status == 303
    return client


def send_all(site, client):
    names, found = list(KINDS), {}
    for at in range(0, len(names), FILES_A_FORM):
        ref = open_ticket(client, [(name, KINDS[name], "application/x-claimed") for name in names[at:at + FILES_A_FORM]])
        with contextlib.closing(sqlite3.connect(f"file:{site.place}/db/helpdesk.sqlite?mode=ro", uri=True)) as database:
            found.update(database.execute("SELECT a.name, a.type FROM attachment a JOIN message m ON m.id = a.message_id "
                                          "JOIN ticket t ON t.id = m.ticket_id WHERE t.ref = ?", [ref]))
    return found


@pytest.mark.parametrize("name", KINDS)
def test_the_shipped_list_names_what_people_attach_as_the_systems_does(types, name):
    ours, the_systems = types
    assert ours[name] == DIFFERENT.get(name, the_systems[name])
    assert (ours[name] != the_systems[name]) == (name in DIFFERENT)


@pytest.mark.parametrize("name", [name for name in KINDS if name.startswith("text")])
def test_text_in_any_encoding_is_text(types, name):
    assert types[0][name] == "text/plain"


def test_bytes_of_no_kind_have_no_type(types):
    assert types[0]["unknown"] == types[0]["one"] == "application/octet-stream"


@pytest.mark.parametrize("name", PROGRAMS)
def test_programs_of_every_system_are_refused(site, client, name):
    before = site.staging()
    response = client.form("/tickets/new", "/tickets/new").send([("holiday.png", KINDS[name], "image/png")], subject="x", body="y")
    assert response.status == 422 and response.problems() == ["attachment"] and "holiday.png" in response.words()
    site.wait_staging(before)
