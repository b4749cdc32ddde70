#!/usr/bin/python3
"""Two servers on one database, eight clients: whoever comes first, every test has one id, every
case is stored once, and nobody is turned away."""
import http.client
import itertools
import json
import os
import pathlib
import random
import subprocess
import sys
import threading
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from service import PROGRAM, Service, Tap  # noqa: E402

# a program that looks for faults in memory takes its time
UPLOADS = int(os.environ.get("CONCURRENT_UPLOADS", 80 if "asan" in PROGRAM else 400))
CASES, TESTS, COMMITS, CLIENTS = 2000, 6000, 40, 8
FAILURE = '><failure message="expected 1 but was 2" type="AssertionError">at a.py:1</failure></testcase>'
tap = Tap()


def make(number):
    """The outcomes of an upload by test, in an order of its own: mostly new tests at first. Ends
    differ so that a test fails and passes on one commit."""
    chance = random.Random(number)
    names = chance.sample(range(min(TESTS, CASES + 40 * number)), CASES)
    return {name: "f" if (name * 7 + number) % 401 == 0 else "s" if chance.random() < .01 else "p"
            for name in names}


def body(outcomes):
    ends = {"p": "/>", "f": FAILURE, "s": "><skipped/></testcase>"}
    cases = "".join(f'<testcase classname="c{name % 17}" name="t{name}" time="0.25"{ends[it]}\n'
                    for name, it in outcomes.items())
    return f'<testsuite name="all">{cases}</testsuite>'.encode()


class Client(threading.Thread):
    """Takes the next number, sends it, over one connection."""

    def __init__(self, service, url, numbers, answers):
        super().__init__()
        self.connection = http.client.HTTPConnection(urllib.parse.urlparse(url).netloc, timeout=120)
        self.headers = {"Authorization": f"Bearer {service.token}"}
        self.numbers, self.answers = numbers, answers

    def run(self):
        for number in self.numbers:
            path = (f"/api/v1/projects/crowd/reports?commit={number % COMMITS:07d}c"
                    f"&build={number}&job=all")
            self.connection.request("POST", path, body(make(number)), self.headers)
            answer = self.connection.getresponse()
            self.answers[number] = (answer.status, json.loads(answer.read()))


class Numbers:
    """Each once, to whichever thread asks."""

    def __init__(self, count):
        self.lock, self.left = threading.Lock(), iter(range(count))

    def __iter__(self):
        return self

    def __next__(self):
        with self.lock:
            return next(self.left)


def rows(service, text):
    url = service.run("dev", "--url").stdout.strip()
    done = subprocess.run(["psql", "-XqAt", "-F", " ", "-v", "ON_ERROR_STOP=1", url, "-c", text],
                          check=False, capture_output=True, text=True)
    if done.returncode != 0:
        raise AssertionError(done.stderr)
    return [line.split(" ") for line in done.stdout.splitlines()]


def metric(text, name):
    return sum(int(line.rsplit(" ", 1)[1]) for line in text.splitlines()
               if line.startswith(f"escapement_{name}"))


def recount(service, sent):
    """Result by result, from the columns: test, outcome and how often."""
    stored = {(int(name[1:]), it): int(count) for name, it, count in rows(service, """
        select t.name, u.outcome, count(*)
        from escapement.report r
        join escapement.result_block b using (project_id, received_at, report_id)
        join escapement.test_list l using (project_id, list_id)
        cross join lateral escapement.results(l.test_ids, b.outcomes) u
        join escapement.test t on t.project_id = r.project_id and t.test_id = u.test_id
        group by 1, 2""")}
    wrong = {key: (sent.get(key), stored.get(key)) for key in sent.keys() | stored.keys()
             if sent.get(key) != stored.get(key)}
    tap.ok(sum(sent.values()) == UPLOADS * CASES and not wrong,
           f"{UPLOADS * CASES} cases were sent, and each is stored as it was", list(wrong.items())[:9])
    failed = sum(count for (_, it), count in sent.items() if it == "f")
    ledger = rows(service, "select count(*) from escapement.failure")
    tap.ok(ledger == [[str(failed)]], f"so are the {failed} failures", ledger)


def names(service, count):
    twice = rows(service, "select identity, count(*) from escapement.test"
                          " group by project_id, identity having count(*) > 1")
    tap.ok(not twice, "no test has two ids", twice)
    ids = rows(service, "select count(*), min(test_id), max(test_id),"
                        " (select next_test_id - 1 from escapement.project_counter)"
                        " from escapement.test")
    tap.ok(ids == [[str(count), "1", str(count), str(count)]],
           f"the {count} tests have the ids from 1 on, as the counter says", ids)
    same = rows(service, """
        select (select string_agg(uuid_send(identity), '' order by test_id) from escapement.test)
             = (select string_agg(identities, '' order by first_id) from escapement.test_batch)""")
    tap.ok(same == [["t"]], "and the same identities again as columns", same)


with Service() as service:
    service.run("project", "create", "crowd")
    service.serve()
    urls = [service.url, service.serve_also()]
    numbers, answers = Numbers(UPLOADS), {}
    clients = [Client(service, url, numbers, answers)
               for url, _ in zip(itertools.cycle(urls), range(CLIENTS))]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    odd = [answer for answer in answers.values() if answer[0] != 201]
    tap.ok(len(answers) == UPLOADS and not odd, f"all {UPLOADS} uploads are taken", odd[:5])
    sent = {}
    for number in range(UPLOADS):
        for key in make(number).items():
            sent[key] = sent.get(key, 0) + 1
    recount(service, sent)
    names(service, len({name for name, _ in sent}))
    locked = rows(service, "select deadlocks from pg_stat_database where datname = current_database()")
    tap.ok(locked == [["0"]], "nobody waited for one who waited for him", locked)
    metrics = []
    for service.url in urls:
        metrics.append(service.request("GET", "/metrics")[2])
    counted = [sum(metric(text, name) for text in metrics)
               for name in ("uploads_total", "cases_ingested_total")]
    tap.ok(counted == [UPLOADS, UPLOADS * CASES], "the counters of both servers add up", counted)
    tap.ok(all(metric(text, 'identity_lookups_total{known="yes"}') > 0 for text in metrics),
           "both kept in mind what they had seen", metrics)
    log = (service.folder / "log").read_text()
    tap.ok("level=error" not in log and "Sanitizer" not in log, "and neither complains", log)
tap.done()
