"""tests/unit/smtp_server.py: a real SMTP server for unit tests.

    smtp_server.py DIR [port=N] [cert=FILE] [auth=USER:PASSWORD]

Writes its port to DIR/port when it listens, and each mail it takes to DIR/N.eml behind two lines of envelope. The part
of a recipient before the @ says what becomes of it: refuse (550), later (451), badmail (554 to the mail itself).
SPDX-License-Identifier: Apache-2.0
"""
import os
import signal
import ssl
import sys

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

directory = sys.argv[1]
options = dict(word.split("=", 1) for word in sys.argv[2:])


class Handler:
    count = 0

    async def handle_MAIL(self, server, session, envelope, address, mail_options):
        if address == "nobody@example.com":
            return "550 5.7.1 this sender is not welcome"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        if address.startswith("refuse@"):
            return "550 5.1.1 no such mailbox"
        if address.startswith("later@"):
            return "451 4.2.1 come back later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if envelope.rcpt_tos[0].startswith("badmail@"):
            return "554 5.6.0 no such mail here"
        Handler.count += 1
        path = os.path.join(directory, "%d.eml" % Handler.count)
        with open(path + ".part", "wb") as file:
            file.write(("%s\n%s %s %d\n" % (envelope.mail_from, " ".join(envelope.rcpt_tos), session.peer[0],
                                            session.peer[1])).encode())
            file.write(envelope.original_content)
        os.rename(path + ".part", path)
        return "250 taken"


def authenticate(server, session, envelope, mechanism, data):
    user, password = options["auth"].split(":")
    right = mechanism in ("LOGIN", "PLAIN") and data.login == user.encode() and data.password == password.encode()
    return AuthResult(success=right, handled=False)


more = {}
if "cert" in options:
    more["tls_context"] = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    more["tls_context"].load_cert_chain(options["cert"])
if "auth" in options:
    more.update(authenticator=authenticate, auth_required=True, auth_require_tls=False)

stop = {signal.SIGTERM, signal.SIGINT}
signal.pthread_sigmask(signal.SIG_BLOCK, stop)
controller = Controller(Handler(), hostname="127.0.0.1", port=int(options.get("port", 0)), server_kwargs=more)
if not controller.port:
    import socket
    held = socket.socket()  # so that nobody else gets the port meanwhile; who reuses addresses may listen on it
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    held.bind(("127.0.0.1", 0))
    controller.port = held.getsockname()[1]
controller.start()
with open(os.path.join(directory, "port.part"), "w") as file:
    file.write("%d\n" % controller.port)
os.rename(os.path.join(directory, "port.part"), os.path.join(directory, "port"))
signal.sigwait(stop)
controller.stop()
