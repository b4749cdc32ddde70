"""What a CI job waits for: the list of the quarantine, beside a bare libmicrohttpd; and the verdict
on a small upload, beside a bare round trip to PostgreSQL and a bare parse."""
import json
import pathlib
import subprocess
import time
import urllib.request

import bench
import report

TESTS = 50  # in quarantine
CONNECTIONS = 16
CASES = 500
HISTORY = 300  # reports before the first that counts
LOG_FILES = 8  # of 16 MB, as min_wal_size keeps them
AT_ONCE = 50  # uploads, and then as many of the yardsticks


class Served:
    """A program that serves for as long as the measurements take."""

    def __init__(self, room, command, **more):
        self.process = subprocess.Popen([str(word) for word in command], env=room.environment,
                                        stdin=subprocess.PIPE, **more)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.terminate()
        self.process.wait()


class Service:
    """Who it is asked as, and what of it."""

    def __init__(self, room, port):
        self.port = port
        self.token = room.measure([room.escapement, "token", "create", "--all-projects",
                                              "--scope", "admin", "--name", "bench"]).words.strip()

    def head(self, path, etag=None):
        match = f"If-None-Match: {etag}\r\n" if etag else ""
        return (f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {self.token}\r\n"
                f"{match}\r\n").encode()

    def ask(self, method, path, body=None):
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", body, method=method)
        request.add_header("Authorization", f"Bearer {self.token}")
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.headers, answer.read()


def p99(values):
    return sorted(values)[min(len(values) - 1, len(values) * 99 // 100)]


def rate(room, load, port, head, requests, status):
    done = subprocess.run([str(load), str(port), str(requests), str(CONNECTIONS), str(status)],
                          input=head, env=room.environment, stdout=subprocess.PIPE, check=False)
    if done.returncode != 0:
        raise bench.Broken("the load did not get its answers")
    return float(done.stdout)


def fill_quarantine(room, service):
    cases = "".join(f'<testcase classname="tests.test_till.TestTill" name="test_{i}">'
                    f'<failure message="shut"/></testcase>' for i in range(TESTS))
    service.ask("POST", "/api/v1/projects/poll/reports?commit=aaaaaaa1&exit_code=1",
                f'<testsuite name="s">{cases}</testsuite>'.encode())
    for i in range(TESTS):
        service.ask("POST", "/api/v1/projects/poll/quarantine", json.dumps({
            "test": {"classname": "tests.test_till.TestTill", "name": f"test_{i}"},
            "reason": "known"}).encode())


def polling(room, service, rounds, requests):
    """Rounds of each in turn, so that a busy machine is as busy for all."""
    fill_quarantine(room, service)
    load = room.compile("ask.c")
    bare = room.compile("bare_http.c", "libmicrohttpd")
    for name, path in (("pytest", "/api/v1/projects/poll/quarantine?format=pytest"),
                       ("json", "/api/v1/projects/poll/quarantine?limit=50")):
        headers, body = service.ask("GET", path)
        asks = {"": (service.head(path), 200),
                "_304": (service.head(path, headers["ETag"]), 304)}
        rates = {"bare": [], "": [], "_304": []}
        with Served(room, [bare, len(body)], stdout=subprocess.PIPE) as yardstick:
            port = int(yardstick.process.stdout.readline())
            for _ in range(rounds):
                rates["bare"].append(rate(room, load, port, service.head("/"), requests, 200))
                for how, (head, status) in asks.items():
                    rates[how].append(rate(room, load, service.port, head, requests, status))
        bench.figure(f"step.poll_{name}_bytes", len(body), "B")
        bench.figure(f"step.poll_{name}_bare", bench.median(rates["bare"]), "/s")
        for how in asks:
            bench.figure(f"step.poll_{name}{how}", bench.median(rates[how]), "/s")
            ratios = [ours / theirs for ours, theirs in zip(rates[how], rates["bare"])]
            bound = () if how else (">=", "0.6")  # a 304 has no body to be as large
            bench.figure(f"step.poll_{name}{how}_ratio", bench.median(ratios), "x", *bound)


def settle(room):
    """PostgreSQL as it is once it has run for a while: its planner knows the tables, as autovacuum
    tells it within a minute of such a start; and the files of its log are old ones that it writes
    again, where a new server makes and fills one every 1300 uploads, while one of them waits."""
    room.sql("analyze")
    for _ in range(LOG_FILES):
        room.sql("select pg_current_xact_id()")
        room.sql("select pg_switch_wal()")
    room.sql("checkpoint")


class Uploads:
    """Small reports of known tests; each upload is of a new commit, as one job after the other
    sends it."""

    def __init__(self, room, service):
        self.room = room
        self.service = service
        self.sent = 0
        self.paths = [room.folder / f"small-{run}.xml" for run in range(10)]
        for run, path in enumerate(self.paths):
            report.write(path, CASES, run)
        self.load = room.compile("load.c")
        self.parts = room.compile("parts.c", "libpq", "libxml-2.0")

    def send(self, count):
        """The microseconds of each."""
        words = self.room.measure([self.load, self.service.port, self.service.token, "upload", 1,
                                   count, self.sent + 1, *self.paths]).words.splitlines()
        if int(words[0].split()[3]) != count:
            raise bench.Broken(f"of {count} uploads not all were stored: {words[0]}")
        self.sent += count
        return [float(word) for word in words[1].split()]

    def yardsticks(self, times):
        """Those of select 1, a parse and an insert, as many times."""
        path = self.paths[self.sent // AT_ONCE % len(self.paths)]
        words = self.room.measure([self.parts, self.room.url(), path, times]).words
        return [[float(word) for word in line.split()] for line in words.splitlines()]

    def round(self, count):
        """Medians and percentiles by name."""
        walls, rows = [], []
        for _ in range(0, count, AT_ONCE):
            walls += self.send(AT_ONCE)
            rows += self.yardsticks(AT_ONCE)
        asked, parsed, kept = zip(*rows)
        figures = {}
        for name, values in (("select_1", asked), ("parse_500", parsed), ("insert_1", kept),
                             ("upload_500", walls)):
            figures[f"{name}_median"] = bench.median(values)
            figures[f"{name}_p99"] = p99(values)
        for which in ("median", "p99"):
            figures[f"upload_500_{which}_ratio"] = figures[f"upload_500_{which}"] / (
                figures[f"select_1_{which}"] + figures[f"parse_500_{which}"])
        return figures


def processor():
    """The processor time of this machine so far: what its host took away, and all of it."""
    times = [int(word) for word in pathlib.Path("/proc/stat").read_text().split("\n")[0].split()[1:9]]
    return times[7], sum(times)


def verdicts(room, service, rounds, count):
    uploads = Uploads(room, service)
    uploads.send(HISTORY)
    settle(room)
    stolen, passed = processor()
    figures = [uploads.round(count) for _ in range(rounds)]
    stolen, passed = (now - before for now, before in zip(processor(), (stolen, passed)))
    bench.figure("step.machine_taken_away", 100 * stolen / passed, "%")
    for name in figures[0]:
        values = [round_of[name] for round_of in figures]
        ratio = name.endswith("ratio")
        bound = ("<=", "4.0") if name == "upload_500_p99_ratio" else ()
        bench.figure(f"step.{name}", bench.median(values), "x" if ratio else "us", *bound)
    bench.figure("step.upload_500_p99_ratio_worst",
                 max(round_of["upload_500_p99_ratio"] for round_of in figures), "x")


def run(room):
    room.environment["DATABASE_URL"] = room.url()
    rounds = bench.setting("BENCH_ROUNDS", 5)
    requests = bench.setting("BENCH_POLLS", 20000)
    for project in ("poll", "upload"):
        room.measure([room.escapement, "project", "create", project])
    port_file = room.folder / "port"
    with open(room.folder / "log", "w", encoding="utf-8") as log, \
            Served(room, [room.escapement, "serve", "--port", "0", "--port-file", port_file],
                   stdout=log, stderr=log):
        end = time.monotonic() + 30
        while not (port_file.exists() and port_file.read_text().strip()):
            if time.monotonic() > end:
                raise bench.Broken("the service did not start")
            time.sleep(0.02)
        service = Service(room, int(port_file.read_text()))
        polling(room, service, rounds, requests)
        verdicts(room, service, bench.setting("BENCH_UPLOAD_ROUNDS", 3),
                 bench.setting("BENCH_UPLOADS", 4000))
