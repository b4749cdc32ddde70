#!/usr/bin/python3
"""Tickets and messages against a receiver that fails half of its calls, with several servers and
processes that die: one ticket a subject, everything told, in order, and no secret anywhere."""
import json
import os
import pathlib
import random
import signal
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from receiver import TOKEN, Receiver  # noqa: E402
from service import PROGRAM, ROOT, Service, Tap, wait_for  # noqa: E402

tap = Tap()
SEED = int(os.environ.get("SEED", "7"))
SUBJECTS = 12
STORY = ("quarantine.proposed", "quarantine.active", "quarantine.closed", "quarantine.proposed",
         "alarm.broken", "quarantine.closed")
TRACKERS = {
    "github": ("github_issues", "/repos/acme/shop", "PLAIN"),
    "gitlab": ("gitlab_issues", "/api/v4/projects/acme%2Fshop", "PLAIN"),
    "jira": ("jira", "/rest/api/3/project/SHOP", "MAIL"),
}


def sql(statement):
    done = subprocess.run(["psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-d", URL, "-c", statement],
                          capture_output=True, text=True, check=False)
    if done.returncode:
        raise AssertionError(done.stderr)
    return done.stdout.strip()


def happens(project, kind, subject, event, more=""):
    """An event, noted as a change notes it."""
    sql(f"""insert into escapement.outbox
            (project_id, added_at, subject_kind, subject_id, event, payload)
        select project_id, clock_timestamp(), '{kind}', {subject}, '{event}', jsonb_build_object(
            'test', jsonb_build_object('id', {subject}, 'name', 'test_{subject} @all <!-- x -->'),
            'reason', 'because #1'{more})
        from escapement.project where name = '{project}'""")


def call(method, path, body=None, wanted=(200, 201)):
    status, _, answer = service.request(method, "/api/v1/projects/" + path,
                                        None if body is None else json.dumps(body).encode())
    if status not in wanted:
        raise AssertionError(f"{method} {path}: {status} {answer}")
    return answer


def destination(project, name, kind, address, secret, **more):
    return call("POST", f"{project}/destinations",
                {"name": name, "kind": kind, "address": address, "secret": secret, **more})


def make_project(name):
    service.run("project", "create", name)


def unspread():
    return int(sql("select count(*) from escapement.outbox where not spread"))


def waiting(project):
    """What is spread is pending at once, so it is asked for in this order."""
    if unspread():
        return True
    status, _, page = service.request(
        "GET", f"/api/v1/projects/{project}/deliveries?state=pending&limit=1")
    if status != 200:
        raise AssertionError(page)
    return bool(page["items"])


def start_deliverer():
    return subprocess.Popen([PROGRAM, "deliver", "--watch"], env=service.env, cwd=ROOT,
                            stdout=subprocess.PIPE, stderr=open(service.folder / "log", "ab"))


def through_kills(receiver, project, steps):
    """Does one step after another, each while a deliverer is killed at what came before."""
    chance = random.Random(SEED)
    process = start_deliverer()
    for kills, step in enumerate(steps, 1):
        step()
        begun = len(receiver.calls)
        wait_for(lambda: len(receiver.calls) > begun + chance.randrange(10, 60)  # noqa: B023
                 or not waiting(project))
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        process = start_deliverer()
    wait_for(lambda: not waiting(project), 150)
    process.terminate()
    out = process.communicate()[0].decode()
    tap.ok(process.returncode == 0 and out.startswith("delivered "),
           "a deliverer that is told to stop says what it did", out)
    count = sum(1 for fault in receiver.faults if fault)
    tap.ok(count > len(receiver.faults) / 3,
           f"seed {SEED}: {count} of {len(receiver.faults)} calls failed, {kills} kills")


def half_of_the_calls_fail():
    def step(number, event):
        for subject in range(1, SUBJECTS + 1):
            # half of them are closed in the end, the others have returned
            if number < len(STORY) - 1 or subject % 2:
                happens("half", "test", subject, event)
    with Receiver(SEED, share=0.5, late=0.3) as receiver:
        make_project("half")
        for name, (kind, path, secret) in TRACKERS.items():
            destination("half", name, kind, receiver.url + path, secret)
        destination("half", "hook", "webhook", receiver.url + "/hook/a", "PLAIN")
        through_kills(receiver, "half", [lambda n=n, event=event: step(n, event)
                                         for n, event in enumerate(STORY)])
        check_tickets(receiver)
        check_hook(receiver)


def check_delivered():
    left = sql("select destination_id, event, attempts, error from escapement.delivery "
               "where state <> 'delivered'")
    tap.ok(not left, "everything was delivered", left)


def check_tickets(receiver):
    check_delivered()
    for kind in TRACKERS:
        issues = receiver.of(kind)
        subjects = sorted(int(receiver.marks(issue)[0].split(":")[3]) for issue in issues)
        tap.ok(subjects == list(range(1, SUBJECTS + 1)), f"{kind}: one ticket a subject", subjects)
        wrong = []
        for issue in issues:
            first, *told = receiver.marks(issue)
            subject = int(first.split(":")[3])
            events = [int(mark.strip(":").rsplit("_", 1)[1]) for mark in told]
            wanted = sql(f"""select string_agg(outbox_id::text, ',' order by outbox_id)
                from escapement.outbox where subject_kind = 'test' and subject_id = {subject}
                """).split(",")[1:]
            state = ["closed", "open"] + (["closed"] if subject % 2 else [])
            if [str(event) for event in events] != wanted or issue["history"] != state:
                wrong.append((subject, events, wanted, issue["history"]))
        tap.ok(not wrong, f"{kind}: every change is told once and in order; closed, opened again",
               wrong)
        stored = sql(f"""select count(*), count(distinct url) from escapement.ticket t
            join escapement.destination d using (project_id, destination_id)
            where d.name = '{kind}' and state = case when subject_id % 2 = 1 then 'closed'
            else 'open' end""")
        tap.ok(stored == f"{SUBJECTS}|{SUBJECTS}", f"{kind}: the tickets are known", stored)
    body = receiver.of("github")[0]["body"]
    tap.ok("`test_" in body and "@all <!-- x -->`" in body and "`because #1`" in body,
           "words of CI stand in code, where nothing is read of them", body)


def check_hook(receiver):
    wrong = [message for message in receiver.messages if not message["good"]]
    tap.ok(receiver.messages and not wrong, "every webhook is signed", wrong[:1])
    seen = {}
    for message in receiver.messages:
        order = seen.setdefault(message["body"]["data"]["subject"]["id"], [])
        if message["id"] not in order:
            order.append(message["id"])
    numbers = {subject: [int(mark.rsplit("_", 1)[1]) for mark in order]
               for subject, order in seen.items()}
    late = {subject: order for subject, order in numbers.items() if order != sorted(order)}
    count = sum(len(order) for order in numbers.values())
    wanted = int(sql("""select count(*) from escapement.outbox o
        join escapement.destination d on d.name = 'hook' and o.added_at >= d.created_at"""))
    tap.ok(count == wanted and not late,
           "webhooks: each event once by its id, in order of its subject", late or count)


def clusters_and_calls_that_fail():
    """Real tests in quarantine, three a cluster, that come, leave and come back."""
    says = [f"failure {'abcd'[i]}" for i in range(4)]
    cases = "".join(f'<testcase name="{text} {part}"><failure message="{text}"/></testcase>'
                    for text in says for part in range(3))
    tests, periods = {}, {}

    def quarantine(part, count=len(says)):
        for text in says[:count]:
            periods[text, part] = call("POST", "alike/quarantine", {
                "test": tests[f"{text} {part}"], "reason": "alike"})["id"]
        wait_for(lambda: not unspread())

    def release():
        for key in list(periods):
            call("POST", f"alike/quarantine/{periods.pop(key)}/release", {"reason": "mended"})
        wait_for(lambda: not unspread())

    with Receiver(SEED, share=0.5, late=0.3) as receiver:
        make_project("alike")
        for name, (kind, path, secret) in TRACKERS.items():
            destination("alike", name, kind, receiver.url + path, secret, events=["cluster.*"])
        status, _, answer = service.request(
            "POST", "/api/v1/projects/alike/reports?commit=c1c1c1c1&build=1&job=unit&exit_code=1",
            f'<testsuite name="alike">{cases}</testsuite>'.encode())
        if status != 201:
            raise AssertionError(answer)
        tests.update((one["test"]["name"], one["test"]["id"]) for one in answer["failures"])
        through_kills(receiver, "alike", [
            lambda: quarantine(0), lambda: quarantine(1), lambda: quarantine(2), release,
            lambda: quarantine(0, 2)])
        check_delivered()
        told = sql("select string_agg(event, ' ' order by outbox_id) from escapement.outbox "
                   "where subject_kind = 'cluster' group by subject_id").split("\n")
        most = "cluster.opened cluster.grown cluster.closed"
        tap.ok(sorted(told) == sorted(2 * [most] + 2 * [most + " cluster.reopened"]),
               "a cluster is opened, grows, is closed, and opened again", told)
        for kind in TRACKERS:
            issues = receiver.of(kind)
            subjects = {receiver.marks(issue)[0].split(":", 2)[2] for issue in issues}
            counts = sorted((len(issue["comments"]), issue["history"]) for issue in issues)
            tap.ok(len(issues) == len(subjects) == len(says)
                   and counts == 2 * [(2, ["closed"])] + 2 * [(3, ["closed", "open"])],
                   f"{kind}: one ticket a cluster, told each change once", (subjects, counts))
        kept = sql("""select count(distinct k.ticket) from escapement.cluster k
            join escapement.ticket t on t.url = k.ticket and t.subject_kind = 'cluster'
            and t.subject_id = k.cluster_id""")
        tap.ok(kept == str(len(says)), "each cluster has the address of one", kept)


with Service() as service:
    service.env.update({
        "ESCAPEMENT_DELIVER_LOOPBACK": "1", "ESCAPEMENT_DELIVER_POLL_MS": "20",
        "ESCAPEMENT_DELIVER_TIMEOUT_MS": "200", "ESCAPEMENT_DELIVER_ATTEMPTS": "60",
        "ESCAPEMENT_DELIVER_BACKOFF_MS": "5", "ESCAPEMENT_DELIVER_BACKOFF_MAX_S": "1",
        "ESCAPEMENT_DELIVER_PER_MINUTE": "1000000",
        "ESCAPEMENT_SECRETS_DIR": str(service.folder / "secrets"),
        "ESCAPEMENT_SECRET_PLAIN": TOKEN})
    (service.folder / "secrets").mkdir()
    (service.folder / "secrets" / "MAIL").write_text(f"me@example.org:{TOKEN}\n")
    URL = service.run("dev").stdout.split("DATABASE_URL=")[1].splitlines()[0].strip("'\"; ")
    service.serve()
    service.serve_also()
    half_of_the_calls_fail()
    clusters_and_calls_that_fail()
tap.done()
