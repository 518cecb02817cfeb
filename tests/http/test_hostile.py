# tests/http/test_hostile.py: bad, broken and malicious requests: a 4xx in bounded time and memory, nothing stored, and the
# server goes on. After each test error_log must be clean and the same children must be there.
# SPDX-License-Identifier: Apache-2.0
import concurrent.futures
import contextlib
import os
import socket
import time
import urllib.parse

import psutil
import pytest

from browser import multipart
from samples import png
from test_tickets import count, open_ticket

FORM = "application/x-www-form-urlencoded"
LIMIT = 3000000  # HelpdeskAttachmentMax of the tests


@pytest.fixture(autouse=True)
def unharmed(site):
    """The server answers afterwards, and no child has died."""
    before, state = set(site.children()), {"staged": site.staging()}
    yield state
    assert site.healthy()
    assert before & set(site.children()), "all children have been replaced"
    if state["staged"] is not None:
        site.wait_staging(state["staged"])


def raw(site, data, timeout=10, half_close=False, after=None):
    """Send bytes as they are. @return what came back until the server closed"""
    with socket.create_connection(("127.0.0.1", site.port), timeout) as connection:
        try:
            connection.sendall(data)
            if half_close:
                connection.shutdown(socket.SHUT_WR)
        except (BrokenPipeError, ConnectionResetError):
            pass
        answer = b""
        try:
            while piece := connection.recv(65536):
                answer += piece
        except (ConnectionResetError, TimeoutError):
            pass
    return answer


def status_of(answer):
    return int(answer.split(b" ", 2)[1]) if answer.startswith(b"HTTP/") else 0


def head(method="POST", path="/tickets/new", client=None, **headers):
    lines = [f"{method} /portal{path} HTTP/1.1", "Host: 127.0.0.1", "Connection: close"]
    if client:
        lines.append("Cookie: " + "; ".join(f"{name}={value}" for name, value in client.cookies.items()))
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def ticket_fields(client, **more):
    return [("csrf", client.csrf()), ("once", os.urandom(8).hex()), ("department", "sales"), ("service", ""),
            ("subject", "Kept title"), ("priority", "medium"), ("body", "Kept text"), *more.items()]


def send(client, fields, files=(), path="/tickets/new"):
    body, kind = multipart(fields, files)
    return client.request("POST", path, body, {"Content-Type": kind})


# -- text that cannot be stored ----------------------------------------------------------------------------------------

BAD_TEXT = [b"\xff\xfe", b"a\xc3", b"\xed\xa0\x80", b"\xc0\xaf", b"\xf4\x90\x80\x80", b"a\x00b", b"a\x07b", b"\x1b[31m", b"a\x7fb",
            b"\xc2\x85x", b"\xef\xbf\xbe"]


@pytest.mark.parametrize("bad", BAD_TEXT, ids=[repr(bad) for bad in BAD_TEXT])
@pytest.mark.parametrize("field", ["subject", "body"])
@pytest.mark.parametrize("kind", ["urlencoded", "multipart"])
def test_text_that_cannot_be_stored_is_refused_beside_its_field(site, client, bad, field, kind):
    before = count(client)
    fields = [(name, bad if name == field else value) for name, value in ticket_fields(client)]
    if kind == "multipart":
        response = send(client, fields)
    else:
        response = client.request("POST", "/tickets/new", urllib.parse.urlencode(fields), {"Content-Type": FORM})
    assert response.status in (400, 422), response
    assert bad not in response.body
    if response.status == 422:
        assert field in response.problems()
        assert ("Kept text" if field == "subject" else "Kept title") in response.text
    else:
        assert bad == b"a\x00b"
    assert count(client) == before


@pytest.mark.parametrize("bad", [b"\xff", b"a\x00b", b"a\nb", b"\xed\xa0\x80"])
def test_a_name_of_a_field_that_cannot_be_stored_is_refused(site, client, bad):
    body = urllib.parse.urlencode(ticket_fields(client)).encode() + b"&" + urllib.parse.quote_from_bytes(bad).encode() + b"=x"
    assert client.request("POST", "/tickets/new", body, {"Content-Type": FORM}).status in (400, 422)


@pytest.mark.parametrize("bad", [b"a\x00b.txt", b"\xff.txt", b"a\x1bb.txt"])
def test_a_name_of_a_file_that_cannot_be_stored_is_refused(site, client, unharmed, bad):
    before, unharmed["staged"] = count(client), None  # the file waits for the form, as all of a 422
    response = send(client, ticket_fields(client), [(bad, b"x", "text/plain")])
    assert response.status in (400, 422) and count(client) == before


def test_a_name_of_a_file_cannot_add_headers(site, client, unharmed):
    unharmed["staged"] = None
    for name in 'x"\r\nSet-Cookie: a=b\r\n.txt', "x%0d%0aSet-Cookie: a=b.txt", 'x"; filename="y.txt', "x\\\r\ny.txt":
        response = send(client, ticket_fields(client), [(name, b"text", "text/plain")])
        assert response.status in (303, 400, 422), response
        if response.status == 303:
            file = client.xml(response.location).find(".//file")
            answer = client.get(file.get("address"))
            assert answer.status == 200 and not answer.headers.get_all("Set-Cookie")
            assert len(answer.headers.get_all("Content-Disposition")) == 1


@pytest.mark.parametrize("field, size", [("subject", 151), ("subject", 60000), ("body", 65537), ("department", 60000), ("priority", 60000),
                                         ("service", 60000), ("once", 60000), ("account", 60000), ("staged", 60000)])
def test_what_is_too_long_is_refused_and_the_rest_is_kept(site, client, field, size):
    before = count(client)
    fields = [(name, value) for name, value in ticket_fields(client) if name != field] + [(field, "x" * size)]
    response = send(client, fields)
    if field == "account" and response.status == 303:
        return  # who has one account is not asked
    assert response.status == 422, response
    assert "Kept text" in response.text or field == "body"
    assert count(client) == before


def test_a_field_beyond_all_measure_is_413_with_what_came_before(site, client):
    for response in (send(client, ticket_fields(client, other="x" * 600000)),
                     client.request("POST", "/tickets/new", urllib.parse.urlencode(ticket_fields(client, other="x" * 600000)), {"Content-Type": FORM})):
        assert response.status == 413 and "Kept text" in response.text


# -- bodies ------------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("kind", ["urlencoded", "multipart"])
def test_ten_thousand_fields_are_refused(site, client, kind):
    fields = ticket_fields(client) + [(f"f{n}", "x") for n in range(10000)]
    if kind == "multipart":
        response = send(client, fields)
    else:
        response = client.request("POST", "/tickets/new", urllib.parse.urlencode(fields), {"Content-Type": FORM})
    assert response.status in (400, 413), response


def test_ten_thousand_times_the_same_field_is_refused(site, client):
    fields = ticket_fields(client) + [("service", "")] * 10000
    assert client.request("POST", "/tickets/new", urllib.parse.urlencode(fields), {"Content-Type": FORM}).status in (400, 413)


def test_a_file_over_the_limit_is_413_and_the_text_before_it_is_kept(site, client):
    before = count(client)
    for body_of in [b"x" * (LIMIT + 1)], [b"y" * (LIMIT // 2), b"z" * (LIMIT // 2 + 2)]:
        files = [("small.txt", b"small", "text/plain")] + [(f"large-{n}.bin", data, "x/y") for n, data in enumerate(body_of)]
        response = send(client, ticket_fields(client), files)
        assert response.status == 413, response
        assert "Kept text" in response.text and "Kept title" in response.text
        assert "3 MB" in response.words(), "does not say the limit"
        assert "small.txt" in response.text and "large-0.bin" in response.text
        assert client.form_of(response, "/tickets/new", "/tickets/new").send().status == 303
    assert count(client) == before + 2


def test_files_of_just_the_limit_are_taken(site, client):
    ref = open_ticket(client, [("half.bin", b"a" * (LIMIT // 2), "x/y"), ("other-half.bin", b"b" * (LIMIT // 2), "x/y")])
    sizes = [int(file.get("bytes")) for file in client.xml(f"/tickets/{ref}").iter("file")]
    assert sum(sizes) == LIMIT


def test_a_body_without_end_is_cut_off_after_the_limit(site, client):
    """Chunked, so that no length tells beforehand; whatever its parts are."""
    def flood(start, kind):
        with contextlib.closing(client.connection()) as connection:
            connection.putrequest("POST", "/portal/tickets/new")
            for name, value in ("Cookie", "hd=" + client.cookies["hd"]), ("Content-Type", kind), ("Transfer-Encoding", "chunked"):
                connection.putheader(name, value)
            connection.endheaders()
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                connection.send(b"%x\r\n%s\r\n" % (len(start), start))
                for _ in range(1000):
                    connection.send(b"10000\r\n" + b"x" * 65536 + b"\r\n")
            return connection.getresponse().status
    part = b'--b\r\nContent-Disposition: form-data; name="attachment"; filename="f"\r\n\r\n'
    for start, kind in (part, "multipart/form-data; boundary=b"), (b"preamble", "multipart/form-data; boundary=b"), (b"a=b&c=", FORM):
        assert flood(start, kind) == 413, kind


def test_a_length_that_is_not_sent_is_not_waited_for_when_the_sender_is_done(site, client):
    for kind in "multipart/form-data; boundary=b", FORM:
        answer = raw(site, head(client=client, Content_Type=kind, Content_Length=10**9) + b"--b\r\n", half_close=True)
        assert status_of(answer) in (400, 413)


def noise(length):
    """Bytes of no type: at random, libmagic would now and then find a program in them."""
    return (b"\x01\xfe\x02\xfd no type " * (length // 12 + 1))[:length]


def memory(site):
    """What each child has."""
    taken = {}
    for pid in site.children():
        with contextlib.suppress(psutil.NoSuchProcess):
            taken[pid] = psutil.Process(pid).memory_info().rss
    return taken


def grown(site, before):
    """By how much children have grown, all in all; prefork starts more of them while there is much to do."""
    after = memory(site)
    assert before.keys() & after.keys(), "the children have been replaced"
    return sum(after[pid] - before[pid] for pid in before.keys() & after.keys())


def test_an_upload_takes_constant_memory(site, client):
    open_ticket(client, [("warm.bin", noise(1000), "x/y")])
    before = memory(site)
    with concurrent.futures.ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda n: send(client.twin(), ticket_fields(client), [("big.bin", noise(LIMIT - 100), "x/y")]), range(8)))
    assert grown(site, before) < 40 * 2**20


def test_a_field_that_comes_byte_by_byte_takes_no_more_memory_than_it_has_bytes(site, visitor):
    def chunk(data):
        return b"%x\r\n%s\r\n" % (len(data), data)

    before = memory(site)
    body = chunk(b'--B\r\nContent-Disposition: form-data; name="email"\r\n\r\n') + chunk(b"a") * 60000
    body += chunk(b"\r\n--B--\r\n") + chunk(b"")
    request = head(path="/login", Content_Type="multipart/form-data; boundary=B", Transfer_Encoding="chunked")
    assert status_of(raw(site, request + body)) == 403
    assert grown(site, before) < 40 * 2**20


@pytest.mark.parametrize("length", ["-1", "99999999999999999999999", "0x10", "1e3", "+5", "abc", "5,5", " ", "18446744073709551615", "9223372036854775807"])
def test_an_absurd_length_is_refused(site, client, length):
    answer = raw(site, head(client=client, Content_Type=FORM, Content_Length=length) + b"a=b", half_close=True)
    assert 400 <= status_of(answer) < 500, answer[:200]


def test_a_request_that_ends_early_is_400(site, client):
    body, kind = multipart(ticket_fields(client), [("a.png", png(), "image/png")])
    for cut in 1, 10, len(body) // 2, len(body) - 30, len(body) - 3:
        answer = raw(site, head(client=client, Content_Type=kind, Content_Length=len(body)) + body[:cut], half_close=True)
        assert status_of(answer) in (0, 400), answer[:300]
    for cut in range(1, len(body) - 2, 97):
        response = client.request("POST", "/tickets/new", body[:cut], {"Content-Type": kind})
        assert response.status in (400, 403), f"{cut}: {response}"


@pytest.mark.parametrize("body", [
    b"", b"--b", b"--b\r\n", b"--b--", b"--b--\r\n", b"\r\n\r\n", b"--b\r\n\r\nno header\r\n--b--", b"--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--",
    b"--b\nContent-Disposition: form-data; name=\"a\"\n\nx\n--b--\n", b"--b\r\nContent-Disposition: form-data; name=\"a\r\n\r\nx\r\n--b--",
    b"--b\r\nContent-Disposition: form-data; name=\"a\"\r\n" + b"X: y\r\n" * 3000 + b"\r\nx\r\n--b--", b"--b\r\n" * 1000,
    b"--b\r\nContent-Disposition: form-data; name=\"a\"; filename=\"f\"\r\nContent-Transfer-Encoding: base64\r\n\r\nx",
    b"--b" + b" " * 100000, b"x" * 100000, b"--b\r\nContent-Disposition: form-data; name=\"" + b"a" * 20000], ids=range(16))
def test_a_malformed_form_is_4xx(site, client, body):
    response = client.request("POST", "/tickets/new", body, {"Content-Type": "multipart/form-data; boundary=b"})
    assert 400 <= response.status < 500, response


@pytest.mark.parametrize("kind", ["multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=" + "b" * 71,
                                  'multipart/form-data; boundary="a\\"', "multipart/form-data; boundary=a; boundary=b", "multipart/form-data; charset=x"])
def test_a_form_without_a_usable_boundary_is_4xx(site, client, kind):
    assert 400 <= client.request("POST", "/tickets/new", b"--b\r\n", {"Content-Type": kind}).status < 500


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "multipart/mixed; boundary=b", "application/x-www-form-urlencodedx", "", "x" * 1000, None])
def test_another_content_type_is_415(site, client, kind):
    response = client.request("POST", "/tickets/new", b'{"a":1}', {} if kind is None else {"Content-Type": kind})
    assert response.status == 415, response


def test_percent_signs_that_are_no_escapes_harm_nobody(site, client):
    for body in b"%", b"%%%", b"%zz=%zz", b"a=%", b"a=%f", b"&&&&", b"====", b"a&b&c", b"=%00":
        response = client.request("POST", "/tickets/new", body, {"Content-Type": FORM})
        assert response.status in (400, 403), response


def test_files_where_none_belong_are_refused(site, client):
    response = send(client, [("csrf", client.csrf()), ("name", "Kept"), ("language", "en")], [("a.txt", b"x", "text/plain")], "/account")
    assert response.status == 400


# -- the line and the headers ------------------------------------------------------------------------------------------

def test_a_header_line_of_a_megabyte_is_refused(site):
    for line in b"X-Long: " + b"x" * 2**20, b"Cookie: hd=" + b"a" * 2**20, b"x" * 2**20:
        answer = raw(site, b"GET /portal/ HTTP/1.1\r\nHost: x\r\n" + line + b"\r\n\r\n")
        assert status_of(answer) in (0, 400, 431), answer[:200]


def test_ten_thousand_header_lines_are_refused(site):
    answer = raw(site, b"GET /portal/ HTTP/1.1\r\nHost: x\r\n" + b"X: y\r\n" * 10000 + b"\r\n")
    assert status_of(answer) in (0, 400, 431)


@pytest.mark.parametrize("line", [b"GET /portal/" + b"x" * 100000 + b" HTTP/1.1", b"GET /portal/\x00 HTTP/1.1", b"GET /portal/%00 HTTP/1.1",
                                  b"GET /portal/%ff%fe HTTP/1.1", b"GET portal HTTP/1.1", b"\x16\x03\x01\x02\x00", b"GET /portal/ HTTP/9.9",
                                  b"GET /portal/../../etc/passwd HTTP/1.1", b"GET http://evil.example/portal/ HTTP/1.1", b"GET /portal/tickets/%2e%2e%2f HTTP/1.1",
                                  b"get /portal/ HTTP/1.1", b"GET /portal/tickets/HD-%00 HTTP/1.1", b"GET /portal/tickets/\xff\xfe HTTP/1.1"])
def test_a_broken_request_line_harms_nobody(site, line):
    site.expect_log("AH00127", must=False)
    site.expect_log("AH00126", must=False)
    site.expect_log("AH10244", must=False)  # httpd itself: /../
    answer = raw(site, line + b"\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n", half_close=False, timeout=3)
    assert status_of(answer) < 500, answer[:300]
    assert b"root:" not in answer


def test_a_host_of_somebody_elses_is_in_no_link(site, visitor):
    response = visitor.get("/password/forgot", {"Host": "evil.example"})
    assert "evil.example" not in response.text
    response = visitor.get("/tickets", {"Host": "evil.example"})
    assert "evil.example" not in response.location


@pytest.mark.parametrize("query", ["", "?", "?&&&", "?x", "?x=1&x=2", "?%", "?%00=%00", "?lang=%ff", "?lang=" + "x" * 5000, "?status[]=open", "?a=" + "b" * 7000,
                                   "?" + "&".join(f"p{n}=1" for n in range(500)), "?lang=en%00", "?status=%E2%28%A1", "?sort=price'--&dir=;drop", "?service=%00"])
@pytest.mark.parametrize("page", ["/", "/services/", "/tickets/", "/tickets/new", "/account", "/support"])
def test_a_strange_query_never_breaks_a_page(site, client, page, query):
    assert client.get(page + query).status == 200


@pytest.mark.parametrize("query", ["sort=bogus", "sort=price&dir=sideways", "kind=castle", "state=asleep", "after=none", "before=none", "after=" + "A" * 22, "q=x"])
def test_a_bad_value_in_the_list_of_services_gives_the_default(site, client, query):
    def ids(path):
        return [service.get("id") for service in client.xml(path).iter("service")]
    if query == "sort=price&dir=sideways":
        assert ids("/services/?" + query) == ids("/services/?sort=price")
    else:
        assert ids("/services/?" + query) == ids("/services/")


@pytest.mark.parametrize("ref", ["x", "HD-", "HD-000000", "HD-00000000", "HD-0000000'", "HD-%27%27%27%27%27%27%27", "%00", "HD-\u0160" + "0" * 6, "..", "A" * 3000, "HD-%F0%9F%99%82"])
def test_what_is_no_reference_is_404(site, client, agent, ref):
    path = urllib.parse.quote(ref, safe="%'")
    for response in client.get(f"/tickets/{path}"), agent.get(f"/desk/tickets/{path}"), client.post(f"/tickets/{path}/reply", {"body": "x"}):
        assert response.status == (404 if ref != ".." else response.status) and response.status < 500, response


@pytest.mark.parametrize("path", ["/attachments/x/y", "/attachments/%00/y", "/attachments/..%2f..%2fetc/passwd", "/attachments/../../etc/passwd",
                                  "/attachments/" + "A" * 22 + "/x", "/attachments//", "/attachments/' OR 1/x", "/attachments/x/..%2f"])
def test_what_is_no_attachment_is_404(site, client, path):
    response = client.get(urllib.parse.quote(path, safe="/%"))
    assert response.status in (400, 404) and "root:" not in response.text


# -- markup and scripts ------------------------------------------------------------------------------------------------

PAYLOADS = ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[x](javascript:alert(1))", "[x](JaVaScRiPt:alert(1))",
            "[x](data:text/html;base64,PHNjcmlwdD4=)", "[x](vbscript:x)", "![x](javascript:alert(1))", "<javascript:alert(1)>",
            "[x](\x6aavascript:alert(1))", "[x](java&#x0A;script:alert(1))", "[a]: javascript:alert(1)\n\n[a]", "<a href=\"javascript:x\">y</a>",
            "[x](https://example.com/\"onmouseover=\"alert(1))", "`<script>`", "```html\n<script>alert(1)</script>\n```", "<svg/onload=alert(1)>",
            "<!--<script>-->", "<![CDATA[<script>alert(1)</script>]]>", "&lt;script&gt;alert(1)&lt;/script&gt;", "<?xml version='1.0'?>", "]]>", "<style>*{}</style>",
            "[x](//evil.example)", "http://evil.example/<script>", "<xsl:value-of select='1'/>", "{payload}", "a" * 10000 + "*" * 3000,
            ">" * 5000 + "x", "[" * 5000, "*a_ " * 5000, "- " * 3000, "|" * 3000 + "\n" + "|-" * 3000 + "|"]


@pytest.mark.parametrize("payload", PAYLOADS, ids=range(len(PAYLOADS)))
def test_markdown_cannot_bring_markup_or_scripts(site, client, agent, payload):
    started = time.monotonic()
    ref = open_ticket(client, subject=payload[:60].replace("\n", " "), body=payload)
    for response in (client.get(f"/tickets/{ref}"), agent.get(f"/desk/tickets/{ref}"), client.get("/tickets/"),
                     client.form("/tickets/new", "/tickets/new").send(body=payload, preview="1")):
        assert response.status == 200
        page = response.html
        assert len(page.xpath("//script")) == 1 and not page.xpath("//style") and not page.xpath("//main//iframe | //main//object")
        for node in page.find(".//main").iter():
            assert not any(name.startswith("on") for name in node.attrib)
            for name in "href", "src", "action", "formaction":
                target = (node.get(name) or "").strip().lower()
                assert target.split(":")[0] not in ("javascript", "data", "vbscript"), target
    assert client.xml(f"/tickets/{ref}") is not None
    assert time.monotonic() - started < 10


def test_names_titles_and_files_are_shown_as_text(site, agent):
    email = site.add_client(name="<b>Bold</b> & \"Co\"")
    client = site.sign_in(email)
    ref = open_ticket(client, [("<img src=x>.txt", b"x", "text/plain")], subject="<i>Title</i> & 'more' \"quoted\"")
    for page in client.get(f"/tickets/{ref}"), agent.get(f"/desk/tickets/{ref}"), client.get("/"), client.get("/account"):
        assert not page.html.xpath("//main//b[text()='Bold'] | //header//b | //main//i[text()='Title'] | //img[@src='x']")
    mail = site.smtp.wait(email, ref)[0]
    assert "<i>Title" not in mail.html() and mail.subject.endswith("<i>Title</i> & 'more' \"quoted\"")


def test_a_title_cannot_add_headers_to_a_mail(site, client):
    response = client.post("/tickets/new", {"subject": "x\r\nBcc: evil@example.com", "body": "y", "department": "sales"})
    assert response.status == 422 and response.problems() == ["subject"]


# -- slowness and crowds -----------------------------------------------------------------------------------------------

def test_connections_that_only_wait_do_not_keep_others_out(site, client):
    idle = [socket.create_connection(("127.0.0.1", site.port)) for _ in range(10)]
    try:
        for connection in idle:
            connection.sendall(b"POST /portal/tickets/new HTTP/1.1\r\nHost: x\r\nContent-Le")
        assert client.get("/").status == 200
    finally:
        for connection in idle:
            connection.close()


def test_a_client_that_leaves_in_the_middle_harms_nobody(site, client):
    body, kind = multipart(ticket_fields(client), [("big.bin", noise(2**20), "x/y")])
    for cut in 100, 5000, 500000:
        connection = socket.create_connection(("127.0.0.1", site.port))
        connection.sendall(head(client=client, Content_Type=kind, Content_Length=len(body)) + body[:cut])
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
        connection.close()


def test_many_requests_at_once_are_all_answered(site, client):
    with concurrent.futures.ThreadPoolExecutor(40) as threads:
        answers = list(threads.map(lambda n: client.twin().get(["/", "/tickets/", "/services/", "/nothing"][n % 4]).status, range(200)))
    assert answers == [200, 200, 200, 404] * 50
