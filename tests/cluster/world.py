# tests/cluster/world.py: the machines of a cluster, on one machine: network namespaces on a bridge, each with an address
# of its own, between which the net can be cut; where such namespaces cannot be made, addresses of the loopback interface.
# SPDX-License-Identifier: Apache-2.0
import ctypes
import os
import pathlib
import signal
import subprocess
import time

NAMES = ["db1", "db2", "db3", "front1", "front2", "people"]
CLONE_NEWNET = 0x40000000
NOBODY = "02:00:00:00:00:01"  # an Ethernet address that no machine has: what is sent there is lost without a word


def run(*command):
    subprocess.run(command, check=True, capture_output=True, text=True)


def try_run(*command):
    try:
        subprocess.run(command, capture_output=True)
    except OSError:
        pass  # there is no such program


class Namespaces:
    """A bridge in a namespace of its own; a namespace with one cable to it for each machine."""

    can_cut = True

    def __init__(self):
        self.prefix = f"hd{os.getpid()}-"
        self.addresses = {name: f"10.87.0.{11 + n}" for n, name in enumerate(NAMES)}
        self.network = "10.87.0.0/24"
        self.visitors = "10.88.{}.{}"  # addresses that people come from, behind the machine "people"

    def make(self):
        switch = self.prefix + "switch"
        run("ip", "netns", "add", switch)
        run("ip", "-n", switch, "link", "add", "bridge", "type", "bridge")
        run("ip", "-n", switch, "link", "set", "bridge", "up")
        for name in NAMES:
            machine = self.prefix + name
            run("ip", "netns", "add", machine)
            run("ip", "-n", machine, "link", "add", "net", "type", "veth", "peer", "name", name, "netns", switch)
            run("ip", "-n", switch, "link", "set", name, "master", "bridge", "up")
            run("ip", "-n", machine, "link", "set", "lo", "up")
            run("ip", "-n", machine, "address", "add", self.addresses[name] + "/24", "dev", "net")
            run("ip", "-n", machine, "link", "set", "net", "up")
        run("ip", "-n", self.prefix + "people", "route", "add", "local", "10.88.0.0/16", "dev", "lo")
        for name in "front1", "front2":
            run("ip", "-n", self.prefix + name, "route", "add", "10.88.0.0/16", "via", self.addresses["people"])

    def remove(self):
        for name in [*NAMES, "switch"]:
            try_run("ip", "netns", "del", self.prefix + name)

    def command(self, name):
        """What stands before a command that a machine is to run."""
        return ["ip", "netns", "exec", self.prefix + name]

    def enter(self, name):
        """Let this thread, and those it starts, be on a machine."""
        libc = ctypes.CDLL(None, use_errno=True)
        with open(f"/run/netns/{self.prefix}{name}") as namespace:
            if libc.setns(namespace.fileno(), CLONE_NEWNET) != 0:
                raise OSError(ctypes.get_errno(), "setns")

    def cut(self, name, others):
        """Cut the net between a machine and others: what is sent is lost, nobody is told."""
        for a, b in [(name, other) for other in others] + [(other, name) for other in others]:
            run("ip", "-n", self.prefix + a, "neigh", "replace", self.addresses[b], "lladdr", NOBODY, "nud", "permanent",
                "dev", "net")

    def heal(self, name, others):
        for a, b in [(name, other) for other in others] + [(other, name) for other in others]:
            run("ip", "-n", self.prefix + a, "neigh", "del", self.addresses[b], "dev", "net")


class Loopback:
    """No namespaces here: addresses of 127.0.0.0/8. Machines can be killed, the net between them cannot be cut."""

    can_cut = False

    def __init__(self):
        self.addresses = {name: f"127.87.0.{11 + n}" for n, name in enumerate(NAMES)}
        self.network = "127.0.0.0/8"
        self.visitors = "127.88.{}.{}"

    def make(self):
        pass

    def remove(self):
        pass

    def command(self, name):
        return []

    def enter(self, name):
        pass


def make_net():
    """Namespaces where this machine allows them."""
    net = Namespaces()
    if os.geteuid() == 0:
        try:
            net.make()
            return net
        except (OSError, subprocess.CalledProcessError) as error:
            net.remove()
            print("no network namespaces here:", getattr(error, "stderr", error))
    return Loopback()


def processes_of(directory, spare=None):
    """The processes that work in a directory, or were started with a file of it; but those that were with one file."""
    found = []
    for entry in pathlib.Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        try:
            arguments = (entry / "cmdline").read_bytes()
            inside = os.readlink(entry / "cwd").startswith(f"{directory}/") or f"{directory}/".encode() in arguments
            if inside and arguments and not (spare and f"{directory}/{spare}".encode() in arguments):
                found.append(int(entry.name))
        except OSError:
            pass  # it has ended
    return found


def kill_all(directory, spare=None):
    """SIGKILL to all processes of a directory, until there are none; but those that were started with one file."""
    end = time.monotonic() + 20
    while found := processes_of(directory, spare):
        assert time.monotonic() < end, f"{found} cannot be killed"
        for pid in found:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        time.sleep(0.02)
