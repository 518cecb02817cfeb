# tests/http/browser.py: a small browser: cookies, forms, uploads. One connection a request, each client with a network
# address of its own on the loopback interface, so that what is counted by address does not mix.
# SPDX-License-Identifier: Apache-2.0
import gzip
import http.client
import itertools
import re
import ssl
import urllib.parse
import uuid

import lxml.etree
import lxml.html

BASE = "/portal"
XML = "application/xml"
addresses = itertools.count(2)
html_parser = lxml.html.HTMLParser(encoding="utf-8")


def new_address():
    """An address of 127.0.0.0/8 that no client has had; 127.0.0.1 stays with the monitoring."""
    n = next(addresses)
    return f"127.{64 + n // 65000}.{n // 250 % 250}.{n % 250 + 1}"


class Response:
    """An answer; .html and .xml parse it."""

    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    def __repr__(self):
        return f"<{self.status} {self.text[:3000]}>"

    def header(self, name, default=""):
        return self.headers.get(name, default)

    @property
    def location(self):
        return self.header("Location")

    @property
    def text(self):
        return self.body.decode("utf-8", "replace")

    @property
    def html(self):
        return lxml.html.document_fromstring(self.body, parser=html_parser)

    @property
    def xml(self):
        return lxml.etree.fromstring(self.body, lxml.etree.XMLParser(no_network=True, resolve_entities=False))

    def words(self):
        """The text of <main>, white space made single."""
        return " ".join(self.html.find(".//main").text_content().split())

    def problems(self):
        """The ids of fields that the page finds fault with."""
        return sorted(a.get("id")[:-6] for a in self.html.xpath("//*[@class='fault'][@id]"))


class Form:
    """A form of a page; fields may be changed before it is sent."""

    def __init__(self, client, node, page):
        self.client, self.page = client, page
        self.action = node.get("action") or page
        self.is_multipart = node.get("enctype") == "multipart/form-data"
        self.fields = [(name, value) for name, value in node.form_values()]
        outside = f"//*[@form='{node.get('id')}'][self::input or self::select or self::textarea][@name]"
        self.fields += [(field.get("name"), field.value or "") for field in (node.xpath(outside) if node.get("id") else ())]

    def get(self, name):
        return dict(self.fields).get(name)

    def all(self, name):
        return [value for key, value in self.fields if key == name]

    def set(self, name, value):
        """Set a field, or remove it with None."""
        self.fields = [(key, old) for key, old in self.fields if key != name]
        if value is not None:
            self.fields.append((name, value))
        return self

    def send(self, files=(), headers=None, **values):
        for name, value in values.items():
            self.set(name, value)
        if self.is_multipart:
            body, kind = multipart(self.fields, files)
        else:
            body, kind = urllib.parse.urlencode(self.fields), "application/x-www-form-urlencoded"
        return self.client.request("POST", self.action, body, {"Content-Type": kind, **(headers or {})})


def multipart(fields, files=()):
    """A body and its content type. files: (name of the file, bytes, type[, name of the field])."""
    boundary = "----form" + uuid.uuid4().hex
    parts = []
    for name, value in fields:
        value = value if isinstance(value, bytes) else value.encode()
        parts.append(f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'.encode() + value + b"\r\n")
    for name, data, kind, *field in files:
        field = field[0] if field else "attachment"
        name = name if isinstance(name, bytes) else name.replace('"', "%22").encode()
        parts.append(f'--{boundary}\r\nContent-Disposition: form-data; name="{field}"; filename="'.encode() + name
                     + f'"\r\nContent-Type: {kind}\r\n\r\n'.encode() + data + b"\r\n")
    return b"".join(parts) + f"--{boundary}--\r\n".encode(), f"multipart/form-data; boundary={boundary}"


class Client:
    """Somebody with a browser. Paths are below the portal's base unless they begin with it."""

    def __init__(self, host, port, address=None, tls=None, headers=None):
        self.host, self.port, self.address = host, port, address or new_address()
        self.tls, self.headers = tls, headers or {}
        self.cookies = {}
        self.set_cookies = []  # Set-Cookie lines of the last answer
        self.token = None

    def connection(self, timeout=30):
        source = (self.address, 0)
        if self.tls:
            return http.client.HTTPSConnection(self.host, self.port, timeout=timeout, source_address=source, context=self.tls)
        return http.client.HTTPConnection(self.host, self.port, timeout=timeout, source_address=source)

    def twin(self):
        """The same browser in another process: cookies copied, nothing shared."""
        other = Client(self.host, self.port, self.address, self.tls, self.headers)
        other.cookies, other.token = dict(self.cookies), self.token
        return other

    def stranger(self):
        """Another browser at the same server."""
        return Client(self.host, self.port, None, self.tls, self.headers)

    def request(self, method, path, body=None, headers=None, timeout=30):
        if not path.startswith(BASE) and path.startswith("/"):
            path = BASE + path
        all_headers = {"Connection": "close", "User-Agent": "tests/http", **self.headers, **(headers or {})}
        if self.cookies and "Cookie" not in all_headers:
            all_headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if isinstance(body, str):
            body = body.encode()
        connection = self.connection(timeout)
        try:
            try:
                connection.request(method, path.partition("#")[0], body, all_headers)
            except (BrokenPipeError, ConnectionResetError):
                pass  # the server has answered and closed before it read all
            answer = connection.getresponse()
            response = Response(answer.status, answer.headers, answer.read())
        finally:
            connection.close()
        response.sent = len(response.body)  # bytes, packed as they came
        if response.header("Content-Encoding") == "gzip" and response.body:
            response.body = gzip.decompress(response.body)
        self.take_cookies(response)
        return response

    def take_cookies(self, response):
        self.set_cookies = response.headers.get_all("Set-Cookie") or []
        for line in self.set_cookies:
            name, _, value = line.partition(";")[0].partition("=")
            if re.search(r"max-age=0\b", line, re.I):
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = value

    def get(self, path, headers=None):
        return self.request("GET", path, None, headers)

    def head(self, path, headers=None):
        return self.request("HEAD", path, None, headers)

    def xml(self, path):
        """A page's view; it must be there."""
        response = self.get(path, {"Accept": XML})
        assert response.status == 200, response
        return response.xml

    def post(self, path, fields=(), files=None, csrf="own", once="new", headers=None):
        """Send fields; csrf and once come along unless they are None. With files as multipart/form-data."""
        fields = list(fields.items()) if isinstance(fields, dict) else list(fields)
        if once:
            fields.insert(0, ("once", uuid.uuid4().hex if once == "new" else once))
        if csrf:
            fields.insert(0, ("csrf", self.csrf() if csrf == "own" else csrf))
        if files is None:
            body, kind = urllib.parse.urlencode(fields), "application/x-www-form-urlencoded"
        else:
            body, kind = multipart(fields, files)
        return self.request("POST", path, body, {"Content-Type": kind, **(headers or {})})

    def csrf(self):
        """This visitor's form token, as a page of theirs has it."""
        if not self.token:
            page = self.get("/account")
            if page.status != 200:
                page = self.get("/login")
            self.token = page.html.xpath("//input[@name='csrf']/@value")[0]
        return self.token

    def form(self, path, action=None, headers=None):
        """The form of a page whose action ends so; without: the last one."""
        response = self.get(path, headers)
        assert response.status == 200, response
        return self.form_of(response, path, action)

    def form_of(self, response, path, action=None):
        forms = [form for form in response.html.forms if not action or (form.get("action") or path).endswith(action)]
        assert forms, f"no form for {action} in {response}"
        return Form(self, forms[-1], path)

    def sign_in(self, email, password, **values):
        """Sign in by the form; the answer is returned, the cookie kept."""
        self.token = None
        return self.form("/login", "/login").send(email=email, password=password, **values)

    def sign_out(self):
        response = self.form("/account", "/logout").send()
        self.token = None
        return response
