# tests/http/test_trust.py: other ways to sign in, as conf/examples/ shows them: Basic over a file, client certificates,
# a directory (LDAP) behind the portal's form and behind Basic, mod_auth_form. One Apache with a virtual server for each.
# SPDX-License-Identifier: Apache-2.0
import atexit
import base64
import pathlib
import re
import shutil
import ssl
import subprocess
import tempfile
import time

import pytest

from browser import Client
from exposition import Figures
from portal import MODULES, PASSWORD, PASSWORDS, REPO, Site, as_user, free_port, run_user, wait_until

EXAMPLES = REPO / "conf" / "examples"
ADMIN_DN, ADMIN_PASSWORD = "cn=portal,dc=example,dc=com", "directory-secret"
LDAP_PASSWORD = "directory-client-1"


def basic(user, password):
    return {"Authorization": "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()}


def openssl(*arguments):
    return subprocess.run(["openssl", *arguments], check=True, capture_output=True, text=True).stdout


class Authority:
    """A certificate authority of its own, with a server's certificate and those of clients."""

    def __init__(self, directory):
        self.directory = directory
        self.make("ca", "/CN=Test authority", "basicConstraints=critical,CA:true\nkeyUsage=critical,keyCertSign")
        self.make("server", "/CN=127.0.0.1", "subjectAltName=IP:127.0.0.1", "ca")
        self.make("client", "/CN=Mila Client", "subjectAltName=email:client@example.com", "ca")
        self.make("unknown", "/CN=Nobody", "subjectAltName=email:nobody@example.com", "ca")
        self.make("other-ca", "/CN=Another authority", "basicConstraints=critical,CA:true\nkeyUsage=critical,keyCertSign")
        self.make("forged", "/CN=Mila Client", "subjectAltName=email:client@example.com", "other-ca")

    def path(self, name):
        return str(self.directory / name)

    def make(self, name, subject, extensions, issuer=None):
        extra = self.directory / f"{name}.ext"
        extra.write_text(extensions + "\n")
        key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", self.path(name + ".key")]
        openssl("req", "-new", *key, "-subj", subject, "-out", self.path(name + ".csr"))
        sign = ["-CA", self.path(issuer + ".pem"), "-CAkey", self.path(issuer + ".key"), "-CAcreateserial"] if issuer else [
            "-signkey", self.path(name + ".key")]
        openssl("x509", "-req", "-in", self.path(name + ".csr"), *sign, "-days", "2", "-extfile", str(extra), "-out", self.path(name + ".pem"))

    def tls(self, client=None):
        """What a browser needs that trusts the authority and shows a client's certificate."""
        context = ssl.create_default_context(cafile=self.path("ca.pem"))
        if client:
            context.load_cert_chain(self.path(client + ".pem"), self.path(client + ".key"))
        return context


class Directory:
    """A private slapd with two people."""

    def __init__(self, directory):
        self.port, self.directory = free_port(), directory
        (directory / "db").mkdir(parents=True)
        (directory / "slapd.conf").write_text(f"""
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
pidfile {directory}/slapd.pid
modulepath /usr/lib/ldap
moduleload back_mdb
database mdb
suffix dc=example,dc=com
rootdn {ADMIN_DN}
rootpw {ADMIN_PASSWORD}
directory {directory}/db
maxsize 10485760
access to attrs=userPassword by anonymous auth by * none
access to * by * read
""")
        if run_user():
            subprocess.run(["chown", "-R", f"{run_user()}:", str(directory)], check=True)
        self.process = subprocess.Popen(as_user(["/usr/sbin/slapd", "-d", "0", "-h", f"ldap://127.0.0.1:{self.port}", "-f",
                                                 str(directory / "slapd.conf")]), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/")
        atexit.register(self.stop)  # also when something fails before the tests begin
        wait_until(lambda: self.tool("ldapwhoami").returncode == 0, 20, "slapd")
        people = "".join(f"\ndn: uid={uid},ou=people,dc=example,dc=com\nobjectClass: inetOrgPerson\nuid: {uid}\ncn: {uid}\nsn: {uid}\n"
                         f"mail: {mail}\nuserPassword: {LDAP_PASSWORD}\n" for uid, mail in (("mila", "client@example.com"), ("nobody", "nobody@example.com")))
        done = self.tool("ldapadd", text="dn: dc=example,dc=com\nobjectClass: dcObject\nobjectClass: organization\no: Example\n\n"
                         "dn: ou=people,dc=example,dc=com\nobjectClass: organizationalUnit\nou: people\n" + people)
        assert done.returncode == 0, done.stderr

    def tool(self, name, text=""):
        return subprocess.run([name, "-x", "-H", f"ldap://127.0.0.1:{self.port}", "-D", ADMIN_DN, "-w", ADMIN_PASSWORD], input=text, text=True,
                              capture_output=True)

    def stop(self):
        self.process.terminate()
        self.process.wait(20)


class Trust:
    """The site with all virtual servers; ports by name."""

    def __init__(self):
        self.etc = pathlib.Path(tempfile.mkdtemp(prefix="hd-trust-"))
        self.etc.chmod(0o755)
        self.ports = {name: free_port() for name in ("basic", "certificate", "ldap-form", "ldap-basic", "form", "provider")}
        self.authority = Authority(self.etc)
        self.directory = Directory(self.etc / "ldap")
        people = {"client@example.com": "file-client-1", "nobody@example.com": "file-nobody-1", "agent@example.com": "file-agent-1",
                  "admin@example.com": "file-admin-1"}
        hashed = {name: openssl("passwd", "-apr1", word).strip() for name, word in people.items()}
        (self.etc / "people").write_text("".join(f"{name}:{word}\n" for name, word in hashed.items()))
        (self.etc / "client-authority.pem").write_text((self.etc / "ca.pem").read_text())
        (self.etc / "ldap-password").write_text(ADMIN_PASSWORD + "\n")
        (self.etc / "session-passphrase").write_text("a passphrase of the tests\n")
        self.site = Site(self.configuration(), name="trust")

    def example(self, name):
        """An example as it is shipped, with the paths and addresses of here."""
        text = (EXAMPLES / name).read_text().replace("/etc/helpdesk", str(self.etc)).replace(";Secure", "")
        return text.replace("ldaps://ldap.example.com/", f"ldap://127.0.0.1:{self.directory.port}/")

    def server(self, name, conf, scheme="http"):
        port = self.ports[name]
        return f"Listen 127.0.0.1:{port}\n<VirtualHost 127.0.0.1:{port}>\nServerName 127.0.0.1\nHelpdeskURL {scheme}://127.0.0.1:{port}/portal\n{conf}\n</VirtualHost>\n"

    def configuration(self):
        load = "".join(f"LoadModule {name}_module {MODULES}/mod_{name}.so\n"
                       for name in ("ssl", "ldap", "authnz_ldap", "auth_form", "request", "session", "session_cookie", "session_crypto"))
        tls = f'SSLEngine On\nSSLCertificateFile "{self.etc}/server.pem"\nSSLCertificateKeyFile "{self.etc}/server.key"\n'
        ldap = self.example("trust-ldap.conf")
        form_way = "\n".join(line.lstrip("# ") for line in ldap.splitlines() if re.match(r"#\s{6}", line))
        sign_in = '<form method="post" action="/sign-in"><input name="httpd_username"><input name="httpd_password"></form>'
        return (load + "SSLSessionCache shmcb:@STATE@/run/tls\nSSLRandomSeed startup builtin\n" + self.server("basic", self.example("trust-basic-file.conf"))
                + self.server("certificate", tls + self.example("trust-client-certificate.conf"), "https")
                + self.server("ldap-form", form_way) + self.server("ldap-basic", ldap)
                + self.server("form", self.example("not-recommended-auth-form.conf") + f"\nAlias /sign-in.html {self.etc}/sign-in.html\n"
                              f"<Directory {self.etc}>\nRequire all granted\n</Directory>\n" + (self.write("sign-in.html", sign_in) or ""))
                + self.server("provider", '<Location /company>\nAuthType Basic\nAuthName x\nAuthBasicProvider helpdesk\nRequire valid-user\n</Location>\n'
                              '<Location /staff>\nAuthType helpdesk\nAuthName x\nAuthzSendForbiddenOnFailure On\nRequire helpdesk-role agent\n</Location>\n'
                              f'Alias /company {self.etc}/sign-in.html\nAlias /staff {self.etc}/sign-in.html\n<Directory {self.etc}>\nRequire all granted\n</Directory>\n'))

    def write(self, name, text):
        (self.etc / name).write_text(text)

    def browser(self, name, headers=None, certificate=None):
        tls = self.authority.tls(certificate) if name == "certificate" else None
        return Client("127.0.0.1", self.ports[name], None, tls, headers)


@pytest.fixture(scope="module")
def started():
    trust = Trust()
    try:
        trust.site.start()
        yield trust
    finally:
        trust.site.stop()
        trust.directory.stop()
        trust.site.remove()
        shutil.rmtree(trust.etc, ignore_errors=True)


@pytest.fixture
def trust(started):
    yield started
    started.site.check_log()


def may_write(browser, subject="Trusted"):
    """Whether a form goes through: the session for its token is there from the first request."""
    response = browser.form("/tickets/new", "/tickets/new").send(subject=subject, body="Written by who was trusted.")
    assert response.status == 303, response
    assert browser.get(response.location).status == 200


# -- Basic over a file -------------------------------------------------------------------------------------------------

def test_basic_asks_for_a_password_where_somebody_has_to_be_signed_in(trust):
    visitor = trust.browser("basic")
    assert visitor.get("/").status == 200 and visitor.get("/nothing").status == 404
    response = visitor.get("/tickets/")
    assert response.status == 401 and response.header("WWW-Authenticate").startswith("Basic")


def test_who_is_known_to_basic_and_to_the_portal_is_in(trust):
    browser = trust.browser("basic", basic("client@example.com", "file-client-1"))
    assert browser.get("/account").status == 200 and "Mila Client" in browser.get("/account").text
    may_write(browser)
    assert trust.browser("basic", basic("agent@example.com", "file-agent-1")).get("/desk/").status == 200


def test_who_is_trusted_is_counted_once_a_session_and_each_portal_counts_its_own(trust):
    def figures(name):
        return Figures(Client("127.0.0.1", trust.ports[name], "127.0.0.1").get("/metrics").text)
    time.sleep(1)  # what was asked for earlier is counted after its answer
    before, elsewhere = figures("basic"), figures("ldap-basic")
    browser = trust.browser("basic", basic("client@example.com", "file-client-1"))
    for _ in range(3):
        assert browser.get("/account").status == 200
    assert trust.browser("basic", basic("nobody@example.com", "file-nobody-1")).get("/account").status == 403
    for result in "ok", "wrong":
        assert figures("basic").get("helpdesk_sign_ins_total", via="trust", result=result) == before.get("helpdesk_sign_ins_total", via="trust", result=result) + 1
    wait_until(lambda: figures("basic").sum("helpdesk_requests_total", route="/account") == before.sum("helpdesk_requests_total", route="/account") + 4)
    assert figures("ldap-basic").sum("helpdesk_requests_total", route="/account") == elsewhere.sum("helpdesk_requests_total", route="/account")


def test_who_is_known_to_basic_and_not_to_the_portal_is_refused(trust):
    browser = trust.browser("basic", basic("nobody@example.com", "file-nobody-1"))
    response = browser.get("/tickets/")
    assert response.status == 403 and "hd" not in browser.cookies


def test_a_wrong_password_is_refused_by_basic(trust):
    trust.site.expect_log("AH01617")  # auth_basic: password mismatch
    assert trust.browser("basic", basic("client@example.com", "client-demo-1")).get("/tickets/").status == 401


def test_the_session_of_one_is_not_used_by_another(trust):
    first = trust.browser("basic", basic("client@example.com", "file-client-1"))
    first.get("/account")
    second = trust.browser("basic", basic("agent@example.com", "file-agent-1"))
    second.cookies = dict(first.cookies)
    assert "Agent Ana" in second.get("/account").text
    without = trust.browser("basic")
    without.cookies = dict(first.cookies)
    assert without.get("/tickets/").status == 401, "our cookie alone stands for Basic's password"


def test_a_program_that_keeps_no_cookie_has_one_session(trust):
    def program(agent):
        browser = trust.browser("basic", {**basic("admin@example.com", "file-admin-1"), "User-Agent": agent, "Cookie": "none=1"})
        browser.address = address
        return browser
    address = trust.browser("basic").address
    for _ in range(6):
        assert program("one/1").get("/account").status == 200
    page = program("one/1").get("/account")
    token = page.html.xpath("//input[@name='csrf']/@value")[0]
    assert program("one/1").post("/account", {"name": "Admin Ada", "language": "en"}, csrf=token).status == 303
    program("two/1").get("/account")
    agents = [session.get("agent") for session in program("one/1").xml("/account/security").iter("session")]
    assert sorted(agents) == ["one/1", "two/1"]
    assert program("two/1").post("/account/security", {"everywhere": "1"}, csrf=program("two/1").csrf()).status == 303
    assert len(program("one/1").xml("/account/security").findall(".//session")) == 1


def test_nobody_acts_for_a_client_where_each_request_says_who_they_are(trust):
    browser = trust.browser("basic", basic("admin@example.com", "file-admin-1"))
    client = browser.xml("/admin/clients/").find("list[@name='clients']/row").get("address")
    page = browser.form(client, client + "/act").send(reason="Asked to")
    assert page.status == 422 and page.problems() == ["reason"]
    assert browser.xml("/admin/audit?what=acted-for").findall("list/change") == []


def test_a_person_who_is_disabled_is_out_though_basic_knows_them(trust):
    browser = trust.browser("basic", basic("agent@example.com", "file-agent-1"))
    assert browser.get("/desk/").status == 200
    trust.site.ctl("person", "disable", "agent@example.com")
    try:
        assert browser.get("/desk/").status == 403
    finally:
        trust.site.ctl("person", "enable", "agent@example.com")


# -- client certificates -----------------------------------------------------------------------------------------------

def test_a_certificate_with_a_known_address_signs_in(trust):
    browser = trust.browser("certificate", certificate="client")
    assert "Mila Client" in browser.get("/account").text
    may_write(browser)


def test_cookies_over_tls_are_secure_and_of_this_host_only(trust):
    browser = trust.browser("certificate", certificate="client")
    browser.get("/account")
    line, = [line for line in browser.set_cookies if line.startswith("__Host-hd=")]
    assert {part.strip() for part in line.split(";")[1:]} == {"Path=/", "Secure", "HttpOnly", "SameSite=Lax"}


def test_a_certificate_of_somebody_unknown_is_refused(trust):
    assert trust.browser("certificate", certificate="unknown").get("/tickets/").status == 403


def test_without_a_certificate_the_form_signs_in(trust):
    trust.site.expect_log("AH02", must=False)
    browser = trust.browser("certificate")
    assert browser.get("/tickets/").status == 302
    assert browser.sign_in("client@example.com", PASSWORDS["client@example.com"]).status == 303
    assert "__Host-hd" in browser.cookies
    may_write(browser)


def test_a_certificate_of_another_authority_is_refused(trust):
    trust.site.expect_log("[ssl:", must=False)
    with pytest.raises((ssl.SSLError, ConnectionError)):
        trust.browser("certificate", certificate="forged").get("/account")


# -- LDAP --------------------------------------------------------------------------------------------------------------

def test_the_portals_form_asks_the_directory(trust):
    browser = trust.browser("ldap-form")
    assert browser.sign_in("client@example.com", LDAP_PASSWORD).status == 303
    may_write(browser)
    assert trust.browser("ldap-form").sign_in("client@example.com", PASSWORDS["client@example.com"]).status == 303, "ours counts too"


def test_a_wrong_password_is_401_whoever_was_asked(trust):
    trust.site.expect_log("[authnz_ldap:", must=False)
    browser = trust.browser("ldap-form")
    for email, password in ("client@example.com", "wrong"), ("client@example.com", ""), ("nobody@example.com", LDAP_PASSWORD), ("*", LDAP_PASSWORD), \
            ("client@example.com)(uid=*", LDAP_PASSWORD):
        response = browser.sign_in(email, password)
        assert response.status == (401 if password else 422), f"{email}: {response}"
    assert browser.get("/tickets/").status == 302


def test_the_directory_behind_basic_says_who_somebody_is(trust):
    trust.site.expect_log("[authnz_ldap:", must=False)
    trust.site.expect_log("AH01617", must=False)
    browser = trust.browser("ldap-basic", basic("mila", LDAP_PASSWORD))
    assert "Mila Client" in browser.get("/account").text
    may_write(browser)
    assert trust.browser("ldap-basic", basic("nobody", LDAP_PASSWORD)).get("/tickets/").status == 403
    assert trust.browser("ldap-basic", basic("mila", "wrong")).get("/tickets/").status == 401
    assert trust.browser("ldap-basic", basic("client@example.com", "")).get("/tickets/").status == 401


# -- mod_auth_form (shipped as not recommended), our passwords for other places -----------------------------------------

def test_mod_auth_form_in_front_works_as_far_as_it_can(trust):
    trust.site.expect_log("[auth_form:", must=False)
    browser = trust.browser("form")
    assert browser.get("/").status == 200
    assert browser.get("/tickets/").location.endswith("/sign-in.html")
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    with_session = browser.stranger()
    response = form_request(with_session, "/sign-in", "httpd_username=client@example.com&httpd_password=file-client-1", kind)
    assert response.status in (302, 303) and response.location.endswith("/portal/")
    assert "Mila Client" in with_session.get("/account").text
    may_write(with_session)
    refused = browser.stranger()
    form_request(refused, "/sign-in", "httpd_username=nobody@example.com&httpd_password=file-nobody-1", kind)
    assert refused.get("/tickets/").status == 403


def form_request(client, path, body, headers):
    """A request outside the portal's base."""
    connection = client.connection()
    try:
        connection.request("POST", path, body, headers)
        answer = connection.getresponse()
        from browser import Response
        response = Response(answer.status, answer.headers, answer.read())
    finally:
        connection.close()
    client.take_cookies(response)
    return response


def get_outside(client, path, headers=None):
    connection = client.connection()
    try:
        cookies = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
        connection.request("GET", path, None, {**({"Cookie": cookies} if cookies else {}), **(headers or {})})
        return connection.getresponse().status
    finally:
        connection.close()


def test_our_passwords_serve_basic_in_other_places_of_the_company(trust):
    visitor = trust.browser("provider")
    assert get_outside(visitor, "/company") == 401
    assert get_outside(visitor, "/company", basic("client@example.com", PASSWORDS["client@example.com"])) == 200
    trust.site.expect_log("AH01618")  # auth_basic: user not found, or wrong: not told apart
    email = trust.site.add_person()
    assert get_outside(visitor, "/company", basic(email, "wrong")) == 401
    assert get_outside(visitor, "/company", basic(email, PASSWORD)) == 200
    for _ in range(5):
        get_outside(trust.browser("provider"), "/company", basic(email, "wrong"))
    trust.site.expect_log("AH01617", must=False)
    trust.site.expect_log("AH01807", must=False)
    assert get_outside(trust.browser("provider"), "/company", basic(email, PASSWORD)) == 401, "not throttled"


def test_a_role_of_ours_guards_other_places_of_the_company(trust):
    trust.site.expect_log("AH01630", must=False)
    trust.site.expect_log("AH01631", must=False)
    visitor = trust.browser("provider")
    assert get_outside(visitor, "/staff") == 302
    for email, status in ("agent@example.com", 200), ("admin@example.com", 200), ("client@example.com", 403):
        browser = trust.browser("provider")
        browser.sign_in(email, PASSWORDS[email])
        assert get_outside(browser, "/staff") == status, email
