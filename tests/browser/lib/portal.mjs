/* lib/portal.mjs: a private portal, started with `make start` on a free port, mailing to a real SMTP server.
 * SPDX-License-Identifier: Apache-2.0 */
import { execFile, spawn } from "node:child_process";
import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { readMail } from "./mail.mjs";

export const REPO = fileURLToPath(new URL("../../..", import.meta.url)).replace(/\/$/, "");
const PYTHON = "/usr/bin/python3";
const run = promisify(execFile);
export const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

/** Ask until the answer is truthy; throws after a time that is far above what it takes. */
export async function until(what, ask, seconds = 30) {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > end) throw new Error(`waited ${seconds} s for ${what}`);
    await sleep(60);
  }
}

/* A process that holds something, and says one line once it does. @returns the line, and what lets it go */
async function hold(script, ...words) {
  const holder = spawn(PYTHON, ["-c", `${script}\nsys.stdin.read()`, ...words], { stdio: ["pipe", "pipe", "inherit"] });
  const line = await new Promise((done, failed) => {
    holder.stdout.once("data", (data) => done(String(data).trim()));
    holder.once("exit", () => failed(new Error(`nothing is held by ${script}`)));
  });
  return { line, release: () => holder.stdin.end() };
}

/* A port that nobody else gets: who reuses addresses, as Apache does, may listen on it all the same. */
const HOLD_PORT = `import socket, sys
s = socket.socket()
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(("127.0.0.1", 0))
print(s.getsockname()[1], flush=True)`;
const HOLD_LOCK = `import fcntl, sys
f = open(sys.argv[1], "r+b")
fcntl.lockf(f, fcntl.LOCK_EX, 1)
print("held", flush=True)`;

/* The write lock first, as the portal's own writers do. */
const CHANGE = `import fcntl, json, sqlite3, sys
with open(sys.argv[1], "r+b") as lock:
    fcntl.lockf(lock, fcntl.LOCK_EX, 1)
    with sqlite3.connect(sys.argv[2], timeout=30) as db:
        for one in json.load(sys.stdin):
            assert db.execute(one["sql"], one["values"]).rowcount == 1, one
    db.close()`;

/* The SMTP server of the unit tests: each mail becomes DIR/N.eml, two lines of envelope before it. */
class MailServer {
  static async start(dir) {
    const server = new MailServer();
    server.dir = dir;
    server.process = spawn(PYTHON, [join(REPO, "tests/unit/smtp_server.py"), dir], { stdio: "inherit" });
    server.port = Number(await until("the SMTP server", () => existsSync(join(dir, "port")) && readFile(join(dir, "port"), "utf8")));
    return server;
  }

  async all() {
    const files = (await readdir(this.dir)).filter((name) => name.endsWith(".eml"));
    files.sort((a, b) => parseInt(a) - parseInt(b));
    return Promise.all(files.map(async (name) => readMail(await readFile(join(this.dir, name)))));
  }

  /** The n-th mail to an address with this text in its subject; waits for it. */
  async to(address, inSubject, n = 1) {
    return until(`mail ${n} to ${address} with "${inSubject}"`, async () =>
      (await this.all()).filter((mail) => mail.to === address && mail.subject.includes(inSubject))[n - 1]);
  }

  /** The newest mail to an address whose text has this in it. */
  async newest(address, inText) {
    return until(`mail to ${address} with "${inText}"`, async () =>
      (await this.all()).filter((mail) => mail.to === address && mail.text.includes(inText)).pop());
  }

  stop() {
    this.process.kill("SIGTERM");
  }
}

export class Portal {
  /** @returns a portal that answers, with demonstration data */
  static async start() {
    const portal = new Portal();
    portal.root = await mkdtemp(join(tmpdir(), "hd-browser-"));
    await run("chmod", ["755", portal.root]);
    portal.state = join(portal.root, "state");
    await run("mkdir", [join(portal.root, "smtp")]);
    await writeFile(join(portal.root, "extra.conf"), "HelpdeskUndo 6\n"); // long enough to press a button
    portal.mail = await MailServer.start(join(portal.root, "smtp"));
    portal.held = await hold(HOLD_PORT);
    portal.port = Number(portal.held.line);
    portal.url = `http://127.0.0.1:${portal.port}/portal`;
    try {
      await portal.make("start");
    } catch (error) {
      await portal.stop();
      throw new Error(`make start: ${error.stderr || error.stdout || error.message}`);
    }
    return portal;
  }

  make(target) {
    const env = { ...process.env, MAKEFLAGS: "", MAKELEVEL: "" };
    return run("make", ["--no-print-directory", "-C", REPO, target, `PORT=${this.port}`, `STATE=${this.state}`,
      `SMTP=127.0.0.1:${this.mail.port}`, `EXTRA_CONF=${join(this.root, "extra.conf")}`], { env, maxBuffer: 1 << 24 });
  }

  /** Run helpdeskctl on this portal's database, with this on its standard input. @returns what it printed */
  async control(words, input = "") {
    const program = join(REPO, process.env.BUILD || "build", "helpdeskctl");
    const running = run(program, ["--config", join(this.state, "conf/helpdesk.conf"), ...words]);
    running.child.stdin.end(input);
    return (await running).stdout;
  }

  /** Change rows of the database, one with each statement: what no page and no command does. changes: [{ sql, values }] */
  async change(changes) {
    const running = run(PYTHON, ["-c", CHANGE, join(this.state, "data/write.lock"), join(this.state, "db/helpdesk.sqlite")]);
    running.child.stdin.end(JSON.stringify(changes));
    await running;
  }

  /** Hold the database's write lock as another writer would. @returns what lets it go */
  async holdWriteLock() {
    return (await hold(HOLD_LOCK, join(this.state, "data/write.lock"))).release;
  }

  /** Warnings and errors in error_log that none of the announced tags explains. */
  async complaints(announced) {
    const log = await readFile(join(this.state, "logs/error_log"), "utf8");
    return log.split("\n").filter((line) => line && !/ \[[a-z_-]*:(notice|info)\] /.test(line) &&
      !/:(notice|info)\]/.test(line) && !announced.some((tag) => line.includes(tag)));
  }

  async stop() {
    await this.make("stop").catch((error) => console.log(`make stop: ${error.message}`));
    this.mail.stop();
    this.held.release();
    await rm(this.root, { recursive: true, force: true });
  }
}
