# tests/http/test_admin.py: what administrators change on pages: departments, agents and their rights; two at once; what is wrong.
# SPDX-License-Identifier: Apache-2.0
import concurrent.futures
import re
import subprocess
import uuid

import pytest

from backup_load import rows_of
from portal import DB, PASSWORD, as_user, wait_until
from test_audit import noted
from test_clocks_apart import sql
from test_tickets import open_ticket, reply

DEPARTMENTS, AGENTS = "/admin/departments/", "/admin/agents/"


def new_slug():
    return f"d{uuid.uuid4().hex[:10]}"


def new_department(admin, **fields):
    """A department made on the page: its slug."""
    slug = fields.pop("slug", None) or new_slug()
    response = admin.form(DEPARTMENTS + "new", "/departments/new").send(**{"slug": slug, "name-en": "Some", **fields})
    assert response.status == 303 and response.location == f"/portal{DEPARTMENTS}{slug}", response
    return slug


def edit(admin, address):
    return admin.form(address, address)


def banner(response):
    return " ".join(response.html.xpath("//*[@role='status']//text()")).strip()


def problems(response):
    """What is wrong, by field."""
    return {node.get("id")[:-6] for node in response.html.xpath("//*[@class='fault'][@id]")}


def agent_id(admin, email):
    rows = admin.xml(AGENTS).findall("list/row")
    return next(row.get("address") for row in rows if row.findtext("cell[@name='email']") == email)


def new_agent(admin, **fields):
    """Somebody new at the desk, made on the page: (address of mail, address of their page)."""
    email = f"a{uuid.uuid4().hex[:10]}@example.com"
    response = admin.form(AGENTS + "new", "/agents/new").send(**{"name": "Nova Agentić", "email": email, **fields})
    assert response.status == 303, response
    return email, response.location[len("/portal"):]


@pytest.fixture(scope="module")
def another(portal):
    return portal.add_person("Drugi Admin", role="admin")


@pytest.fixture
def second(site, another):
    """Another admin; signed in anew, for other tests keep them out for a while."""
    return site.sign_in(another)


# -- departments -------------------------------------------------------------------------------------------------------

def test_a_department_is_made_and_clients_choose_it(site, admin, client):
    slug = new_department(admin, **{"name-en": "Fibre", "name-sr-Cyrl": "Оптика", "addresses": "one@example.com\r\n\r\nONE@example.com\r\n"})
    page = admin.get(DEPARTMENTS + slug)
    assert page.html.xpath("//input[@name='name-sr-Latn']/@value") == ["Optika"], "the Latin name is made of the Cyrillic one"
    assert page.html.xpath("//textarea[@name='addresses']/text()") == ["one@example.com"]
    assert "Fibre" in client.get("/tickets/new").text
    ref = open_ticket(client, department=slug)
    assert site.smtp.wait("one@example.com", ref)
    assert ("created", "", "", "") in noted(site, slug) and ("changed", "name-en", "", "Fibre") in noted(site, slug)


def test_one_that_takes_no_tickets_is_not_offered_and_its_tickets_are_answered(site, admin, client):
    slug = new_department(admin, **{"name-en": f"Closing {uuid.uuid4().hex}"})
    ref = open_ticket(client, department=slug)
    assert edit(admin, DEPARTMENTS + slug).set("active", None).send().status == 303
    assert slug not in client.get("/tickets/new").text
    assert client.post("/tickets/new", {"department": slug, "subject": "No", "body": "No"}).status == 422
    assert reply(admin, ref, "An answer", desk=True).status == 303
    assert noted(site, slug)[-1] == ("changed", "active", "yes", "no")


def test_what_is_wrong_stands_at_its_field_and_what_was_typed_stays(site, admin):
    fields = {"slug": "Bad Slug!", "name-en": "x" * 101, "addresses": "nobody\nfine@example.com", "signature-en": "Kept text",
              "position": "many"}
    response = admin.form(DEPARTMENTS + "new", "/departments/new").send(**fields)
    assert response.status == 422 and problems(response) == {"slug", "name-en", "addresses", "position"}
    assert "nobody is no e-mail address" in response.text
    kept = {name: response.html.xpath(f"//*[@name='{name}']")[0] for name in fields}
    assert {name: node.get("value") or (node.text or "").strip() for name, node in kept.items()} == fields
    assert admin.form(DEPARTMENTS + "new").send(**{"slug": new_slug()}).status == 422, "a name in no language"
    many = {"slug": new_slug(), "name-en": "N", "addresses": "\n".join(f"a{number}@example.com" for number in range(51))}
    assert problems(admin.form(DEPARTMENTS + "new").send(**many)) == {"addresses"}
    for slug in "technical", "new", "-a", "ж":
        assert problems(admin.form(DEPARTMENTS + "new").send(**{"slug": slug, "name-en": "N"})) == {"slug"}, slug
    assert admin.get(DEPARTMENTS + "nothing").status == 404 and admin.post(DEPARTMENTS + "nothing", {}).status == 404


def test_the_same_form_again_leads_to_what_it_made(site, admin):
    form = admin.form(DEPARTMENTS + "new", "/departments/new").set("slug", new_slug()).set("name-en", "Once")
    answers = [form.send() for _ in range(3)]
    assert {(one.status, one.location) for one in answers} == {(303, f"/portal{DEPARTMENTS}{form.get('slug')}")}
    assert [row[0] for row in noted(site, form.get("slug"))].count("created") == 1
    assert form.set("once", None).send().status == 422


def test_setting_what_is_set_already_notes_nothing(site, admin):
    slug = new_department(admin)
    before = noted(site, slug)
    response = edit(admin, DEPARTMENTS + slug).send()
    assert response.status == 303 and "Nothing was changed" in banner(admin.get(DEPARTMENTS + slug))
    assert noted(site, slug) == before


def test_the_second_of_two_sees_what_the_first_did_and_loses_nothing(site, admin, second):
    slug = new_department(admin, **{"name-en": "Before"})
    mine, theirs = edit(admin, DEPARTMENTS + slug), edit(second, DEPARTMENTS + slug)
    assert theirs.send(**{"name-en": "Theirs"}).status == 303
    response = mine.send(**{"name-en": "Mine", "signature-en": "Typed long"})
    assert response.status == 409
    assert response.html.xpath("//input[@name='name-en']/@value") == ["Mine"]
    assert [text.strip() for text in response.html.xpath("//textarea[@name='signature-en']/text()")] == ["Typed long"]
    assert "Theirs" in response.text and "Somebody else has changed this" in response.text
    assert admin.get(DEPARTMENTS + slug).html.xpath("//input[@name='name-en']/@value") == ["Theirs"]
    assert admin.form_of(response, DEPARTMENTS + slug, DEPARTMENTS + slug).send().status == 303
    assert noted(site, slug)[-2:] == [("changed", "name-en", "Theirs", "Mine"), ("changed", "signature-en", "", "Typed long")]


def test_what_helpdeskctl_does_meanwhile_is_seen_too(site, admin):
    slug, email = new_department(admin), site.add_person(role="agent")
    form = edit(admin, DEPARTMENTS + slug)
    site.ctl("department", "staff", slug, email)
    assert form.send(**{"name-en": "Later"}).status == 409
    assert noted(site, slug)[-1] == ("changed", "staff", "", email)


def test_somebody_named_twice_works_there_once(site, admin):
    slug, email = new_department(admin), site.add_person(role="agent")
    form = edit(admin, DEPARTMENTS + slug)
    form.fields += [("staff", agent_id(admin, email).rpartition("/")[2])] * 2
    assert form.send().status == 303 and noted(site, slug)[-1] == ("changed", "staff", "", email)
    assert edit(admin, DEPARTMENTS + slug).send(staff="nobody").status == 422


def test_a_department_and_its_agents_are_changed_at_the_same_time(site, admin, second):
    slug, emails = new_department(admin), [site.add_person(role="agent") for _ in range(3)]
    pages = [agent_id(admin, email) for email in emails]
    forms = [edit(second.twin(), page).set("departments", slug) for page in pages]
    whole = edit(admin, DEPARTMENTS + slug)
    whole.fields += [("staff", page.rpartition("/")[2]) for page in pages]
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        answers = [one.status for one in pool.map(lambda form: form.send(), [whole, *forms])]
    assert set(answers) <= {303, 409} and 303 in answers
    stored = admin.get(DEPARTMENTS + slug).html.xpath("//input[@name='staff'][@checked]")
    assert answers[0] == 409 or len(stored) == 3


def test_of_many_at_once_one_wins_and_the_others_see_it(site, admin, second):
    slug = new_department(admin)
    forms = [edit(who.twin(), DEPARTMENTS + slug).set("name-en", f"Name {turn}") for turn, who in enumerate([admin, second] * 3)]
    with concurrent.futures.ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda form: form.send().status, forms))
    assert sorted(answers) == [303] + [409] * 5
    assert len([row for row in noted(site, slug) if row[1] == "name-en"]) == 2


def test_a_signature_stands_below_answers_by_mail_and_in_no_page(site, admin, client):
    slug = new_department(admin, **{"name-en": "Signed", "signature-en": "Kind regards\nThe <team>"})
    ref = open_ticket(client, department=slug)
    assert reply(admin, ref, "An answer", desk=True).status == 303
    mails = wait_until(lambda: [mail for mail in site.smtp.found("client@example.com", ref) if "An answer" in mail.text()])
    assert "Kind regards\nThe <team>" in mails[0].text().replace("\r", "") and "The &lt;team&gt;" in mails[0].html()
    assert "Kind regards" not in client.get(f"/tickets/{ref}").text


# -- agents ------------------------------------------------------------------------------------------------------------

def link_in(mail):
    return re.search(r"/password/reset\?token=[0-9a-f]+", mail.text()).group(0)


def test_an_agent_is_invited_chooses_a_password_and_works(site, admin, client):
    slug = new_department(admin)
    email, page = new_agent(admin, departments=slug, role="agent", language="en")
    visitor = site.client()
    link = link_in(site.smtp.wait(email)[0])
    form = visitor.form(link, "/password/reset")
    assert form.send(password=PASSWORD, password2=PASSWORD).status == 303
    fresh, ref = site.sign_in(email), open_ticket(client, department=slug)
    assert fresh.get(f"/desk/tickets/{ref}").status == 200 and fresh.get("/admin/").status == 403
    assert visitor.get(link).status == 404, "the link works once"
    assert [row[0] for row in noted(site, email)] == ["created", "changed", "invited"]
    assert not any("token" in value for row in noted(site, email) for value in row)
    assert admin.form(page, "/invite").send().status == 303 and noted(site, email)[-1][0] == "invited"


def test_keeping_an_agent_out_ends_their_sessions_at_once(site, admin):
    email = site.add_person(role="agent")
    theirs, page = site.sign_in(email), agent_id(admin, email)
    assert edit(admin, page).send(disabled="1").status == 303
    assert theirs.get("/desk/").status == 302 and site.client().sign_in(email, PASSWORD).status == 401
    assert admin.post(page + "/invite", {}).status == 422
    assert edit(admin, page).set("disabled", None).send().status == 303
    assert site.sign_in(email)
    assert [row[0] for row in noted(site, email)] == ["created", "disabled", "enabled"]


def test_rights_and_departments_are_given_and_taken(site, admin, client):
    slug, email = new_department(admin), site.add_person(role="agent")
    ref, theirs, page = open_ticket(client, department=slug), site.sign_in(email), agent_id(admin, email)
    assert theirs.get(f"/desk/tickets/{ref}").status == 404
    assert edit(admin, page).send(departments=slug).status == 303
    assert theirs.get(f"/desk/tickets/{ref}").status == 200
    assert edit(admin, page).set("departments", None).send(role="admin").status == 303
    assert theirs.get(f"/desk/tickets/{ref}").status == 200 and theirs.get("/admin/").status == 200
    assert edit(admin, page).send(role="agent").status == 303
    assert theirs.get(f"/desk/tickets/{ref}").status == 404 and theirs.get("/admin/").status == 403
    assert noted(site, email)[1:] == [("changed", "departments", "", slug), ("changed", "role", "agent", "admin"),
                                      ("changed", "departments", slug, ""), ("changed", "role", "admin", "agent")]


def test_what_is_wrong_with_an_agent_is_said(site, admin):
    response = admin.form(AGENTS + "new").send(name=" ", email="nobody")
    assert response.status == 422 and problems(response) == {"name", "email"}
    assert problems(admin.form(AGENTS + "new").send(name="A", email="client@example.com")) == {"email"}
    for role in "client", "root", "":
        assert problems(admin.form(AGENTS + "new").send(name="A", email="b@example.com", role=role)) == {"role"}, role
    assert problems(admin.form(AGENTS + "new").send(name="A", email="b@example.com", departments="nowhere")) == {"departments"}
    client = next(row[1] for row in rows_of(site, "person")["person"][1] if "client@example.com" in row)
    assert admin.get(AGENTS + client).status == 404 and admin.post(AGENTS + client, {"name": "X", "role": "admin"}).status == 404


@pytest.fixture
def alone(site, admin):
    """Only the first admin may administrate."""
    others = [row.get("address") for row in admin.xml(AGENTS).findall("list/row")
              if row.find("cell[@name='role']").get("word") == "admin" and row.find("cell[@name='disabled']").get("word") == "no"
              and row.findtext("cell[@name='email']") != "admin@example.com"]
    for page in others:
        assert edit(admin, page).send(disabled="1").status == 303
    yield agent_id(admin, "admin@example.com")
    for page in others:
        assert edit(admin, page).set("disabled", None).send().status == 303


def test_the_last_admin_can_be_neither_kept_out_nor_lowered(site, admin, alone):
    before = noted(site, "admin@example.com")
    response = edit(admin, alone).send(disabled="1")
    assert response.status == 422 and problems(response) == {"disabled"}
    response = edit(admin, alone).send(role="agent")
    assert response.status == 422 and problems(response) == {"role"}
    assert admin.get("/admin/").status == 200 and noted(site, "admin@example.com") == before


def test_two_admins_who_lower_each_other_at_once_leave_one(site, admin, alone):
    email = site.add_person(role="admin")
    rival, page = site.sign_in(email), agent_id(admin, email)
    forms = edit(admin, page).set("role", "agent"), edit(rival, alone).set("role", "agent")
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        answers = [one.status for one in pool.map(lambda form: form.send(), forms)]
    columns, people = rows_of(site, "person")["person"]
    roles = {row[columns.index("email")]: row[columns.index("role")] for row in people}
    assert sorted([roles[email], roles["admin@example.com"]]) == ["admin", "agent"], answers
    winner = admin if roles["admin@example.com"] == "admin" else rival
    if winner is rival:
        assert edit(rival, alone).send(role="admin").status == 303
    assert edit(admin, page).send(role="agent").status == 303


# -- outbox ------------------------------------------------------------------------------------------------------------

OUTBOX = "/admin/outbox/"


def mails(admin, query=""):
    return admin.xml(OUTBOX + query).findall("list/mail")


@pytest.fixture
def refused(site, admin, client):
    """A mail that the server has refused: (recipient, address of its page, the ticket's reference)."""
    recipient = f"{uuid.uuid4().hex[:10]}@example.com"
    site.smtp.refused[recipient] = "550 5.1.1 no such person"
    site.expect_log("HD0081")
    slug = new_department(admin, addresses=recipient)
    ref = open_ticket(client, department=slug)
    found = wait_until(lambda: [one for one in mails(admin, "?state=failed") if one.get("recipient") == recipient])
    yield recipient, found[0].get("address"), ref
    site.smtp.refused.pop(recipient, None)


def test_a_mail_that_failed_says_why_and_goes_out_when_it_is_tried_again(site, admin, refused):
    recipient, page, ref = refused
    mail = admin.xml(page).find("mail")
    assert (mail.get("state"), mail.get("ticket")) == ("failed", ref) and "no such person" in mail.get("error")
    assert int(admin.xml("/admin/").find("failed").get("mails")) >= 1
    del site.smtp.refused[recipient]
    assert admin.form(page, "/retry").send().status == 303
    site.smtp.wait(recipient, ref)
    wait_until(lambda: admin.xml(page).find("mail").get("state") == "sent")
    assert admin.xml(page).findall("edit") == [] and noted(site, recipient) == []
    assert [row[0] for row in noted(site, page.rpartition("/")[2].partition(".")[0])] == ["retried"]


def test_all_that_failed_are_tried_again_by_one_button(site, admin, refused):
    recipient, _, ref = refused
    del site.smtp.refused[recipient]
    response = admin.form(OUTBOX, "/outbox/retry").send()
    assert response.status == 303 and response.location == "/portal" + OUTBOX
    site.smtp.wait(recipient, ref)


def test_a_mail_is_dropped_with_a_reason_and_does_not_go_out(site, admin, refused):
    recipient, page, ref = refused
    response = admin.form(page, "/drop").send(reason=" ")
    assert response.status == 422 and problems(response) == {"reason"}
    assert problems(admin.form(page, "/drop").send(reason="x" * 201)) == {"reason"}
    del site.smtp.refused[recipient]
    form = admin.form(page, "/drop").set("reason", "The address is wrong")
    assert [form.send().status for _ in range(2)] == [303, 303]
    assert [one.get("recipient") for one in mails(admin, "?state=dropped") if one.get("recipient") == recipient] == [recipient]
    assert [row[0] for row in noted(site, recipient)] == ["dropped"]
    assert "The address is wrong" in admin.get("/admin/audit?what=dropped").text
    admin.post(OUTBOX + "retry", {})
    assert admin.xml(page).find("mail").get("state") == "dropped", "what was dropped is not among what failed"
    assert site.ctl("outbox", "list", "--state", "dropped").stdout.count(recipient) == 1


def test_a_mail_that_is_out_cannot_be_dropped(site, admin, client):
    ref = open_ticket(client)
    site.smtp.wait("client@example.com", ref)
    page = wait_until(lambda: [one.get("address") for one in mails(admin, "?state=sent") if one.get("ticket") == ref])[0]
    response = admin.post(page + "/drop", {"reason": "Too late"})
    assert response.status == 409 and "cannot be dropped" in response.text
    assert admin.get(OUTBOX + "nothing").status == 404 and admin.get(page + "0").status == 404 and admin.post(OUTBOX + "nothing/drop", {"reason": "x"}).status == 404


@pytest.mark.parametrize("query", ["?state=sent", "?"])
def test_the_pages_of_the_outbox_lead_through_all_of_it_and_back(site, admin, query, outgoing):
    pages = [admin.xml(OUTBOX + query)]
    while (link := pages[-1].find("list/link[@name='next']")) is not None:
        pages.append(admin.xml(link.get("address")))
    addresses = [[one.get("address") for one in page.findall("list/mail")] for page in pages]
    flat = [one for page in addresses for one in page]
    assert len(flat) == len(set(flat)) and len(pages) > 1 and {len(page) for page in addresses[:-1]} == {50}
    total = [row for row in rows_of(site, "outbox")["outbox"][1] if query == "?" or "sent" in row]
    assert len(flat) == len(total)
    back = admin.xml(pages[1].find("list/link[@name='previous']").get("address"))
    assert [one.get("address") for one in back.findall("list/mail")] == addresses[0]


@pytest.fixture(scope="module")
def outgoing(portal):
    """More mails than a page of the list shows, all out."""
    client = portal.browser("client@example.com")
    refs = [open_ticket(client, department="sales") for _ in range(30)]
    for ref in refs:
        portal.smtp.wait("client@example.com", ref)
        portal.smtp.wait("sales@example.com", ref)
    admin = portal.browser("admin@example.com")
    wait_until(lambda: not mails(admin, "?state=queued"))


# -- settings ----------------------------------------------------------------------------------------------------------

SETTINGS = "/admin/settings"


def notice(client, path="/"):
    return " ".join(client.get(path).html.xpath("//*[contains(@class,'notice')]//p//text()")) or None


def elsewhere(site, statement):
    """Another front end's change: nobody tells this one's processes."""
    if DB != "sqlite3":
        sql(site, statement)
        return
    code = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1], timeout=20); c.execute(sys.argv[2]); c.commit()"
    subprocess.run(as_user(["/usr/bin/python3", "-c", code, str(site.place / "db/helpdesk.sqlite"), statement]), check=True, cwd="/")


def set_all(admin, **values):
    form = edit(admin, SETTINGS)
    for name, value in values.items():
        form.set(name.replace("_", "-"), value)
    return form.send()


@pytest.fixture
def quiet(site, admin):
    """No notice afterwards."""
    yield
    empty = {f"banner-{language}": "" for language in ("en", "sr-Latn", "sr-Cyrl")}
    assert set_all(admin, **empty, **{"banner-public": None, "invitation-days": "7"}).status == 303


def test_a_notice_is_there_at_once_in_every_process_and_in_the_readers_language(site, admin, visitor, agent, quiet):
    client = site.sign_in(site.add_client())  # whose language may change
    assert set_all(admin, **{"banner-en": "Work on <Friday>\nfrom 22:00", "banner-sr-Cyrl": "Радови у петак"}).status == 303
    assert "Saved" in banner(admin.get(SETTINGS))
    with concurrent.futures.ThreadPoolExecutor(8) as pool:  # connections of their own, so that all children answer
        seen = set(pool.map(lambda _: notice(client.twin(), "/tickets/"), range(40)))
    assert {text.replace("\r", "") for text in seen} == {"Work on <Friday>\nfrom 22:00"}
    assert notice(client, "/?lang=sr-Cyrl") == "Радови у петак" and notice(client, "/?lang=sr-Latn") == "Radovi u petak"
    client.get("/?lang=en")
    assert client.xml("/").findtext("notice").startswith("Work on")
    assert notice(agent, "/desk/") is None and notice(visitor) is None
    assert set_all(admin, **{"banner-public": "1"}).status == 303
    assert notice(visitor, "/login").startswith("Work on")
    assert set_all(admin, **{"banner-en": ""}).status == 303
    assert notice(client) == "Radovi u petak", "a language without a notice gets the one there is"


def test_what_another_front_end_sets_is_known_within_seconds(site, admin, client, quiet):
    assert set_all(admin, **{"banner-en": "Here"}).status == 303
    elsewhere(site, "UPDATE setting SET value = 'From elsewhere' WHERE name = 'banner' AND language = 'en'")
    wait_until(lambda: notice(client) == "From elsewhere", 10)
    site.graceful()
    wait_until(lambda: notice(client) == "From elsewhere", 10)


def test_settings_keep_to_their_bounds(site, admin, quiet):
    response = set_all(admin, **{"banner-en": "x" * 501, "invitation-days": "61"})
    assert response.status == 422 and problems(response) == {"banner-en", "invitation-days"}
    assert response.html.xpath("//input[@name='invitation-days']/@value") == ["61"]
    for bad in "0", "-1", "1.5", "", "many", "9999999999999":
        assert problems(set_all(admin, **{"invitation-days": bad})) == {"invitation-days"}, bad
    before = noted(site, "invitation-days")
    assert set_all(admin, **{"invitation-days": "007"}).status == 303 and noted(site, "invitation-days") == before
    assert set_all(admin, **{"invitation-days": "3"}).status == 303
    assert noted(site, "invitation-days") == [*before, ("changed", "invitation-days", "7", "3")]


def test_an_invitation_holds_as_long_as_is_set(site, admin, quiet):
    assert set_all(admin, **{"invitation-days": "2"}).status == 303
    email, _ = new_agent(admin)
    site.smtp.wait(email)
    names, people = rows_of(site, "person")["person"]
    person, = (row[0] for row in people if row[names.index("email")] == email)
    columns, rows = rows_of(site, "token")["token"]
    held = [int(row[columns.index("expires_at")]) - int(row[columns.index("created_at")]) for row in rows
            if row[columns.index("person_id")] == person]
    assert held == [2 * 86400]


def test_two_who_set_at_once_do_not_overwrite_each_other(site, admin, second, quiet):
    mine, theirs = edit(admin, SETTINGS), edit(second, SETTINGS)
    assert theirs.send(**{"banner-en": "Theirs"}).status == 303
    response = mine.send(**{"banner-sr-Cyrl": "Моје"})
    assert response.status == 409 and "Theirs" in response.text and "Моје" in response.text
    assert admin.form_of(response, SETTINGS, SETTINGS).set("banner-en", "Theirs").send().status == 303
