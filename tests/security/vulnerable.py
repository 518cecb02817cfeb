# tests/security/vulnerable.py: a page that any scanner must find fault with: SQL injection and a script in what it shows.
# The scan begins with it, for a scanner that finds nothing there would find nothing anywhere. Loopback only.
# SPDX-License-Identifier: Apache-2.0
import http.server
import sqlite3
import threading
import urllib.parse


class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        query = urllib.parse.parse_qs(urllib.parse.urlparse(self.path).query)
        name = query.get("name", ["a"])[0]
        database = sqlite3.connect(":memory:")
        database.execute("CREATE TABLE t(name TEXT)")
        database.execute("INSERT INTO t VALUES ('a')")
        try:
            rows, status = database.execute(f"SELECT name FROM t WHERE name = '{name}'").fetchall(), 200
        except sqlite3.Error as error:
            rows, status = f"sqlite3.OperationalError: {error}", 500
        body = f"<html><body><a href='?name=a'>a</a><p>You asked for {name}</p><p>{rows}</p></body></html>".encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


class Server(http.server.ThreadingHTTPServer):
    def handle_error(self, request, client_address):
        pass  # a scanner that has seen enough


def serve():
    """@return the server and the address of its page"""
    server = Server(("127.0.0.1", 0), Page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server, f"http://127.0.0.1:{server.server_port}/?name=a"
