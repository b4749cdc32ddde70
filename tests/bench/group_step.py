"""What a CI job waits for: the list of the quarantine, beside a bare libmicrohttpd; and the verdict
on a small upload, beside a bare round trip to PostgreSQL and a bare parse."""
import json
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


def verdicts(room, service, uploads):
    """Tests are known; each upload is of a new commit, as one job after the other sends it."""
    paths = []
    for run in range(10):
        paths.append(room.folder / f"small-{run}.xml")
        report.write(paths[-1], CASES, run)
    load = room.compile("load.c")
    parts = room.compile("parts.c", "libpq", "libxml-2.0")

    def upload(count, first):
        words = room.measure([load, service.port, service.token, "upload", 1, count, first,
                              *paths]).words.splitlines()
        if int(words[0].split()[3]) != count:
            raise bench.Broken(f"of {count} uploads not all were stored: {words[0]}")
        return [float(word) for word in words[1].split()]

    upload(HISTORY, 1)
    settle(room)
    walls, asked, parsed, kept = [], [], [], []
    for first in range(0, uploads, AT_ONCE):
        walls += upload(AT_ONCE, HISTORY + first + 1)
        words = room.measure([parts, room.url(), paths[first // AT_ONCE % len(paths)],
                              AT_ONCE]).words
        for line in words.splitlines():
            for values, value in zip((asked, parsed, kept), line.split()):
                values.append(float(value))
    bench.figure("step.select_1_median", bench.median(asked), "us")
    bench.figure("step.select_1_p99", p99(asked), "us")
    bench.figure("step.parse_500_median", bench.median(parsed), "us")
    bench.figure("step.parse_500_p99", p99(parsed), "us")
    bench.figure("step.insert_1_median", bench.median(kept), "us")
    bench.figure("step.insert_1_p99", p99(kept), "us")
    bench.figure("step.upload_500_median", bench.median(walls), "us")
    bench.figure("step.upload_500_p99", p99(walls), "us")
    bench.figure("step.upload_500_p99_ratio", p99(walls) / (p99(asked) + p99(parsed)), "x",
                 "<=", "4.0")
    bench.figure("step.upload_500_median_ratio",
                 bench.median(walls) / (bench.median(asked) + bench.median(parsed)), "x")


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
        verdicts(room, service, bench.setting("BENCH_UPLOADS", 4000))
