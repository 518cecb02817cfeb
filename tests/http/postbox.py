# tests/http/postbox.py: a real SMTP server that keeps what it gets, and can refuse recipients or be away.
# SPDX-License-Identifier: Apache-2.0
import email
import email.policy
import threading
import time

from aiosmtpd.controller import Controller


class Mail:
    """A mail as it came: to, sender, message (parsed)."""

    def __init__(self, sender, to, data):
        self.sender, self.to, self.data = sender, to, data
        self.message = email.message_from_bytes(data, policy=email.policy.default)

    def __repr__(self):
        return f"<mail to {self.to}: {self.message['Subject']}>"

    @property
    def subject(self):
        return self.message["Subject"]

    def text(self):
        return self.message.get_body(("plain",)).get_content()

    def html(self):
        return self.message.get_body(("html",)).get_content()


class Postbox:
    """The server: mails are kept in order of arrival."""

    def __init__(self, port):
        self.port, self.mails, self.refused = port, [], {}
        self.changed = threading.Condition()
        self.controller = None

    def start(self):
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self.controller.start()

    def stop(self):
        if self.controller:
            self.controller.stop()
        self.controller = None

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 (aiosmtpd names it)
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        with self.changed:
            self.mails += [Mail(envelope.mail_from, to, envelope.content) for to in envelope.rcpt_tos]
            self.changed.notify_all()
        return "250 taken"

    def found(self, to=None, subject=None):
        return [mail for mail in self.mails if (to is None or mail.to == to) and (subject is None or subject in mail.subject)]

    def wait(self, to=None, subject=None, count=1, timeout=15):
        """The mails for a recipient whose subject holds a text, once there are so many of them."""
        end = time.monotonic() + timeout
        with self.changed:
            while len(self.found(to, subject)) < count:
                left = end - time.monotonic()
                assert left > 0, f"{count} mails to {to} with {subject!r}: there are only {self.mails[-20:]}"
                self.changed.wait(left)
        return self.found(to, subject)
