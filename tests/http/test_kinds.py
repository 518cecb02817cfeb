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
PROGRAMS = ["exe", "exe-16-bit", "exe-dos", "msi", "msi-late", "msi-patch", "elf-executable", "elf-executable-be", "elf-library", "mach-o", "mach-o-32", "mach-o-universal"]

# Where the lists differ on purpose: what ours says.
DIFFERENT = {
    "mp3-cover": "audio/mpeg",  # the system's looks for sound behind the tags, where a picture may be larger than what it sees
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
