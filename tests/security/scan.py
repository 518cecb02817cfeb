#!/usr/bin/python3
# tests/security/scan.py: sqlmap and wapiti against a private portal over TLS, signed out, as a client and as an agent: every
# form, every query, every {…} of a path. Ends with status 1 when one of them finds something that judged.toml does not name.
#   scan.py [sqlmap|wapiti ...]    SCAN_SECONDS bounds each run (sqlmap: a form; wapiti: a person); SCAN_LEVEL is sqlmap's
# SPDX-License-Identifier: Apache-2.0
import json
import os
import pathlib
import re
import subprocess
import sys
import time
import tomllib
import urllib.parse

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "http"))
from browser import BASE, Client  # noqa: E402
from portal import BAD_LINE, DB, MODULES, PASSWORDS, Site, free_port  # noqa: E402
import vulnerable  # noqa: E402
import ssl  # noqa: E402

SECONDS = int(os.environ.get("SCAN_SECONDS") or 120)
LEVEL = os.environ.get("SCAN_LEVEL") or "1"
SQLMAP_DBMS = {"sqlite3": "sqlite", "pgsql": "postgresql", "mysql": "mysql"}
JUDGED = tomllib.loads((HERE / "judged.toml").read_text()).get("finding", [])
# Not among them: what asks servers on the Internet (ssrf, xxe, nikto, wapp), guesses passwords, which the tests over HTTP do,
# or names of files (buster), of which a table of routes has none.
WAPITI_MODULES = "backup,blindsql,cookieflags,crlf,csp,csrf,exec,file,htaccess,http_headers,methods,permanentxss,redirect,shellshock,sql,xss"
PAGES = {
    None: ["/login", "/password/forgot"],
    "client@example.com": ["/account", "/account/password", "/account/security", "/tickets/new", "{ticket}", "/tickets/?status=open&after=x&before=x",
                           "/services/?sort=expires&dir=asc&kind=hosting&state=active", "/?lang=en"],
    "agent@example.com": ["/desk/", "{desk}", "/desk/?ref=HD-0000000"],
}
PATHS = {None: ["/password/reset?token=abc*", "/login?next=/portal/", "/assets/portal*.css", "/kb/a*"],
         "client@example.com": ["{ticket}*", "{service}*", "{file}*/a.png"], "agent@example.com": ["{desk}*"]}


# wapiti fetches a list of products, wanted or not: nothing but this machine is reached.
OFFLINE = {**os.environ, "http_proxy": "http://127.0.0.1:9", "https_proxy": "http://127.0.0.1:9", "no_proxy": "localhost,127.0.0.1"}

# wapiti sends every form that it meets, and its -x fails with Debian's Python: these would end the session that it works with.
STAY_SIGNED_IN = """
    <LocationMatch "^/portal/(?:logout|account/security|account/password)$">
        <LimitExcept GET>
            Require all denied
        </LimitExcept>
    </LocationMatch>
"""


class Findings:
    """What the scanners say; each is new, or one that somebody has judged, with the reason."""

    def __init__(self):
        self.new, self.known, self.used = [], [], set()

    def add(self, tool, kind, where, detail):
        for number, one in enumerate(JUDGED):
            if one["tool"] == tool and one["kind"] == kind and re.fullmatch(one["where"], where):
                self.used.add(number)
                self.known.append(f"{tool}: {kind}: {where}: judged: {one['why']}")
                return
        self.new.append(f"{tool}: {kind}: {where}: {detail}")


class Scanned:
    """The portal as production has it: TLS, HSTS, cookies with __Host-; no throttles, which would answer for the portal."""

    def __init__(self, tool):
        self.port, self.tool = free_port(), tool
        self.site = Site(self.configuration(), name="scan")
        openssl = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", "/CN=localhost",
                   "-addext", "basicConstraints=critical,CA:FALSE", "-keyout", self.site.state / "tls.key", "-out", self.site.state / "tls.pem"]
        subprocess.run([str(part) for part in openssl], check=True, capture_output=True)
        self.url = f"https://localhost:{self.port}"

    def configuration(self):
        return f"""
LoadModule ssl_module {MODULES}/mod_ssl.so
SSLSessionCache shmcb:@STATE@/run/tls
HelpdeskLoginLimit 0 0
Listen 127.0.0.1:{self.port} https
<VirtualHost 127.0.0.1:{self.port}>
    ServerName localhost
    HelpdeskURL https://localhost:{self.port}/portal
    SSLEngine On
    SSLCertificateFile "@STATE@/tls.pem"
    SSLCertificateKeyFile "@STATE@/tls.key"
    Header always set Strict-Transport-Security "max-age=63072000; includeSubDomains"
    Header always set X-Content-Type-Options nosniff
{STAY_SIGNED_IN if self.tool == "wapiti" else ""}
</VirtualHost>
"""

    def browser(self, email=None):
        context = ssl.create_default_context(cafile=str(self.site.state / "tls.pem"))
        client = Client("localhost", self.port, "127.0.0.1", context)
        if email:
            answer = client.sign_in(email, PASSWORDS[email])
            assert answer.status == 303, answer
        return client

    def names(self):
        """Addresses of things that there are, for {…} in PAGES and PATHS."""
        client = self.browser("client@example.com")
        form = client.form("/tickets/new", "/tickets/new")
        ticket = form.send([("a.txt", b"text", "text/plain")], department="technical", subject="Scanned", body="Text").location
        services = client.xml("/services/").xpath("//service/@id")
        return {"ticket": ticket, "desk": ticket.replace("/tickets/", "/desk/tickets/"), "service": f"/services/{services[0]}",
                "file": client.xml(ticket).xpath("//file/@address")[0].rpartition("/")[0]}


def cookie(client):
    return "; ".join(f"{name}={value}" for name, value in client.cookies.items())


def run(command, seconds, log):
    """@return the output; what is not done in time is ended"""
    with open(log, "w") as out:
        process = subprocess.Popen([str(part) for part in command], stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT, cwd="/", env=OFFLINE)
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.terminate()
            process.wait(20)
    return pathlib.Path(log).read_text("utf-8", "replace")


# -- sqlmap --------------------------------------------------------------------------------------------------------------

def sqlmap(work, findings, url, data=None, cookies="", name="x", dbms=SQLMAP_DBMS[DB], fixed=False):
    command = ["sqlmap", "-u", url, "--batch", "--disable-coloring", "--flush-session", "--output-dir", work / "sqlmap" / name, "--level", LEVEL, "--risk", "1",
               "--timeout", "20", "--retries", "1", "--ignore-code", "401,403,404,405,409,413,422,429", "--user-agent", "sqlmap", "--ignore-stdin", "--answers", "follow=N,resend=N,crack=N"]
    if dbms:
        command += ["--dbms", dbms]
    if data:
        command += ["--data", data, "--eval", "import uuid; once=uuid.uuid4().hex"]
    if cookies:
        command += ["--cookie", cookies]
    said = run(command, SECONDS, work / f"sqlmap-{name}.log")
    for parameter in re.findall(r"^Parameter: (.+)$", said, re.M):
        findings.add("sqlmap", "injection", f"{urllib.parse.urlparse(url).path} {parameter}", said[said.find("Parameter:"):][:600])
    trouble = [line for line in said.splitlines() if "[CRITICAL]" in line and "do not appear to be injectable" not in line]
    tested = sorted(set(re.findall(r"testing for SQL injection on .*?parameter '([^']*)'", said)))
    cut = "" if "[*] ending @" in said else f" (cut off after {SECONDS} seconds)"
    print(f"   sqlmap {name}: {', '.join(tested) or 'nothing to test'}{cut}{': ' + trouble[0] if trouble else ''}", flush=True)
    if trouble or not tested and not fixed:
        findings.new.append(f"sqlmap: {name}: it has tested nothing: {trouble[:1] or said[-300:]}")


def forms_of(client, page):
    """Every form of a page: where it goes and what is sent, the fields filled in."""
    answer = client.get(page)
    for node in answer.html.forms:
        fields = dict(node.form_values())
        for one in node.inputs:
            if one.get("name") == "theme":
                fields["theme"] = ""  # lxml takes an empty value of a radio button for "on"
            elif one.name and not fields.get(one.name) and one.get("type") not in ("file", "checkbox", "radio"):
                fields[one.name] = {"email": "client@example.com", "ref": "HD-0000000"}.get(one.name, "text")
        target = urllib.parse.urljoin(BASE + page if not page.startswith(BASE) else page, node.get("action") or "")
        if target.endswith("/logout"):
            continue
        if target.endswith("/account/security"):
            fields["everywhere"] = "0"
        if (node.get("method") or "get").lower() == "get":
            yield target + "?" + urllib.parse.urlencode(fields), None
        else:
            yield target, urllib.parse.urlencode(fields)


def sqlmap_all(scanned, names, work, findings):
    server, url = vulnerable.serve()
    control = Findings()
    sqlmap(work, control, url, name="control")
    server.shutdown()
    if not any("injection" in line for line in control.new):
        findings.new.append("sqlmap: it does not find the injection that is there: tests/security/vulnerable.py")
    for email, pages in PAGES.items():
        client, seen = scanned.browser(email), set()
        for page in pages:
            page = page.format(**names)
            targets = [(BASE + page, None)] if "?" in page else []
            for number, (target, data) in enumerate(targets + list(forms_of(client, page))):
                key = (target.partition("?")[0], data and sorted(urllib.parse.parse_qs(data)).__str__())
                if key in seen and "?" not in target:
                    continue
                seen.add(key)
                label = re.sub(r"\W+", "-", f"{(email or 'nobody').partition('@')[0]}{target[len(BASE):].partition('?')[0]}-{number}")
                fixed = data is not None and set(urllib.parse.parse_qs(data)) <= {"csrf"}
                sqlmap(work, findings, scanned.url + target, data, cookie(client), label, fixed=fixed)
        for path in PATHS.get(email, []):
            path = path.format(**names)
            path = path if path.startswith(BASE) else BASE + path
            label = re.sub(r"\W+", "-", f"{(email or 'nobody').partition('@')[0]}{path[len(BASE):]}")
            sqlmap(work, findings, scanned.url + path, None, cookie(client), label)


# -- wapiti --------------------------------------------------------------------------------------------------------------

def wapiti(work, findings, url, name, cookies="", modules=WAPITI_MODULES):
    report = work / f"wapiti-{name}.json"
    command = ["wapiti", "-u", url, "--scope", "folder", "-m", modules, "-f", "json", "-o", report, "--flush-session", "--store-session", work / f"wapiti-{name}",
               "--no-bugreport", "--verify-ssl", "0", "--max-scan-time", str(SECONDS), "--max-attack-time", str(SECONDS // 3), "-S", "polite", "-d", "4", "-v", "1"]
    if cookies:
        command += ["-H", f"Cookie: {cookies}"]
    said = run(command, SECONDS * (1 + len(modules.split(",")) // 3) + 120, work / f"wapiti-{name}.log")
    if not report.exists():
        findings.new.append(f"wapiti: {name}: no report: {said[-500:]}")
        return
    told = json.loads(report.read_text())
    count = 0
    for part in ("vulnerabilities", "anomalies"):
        for kind, entries in told[part].items():
            for entry in entries:
                count += 1
                findings.add("wapiti", kind, f"{entry.get('method')} {entry.get('path')} {entry.get('parameter') or ''}".strip(), f"{entry.get('info')}\n{entry.get('http_request', '')[:500]}")
    pages = told["infos"].get("crawled_pages_nbr") or len(re.findall(r"^\[\+\] (?:GET|POST) ", said, re.M))
    cut = re.findall(r"[Mm]ax(?:imum)? (?:scan|attack) time .*", said)
    print(f"   wapiti {name}: {pages} addresses and forms, {count} remarks{'; ' + '; '.join(cut) if cut else ''}", flush=True)


def wapiti_all(scanned, work, findings):
    server, url = vulnerable.serve()
    control = Findings()
    wapiti(work, control, url, "control", modules="sql,xss")
    server.shutdown()
    for kind in ("SQL Injection", "Cross Site Scripting"):
        if not any(kind in line for line in control.new):
            findings.new.append(f"wapiti: it does not find what is there ({kind}): tests/security/vulnerable.py")
    for email in PAGES:
        client = scanned.browser(email)
        wapiti(work, findings, f"{scanned.url}{BASE}/", (email or "nobody").partition("@")[0], cookie(client))
        if email and client.get("/account").status != 200:
            findings.new.append(f"wapiti: {email}: the session was lost on the way: what followed was signed out")


def scan(tool):
    scanned, findings = Scanned(tool), Findings()
    work = scanned.site.state / "scan"
    (work / "sqlmap").mkdir(parents=True)
    started = time.monotonic()
    try:
        scanned.site.start()
        if tool == "sqlmap":
            sqlmap_all(scanned, scanned.names(), work, findings)
        else:
            wapiti_all(scanned, work, findings)
        log = (scanned.site.place / "logs/access_log").read_text("utf-8", "replace").splitlines()
        findings.new += [f"error_log: {line}" for line in scanned.site.log_lines() if BAD_LINE.search(line) and not (tool == "wapiti" and "AH01630" in line)][:20]
        findings.new += [f"an answer of 5xx: {line}" for line in log if re.search(r'" 5\d\d ', line)][:20]
    finally:
        scanned.site.stop()
    print(f"{len(log)} requests in {time.monotonic() - started:.0f} s; reports in {work}")
    for line in sorted(set(findings.known)):
        print("   judged  " + line)
    for line in findings.new:
        print("   FOUND   " + line)
    for number, one in enumerate(JUDGED):
        if one["tool"] == tool and number not in findings.used:
            print(f"   note    judged.toml names what was not found this time: {one['kind']}: {one['where']}")
    if not findings.new and not os.environ.get("HD_KEEP"):
        scanned.site.remove()
    return not findings.new


def main():
    good = [scan(tool) for tool in sys.argv[1:] or ["sqlmap", "wapiti"]]
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
