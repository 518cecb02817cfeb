# tests/http/test_signin.py: signing in and out, throttling, forgotten and changed passwords.
# SPDX-License-Identifier: Apache-2.0
import concurrent.futures
import re
import time
import urllib.parse

import pytest

from browser import XML
from portal import PASSWORD, PASSWORDS, wait_until

RIGHT = PASSWORD


@pytest.fixture
def person(site):
    """Somebody new, with an account. @return the e-mail address"""
    return site.add_client()


@pytest.fixture(scope="module")
def known(portal):
    """Somebody whose password is never typed wrong."""
    return portal.add_client()


def is_signed_in(client):
    return client.get("/account").status == 200


# -- the form ----------------------------------------------------------------------------------------------------------

def test_a_client_comes_to_the_first_page_and_staff_to_the_desk(site, visitor):
    response = visitor.sign_in("client@example.com", PASSWORDS["client@example.com"])
    assert (response.status, response.location) == (303, "/portal/")
    assert "Mila Client" in visitor.get("/").text
    for staff in "agent@example.com", "admin@example.com":
        assert site.client().sign_in(staff, PASSWORDS[staff]).location == "/portal/desk/"


def test_the_address_may_be_typed_with_capitals_and_spaces(site, visitor, known):
    assert visitor.sign_in(f"  {known.upper()} ", RIGHT).status == 303


@pytest.mark.parametrize("email, password", [("", "wrong-password"), ("nobody@example.com", RIGHT), ("", RIGHT + " "),
                                             ("", "x" * 5000), ("not an address", "xyzzy"), ("' OR 1=1 --", "xyzzy"), ("", RIGHT.upper())])
def test_what_is_wrong_is_401_with_the_address_kept_and_the_password_not(site, visitor, person, email, password):
    email = email or person
    response = visitor.sign_in(email, password)
    assert response.status == 401, response
    assert visitor.form_of(response, "/login", "/login").get("email") == email
    assert not response.html.xpath("//input[@type='password']/@value") and password not in response.text.replace(email, "")
    assert not is_signed_in(visitor)


def test_an_unknown_address_gets_the_same_answer_as_a_wrong_password(site):
    def page(email):
        visitor = site.client()
        response = visitor.sign_in(email, "wrong-password")
        return re.sub(r'value="[0-9a-f]{32,}"', "", response.text.replace(email, "E")), sorted(response.headers.keys())
    assert page("nobody-here@example.com") == page(site.add_client())


def test_an_empty_form_says_what_is_missing(site, visitor):
    response = visitor.sign_in("", "")
    assert response.status == 422 and "Write your e-mail address." in response.words() and "Write the password." in response.words()
    assert visitor.sign_in("someone@example.com", "").status == 422


def test_a_person_without_a_password_of_ours_cannot_sign_in_with_none(site, visitor):
    email = "mailed-link-only@example.com"
    site.ctl("person", "add", email, "--name", "No Password", "--no-password")
    assert visitor.sign_in(email, "x").status == 401 and visitor.sign_in(email, " ").status == 401


def test_after_signing_in_comes_the_page_that_was_asked_for(site, visitor, person):
    wanted = "/portal/tickets/?status=all&after=x%20y"
    response = visitor.get(wanted)
    form = visitor.form(response.location, "/login")
    assert form.get("next") == wanted
    response = form.send(email=person, password="wrong-password")
    form = visitor.form_of(response, "/login", "/login")
    assert form.get("next") == wanted, "a wrong password loses the way"
    response = form.send(email=person, password=RIGHT)
    assert (response.status, response.location) == (303, wanted)


@pytest.mark.parametrize("target", [
    "//evil.example/", "https://evil.example/", "http://evil.example", "/\\evil.example", "\\\\evil.example", "/other/", "/",
    "/portalx", "/portal/../evil", "/portal/%2e%2e/x", "/portal//evil.example", "/portal/\r\nX: y", "portal/",
    "javascript:alert(1)", "/portal/\tx", "%2f%2fevil.example", "/portal/č", "/portal" + "/x" * 3000, " /portal/", "/portal\\x"])
def test_a_next_that_is_not_a_path_of_the_portal_leads_home(site, known, target):
    visitor = site.client()
    form = visitor.form("/login?next=" + urllib.parse.quote(target), "/login")
    assert form.get("next") == ""
    response = form.send(email=known, password=RIGHT, next=target)
    assert (response.status, response.location) == (303, "/portal/"), response
    assert visitor.get("/login?next=" + urllib.parse.quote(target)).location == "/portal/"


def test_who_is_signed_in_is_led_on_from_the_sign_in_page(site, client, agent):
    assert client.get("/login").location == "/portal/"
    assert client.get("/login?next=/portal/services/").location == "/portal/services/"
    assert agent.get("/login").location == "/portal/desk/"


# -- the session -------------------------------------------------------------------------------------------------------

def test_the_session_cookie_is_kept_from_scripts_and_other_sites(site, visitor, known):
    visitor.sign_in(known, RIGHT)
    line, = [line for line in visitor.set_cookies if line.startswith("hd=")]
    name, *attributes = [part.strip() for part in line.split(";")]
    assert re.fullmatch(r"hd=[0-9a-f]{64}", name)
    assert sorted(attributes) == ["HttpOnly", "Path=/portal", "SameSite=Lax"]


def test_the_key_changes_at_sign_in_and_the_old_one_ends(site, visitor, known):
    visitor.sign_in(known, RIGHT)
    old = visitor.twin()
    form = visitor.form("/account", "/logout")
    response = visitor.post("/login", {"email": known, "password": RIGHT}, csrf=form.get("csrf"), once=None)
    assert response.status == 303 and visitor.cookies["hd"] != old.cookies["hd"]
    assert is_signed_in(visitor) and not is_signed_in(old)


def test_a_cookie_that_an_attacker_has_planted_is_not_adopted(site, visitor, known):
    visitor.cookies["hd"] = planted = "a" * 64
    visitor.sign_in(known, RIGHT)
    assert visitor.cookies["hd"] != planted


@pytest.mark.parametrize("cookie", ["", "x", "a" * 64, "A" * 64, "a" * 63, "a" * 10000, "' OR 1=1", "%00", "č"])
def test_a_cookie_that_is_none_is_as_if_there_were_none(site, visitor, cookie):
    response = visitor.get("/account", {"Cookie": f"hd={cookie}".encode("utf-8").decode("latin-1")})
    assert response.status in (302, 400) and (response.status == 302 or len(cookie) > 8000)


def test_signing_out_ends_the_session_for_good(site, visitor, known):
    visitor.sign_in(known, RIGHT)
    stolen = visitor.twin()
    response = visitor.sign_out()
    assert (response.status, response.location) == (303, "/portal/") and "hd" not in visitor.cookies
    assert not is_signed_in(visitor) and not is_signed_in(stolen)
    assert visitor.get("/").html.xpath("//*[@role='status']"), "no word of it"


def test_who_is_signed_out_may_press_sign_out_again(site, visitor):
    visitor.get("/login")
    assert visitor.post("/logout", once=None).status == 303


def test_signing_out_everywhere_ends_all_sessions(site, person):
    here, there = site.sign_in(person), site.sign_in(person)
    assert len(here.xml("/account/security").findall("session")) == 2
    assert here.form("/account/security", "/account/security").send(everywhere="1").location == "/portal/login"
    assert not is_signed_in(here) and not is_signed_in(there)
    assert is_signed_in(site.sign_in(person))


def test_a_disabled_person_is_out_at_the_next_request(site, person):
    client = site.sign_in(person)
    site.ctl("person", "disable", person)
    assert not is_signed_in(client)
    assert client.get("/tickets/", {"Accept": XML}).status == 401
    assert client.post("/tickets/new", {"body": "kept text", "subject": "x"}, csrf="x").status == 403
    assert site.client().sign_in(person, PASSWORD).status == 401
    site.ctl("person", "enable", person)
    assert is_signed_in(site.sign_in(person)) and not is_signed_in(client)


def test_a_form_that_outlived_its_session_goes_through_after_signing_in_again(site, person):
    client = site.sign_in(person)
    form = client.form("/tickets/new", "/tickets/new")
    client.twin().sign_out()
    refused = form.send(subject="Kept title", body="Kept text")
    assert refused.status == 403 and "Kept text" in refused.text
    address = refused.html.xpath("//a[contains(@href,'/login?next=')]/@href")[0]
    response = client.form(address, "/login").send(email=person, password=PASSWORD)
    assert response.location == "/portal/tickets/new"
    fresh = client.form(response.location, "/tickets/new")
    assert fresh.get("csrf") != form.get("csrf")
    assert fresh.send(subject="Kept title", body="Kept text").status == 303


def test_parallel_requests_of_one_session_all_succeed(site, person):
    client = site.sign_in(person)
    with concurrent.futures.ThreadPoolExecutor(16) as threads:
        answers = list(threads.map(lambda n: client.twin().get("/tickets/").status, range(60)))
    assert set(answers) == {200}


# -- throttling --------------------------------------------------------------------------------------------------------

def test_who_signed_in_and_who_was_refused_stands_in_the_log_without_address_and_password(site, person):
    visitor = site.client()
    assert visitor.sign_in(person, "wrong-guess-1").status == 401
    assert visitor.sign_in("my-own-password-3", "x").status == 401
    client = site.sign_in(person)
    assert client.post("/account", {"name": "x"}, csrf="wrong").status == 403
    form = client.form("/account/password", "/password")
    assert form.send(current=PASSWORD, password="another-battery-8", password2="another-battery-8").status == 303
    wait_until(lambda: any("HD0163" in line for line in site.log_lines()), 5, "the new password in error_log")
    lines = [line for line in site.log_lines() if visitor.address in line or client.address in line]
    assert [sum(tag in line for line in lines) for tag in ("HD0160", "HD0161", "HD0163")] == [2, 1, 1], lines
    assert any("HD0130" in line and "csrf" in line for line in lines), lines
    text = "\n".join(lines)
    assert not [secret for secret in (person, "wrong-guess-1", "my-own-password-3", "another-battery", *client.cookies.values()) if secret in text]


def test_too_many_wrong_passwords_for_an_address_lock_it_for_a_while(site, person, visitor, known):
    for _ in range(5):
        assert site.client().sign_in(person, "wrong-password").status == 401
    for password in "wrong-password", PASSWORD:
        response = visitor.sign_in(person, password)
        assert response.status == 429 and 0 < int(response.header("Retry-After")) <= 900
        assert visitor.form_of(response, "/login", "/login").get("email") == person
    assert visitor.sign_in(person.upper(), PASSWORD).status == 429, "capitals are another address"
    assert visitor.sign_in(known, RIGHT).status == 303, "others are locked out too"


def test_an_address_that_does_not_exist_is_locked_just_the_same(site):
    for _ in range(5):
        assert site.client().sign_in("no-such-person@example.com", "wrong").status == 401
    assert site.client().sign_in("no-such-person@example.com", "wrong").status == 429


def test_too_many_wrong_passwords_from_a_place_lock_that_place(site, visitor, person):
    for n in range(12):
        assert visitor.sign_in(f"guess-{n}@example.com", "wrong").status == 401
    response = visitor.sign_in(person, PASSWORD)
    assert response.status == 429 and int(response.header("Retry-After")) > 0
    assert site.client().sign_in(person, PASSWORD).status == 303, "other places are locked too"


def test_wrong_passwords_at_the_same_time_do_not_slip_through_together(site, person):
    browsers = [site.client() for _ in range(12)]
    forms = [browser.form("/login", "/login") for browser in browsers]
    with concurrent.futures.ThreadPoolExecutor(12) as threads:
        answers = list(threads.map(lambda form: form.send(email=person, password="wrong").status, forms))
    assert answers.count(401) <= 5 and set(answers) <= {401, 429}


def test_a_right_password_forgets_the_wrong_ones(site, person):
    for _ in range(2):
        for _ in range(4):
            assert site.client().sign_in(person, "wrong").status == 401
        assert site.client().sign_in(person, PASSWORD).status == 303


# -- forgotten ---------------------------------------------------------------------------------------------------------

def ask_for_link(site, email, count=1):
    """Ask for a link as somebody signed out. @return its address as mailed"""
    visitor = site.client()
    response = visitor.form("/password/forgot", "/password/forgot").send(email=email)
    assert (response.status, response.location) == (303, "/portal/password/forgot?sent=1")
    mail = site.smtp.wait(email, "Choose a new password", count)[-1]
    link = re.search(r"http://127\.0\.0\.1:\d+(/portal/password/reset\?token=[\w-]+)", mail.text()).group(1)
    assert mail.message["Auto-Submitted"] == "auto-generated"
    return link


def choose(client, link, password, again=None):
    return client.form(link, "/password/reset").send(password=password, password2=again or password)


def test_a_mailed_link_gives_a_new_password_once_and_ends_all_sessions(site, person, visitor):
    before = site.sign_in(person)
    link = ask_for_link(site, person)
    page = visitor.get(link)
    assert page.header("Cache-Control") and page.header("Referrer-Policy") in ("no-referrer", "same-origin")
    response = choose(visitor, link, "another-horse-8")
    assert (response.status, response.location) == (303, "/portal/login")
    assert not is_signed_in(before)
    assert visitor.get(link).status == 404
    assert visitor.sign_in(person, PASSWORD).status == 401
    assert visitor.sign_in(person, "another-horse-8").status == 303
    site.smtp.wait(person, "Your password was changed")


def test_a_mailed_link_is_used_once_even_at_the_same_time(site, person):
    link = ask_for_link(site, person)
    browsers = [site.client() for _ in range(5)]
    forms = [browser.form(link, "/password/reset") for browser in browsers]
    with concurrent.futures.ThreadPoolExecutor(5) as threads:
        answers = list(threads.map(
            lambda n: forms[n].send(password=f"chosen-by-{n}-xx", password2=f"chosen-by-{n}-xx").status, range(5)))
    assert answers.count(303) == 1, answers


def test_a_new_link_for_who_is_locked_out_opens_again(site, person, visitor):
    for _ in range(5):
        site.client().sign_in(person, "wrong")
    assert choose(visitor, ask_for_link(site, person), "another-horse-8").status == 303
    assert visitor.sign_in(person, "another-horse-8").status == 303


@pytest.mark.parametrize("one, two, field", [("short", "short", "password"), ("long-enough-1", "different-1", "password2"),
                                             ("", "", "password"), ("x" * 73, "x" * 73, "password")])
def test_a_bad_choice_keeps_the_link_good(site, person, visitor, one, two, field):
    link = ask_for_link(site, person)
    response = choose(visitor, link, one, two)
    assert response.status == 422 and field in response.problems()
    assert not one or one not in response.text
    assert visitor.form_of(response, "", "/password/reset").send(password="good-enough-1", password2="good-enough-1").status == 303


@pytest.mark.parametrize("token", ["", "x", "0" * 64, "%00", "a" * 5000])
def test_a_link_that_is_not_good_is_404(site, visitor, token):
    assert visitor.get("/password/reset?token=" + token).status == 404


def test_the_answer_does_not_tell_whether_an_address_is_known(site, person):
    def answer(email):
        visitor = site.client()
        response = visitor.form("/password/forgot", "/password/forgot").send(email=email)
        page = visitor.get(response.location)
        return response.status, response.location, page.status, page.text
    mails = len(site.smtp.mails)
    assert answer(person) == answer("somebody-else@example.net")
    site.smtp.wait(person, "Choose a new password")
    time.sleep(1.5)
    assert not [mail for mail in site.smtp.mails[mails:] if mail.to == "somebody-else@example.net"]


def test_an_address_that_is_none_is_told_so(site, visitor):
    for email in "", "no address", "a@", "@b", "a b@example.com", "x" * 300 + "@example.com", "a@example.com\r\nBcc: b@example.com":
        response = visitor.form("/password/forgot", "/password/forgot").send(email=email)
        assert response.status == 422, f"{email!r}: {response}"


def test_links_can_be_asked_for_only_so_often_from_one_place(site, visitor):
    form = visitor.form("/password/forgot", "/password/forgot")
    answers = [form.send(email=f"any-{n}@example.net").status for n in range(31)]
    assert answers[:30] == [303] * 30 and answers[30] == 429


def test_a_disabled_person_gets_no_link(site, person):
    site.ctl("person", "disable", person)
    visitor = site.client()
    assert visitor.form("/password/forgot", "/password/forgot").send(email=person).status == 303
    time.sleep(2)
    assert not site.smtp.found(person, "Choose")


# -- changing it -------------------------------------------------------------------------------------------------------

def change(client, current, password, again=None):
    return client.form("/account/password", "/account/password").send(
        current=current, password=password, password2=again or password)


def test_a_changed_password_ends_the_other_sessions_and_keeps_this_one(site, person):
    here, there = site.sign_in(person), site.sign_in(person)
    old = here.twin()
    response = change(here, PASSWORD, "another-horse-8")
    assert (response.status, response.location) == (303, "/portal/account/password")
    assert is_signed_in(here) and not is_signed_in(there) and not is_signed_in(old)
    assert site.client().sign_in(person, PASSWORD).status == 401
    assert site.client().sign_in(person, "another-horse-8").status == 303
    site.smtp.wait(person, "Your password was changed")


def test_the_present_password_has_to_be_right(site, person):
    client = site.sign_in(person)
    response = change(client, "wrong-password", "another-horse-8")
    assert response.status == 422 and response.problems() == ["current"]
    assert "wrong-password" not in response.text and "another-horse-8" not in response.text
    response = change(client, PASSWORD, "short", "other")
    assert response.status == 422 and "password" in response.problems()
    assert site.client().sign_in(person, PASSWORD).status == 303


def test_the_present_password_is_no_new_one(site, person):
    client = site.sign_in(person)
    response = change(client, PASSWORD, PASSWORD)
    assert response.status == 422 and response.problems() == ["password"] and PASSWORD not in response.text
    assert "present password" in response.html.xpath("string(//*[@id='password-fault'])")
    assert change(client, "wrong-password", "wrong-password").problems() == ["current"], "which tells nobody what is right"
    assert is_signed_in(client) and change(client, PASSWORD, "another-horse-8").status == 303


def test_guessing_the_present_password_is_throttled(site, person):
    client = site.sign_in(person)
    answers = [change(client, f"guess-{n}", "another-horse-8").status for n in range(6)]
    assert answers == [422] * 5 + [429]


# -- profile -----------------------------------------------------------------------------------------------------------

def test_name_language_and_look_are_kept(site, person):
    client = site.sign_in(person)
    response = client.form("/account", "/account").send(name="Нова Особа", language="sr-Cyrl", theme="dark")
    assert (response.status, response.location) == (303, "/portal/account")
    page = client.get("/account").html
    assert page.get("lang") == "sr-Cyrl" and page.get("data-theme") == "dark" and "Нова Особа" in page.text_content()


@pytest.mark.parametrize("field, value", [("name", ""), ("name", "x" * 300), ("name", "a\x07b"), ("language", "xx"), ("theme", "pink")])
def test_a_bad_profile_is_refused_with_what_was_typed(site, person, field, value):
    client = site.sign_in(person)
    response = client.post("/account", {"name": "Typed Name", "language": "en", "theme": "", field: value})
    assert response.status == 422 and response.problems() == [field]
    assert client.xml("/account").find("person").get("name") == "Petra Primer"


def test_a_language_link_is_remembered_by_the_person_or_the_browser(site, person, visitor):
    client = site.sign_in(person)
    assert client.get("/?lang=sr-Latn").html.get("lang") == "sr-Latn"
    assert client.get("/").html.get("lang") == "sr-Latn" and site.sign_in(person).get("/").html.get("lang") == "sr-Latn"
    visitor.get("/?lang=sr-Cyrl")
    assert visitor.get("/login").html.get("lang") == "sr-Cyrl"
    assert visitor.get("/?lang=xx").html.get("lang") == "sr-Cyrl"


@pytest.mark.parametrize("leave", ["out", "everywhere"])
def test_whoever_signs_out_goes_on_in_the_language_that_they_chose(site, person, leave):
    client = site.sign_in(person)
    page = client.get("/account", {"Accept-Language": "en-US"})
    client.form_of(page, "/account", "/account").send(name="Petra Primer", language="sr-Latn", theme="")
    if leave == "out":
        client.sign_out()
    else:
        client.form("/account/security", "/account/security").send(everywhere="1")
    assert client.get("/", {"Accept-Language": "en-US"}).html.get("lang") == "sr-Latn"


def test_whoever_has_chosen_no_language_leaves_none_behind(site, person):
    client = site.sign_in(person)
    client.sign_out()
    assert "hd-lang" not in client.cookies
    assert client.get("/", {"Accept-Language": "sr-Latn"}).html.get("lang") == "sr-Latn"


@pytest.mark.parametrize("accept, language", [("sr", "sr-Cyrl"), ("sr-Latn-RS,en;q=0.5", "sr-Latn"), ("de, sr-Cyrl;q=0.3", "sr-Cyrl"),
                                              ("en-GB,sr;q=0.9", "en"), ("de", "en"), ("", "en"), ("sr;q=0.1,en;q=0.9", "en"), ("x" * 4000, "en")])
def test_the_browsers_language_is_taken_where_nothing_else_decides(site, visitor, accept, language):
    assert visitor.get("/login", {"Accept-Language": accept}).html.get("lang") == language
