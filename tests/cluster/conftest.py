# tests/cluster/conftest.py: the cluster that all tests share, and the figures that are printed at the end.
# SPDX-License-Identifier: Apache-2.0
import os
import pathlib
import shutil
import sys
import tempfile

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from databases import Databases  # noqa: E402
from fronts import Front, MailServer  # noqa: E402
from world import make_net  # noqa: E402

figures = []


class Cluster:
    """Three machines with databases, two with Apache, one with people and the mail server."""

    def __init__(self):
        self.net = make_net()
        self.state = pathlib.Path(tempfile.mkdtemp(prefix="hd-cluster-", dir=os.environ.get("CLUSTER_DIR", "/var/tmp")))
        self.state.chmod(0o755)
        self.databases = Databases(self.state, self.net)
        self.mail = MailServer(self.net.addresses["people"])
        self.fronts = [Front(name, self.state, self.net, self.databases, self.mail) for name in ("front1", "front2")]

    def start(self):
        self.net.enter("people")
        self.databases.start()
        self.mail.start()
        self.fronts[0].start()
        self.fronts[1].start(like=self.fronts[0])

    def stop(self):
        try:
            for front in self.fronts:
                front.script("stop")
        finally:
            self.mail.stop()
            self.databases.stop()
            self.net.remove()
        if not os.environ.get("HD_KEEP"):
            shutil.rmtree(self.state, ignore_errors=True)


@pytest.fixture(scope="session")
def cluster():
    made = Cluster()
    try:
        made.start()
        yield made
    finally:
        made.stop()


@pytest.fixture
def say(capsys):
    """Print a figure now, and once more at the end."""
    def line(text):
        figures.append(text)
        with capsys.disabled():
            print(text, flush=True)
    return line


def pytest_terminal_summary(terminalreporter):
    terminalreporter.section("figures")
    for line in figures:
        terminalreporter.write_line(line)
