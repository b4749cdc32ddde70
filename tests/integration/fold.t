#!/usr/bin/python3
"""What the fold makes of runs is the same whatever the order in which they come, however often it is
killed, and however many processes are at it: what a recount says, and what Python says."""
import http.client
import json
import os
import pathlib
import random
import signal
import subprocess
import sys
import threading
import time
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from service import PROGRAM, ROOT, Service, Tap, wait_for  # noqa: E402

# a program that looks for faults in memory takes its time
SLOW = "asan" in PROGRAM
RUNS = int(os.environ.get("FOLD_RUNS", 200 if SLOW else 400))
COMMITS, TESTS, CLIENTS = 160, 24, 4
KILLS = 6 if SLOW else 20
WINDOW = 8
JOBS = [("unit", "linux"), ("unit", "mac"), ("e2e", "")]
PROTECTED = ("main", "release/1")
START = 1700000000
tap = Tap()


# ---- runs ---------------------------------------------------------------------------------------

def outcome(chance, test, commit):
    """Sound tests, flaky ones, and some that are broken for a while."""
    dice = chance.random()
    if test % 6 == 5 and 60 + test <= commit < 66 + test:
        return "f"
    if test % 4 == 1:
        return "f" if dice < .12 else "k" if dice < .15 else "p"
    if test % 4 == 2:
        return "f" if dice < .02 else "s" if dice < .1 else "p"
    return "f" if dice < .001 else "p"


def make_run(number):
    """Every fortieth is an outage, and half of those have a green retry."""
    if number % 80 == 8:
        red = make_run(number - 1)
        return {**red, "number": number, "begun": red["begun"] + 1, "outage": False,
                "outcomes": dict.fromkeys(red["outcomes"], "p")}
    chance = random.Random(number)
    commit = chance.randrange(COMMITS)
    branch = chance.choice(["main"] * 6 + ["release/1"] * 2 + ["feature"])
    job, variant = chance.choice(JOBS)
    shard = chance.choice(["", "", "1", "2"])
    tests = [t for t in range(TESTS) if shard in ("", str(t % 2 + 1)) and chance.random() > .1]
    # a rerun of an old commit begins long after it
    late = chance.random() < .1
    begun = START + commit * 600 + chance.randrange(599) + (chance.randrange(90000) if late else 0)
    outage = number % 40 == 7
    return {"number": number, "commit": commit, "branch": branch, "job": job, "variant": variant,
            "shard": shard, "begun": begun + number / 10000, "outage": outage,
            "outcomes": {t: "f" if outage else outcome(chance, t, commit) for t in tests}}


def body(run):
    ends = {"p": "/>", "s": "><skipped/></testcase>",
            "f": '><failure message="expected 1 but was 2" type="AssertionError"/></testcase>',
            "k": '><flakyFailure message="too late" type="TimeoutError"/></testcase>'}
    cases = "".join(f'<testcase classname="shop.Cart" name="t{test}" time="0.{test + 1:03}"{ends[it]}'
                    for test, it in run["outcomes"].items())
    return f'<testsuite name="shop.Cart">{cases}</testsuite>'.encode()


def path(project, run):
    begun = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(int(run["begun"])))
    micros = round(run["begun"] % 1 * 1e6)
    return f"/api/v1/projects/{project}/reports?" + urllib.parse.urlencode({
        "commit": f"{run['commit'] + 1:07x}", "branch": run["branch"], "build": run["number"],
        "job": run["job"], "variant": run["variant"], "shard": run["shard"],
        "started_at": f"{begun}.{micros:06}Z", "complete": "yes"})


class Client(threading.Thread):
    """Sends each of its runs over one connection, and notes the numbers of the reports."""

    def __init__(self, service, project, runs, reports):
        super().__init__()
        self.connection = http.client.HTTPConnection(urllib.parse.urlparse(service.url).netloc,
                                                     timeout=120)
        self.token, self.project, self.runs, self.reports = service.token, project, runs, reports

    def run(self):
        for run in self.runs:
            self.connection.request("POST", path(self.project, run), body(run),
                                    {"Authorization": f"Bearer {self.token}"})
            answer = self.connection.getresponse()
            text = answer.read()
            if answer.status not in (200, 201):
                raise AssertionError(text)
            self.reports[run["number"]] = json.loads(text)["report"]["id"]


def upload(service, project, runs, clients=CLIENTS):
    reports = {}
    at_work = [Client(service, project, runs[i::clients], reports) for i in range(clients)]
    for client in at_work:
        client.start()
    for client in at_work:
        client.join()
    return reports


# ---- what Python says -----------------------------------------------------------------------------

def passed(it):
    return it in "pk"


def blips_of(cells):
    """@cells: place, runs as (report, outcome), of a test in a stream. The reports of blips."""
    ran = []
    for place, runs in sorted(cells.items()):
        fails = [report for report, it in runs if it == "f"]
        passes = [report for report, it in runs if passed(it)]
        if fails or passes:
            ran.append((place, fails, passes))
    for before, here, after in zip(ran, ran[1:], ran[2:]):
        if (here[1] and not here[2] and before[2] and after[2]
                and here[0] - before[0] <= WINDOW and after[0] - here[0] <= WINDOW):
            yield min(here[1])


def oracle(runs, reports):
    """By test: flips, blips, passes, commits; of tests that ever failed."""
    cells, streams, begun = {}, {}, {}
    for run in runs:
        stream = (run["branch"], run["job"], run["variant"])
        ran = {} if run["outage"] else run["outcomes"]  # an outage says nothing of tests
        if run["branch"] in PROTECTED:
            key = (stream, run["commit"])
            begun[key] = min(begun.get(key, run["begun"]), run["begun"])
        for test, it in ran.items():
            cells.setdefault((test, run["commit"], *stream[1:]), []).append(it)
            if run["branch"] in PROTECTED:
                streams.setdefault((stream, test), {}).setdefault(run["commit"], []).append(
                    (reports[run["number"]], it))
    places = {}
    for stream in {stream for stream, _ in begun}:
        order = sorted((at, commit) for (s, commit), at in begun.items() if s == stream)
        places.update({(stream, commit): place for place, (_, commit) in enumerate(order)})
    said = {}
    for test in range(TESTS):
        if not any(run["outcomes"].get(test, "p") in "fk" for run in runs):
            continue
        mine = [(run, run["outcomes"][test]) for run in runs
                if test in run["outcomes"] and not run["outage"]]
        flips = {reports[run["number"]] for run, it in mine if it == "k" or it == "f" and any(
            passed(other) for other in cells[test, run["commit"], run["job"], run["variant"]])}
        blips, commits = set(), 0
        for (stream, which), by_commit in streams.items():
            if which == test:
                blips |= set(blips_of({places[stream, commit]: runs_there
                                       for commit, runs_there in by_commit.items()}))
                commits += sum(any(passed(it) for _, it in runs_there)
                               for runs_there in by_commit.values())
        said[f"t{test}"] = (len(flips), len(blips - flips), sum(passed(it) for _, it in mine),
                            commits)
    return said


# ---- what is stored -------------------------------------------------------------------------------

def rows(service, text):
    url = service.run("dev", "--url").stdout.strip()
    done = subprocess.run(["psql", "-XqAt", "-F", "|", "-v", "ON_ERROR_STOP=1", url, "-c", text],
                          check=False, capture_output=True, text=True)
    if done.returncode != 0:
        raise AssertionError(done.stderr)
    return [line.split("|") for line in done.stdout.splitlines()]


def scores(service, project, columns):
    return {name: rest for name, *rest in rows(service, f"""
        select t.name, {columns}
        from escapement.test_score s
        join escapement.test t using (project_id, test_id)
        join escapement.project p using (project_id)
        where p.name = '{project}'""")}


def incidents(service, project):
    return rows(service, f"""
        select b.key, i.kind, i.failed, i.tests
        from escapement.incident i
        join escapement.build b using (project_id, build_id)
        join escapement.project p using (project_id)
        where p.name = '{project}' order by b.key, i.kind""")


def taken_out(service, project):
    """The failures of incidents, and whether they are excused as anything else."""
    return rows(service, f"""
        select b.key, t.name, f.attempt, coalesce(f.excused_by, 'outage') = 'outage'
        from escapement.failure f
        join escapement.report r using (project_id, report_id)
        join escapement.build b using (project_id, build_id)
        join escapement.test t using (project_id, test_id)
        join escapement.project p using (project_id)
        where p.name = '{project}' and f.incident_id is not null
        order by b.key, t.name, f.attempt""")


def miscounted(project):
    """Tests whose failing runs are others than those in the ledger."""
    return f"""
        select test_id, s.failing_runs, f.runs
        from (
            select project_id, test_id, count(distinct report_id) as runs
            from escapement.failure
            join escapement.report r using (project_id, report_id)
            where not derived and not untrusted
            group by project_id, test_id
        ) f
        full join escapement.test_state s using (project_id, test_id)
        join escapement.project p using (project_id)
        where p.name = '{project}' and s.failing_runs is distinct from coalesce(f.runs, 0)"""


def verify(service, project, when):
    done = service.run("analyze", "--verify", project, check=False)
    wrong = rows(service, miscounted(project))
    return tap.ok(done.returncode == 0 and done.stdout.startswith(f"{project}: equal") and not wrong,
                  f"a recount is equal {when}", (done.stdout + done.stderr, wrong))


def held_against_python(service, project, runs, reports):
    counts = {name: tuple(map(int, found)) for name, found in scores(
        service, project, "s.flips, s.blips, s.passes, s.commits").items()}
    said = oracle(runs, reports)
    wrong = {name: (counts.get(name), said.get(name)) for name in counts.keys() | said.keys()
             if counts.get(name) != said.get(name)}
    tap.ok(not wrong and sum(c[0] for c in said.values()) and sum(c[1] for c in said.values()),
           "flips, blips, passes and commits are what Python counts", wrong)


def refold(service, project, window):
    """What the fold rests on is changed: all is folded again."""
    rows(service, f"""
        insert into escapement.project_setting
        select project_id, 'window_commits', '{window}', 'test', now()
        from escapement.project where name = '{project}'
        on conflict (project_id, name) do update set value = excluded.value""")


def make_older(service, project):
    """Half of what is there arrived some days before."""
    chosen = f"""select report_id from escapement.report
                 join escapement.project using (project_id)
                 where name = '{project}' and report_id % 2 = 0"""
    rows(service, "select escapement.partition_ensure(now() - interval '3 days')")
    for table in ("result_block", "failure", "failure_text", "report"):
        rows(service, f"""update escapement.{table} set received_at = received_at - interval '3 days'
                          where report_id in ({chosen})""")
    rows(service, f"""update escapement.flake_event set happened_at = happened_at - interval '3 days'
                      where report_id in ({chosen})""")


# ---- the tests --------------------------------------------------------------------------------------

def any_order(service, runs):
    shuffled = runs[:]
    random.Random("order").shuffle(shuffled)
    reports, quarter = {}, len(runs) // 4
    for part in range(4):
        some = shuffled[part * quarter:(part + 1) * quarter]
        reports.update(upload(service, "shuffled", some + some[:20]))
        if part == 0:
            make_older(service, "shuffled")
        verify(service, "shuffled", f"after {(part + 1) * quarter} shuffled runs, some of them twice")
    held_against_python(service, "shuffled", shuffled, reports)
    upload(service, "ordered", sorted(runs, key=lambda run: run["begun"]), clients=1)
    verify(service, "ordered", "after all of them in their order")
    columns = "s.flips, s.blips, s.passes, s.commits, s.log_e, s.flaky, s.rate, s.broken, s.recent"
    both = [scores(service, project, columns) for project in ("shuffled", "ordered")]
    wrong = [(both[0].get(name), both[1].get(name)) for name in both[0].keys() | both[1].keys()
             if both[0].get(name) != both[1].get(name)]
    tap.ok(both[0] and not wrong, "the scores are those of the same runs in their order", wrong[:5])
    found, *others = [incidents(service, project) for project in ("shuffled", "ordered")]
    tap.ok(found and [found] == others, "and so are the incidents",
           sorted(set(map(tuple, found)) ^ set(map(tuple, others[0])))[:8])
    found, *others = [taken_out(service, project) for project in ("shuffled", "ordered")]
    tap.ok(all(row[3] == "t" for row in found) and [found] == others, "and which failures are of them",
           sorted(set(map(tuple, found)) ^ set(map(tuple, others[0])))[:8])


def not_equal(service):
    url = rows(service, """update escapement.tally t set runs[1 + (select min(test_id) from
                           escapement.test where project_id = t.project_id)] = 7
                           from escapement.project p
                           where p.project_id = t.project_id and name = 'ordered' returning day""")
    rows(service, """delete from escapement.flake_event where event_id = (
                     select max(event_id) from escapement.flake_event join escapement.project
                     using (project_id) where name = 'ordered' and kind = 'blip')""")
    done = service.run("analyze", "--verify", "ordered", "--json", check=False)
    kinds = {it["what"] for project in json.loads(done.stdout)["projects"]
             for it in project["differences"]}
    tap.ok(url and done.returncode == 1 and kinds >= {"tally", "blip", "score"},
           "a recount finds a wrong sum and a lost blip", done.stdout)
    refold(service, "ordered", WINDOW + 2)
    verify(service, "ordered", "once all is folded again by another setting")
    before = scores(service, "ordered", "s.log_e")
    service.run("project", "settings", "ordered", "sound_flip=0.001")
    verify(service, "ordered", "once scores are reckoned by another one")
    tap.ok(before and scores(service, "ordered", "s.log_e") != before, "and they are other scores")


def migrated(service):
    """The failing runs of what waits in a database of before are noted."""
    migration = (ROOT / "sql/migrations/0042_failing_runs.sql").read_text()
    wait = """insert into escapement.fold_queue
              select project_id, report_id from escapement.report
              join escapement.project using (project_id) where name = 'ordered' and report_id % 3 = """
    found = rows(service, f"""
        begin;
        alter table escapement.fold_queue drop column noted;
        {wait} 0;
        {migration}
        {wait} 1;
        select distinct report_id % 3, noted from escapement.fold_queue order by 1;
        rollback""")
    tap.ok(found == [["0", "t"], ["1", "f"]],
           "what waited was counted by its upload, and what comes is by its fold", found)


def killed(service):
    """Each time all has to be folded again, and is not let come to the end."""
    chance = random.Random("kills")
    for kill in range(KILLS):
        refold(service, "shuffled", WINDOW + kill % 2 + 1)
        with subprocess.Popen([PROGRAM, "analyze", "shuffled"], env=service.env, cwd=ROOT,
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            try:
                process.wait(chance.uniform(.01, .6) * (8 if SLOW else 1))
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
        rows(service, "delete from escapement.lease")  # as if its time had run out
        verify(service, "shuffled", f"after {kill + 1} kills")
    refold(service, "shuffled", WINDOW)
    verify(service, "shuffled", "after all of them")


def two_at_once(service):
    refold(service, "shuffled", WINDOW + 3)
    reports = int(rows(service, "select count(*) from escapement.report join escapement.project"
                                " using (project_id) where name = 'shuffled'")[0][0])
    upload(service, "shuffled", [make_run(RUNS)])  # what wakes them
    files = [open(service.folder / f"watch{i}", "w+", encoding="utf-8") for i in range(2)]
    watchers = [subprocess.Popen([PROGRAM, "analyze", "--watch", "--json"], cwd=ROOT, stdout=file,
                                 stderr=file, env={**service.env, "ESCAPEMENT_ANALYZE_EVERY_MS": "5"})
                for file in files]
    for number in range(RUNS + 1, RUNS + 41):
        upload(service, "shuffled", [make_run(number)], clients=1)
    wait_for(lambda: rows(service, "select count(*) from escapement.fold_queue") == [["0"]])
    for watcher in watchers:
        watcher.terminate()
    codes = [watcher.wait() for watcher in watchers]
    folded, words = 0, ""
    for file in files:
        file.seek(0)
        words += file.read()
        file.close()
    while words.strip():
        said, end = json.JSONDecoder().raw_decode(words := words.strip())
        folded, words = folded + said["reports"], words[end:]
    tap.ok(folded == reports + 41 and codes == [0, 0],
           "two that watch fold each report once, and end when they are told to",
           [folded, reports + 41, codes])
    verify(service, "shuffled", "after that")


def in_service(service):
    """The service does it by itself."""
    service.stop()
    service.env["ESCAPEMENT_ANALYZE_EVERY_MS"] = "20"
    service.serve()
    upload(service, "shuffled", [make_run(number) for number in range(RUNS + 50, RUNS + 90)])
    counts = {}

    def counted():
        page = service.request("GET", "/metrics")[2]
        counts.update(line.split(" ") for line in page.splitlines()
                      if line.startswith("escapement_fold"))
        return (counts["escapement_folded_reports_total"] == "40"
                and counts["escapement_fold_oldest_seconds"] == "0")
    wait_for(counted)
    tap.ok(int(counts["escapement_folded_results_total"]) > 40, "what it folds is counted", counts)
    service.stop()
    verify(service, "shuffled", "after what the service folded")
    log = (service.folder / "log").read_text()
    tap.ok("not_analyzed" not in log and "level=error" not in log and "Sanitizer" not in log,
           "nobody complains", log)


with Service() as service:
    service.env["ESCAPEMENT_ANALYZE_EVERY_MS"] = "0"
    service.serve()
    all_runs = [make_run(number) for number in range(RUNS)]
    for name in ("shuffled", "ordered"):
        service.run("project", "create", name)
        refold(service, name, WINDOW)
    any_order(service, all_runs)
    not_equal(service)
    migrated(service)
    killed(service)
    two_at_once(service)
    in_service(service)
tap.done()
