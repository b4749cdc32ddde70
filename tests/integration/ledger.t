#!/usr/bin/python3
"""The ledger holds every failure that did not stop a build, and nothing that did: random histories,
compared with what their uploads were answered. Seeded by LEDGER_SEED."""
import collections
import json
import os
import pathlib
import random
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from service import Service, Tap  # noqa: E402

tap = Tap()
SEED = int(os.environ.get("LEDGER_SEED", "7"))
PACKAGE = "example.org/shop"
TESTS = ["TestCart", "TestCart/empty", "TestCart/full", "TestTill", "TestTax", "TestKnown"]
BUILDS = 12


def row(name, outcome):
    """As gotestsum writes it."""
    said = {"f": "    x_test.go:3: it is wrong&#xA;", "frame": ""}
    failure = "" if outcome == "p" else (f'<failure message="Failed" type="">=== RUN   {name}&#xA;'
                                         f'{said[outcome]}--- FAIL: {name} (0.00s)&#xA;</failure>')
    return f'<testcase classname="{PACKAGE}" name="{name}" time="0.01">{failure}</testcase>'


def suite(outcomes):
    """First all tests, and then those that are tried again."""
    first = "".join(row(name, each[0]) for name, each in outcomes.items())
    again = "".join(row(name, one) for name, each in outcomes.items() for one in each[1:])
    return (f'<testsuites errors="0" time="0.6"><testsuite name="{PACKAGE}" tests="6" failures="0" '
            'time="0.002" timestamp="2026-11-21T03:17:24Z"><properties><property name="go.version" '
            f'value="go1.19.8 linux/amd64"/></properties>{first}{again}</testsuite></testsuites>')


def draw(chance):
    """Outcomes of a run: some fail, some are tried again at once."""
    drawn = {}
    for name in TESTS[1:]:
        first = chance.random() < 0.35
        drawn[name] = ["f", "p"] if first and chance.random() < 0.3 else ["f"] if first else ["p"]
    inner = [drawn["TestCart/empty"], drawn["TestCart/full"]]
    drawn["TestCart"] = ["frame"] if ["f"] in inner else ["p"]
    return {name: drawn[name] for name in TESTS}


def attempts_of(chance):
    """The attempts of a job, in the order in which their reports arrive."""
    numbers = list(range(1, chance.choice((1, 2, 2, 3)) + 1))
    if chance.random() < 0.3:
        numbers.reverse()
    return numbers


class History:
    def __init__(self, service):
        self.service, self.path = service, service.folder / "report.xml"
        self.failed = {}  # (report, test name, attempt) -> (build, the job's attempt, retried there)
        self.units = collections.defaultdict(dict)  # build -> the job's attempt -> answer

    def up(self, build, attempt, outcomes):
        self.path.write_text(suite(outcomes))
        bad = any(each[-1] != "p" for each in outcomes.values())
        answer = self.service.ingest("ledger", "--commit", f"{build // 2 + 1:07x}", "--build", f"b{build}",
                                     "--job", "unit", "--attempt", str(attempt), "--exit-code",
                                     "1" if bad else "0", str(self.path))
        self.units[build][attempt] = answer
        for name, each in outcomes.items():
            for number, outcome in enumerate(each, 1):
                if outcome != "p":
                    self.failed[answer["report"]["id"], name, number] = (build, attempt,
                                                                        each[-1] == "p")

    def play(self, chance):
        for build in range(BUILDS):
            for attempt in attempts_of(chance):
                self.up(build, attempt, draw(chance))
            if build == BUILDS // 3:
                self.service.run("quarantine", "--project", "ledger", "--reason", "known",
                                 "TestKnown")

    def stopped(self, build):
        """Names of the tests that the last word on a build does not excuse, and the attempt of it."""
        last = max(self.units[build])
        return last, {f["test"]["name"] for f in self.units[build][last]["failures"]
                      if not f["excused_by"]}


def all_pages(service, query=""):
    rows, after = [], ""
    while True:
        status, _, page = service.request(
            "GET", f"/api/v1/projects/ledger/excuses?limit=7{query}{after}")
        assert status == 200, page
        rows += page["items"]
        if not page["next"]:
            return rows
        after = f"&after={page['next']}"


def key(row):
    return row["report"], row["test"]["name"], row["attempt"]


def reconcile(history, rows):
    listed = {key(row): row for row in rows}
    tap.ok(len(listed) == len(rows), "no row stands there twice", len(rows) - len(listed))
    missing, wrong, strange = [], [], []
    for failure, (build, attempt, retried) in history.failed.items():
        last, stopped = history.stopped(build)
        row = listed.pop(failure, None)
        stops = not retried and failure[1] in stopped and attempt == last
        let_through = retried or failure[1] not in stopped
        if let_through and not row:
            missing.append((failure, build, attempt, last))
        if stops and row and row["how"] != "rerun_commit":
            wrong.append((failure, row))
        if row and retried and row["how"] != "retry_in_report":
            wrong.append((failure, row))
    strange = list(listed)
    tap.ok(not missing, "every failure that did not stop its build has an excuse", missing)
    tap.ok(not wrong, "none that stopped it has one, unless the commit was run again", wrong)
    tap.ok(not strange, "and nothing else is there", strange)
    silent = [row for row in rows if row["excused_by"] != "quarantine"
              and not (row["how"] and row["passed_report"])]
    tap.ok(not silent, "each that a retry turned green says which, in an outage too", silent)


def show_kinds(rows):
    """The test must have met what it is about."""
    kinds = collections.Counter(row["how"] or row["excused_by"] for row in rows)
    for kind in ("retry_in_report", "retry_job", "rerun_commit", "quarantine"):
        tap.ok(kinds[kind] > 0, f"{kind} was met", kinds)
    frames = [row for row in rows if row["test"]["name"] == "TestCart" and row["excused_by"] == "retry"]
    tap.ok(frames, "and a test that only tests within it made fail", kinds)


def show_order(rows):
    places = [(row["received_at"], row["report"], row["test"]["id"], row["attempt"]) for row in rows]
    tap.ok(places == sorted(places, reverse=True), "newest first, page after page", places[:5])


def show_filters(service, rows):
    one = rows[len(rows) // 2]
    tests = {f"&test={one['test']['id']}": lambda r: r["test"] == one["test"],
             f"&build={one['build']['id']}": lambda r: r["build"] == one["build"],
             f"&commit={one['commit']}": lambda r: r["commit"] == one["commit"],
             f"&signature={one['signature']['id']}": lambda r: r["signature"] == one["signature"],
             "&by=retry": lambda r: r["excused_by"] == "retry",
             f"&from={one['received_at']}": lambda r: r["received_at"] >= one["received_at"],
             f"&to={one['received_at']}": lambda r: r["received_at"] < one["received_at"],
             "&job=other": lambda r: False}
    tests["".join(list(tests)[:4])] = lambda r: all(list(tests.values())[i](r) for i in range(4))
    for query, wanted in tests.items():
        got = all_pages(service, query)
        tap.ok([key(r) for r in got] == [key(r) for r in rows if wanted(r)],
               f"{query.replace('&', ' ').split('=')[0].strip()} narrows it"
               + (" together with others" if query.count("&") > 1 else ""), (query, len(got)))


def show_age(service, rows):
    """Words and results are let go long before the ledger."""
    url = service.run("dev", "--url").stdout.strip()
    subprocess.run(["psql", "-Xqo", "/dev/null", "-v", "ON_ERROR_STOP=1", url], check=True,
                   text=True, input="""
        select escapement.partition_ensure(now() - interval '500 days');
        update escapement.failure set received_at = received_at - interval '500 days';
        update escapement.failure_text set received_at = received_at - interval '500 days';
        update escapement.result_block set received_at = received_at - interval '500 days';
        update escapement.report set received_at = received_at - interval '500 days';""")
    gone = {part["table"] for part in
            json.loads(service.run("expire", "--json").stdout)["partitions"]}
    old = all_pages(service)
    tap.ok(gone == {"failure_text", "result_block"} and
           [(key(r), r["signature"]["text"]) for r in old]
           == [(key(r), r["signature"]["text"]) for r in rows],
           "the ledger outlives the words of failures and the results", (gone, len(old), len(rows)))


with Service() as SERVICE:
    SERVICE.run("project", "create", "ledger")
    history = History(SERVICE)
    history.up(999, 1, {name: ["p"] for name in TESTS})
    history.play(random.Random(SEED))
    SERVICE.serve()
    ROWS = all_pages(SERVICE)
    reconcile(history, ROWS)
    show_kinds(ROWS)
    show_order(ROWS)
    show_filters(SERVICE, ROWS)
    show_age(SERVICE, ROWS)
tap.done()
