# tests/http/hook_server.py: a real HTTP server that keeps what webhooks send, and answers as it is told, or never.
# SPDX-License-Identifier: Apache-2.0
import hashlib
import hmac
import http.server
import json
import threading
import time


class Call:
    """A call as it came."""

    def __init__(self, path, headers, body):
        self.path, self.headers, self.body = path, headers, body
        self.json = json.loads(body)

    def __repr__(self):
        return f"<{self.json['event']} {self.json['ticket']['ref']} at {self.path}>"

    def is_signed_by(self, secret):
        parts = dict(part.split("=", 1) for part in self.headers["X-Helpdesk-Signature"].split(","))
        wanted = hmac.new(secret.encode(), parts["t"].encode() + b"." + self.body, hashlib.sha256).hexdigest()
        return hmac.compare_digest(parts["v1"], wanted) and abs(int(parts["t"]) - time.time()) < 60


class HookServer:
    """answers: by the path's first part: a status, a function of (handler) that answers by itself, or a list of either, one a call."""

    def __init__(self):
        self.calls, self.answers, self.held = [], {}, []
        self.changed = threading.Condition()
        owner = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                owner.take(self)

            def log_message(self, *arguments):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.over = threading.Event()
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()

    def url(self, path, host="127.0.0.1"):
        return f"http://{host}:{self.server.server_address[1]}/{path}"

    def take(self, handler):
        body = handler.rfile.read(int(handler.headers["Content-Length"]))
        with self.changed:
            self.calls.append(Call(handler.path, handler.headers, body))
            answer = self.answers.get(handler.path.strip("/"), 200)
            if isinstance(answer, list):
                answer = answer.pop(0) if answer else 200
            self.changed.notify_all()
        if callable(answer):
            return answer(handler)
        handler.send_response(answer)
        handler.send_header("Location", "/elsewhere")
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    def hang(self, handler):
        """Say nothing until the test is over."""
        self.over.wait(60)

    def endless(self, handler, status=200):
        """A status, and a body without end."""
        handler.send_response(status)
        handler.end_headers()
        try:
            while not self.over.is_set():
                handler.wfile.write(b"more " * 1000)
        except OSError:
            pass

    def found(self, path, event=None, ref=None):
        return [call for call in self.calls if call.path == "/" + path and event in (None, call.json["event"])
                and ref in (None, call.json["ticket"]["ref"])]

    def wait(self, path, event=None, ref=None, count=1, timeout=20):
        end = time.monotonic() + timeout
        with self.changed:
            while len(self.found(path, event, ref)) < count:
                left = end - time.monotonic()
                assert left > 0, f"{count} calls of {event} at {path}: there are only {self.calls[-10:]}"
                self.changed.wait(left)
        return self.found(path, event, ref)

    def stop(self):
        self.over.set()
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()
