# tests/http/test_matrix.py: every row of the route table against those who may not use it, and what it may not be asked.
# A route that SAMPLES does not know fails the first test: say there what it is tried with.
# SPDX-License-Identifier: Apache-2.0
import re
import urllib.parse

import pytest

from browser import BASE, XML
from portal import REPO
from test_tickets import open_ticket

ROW = re.compile(r'^    \{ "(GET|POST)", "([^"]+)", HD_FOR_(\w+), (\w+), (\w+), (?:"([\w-]+)"|NULL), (\w+) \},', re.M)
TABLE = (REPO / "src/web/routes.c").read_text()
ROWS = [match.groups() for match in ROW.finditer(TABLE)]

# path: the fields that its POST is tried with, and those whose text a refusal gives back
TYPED = {"subject": "The typed title", "body": "The typed text, «in full» & <b>", "department": "billing"}
SAMPLES = {
    "/": {}, "/login": {"email": "typed@example.com", "password": "never-shown-1"}, "/logout": {},
    "/password/forgot": {"email": "typed@example.com"},
    "/password/reset": {"token": "none", "password": "never-shown-1", "password2": "never-shown-1"},
    "/services/": {}, "/services/{id}": {}, "/support": {}, "/tickets/": {}, "/tickets/new": TYPED,
    "/tickets/{ref}": {}, "/tickets/{ref}/reply": {"body": TYPED["body"]}, "/tickets/{ref}/close": {},
    "/tickets/{ref}/reopen": {}, "/tickets/{ref}/rate": {"rating": "5", "comment": "typed"},
    "/rate/{token}": {"rating": "5", "comment": "typed"}, "/rate/{token}/reopen": {}, "/attachments/{id}/{name}": {},
    "/account": {"name": "Typed Name", "language": "en", "theme": ""},
    "/account/password": {"current": "never-shown-0", "password": "never-shown-1", "password2": "never-shown-1"},
    "/account/security": {"everywhere": "1"}, "/account/notices": {"notice-technical": "mine"},
    "/desk/": {}, "/desk/waiting": {}, "/desk/tickets/{ref}": {}, "/desk/tickets/{ref}/reply": {"body": TYPED["body"]},
    "/desk/bulk": {"ticket": "HD-0000000", "priority": "low"},
    "/desk/tickets/{ref}/assign": {"assignee": ""}, "/desk/tickets/{ref}/set": {"status": "in-progress"},
    "/desk/tickets/{ref}/note": {"body": TYPED["body"]}, "/desk/tickets/{ref}/hold": {"until": ""},
    "/desk/tickets/{ref}/undo": {"message": "0"}, "/desk/tickets/{ref}/merge": {"into": "HD-0000000"},
    "/desk/tickets/{ref}/split": {"message": "0"}, "/desk/tickets/{ref}/macro": {"body": TYPED["body"], "macro": "0"},
    "/desk/reports": {}, "/desk/reports/{table}": {},
    "/assets/{name}": {}, "/healthz": {}, "/metrics": {},
    "/admin/macros/": {}, "/admin/macros/new": {"name": "Typed", "body-en": "Text"}, "/admin/macros/{id}": {"name": "Typed", "body-en": "Text"},
    "/admin/macros/{id}/delete": {"confirm": "1"},
    "/admin/webhooks/": {}, "/admin/webhooks/new": {"url": "typed"}, "/admin/webhooks/{id}": {"url": "typed"},
    "/admin/webhooks/{id}/secret": {"secret": "typed"}, "/admin/webhooks/{id}/try": {}, "/admin/webhooks/{id}/delete": {},
    "/admin/clients/": {}, "/admin/clients/new": {"name": "Typed"}, "/admin/clients/{id}": {"name": "Typed"},
    "/admin/clients/{id}/invite": {}, "/admin/accounts/{id}": {"name": "Typed"}, "/desk/clients/": {}, "/desk/clients/{id}": {},
    "/admin/clients/{id}/merge": {"into": "nobody@example.com"}, "/admin/clients/{id}/act": {"reason": " "}, "/acting/end": {}, "/admin/accounts/{id}/merge": {"into": "0" * 16},
    "/admin/accounts/{id}/members": {"email": "typed@example.com", "rights": "owner"},
    "/admin/services/": {}, "/admin/services/new": {"label": "typed.example"}, "/admin/services/{id}": {"label": "typed.example"},
    "/admin/services/{id}/state": {"state": "active"},
    "/admin/": {}, "/admin/audit": {}, "/admin/audit.csv": {},
    "/admin/departments/": {}, "/admin/departments/new": {"slug": "typed", "name-en": "Typed"},
    "/admin/departments/{slug}": {"name-en": "Typed"}, "/admin/departments/{slug}/levels": {"first-urgent": "1"},
    "/admin/settings": {"banner-en": "Typed"}, "/admin/agents/": {}, "/admin/agents/new": {"email": "typed@example.com"}, "/admin/agents/{id}": {"name": "Typed"},
    "/admin/agents/{id}/invite": {}, "/admin/outbox/": {}, "/admin/outbox/retry": {}, "/admin/outbox/{id}": {},
    "/admin/outbox/{id}/retry": {}, "/admin/outbox/{id}/drop": {"reason": "Typed"},
}
NOT_FOR_VISITORS = {"/healthz", "/metrics"}  # by address: 127.0.0.1 only
SECRETS = ("never-shown-0", "never-shown-1")


def rows(*methods, who=None, not_who=None):
    chosen = [row for row in ROWS if row[0] in methods and (not who or row[2] in who) and (not not_who or row[2] not in not_who)]
    return pytest.mark.parametrize("row", chosen, ids=[f"{row[0]} {row[1]}" for row in chosen])


def kept(portal, service):
    """What administrators keep for clients."""
    admin = portal.browser("admin@example.com")
    assert admin.form("/admin/macros/new", "/macros/new").send(name="A macro", **{"body-en": "Text"}).status == 303
    macro = admin.xml("/admin/macros/").find("list/row").get("address").rpartition("/")[2]
    assert admin.form("/admin/webhooks/new", "/webhooks/new").send(department="sales", url="https://example.com/").status == 303
    webhook = admin.xml("/admin/webhooks/").find("list/row").get("address").rpartition("/")[2]
    portal.add_client()  # the newest of the list has an account
    client = admin.xml("/admin/clients/").find("list/row").get("address")
    account = admin.xml(client).find("list[@name='client-accounts']/row").get("address").rpartition("/")[2]
    client = client.rpartition("/")[2]
    return {"/desk/clients/{id}": {"id": client},
            **{f"/admin/clients/{{id}}{end}": {"id": client} for end in ("", "/invite", "/merge", "/act")},
            **{f"/admin/accounts/{{id}}{end}": {"id": account} for end in ("", "/members", "/merge")},
            **{f"/admin/webhooks/{{id}}{end}": {"id": webhook} for end in ("", "/secret", "/try", "/delete")},
            **{f"/admin/macros/{{id}}{end}": {"id": macro} for end in ("", "/delete")},
            **{f"/admin/services/{{id}}{end}": {"id": service} for end in ("", "/state")}}


@pytest.fixture(scope="module")
def things(portal):
    """What the {…} of paths stand for: things of the first client."""
    client = portal.browser("client@example.com")
    ref = open_ticket(client, [("theirs.txt", b"theirs", "text/plain")])
    file = client.xml(f"/tickets/{ref}").find(".//file")
    service = client.xml("/services/").find("services/service").get("id")
    asset = re.search(r"/assets/([\w.-]+\.css)", portal.client().get("/login").text).group(1)
    admin = portal.browser("admin@example.com")
    agent = admin.xml("/admin/agents/").find(".//row").get("address").rpartition("/")[2]
    mail = {"id": admin.xml("/admin/outbox/").find(".//mail").get("address").rpartition("/")[2]}
    return {"/admin/outbox/{id}": mail, "/admin/outbox/{id}/retry": mail, "/admin/outbox/{id}/drop": mail, "/admin/departments/{slug}": {"slug": "technical"},
            "/admin/departments/{slug}/levels": {"slug": "technical"}, "/admin/agents/{id}": {"id": agent},
            "/admin/agents/{id}/invite": {"id": agent}, "/services/{id}": {"id": service}, "/attachments/{id}/{name}": {"id": file.get("id"), "name": "x"},
            "/assets/{name}": {"name": asset}, "/desk/reports/{table}": {"table": "days.csv"}, "ref": ref, **kept(portal, service)}


def fill(things, path, **other):
    """A path with its {…} filled in."""
    values = {"ref": things["ref"], "token": "none", **things.get(path, {}), **other}
    return re.sub(r"\{(\w+)\}", lambda match: values[match.group(1)], path)


def keeps_typed(response, fields):
    """Whether the page still has what was typed, and nothing that is secret."""
    shown = {name: value for name, value in fields.items() if value not in SECRETS and name in ("subject", "body")}
    page = response.html
    for name, value in shown.items():
        kept = page.xpath(f"//*[@name='{name}']/@value | //textarea[@name='{name}']/text()")
        assert kept and kept[0].replace("\r\n", "\n") == value, f"{name} is lost: {response}"
    for secret in SECRETS:
        assert secret not in response.text


def test_every_row_of_the_route_table_is_read():
    table = TABLE[TABLE.index("hd_routes[] = {"):TABLE.index("{ NULL, NULL")]
    assert len(ROWS) == table.count("HD_FOR_") and len(ROWS) > 25


def test_every_route_has_a_sample():
    assert {row[1] for row in ROWS} == set(SAMPLES)


# -- signed out --------------------------------------------------------------------------------------------------------

@rows("GET", not_who=["ALL"])
def test_a_page_leads_who_is_signed_out_to_sign_in_and_back(site, visitor, things, row):
    path = fill(things, row[1]) + "?a=1&b=%C5%A1"
    for response in visitor.get(path), visitor.head(path):
        assert response.status == 302, response
        address = urllib.parse.urlsplit(response.location)
        assert not address.netloc and address.path == BASE + "/login"
        assert urllib.parse.parse_qs(address.query) == {"next": [BASE + path]}


@rows("GET", not_who=["ALL"])
def test_a_view_is_401_for_who_is_signed_out(site, visitor, things, row):
    response = visitor.get(fill(things, row[1]), {"Accept": XML})
    assert response.status == 401 and response.header("Content-Type") == "application/xml; charset=utf-8"
    assert response.xml.find("error").get("status") == "401"


@rows("GET", who=["ALL"])
def test_a_public_page_is_open_to_who_is_signed_out(site, visitor, things, row):
    status = 403 if row[1] in NOT_FOR_VISITORS else 404 if row[1] in ("/password/reset", "/rate/{token}") else 200
    assert visitor.get(fill(things, row[1])).status == status


@rows("POST", not_who=["ALL"])
@pytest.mark.parametrize("files", [None, [("lost.txt", b"lost", "text/plain")]], ids=["urlencoded", "multipart"])
def test_a_form_of_a_lapsed_session_is_refused_with_its_text(site, visitor, things, row, files):
    fields = SAMPLES[row[1]]
    if files and row[6] != "HD_ROUTE_FILES":
        files = []
    before, path = site.staging(), fill(things, row[1])
    response = visitor.post(path, fields, files, csrf="0" * 64)
    assert response.status == 403, response
    keeps_typed(response, fields)
    sign_in = response.html.xpath("//a[contains(@href,'/login?next=')]/@href")
    assert sign_in, "no way to sign in"
    if files:
        assert "lost.txt" in response.text
    site.wait_staging(before)


@rows("POST", who=["ALL"])
def test_a_public_form_without_its_token_is_refused_with_its_text(site, visitor, things, row):
    fields = SAMPLES[row[1]]
    response = visitor.post(fill(things, row[1]), fields, csrf=None, once=None)
    assert response.status == 403, response
    keeps_typed(response, fields)
    visitor.get("/login")
    assert visitor.post(fill(things, row[1]), fields, csrf="0" * 64, once=None).status == 403


# -- signed in ---------------------------------------------------------------------------------------------------------

@rows("GET", who=["CLIENT", "SIGNED_IN", "ALL"])
def test_a_page_is_open_to_the_client_whose_it_is(site, client, things, row):
    status = {"/login": 303, "/healthz": 403, "/metrics": 403, "/password/reset": 404, "/rate/{token}": 404}.get(row[1], 200)
    path = fill(things, row[1])
    response, head = client.get(path), client.head(path)
    assert response.status == status, response
    assert head.status == status and head.body == b""


@rows("GET", who=["AGENT"])
def test_a_page_of_the_desk_is_open_to_agents_and_admins(site, agent, admin, things, row):
    for staff in agent, admin:
        response, head = staff.get(fill(things, row[1])), staff.head(fill(things, row[1]))
        assert response.status == 200, response
        assert head.status == 200 and head.body == b""


@rows("GET", who=["ADMIN"])
def test_a_page_of_the_administration_is_open_to_admins_alone(site, agent, admin, things, row):
    path = fill(things, row[1])
    response, head = admin.get(path), admin.head(path)
    assert response.status == 200, response
    assert head.status == 200 and head.body == b""
    assert agent.get(path).status == 403 and agent.head(path).status == 403


@rows("POST", who=["ADMIN"])
def test_a_form_of_the_administration_is_refused_from_an_agent(site, agent, things, row):
    response = agent.post(fill(things, row[1]), SAMPLES[row[1]])
    assert response.status == 403, response
    keeps_typed(response, SAMPLES[row[1]])


@rows("GET", who=["AGENT", "ADMIN"])
def test_a_client_is_refused_at_the_desk(site, client, things, row):
    path = fill(things, row[1])
    assert client.get(path).status == 403
    assert client.head(path).status == 403
    response = client.get(path, {"Accept": XML})
    assert response.status == 403 and response.xml.find("error").get("code") == "forbidden"


@rows("POST", who=["AGENT", "ADMIN"])
def test_a_client_is_refused_at_the_desk_with_what_was_typed(site, client, things, row):
    response = client.post(fill(things, row[1]), SAMPLES[row[1]])
    assert response.status == 403, response
    keeps_typed(response, SAMPLES[row[1]])


@rows("GET", who=["CLIENT"])
def test_staff_without_an_account_are_refused_on_pages_of_clients(site, agent, admin, things, row):
    for staff in agent, admin:
        assert staff.get(fill(things, row[1])).status == 403


@rows("POST", who=["CLIENT"])
def test_staff_without_an_account_are_refused_on_forms_of_clients(site, agent, things, row):
    response = agent.post(fill(things, row[1]), SAMPLES[row[1]])
    assert response.status == 403, response
    keeps_typed(response, SAMPLES[row[1]])


@rows("POST", not_who=["ALL"])
@pytest.mark.parametrize("csrf", [None, "", "0" * 64, "other"], ids=["missing", "empty", "wrong", "another's"])
def test_a_form_without_its_token_is_refused_with_what_was_typed(site, client, other, agent, admin, things, row, csrf):
    sender = {"AGENT": agent, "ADMIN": admin}.get(row[2], client)
    fields = dict(SAMPLES[row[1]])
    if csrf is not None:
        fields["csrf"] = other.csrf() if csrf == "other" else csrf
    response = sender.post(fill(things, row[1]), fields, csrf=None)
    assert response.status == 403, response
    keeps_typed(response, fields)
    assert sender.get("/account").status == 200, "signed out by a form without its token"


def tickets_to_change(client, path, fields):
    """What ends or needs a ticket of its own: its reference, and the fields with which that is accepted."""
    ref, another = open_ticket(client), open_ticket(client)
    client.post(f"/tickets/{ref}/reply", {"body": "One more"})
    message = client.xml(f"/tickets/{ref}").find(".//message").get("id")
    return {"ref": ref}, {"merge": {"into": another}, "split": {"message": message}}.get(path.rpartition("/")[2], fields)


# Taking back what can be taken back is in test_work.py; putting in a canned answer shows the page again (test_macros.py).
@pytest.mark.parametrize("path", [row[1] for row in ROWS if row[6] == "HD_ROUTE_FILES" and not row[1].endswith(("/undo", "/macro"))])
def test_the_page_that_refuses_a_form_has_a_form_that_is_accepted(site, client, agent, things, path):
    sender = agent if path.startswith("/desk/") else client
    values, fields = tickets_to_change(client, path, SAMPLES[path])
    path = fill(things, path, **values)
    refused = sender.post(path, fields, csrf=None)
    response = sender.form_of(refused, path, path).send()
    assert response.status == 303, response


# -- another's things --------------------------------------------------------------------------------------------------

OWNED = [row for row in ROWS if "{" in row[1] and row[2] in ("CLIENT", "SIGNED_IN")]


@pytest.mark.parametrize("row", OWNED, ids=[f"{row[0]} {row[1]}" for row in OWNED])
def test_another_clients_thing_is_the_same_404_as_one_that_does_not_exist(site, client, other, things, row):
    absent = {"ref": "HD-0000000", "id": "A" * 22}

    def answer(path, headers):
        if row[0] == "POST":
            return other.post(path, SAMPLES[row[1]], once="o", headers=headers)
        return other.get(path, headers)

    def neutral(response, values):
        text = response.text
        for value in values:
            text = text.replace(value, "X")
        text = re.sub(r'(name="csrf" value=")[0-9a-f]{64}"', r'\1X"', text)  # another mask each time
        text = re.sub(r'(class="ref">|<error [^>]*id=")[^<"]*', r"\1", text)
        return re.sub(r'now="[^"]*"', "", text)

    for headers in {}, {"Accept": XML}:
        theirs = fill(things, row[1])
        missing = fill(things, row[1], **{key: absent.get(key, "x") for key in re.findall(r"\{(\w+)\}", row[1])})
        values = [things["ref"], *things.get(row[1], {}).values(), *absent.values()]
        one, two = answer(theirs, headers), answer(missing, headers)
        assert (one.status, two.status) == (404, 404), one
        assert neutral(one, [v for v in values if len(v) > 3]) == neutral(two, [v for v in values if len(v) > 3])
        assert sorted(one.headers.keys()) == sorted(two.headers.keys())


DESK = [row for row in ROWS if row[1].startswith("/desk/") and "{ref}" in row[1]]


@pytest.fixture(scope="module")
def outsider(portal):
    """An agent of a department that has no tickets."""
    email = portal.add_person(role="agent")
    portal.ctl("department", "add", "outside", "--name-en", "Outside")
    portal.ctl("department", "staff", "outside", email)
    return portal.sign_in(email)


@pytest.mark.parametrize("row", DESK, ids=[f"{row[0]} {row[1]}" for row in DESK])
def test_a_ticket_of_another_department_is_the_same_404_as_one_that_does_not_exist(site, outsider, agent, things, row):
    texts = []
    for ref in things["ref"], "HD-0000000":
        path, headers = fill(things, row[1], ref=ref), {"Accept": XML}
        answer = (outsider.post(path, SAMPLES[row[1]], once="o", headers=headers) if row[0] == "POST"
                  else outsider.get(path, headers))
        assert answer.status == 404, answer
        texts.append(re.sub(r'now="[^"]*"|<error [^>]*id="[^"]*"', "", re.sub(r"HD-\w{7}", "X", answer.text)))
    assert texts[0] == texts[1]


def test_an_attachment_of_another_department_is_404(site, outsider, agent, things):
    path = fill(things, "/attachments/{id}/{name}")
    assert outsider.get(path).status == 404 and agent.get(path).status == 200


def test_a_form_to_something_missing_gives_the_typed_text_back(site, client):
    response = client.post("/tickets/HD-0000000/reply", {"body": TYPED["body"]})
    assert response.status == 404
    keeps_typed(response, {"body": TYPED["body"]})


# -- methods and slashes -----------------------------------------------------------------------------------------------

@pytest.mark.parametrize("path", sorted({row[1] for row in ROWS}))
def test_a_wrong_method_is_405_and_says_which_are_right(site, client, visitor, things, path):
    methods = {row[0] for row in ROWS if row[1] == path}
    allow = methods | ({"HEAD"} if "GET" in methods else set())
    for who in visitor, client:
        for method in {"GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "BREW"} - allow:
            response = who.request(method, fill(things, path), b"" if method in ("POST", "PUT", "PATCH") else None)
            assert response.status == 405, f"{method}: {response}"
            assert {word.strip() for word in response.header("Allow").split(",")} == allow


@pytest.mark.parametrize("path", ["", "/tickets", "/services", "/desk", "/admin"])
def test_a_list_without_its_slash_leads_to_the_one_with_it(site, visitor, client, path):
    for who in visitor, client:
        response = who.request("GET", BASE + path + "?status=all")
        assert response.status == 301 and response.location == BASE + path + "/?status=all"
        assert who.request("HEAD", BASE + path).status == 301


@pytest.mark.parametrize("path", sorted({row[1] for row in ROWS if not row[1].endswith("/")}))
def test_a_wrong_slash_elsewhere_is_404(site, client, visitor, things, path):
    for who in visitor, client:
        assert who.get(fill(things, path) + "/").status == 404


@pytest.mark.parametrize("path", ["/nothing", "/tickets/new/x/y", "/TICKETS/", "/tickets/%2f", "/index.html", "/admins/"])
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_an_unknown_path_is_404_whatever_the_method_and_whoever_asks(site, client, visitor, path, method):
    for who in visitor, client:
        response = who.request(method, BASE + path, b"" if method == "POST" else None)
        assert response.status == 404, response
        assert response.html.find(".//h1") is not None


def test_doubled_slashes_are_one_as_everywhere_in_apache(site, client):
    assert client.get("//tickets//").html.xpath("//a[contains(@href, '/portal/tickets/HD-')]")


def test_a_path_that_only_begins_like_the_base_is_not_the_portals(site, visitor):
    response = visitor.request("GET", "/portalx")
    assert response.status in (404, 403) and "Content-Security-Policy" not in response.headers


def test_a_literal_segment_beats_a_reference(site, client):
    assert client.get("/tickets/new").html.xpath("//form[@data-send]")


def test_references_fold_case_and_letters_that_look_like_digits(site, client, things):
    ref = things["ref"]
    typed = ref[:3].lower() + ref[3:].lower().replace("0", "o").replace("1", "l")
    assert client.get("/tickets/" + typed).status == 200
