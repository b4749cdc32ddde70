#!/usr/bin/python3
"""What destinations do that pause, hang, refuse, redirect or tell secrets; the others go on."""
import contextlib
import json
import os
import pathlib
import signal
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from receiver import TOKEN, Receiver  # noqa: E402
from service import Service, Tap, wait_for  # noqa: E402

tap = Tap()
BASE = "/api/v1/projects/shop"
REPORT = b"""<testsuite name="shop"><testcase classname="Cart" name="adds">
<failure message="boom">boom</failure></testcase></testsuite>"""
SLACK = "/services/T0/B0/secretpartoftheaddress"


def sql(statement):
    done = subprocess.run(["psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-d", URL, "-c", statement],
                          capture_output=True, text=True, check=False)
    if done.returncode:
        raise AssertionError(done.stderr)
    return done.stdout.strip()


def call(method, path, body=None, wanted=(200, 201)):
    status, _, answer = service.request(method, BASE + path,
                                        None if body is None else json.dumps(body).encode())
    if status not in wanted:
        raise AssertionError(f"{method} {path}: {status} {answer}")
    return answer


def destination(name, kind, address, secret="PLAIN", **more):
    return call("POST", "/destinations",
                {"name": name, "kind": kind, "address": address, "secret": secret, **more})["id"]


def happens(subject, event, kind="test", project="shop"):
    sql(f"""insert into escapement.outbox
            (project_id, added_at, subject_kind, subject_id, event, payload)
        select project_id, clock_timestamp(), '{kind}', {subject}, '{event}', '{{"reason": "x"}}'
        from escapement.project where name = '{project}'""")


def deliveries(**filters):
    return service.pages(BASE + "/deliveries?" + "&".join(f"{k}={v}" for k, v in filters.items()))


def over(of):
    """What is spread is pending at once, so it is asked for in this order."""
    return sql("select count(*) from escapement.outbox where not spread") == "0" and not deliveries(
        destination=of, state="pending")


def end(*ids):
    for one in ids:
        call("DELETE", f"/destinations/{one}")


def pauses_that_are_asked_for(receiver):
    asked = []

    def rule(_, path):
        if path.startswith("/hook/slow") and not asked:
            asked.append(time.monotonic())
            return 429, {"message": "too many"}, [("Retry-After", "2")]
        return None
    receiver.rules = [rule]
    one = destination("slow", "webhook", receiver.url + "/hook/slow", events=["quarantine.*"])
    happens(1, "quarantine.active")
    wait_for(lambda: any(it["attempts"] for it in deliveries(destination=one)))
    happens(2, "quarantine.active")
    wait_for(lambda: over(one))
    calls = [at for at, _, path in receiver.calls if path == "/hook/slow"]
    tap.ok(len(calls) == 3 and calls[1] - calls[0] > 1.9,
           "Retry-After holds the whole destination", [at - calls[0] for at in calls])
    receiver.rules = []
    end(one)


def one_that_hangs(receiver):
    def rule(_, path):
        if path.startswith("/hook/hangs"):
            time.sleep(5)
        return None
    receiver.rules = [rule]
    hanging = destination("hangs", "webhook", receiver.url + "/hook/hangs", events=["alarm.*"])
    sound = destination("sound", "webhook", receiver.url + "/hook/sound", events=["alarm.*"])
    began = time.monotonic()
    for subject in range(30):
        happens(subject, "alarm.broken")
    wait_for(lambda: len(deliveries(destination=sound, state="delivered")) == 30)
    took = time.monotonic() - began
    waits = deliveries(destination=hanging, state="pending")
    tap.ok(waits and all("imeout" in (one["error"] or "Timeout") for one in waits),
           f"one that hangs holds up nobody else ({took:.1f} s)", waits[:1])
    calls = [path for _, _, path in receiver.calls if path == "/hook/hangs"]
    tap.ok(len(calls) < took / 0.3 * 2 + 3, "and is asked less and less often", len(calls))
    receiver.rules = []
    end(hanging, sound)


def dead_letters(receiver):
    refused = []

    def rule(handler, path):
        if path == "/hook/picky" and not refused_over:
            body = json.loads(handler.text)
            if body["data"]["subject"]["id"] == 13:
                refused.append(body["type"])
                return 422, {"message": "no " + TOKEN}
        return None
    refused_over = []
    receiver.rules = [rule]
    one = destination("picky", "webhook", receiver.url + "/hook/picky", events=["quarantine.*"])
    for event in ("quarantine.proposed", "quarantine.active"):
        for subject in (12, 13, 14):
            happens(subject, event)
    wait_for(lambda: over(one))
    dead = deliveries(destination=one, state="dead")
    tap.ok(len(dead) == 2 and all(d["subject"]["id"] == 13 and d["status"] == 422 for d in dead)
           and len(refused) == 2, "what is refused for what it is is dead at once, the rest goes on",
           dead)
    tap.ok("no ****" in dead[0]["error"], "an answer that tells the secret is masked", dead[0])
    refused_over.append(True)
    again = call("POST", f"/deliveries/{dead[-1]['id']}/replay")
    wait_for(lambda: over(one))
    tap.ok(again["state"] == "pending" and again["attempts"] == 0
           and len(deliveries(destination=one, state="dead")) == 1, "one is replayed", again)
    all_of_it = call("POST", "/deliveries/replay", {"destination": one})
    wait_for(lambda: over(one))
    got = [m for m in receiver.messages if m["to"] == "hook/picky"]
    tap.ok(all_of_it == {"replayed": 1} and not deliveries(destination=one, state="dead")
           and len(got) == 6 and all(m["good"] for m in got)
           and {m["id"] for m in got} >= {d["message"] for d in dead},
           "and all that are left, under the ids that they had", all_of_it)
    receiver.rules = []
    end(one)


def redirects_and_private_addresses(receiver):
    receiver.rules = [lambda _, path: (302, {}, [("Location", receiver.url + "/hook/elsewhere")])
                      if path == "/hook/moved" else None]
    moved = destination("moved", "webhook", receiver.url + "/hook/moved")
    answer = call("POST", f"/destinations/{moved}/test")
    tap.ok(not answer["ok"] and answer["status"] == 302 and "redirects" in answer["detail"]
           and not [c for c in receiver.calls if c[2] == "/hook/elsewhere"],
           "no redirect is followed", answer)
    local = destination("local", "webhook", "https://localhost:1/x")
    answer = call("POST", f"/destinations/{local}/test")
    tap.ok(not answer["ok"] and "private address" in answer["detail"],
           "a name of our own machine is not called", answer)
    receiver.rules = []
    end(moved, local)


def trying_out(receiver):
    ids = [destination("github", "github_issues", receiver.url + "/repos/acme/shop"),
           destination("gitlab", "gitlab_issues", receiver.url + "/api/v4/projects/acme%2Fshop"),
           destination("cloud", "jira", receiver.url + "/rest/api/3/project/SHOP", "MAIL"),
           destination("server", "jira", receiver.url + "/rest/api/2/project/SHOP"),
           destination("hook", "webhook", receiver.url + "/hook/try"),
           destination("chat", "slack", receiver.url + "/services/", "SLACK")]
    answers = [call("POST", f"/destinations/{one}/test") for one in ids]
    tap.ok(all(answer["ok"] and answer["status"] == 200 for answer in answers)
           and not receiver.issues, "each kind can be tried out, and nothing is made", answers)
    wait_for(lambda: any(m["to"] == SLACK[1:] for m in receiver.messages))
    call("PATCH", f"/destinations/{ids[-1]}", {"body": "{{what}} {{subject}}"})
    happens(1, "quarantine.active")
    wait_for(lambda: all(over(one) for one in ids))
    said = [m["body"]["text"] for m in receiver.messages if m["to"] == SLACK[1:]]
    tap.ok(said[-1].startswith("Quarantined:") and "test 1" in said[-1], "Slack is told by template",
           said)
    kinds = sorted(issue["kind"] for issue in receiver.issues)
    tap.ok(kinds == ["github", "gitlab", "jira", "jira"], "each tracker has its ticket", kinds)
    end(*ids[1:])
    return ids[0]


def a_real_quarantine(receiver, github):
    """The ticket comes back to the quarantine; a ticket that is gone is made again."""
    status, _, answer = service.request(
        "POST", BASE + "/reports?commit=c1c1c1c1&build=1&job=unit&exit_code=1", REPORT)
    if status != 201:
        raise AssertionError(answer)
    test = answer["failures"][0]["test"]["id"]
    call("POST", "/quarantine", {"test": test, "reason": "slow"})
    if not deliveries(subject=f"test:{test}"):
        happens(test, "quarantine.active")
    wait_for(lambda: over(github))
    tickets = service.pages(f"{BASE}/tickets?subject=test:{test}&state=open")
    url = tickets[0]["url"] if tickets else None
    period = service.pages(f"{BASE}/quarantine?state=active")[0]
    tap.ok(status == 201 and len(tickets) == 1 and period["ticket"] == url
           and tickets[0]["subject"]["name"] == "adds", "the quarantine gets its ticket", period)
    audit = sql("select actor, after ->> 'ticket' from escapement.audit "
                "where action = 'quarantine.ticket' order by audit_id desc limit 1")
    tap.ok(audit == f"outbox|{url}", "with a row in the audit", audit)
    receiver.issues[:] = receiver.of("jira")
    happens(test, "alarm.broken")
    wait_for(lambda: over(github))
    again = receiver.of("github")
    tap.ok(len(again) == 1 and f":test:{test}:" in again[0]["body"],
           "a ticket that was deleted is made again", again)


def upload(commit, cases):
    """What the tests fail with, by their names."""
    text = "".join(f'<testcase classname="Alike" name="{name}"><failure message="{says}">{says}'
                   "</failure></testcase>" for name, says in cases.items())
    status, _, answer = service.request(
        "POST", f"{BASE}/reports?commit={commit}&build={commit}&job=unit&exit_code=1",
        f'<testsuite name="alike">{text}</testsuite>'.encode())
    if status != 201:
        raise AssertionError(answer)
    return {one["test"]["name"]: one["test"]["id"] for one in answer["failures"]}


def a_ticket_for_those_that_fail_alike(receiver, github):
    """Of a cluster: opened for two in quarantine, told of more, closed, opened again."""
    ids = upload("c2c2c2c2", {"a": "port is taken", "b": "port is taken", "c": "port is taken",
                              "d": "disk is full", "e": "disk is full", "f": "host is away",
                              "g": "host is away", "h": "no licence"})
    periods = {}
    clusters = {one["text"]: one["id"] for one in service.pages(BASE + "/signatures")}
    port, disk, host, licence = (clusters[text] for text in (
        "port is taken", "disk is full", "host is away", "no licence"))

    def quarantine(name):
        periods[name] = call("POST", "/quarantine", {"test": ids[name], "reason": "alike"})["id"]
        wait_for(lambda: over(github))

    def release(name):
        call("POST", f"/quarantine/{periods[name]}/release", {"reason": "mended"})
        wait_for(lambda: over(github))

    def change(cluster, **words):
        call("PATCH", f"/signatures/{cluster}", words)
        wait_for(lambda: over(github))

    def issues(cluster):
        return [one for one in receiver.of("github") if f":cluster:{cluster}:" in one["body"]]

    def stands(cluster):
        ticket, = service.pages(f"{BASE}/tickets?subject=cluster:{cluster}")
        issue, = issues(cluster)
        return issue["state"] if ticket["state"] == issue["state"] else (ticket, issue)

    quarantine("a")
    tap.ok(not issues(port), "one test in quarantine makes no cluster a subject")
    quarantine("b")
    issue, = issues(port)
    ticket, = service.pages(f"{BASE}/tickets?subject=cluster:{port}")
    tap.ok(issue["title"] == "Failures: port is taken" and ticket["url"].endswith(
        f"/{issue['number']}") and ticket["subject"]["name"] == "port is taken"
        and "`2 tests in quarantine fail so`" in issue["body"]
        and "`Alike › a: 1 failure in 1 build of 30 days, in quarantine`" in issue["body"]
        and "`Alike › c: 1 failure in 1 build of 30 days`" in issue["body"],
        "the second makes a ticket, which says which tests fail so and how often", issue)
    tap.ok(call("GET", f"/signatures/{port}")["ticket"] == ticket["url"]
           and sql(f"select actor from escapement.audit where action = 'cluster.ticket' "
                   f"and subject = 'cluster:{port}'") == "outbox", "the cluster gets its address", ticket)
    quarantine("c")
    tap.ok(len(issue["comments"]) == 1 and "`in quarantine now: c`" in issue["comments"][0],
           "it is told of one more", issue["comments"])
    for name in "abc":
        release(name)
    tap.ok(stands(port) == "closed" and len(issue["comments"]) == 2
           and "none of its tests is in quarantine any more" in issue["comments"][1],
           "it is closed with the last, not before", issue)
    quarantine("b")
    tap.ok(stands(port) == "open" and "`in quarantine now: b`" in issue["comments"][2],
           "it is opened again, with the reason", issue)

    change(port, ticket="SHOP-1")
    tap.ok(stands(port) == "closed" and "it is worked on in SHOP-1" in issue["comments"][3],
           "a ticket of a person's own ends it", issue["comments"])
    quarantine("a")
    tap.ok(stands(port) == "closed" and len(issue["comments"]) == 4
           and call("GET", f"/signatures/{port}")["ticket"] == "SHOP-1", "and is kept")
    change(port, ticket=None)
    tap.ok(stands(port) == "open", "taken away, the one there was is opened again", issue)

    quarantine("d")
    change(disk, ticket="SHOP-2")
    quarantine("e")
    tap.ok(not issues(disk), "with a ticket of a person's own there is no other")
    change(host, infrastructure=True)
    quarantine("f")
    quarantine("g")
    tap.ok(not issues(host), "nor for infrastructure")
    call("POST", f"/signatures/{host}/ticket", {"reason": "we rent it"}, wanted=(202,))
    wait_for(lambda: over(github))
    tap.ok(stands(host) == "open" and "`we rent it`" in issues(host)[0]["body"]
           and call("POST", f"/signatures/{host}/ticket", {}, wanted=(409,)),
           "unless a person asks", issues(host))
    call("POST", f"/signatures/{licence}/ticket", {}, wanted=(202,))
    wait_for(lambda: over(github))
    quarantine("h")
    release("h")
    tap.ok(stands(licence) == "closed", "what was asked for is closed like others", issues(licence))

    call("POST", f"/signatures/{host}/merge", {"signatures": [port]})
    wait_for(lambda: over(github))
    tap.ok(stands(port) == "closed" and f"it was merged into signature {host}" in
           issue["comments"][-1] and "in quarantine now: a, b" in issues(host)[0]["comments"][-1],
           "one that is merged into another is closed, and the other is told", issue["comments"])
    call("POST", f"/signatures/{host}/split", {"merged": [port]})
    wait_for(lambda: over(github))
    tap.ok(stands(port) == "open", "taken out, it is open again", issue)


def a_ticket_that_nobody_heard_of(receiver):
    """A cluster is opened while no tracker listens: who asks once there is one gets the ticket."""
    ids = upload("c3c3c3c3", {"i": "clock is late", "j": "clock is late"})
    cluster, = (one["id"] for one in service.pages(BASE + "/signatures")
                if one["text"] == "clock is late")
    ask = f"/signatures/{cluster}/ticket"
    for test in ids.values():
        call("POST", "/quarantine", {"test": test, "reason": "alike"})
    wait_for(lambda: sql("select event from escapement.outbox where subject_kind = 'cluster' "
                         f"and subject_id = {cluster} and spread") == "cluster.opened")
    call("POST", ask, {}, wanted=(409,))
    tracker = destination("late", "github_issues", receiver.url + "/repos/acme/shop")
    call("POST", ask, {"reason": "there is one now"}, wanted=(202,))
    again = call("POST", ask, {}, wanted=(409,))
    wait_for(lambda: over(tracker))
    made = [one for one in receiver.of("github") if f":cluster:{cluster}:" in one["body"]]
    tap.ok(len(made) == 1 and "`there is one now`" in made[0]["body"]
           and "it has a ticket" in again["detail"]
           and call("GET", f"/signatures/{cluster}")["ticket"].endswith(f"/{made[0]['number']}"),
           "one that was opened while no tracker listened is given its ticket when asked", made)
    call("POST", ask, {}, wanted=(409,))
    end(tracker)


@contextlib.contextmanager
def held(rows):
    """Somebody holds rows, and does not come to an end."""
    with subprocess.Popen(["psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-d", URL], text=True,
                          stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        other.stdin.write(f"begin; select 'held' from escapement.{rows} for update;\n")
        other.stdin.flush()
        if other.stdout.readline() != "held\n":
            raise AssertionError(f"nothing to hold: {rows}")
        yield


def one_project_that_is_stuck(receiver):
    """What can't be done for one project is said, and keeps no other from its turn."""
    got = lambda name: sum(1 for m in receiver.messages if m["to"] == "hook/" + name)  # noqa: E731
    service.run("project", "create", "zebra")
    stuck = destination("stuck", "webhook", receiver.url + "/hook/stuck", events=["quarantine.*"])
    status, _, answer = service.request("POST", "/api/v1/projects/zebra/destinations", json.dumps({
        "name": "free", "kind": "webhook", "address": receiver.url + "/hook/free",
        "secret": "PLAIN", "events": ["quarantine.*"]}).encode())
    service.stop()
    service.env["ESCAPEMENT_DB_STATEMENT_MS"] = "4000"  # of a busy machine, too
    happens(1, "quarantine.active")
    happens(1, "quarantine.active", project="zebra")
    with held(f"destination where destination_id = {stuck}"):
        done = service.run("deliver", check=False)
        tap.ok(status == 201 and got("free") == 1 and got("stuck") == 0 and done.returncode != 0
               and "not_delivered in project" in done.stderr,
               "a project that is stuck is named, and those after it are served",
               (answer, done.stderr, [m["to"] for m in receiver.messages]))
    done = service.run("deliver")
    tap.ok(got("stuck") == 1 and got("free") == 1, "and it goes on when it can", done.stdout)
    with held("quarantine_version where project_id = (select project_id from escapement.project "
              "where name = 'shop')"):
        before = (service.folder / "log").stat().st_size
        service.serve()
        happens(2, "quarantine.active")
        wait_for(lambda: got("stuck") == 2)
        log = (service.folder / "log").read_text()[before:]
        tap.ok("event=clusters_not_told" in log and "event=not_delivered" not in log,
               "news of clusters that can't be told hold nothing else up",
               [line for line in log.splitlines() if "_told" in line or "not_deli" in line])
    end(stuck)


def secrets_nowhere():
    dump = subprocess.run(["pg_dump", "--data-only", "--inserts", "-d", URL], check=True,
                          capture_output=True, text=True).stdout
    log = (service.folder / "log").read_text()
    tap.ok("api" in log and TOKEN not in log and "secretpart" not in log, "no secret in the log")
    tap.ok("quarantine.active" in dump and TOKEN not in dump and "secretpart" not in dump,
           "nor in the database")
    status, _, text = service.request("GET", "/metrics")
    counted = dict(line.split(" ") for line in text.splitlines() if line.startswith("escapement_del"))
    tap.ok(status == 200 and int(counted["escapement_deliveries_total"]) > 40
           and int(counted["escapement_deliveries_dead_total"]) == 2
           and int(counted["escapement_delivery_failures_total"]) > 4
           and int(counted["escapement_delivery_oldest_seconds"]) < 60, "what is done is counted",
           counted)


def what_is_old_goes():
    sql("update escapement.delivery set done_at = done_at - interval '91 days'")
    sql("update escapement.outbox set added_at = added_at - interval '91 days'")
    would = json.loads(service.run("expire", "--dry-run", "--json").stdout)["deliveries"]
    gone = json.loads(service.run("expire", "--json").stdout)["deliveries"]
    left = sql("select count(*) from escapement.delivery") + sql(
        "select count(*) from escapement.outbox")
    tap.ok(would == gone > 0 and left == "00", "deliveries go when they are old, and their events",
           (would, gone, left))


def killed_while_it_sends(receiver):
    """A process that dies in the middle of a call leaves a lease; after it the same is sent again."""
    one = destination("twice", "webhook", receiver.url + "/hook/twice", events=["triage.*"])
    stuck = []

    def rule(_, path):
        if path == "/hook/twice" and not stuck:
            stuck.append(True)
            os.kill(service.server.pid, signal.SIGKILL)
        return None
    receiver.rules = [rule]
    happens(1, "triage.closed", "triage")
    wait_for(lambda: stuck)
    service.server.wait()
    service.serve()
    wait_for(lambda: over(one))
    got = [m["id"] for m in receiver.messages if m["to"] == "hook/twice"]
    told = deliveries(destination=one)
    tap.ok(len(got) == 2 and len(set(got)) == 1 and told[0]["attempts"] == 2,
           "what a killed server sent is sent again, under its id", (got, told))
    end(one)


with Service() as service, Receiver(1) as receiver:
    service.env.update({
        "ESCAPEMENT_DELIVER_LOOPBACK": "1", "ESCAPEMENT_DELIVER_POLL_MS": "20",
        "ESCAPEMENT_DELIVER_TIMEOUT_MS": "500", "ESCAPEMENT_DELIVER_ATTEMPTS": "60",
        "ESCAPEMENT_DELIVER_BACKOFF_MS": "20", "ESCAPEMENT_DELIVER_BACKOFF_MAX_S": "1",
        "ESCAPEMENT_DELIVER_PER_MINUTE": "1000000", "ESCAPEMENT_SECRET_PLAIN": TOKEN,
        "ESCAPEMENT_SECRET_MAIL": f"me@example.org:{TOKEN}",
        "ESCAPEMENT_SECRET_SLACK": receiver.url + SLACK})
    URL = service.run("dev").stdout.split("DATABASE_URL=")[1].splitlines()[0].strip("'\"; ")
    service.run("project", "create", "shop")
    service.serve()
    pauses_that_are_asked_for(receiver)
    one_that_hangs(receiver)
    dead_letters(receiver)
    redirects_and_private_addresses(receiver)
    github = trying_out(receiver)
    a_real_quarantine(receiver, github)
    a_ticket_for_those_that_fail_alike(receiver, github)
    secrets_nowhere()
    killed_while_it_sends(receiver)
    what_is_old_goes()
    end(github)
    a_ticket_that_nobody_heard_of(receiver)
    one_project_that_is_stuck(receiver)
tap.done()
