#!/usr/bin/python3
"""Failures that say nothing of the tests: outages, the machinery's own texts, cascades."""
import pathlib
import subprocess
import sys
import threading

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from service import Service, Tap  # noqa: E402

tap = Tap()


def case(name, outcome="pass", message="expected 3 items but was 2", group="shop.Cart"):
    child = {"pass": "", "fail": f'<failure type="Error" message="{message}"/>',
             "flaky": f'<flakyFailure type="Error" message="{message}"/>'}[outcome]
    return f'<testcase classname="{group}" name="{name}" time="0.01">{child}</testcase>'


class Project:
    """A project of its own, whose uploads are told by what differs."""

    def __init__(self, service, name):
        self.service, self.name, self.commits = service, name, 0
        service.run("project", "create", name)

    def commit(self):
        self.commits += 1
        return f"{self.commits:07x}"

    def up(self, commit, cases, **more):
        file = self.service.folder / f"{self.name}-{threading.get_ident()}.xml"
        file.write_text('<testsuites><testsuite name="shop">' + "".join(cases)
                        + "</testsuite></testsuites>")
        failed = any("<failure" in one for one in cases)
        flags = [word for key, value in more.items()
                 for word in (f"--{key.replace('_', '-')}", str(value))]
        return self.service.ingest(self.name, "--commit", commit, "--exit-code", str(int(failed)),
                                   *flags, str(file))

    def rows(self, text):
        text = text.replace("MINE", "project_id = (select project_id from escapement.project "
                                    f"where name = '{self.name}')")
        url = self.service.run("dev", "--url").stdout.strip()
        return subprocess.run(["psql", "-XqAt", "-v", "ON_ERROR_STOP=1", url, "-c", text],
                              check=True, capture_output=True, text=True).stdout.split("\n")[:-1]

    def ledger(self):
        return self.rows("select coalesce(excused_by, '-') || ' ' || (incident_id is not null) || ' '"
                         " || count(*) from escapement.failure where MINE"
                         " group by excused_by, incident_id is not null order by 1")

    def events(self):
        return int(self.rows("select count(*) from escapement.flake_event where MINE")[0])

    def proposed(self):
        return int(self.rows("select count(*) from escapement.quarantine where MINE"
                             " and state <> 'closed'")[0])

    def incidents(self):
        return self.rows("select kind || ' ' || failed || ' of ' || tests || ' in ' || reports"
                         " from escapement.incident where MINE order by incident_id")

    def told(self):
        return self.rows("select event || ' ' || (payload ->> 'kind') from escapement.outbox"
                         " where MINE and subject_kind = 'incident' order by outbox_id")


def outage(service):
    p = Project(service, "outage")
    p.up(p.commit(), [case(f"t{i}") for i in range(400)])
    bad = p.commit()
    red = p.up(bad, [case(f"t{i}", "fail" if i < 300 else "pass", f"expected {i} but was null")
                     for i in range(400)])
    tap.ok(p.incidents() == ["outage 300 of 400 in 1"], "300 of 400 failing tests are an outage",
           p.incidents())
    named = red["incidents"]
    tap.ok(red["verdict"] == "fail" and len(named) == 1 and named[0]["kind"] == "outage"
           and named[0]["failed"] == 300 and named[0]["tests"] == 400
           and "outage" in red["summary"] and "300 of 400" in red["comment"],
           "the answer names it, and stays red", red["summary"] + str(named))
    green = p.up(bad, [case(f"t{i}") for i in range(400)], attempt=2)
    tap.ok(green["verdict"] == "pass" and green["flaky_total"] == 300
           and all(one["kind"] == "outage" for one in green["flaky"]),
           "the retry is green, and what it turned green is not called flaky", green["summary"])
    tap.ok(p.events() == 0 and p.proposed() == 0, "nothing is proposed",
           (p.events(), p.proposed()))
    tap.ok(p.ledger() == ["outage true 300"], "all of it is in the ledger, as outage", p.ledger())
    tap.ok(p.told() == ["incident.opened outage"], "and is told outside, once", p.told())
    again = p.up(p.commit(), [case(f"t{i}", "flaky" if i == 7 else "pass") for i in range(400)])
    tap.ok(p.events() == 1 and p.proposed() == 1 and again["incidents"] == [],
           "one of them that flakes later is evidence as ever", again["incidents"])


def retried_in_the_report(service):
    p = Project(service, "inside")
    green = p.up(p.commit(), [case(f"t{i}", "flaky" if i < 300 else "pass") for i in range(400)])
    tap.ok(green["verdict"] == "pass" and p.incidents() == ["outage 300 of 400 in 1"]
           and p.events() == 0 and p.proposed() == 0,
           "an outage that retries within the report turned green proposes nothing",
           p.incidents())
    tap.ok(p.ledger() == ["outage true 300"], "and is in the ledger as outage", p.ledger())


def retry_first(service):
    p = Project(service, "late")
    commit = p.commit()
    p.up(commit, [case(f"t{i}") for i in range(40)], attempt=2)
    p.up(commit, [case(f"t{i}", "fail") for i in range(40)])
    tap.ok(p.incidents() == ["outage 40 of 40 in 1"] and p.events() == 0,
           "an outage whose report comes after the green retry gives no event", p.incidents())


def machinery(service):
    p = Project(service, "machinery")
    text = "dial tcp 10.0.0.{}:5432: connect: connection refused"
    p.up(p.commit(), [case(f"t{i}") for i in range(200)])
    bad = p.commit()
    red = p.up(bad, [case(f"t{i}", "fail", text.format(i)) for i in range(3)]
               + [case("t3", "fail")] + [case(f"t{i}") for i in range(4, 200)])
    tap.ok(red["incidents"][0]["kind"] == "infrastructure" and red["incidents"][0]["failed"] == 3,
           "one text of the machinery in three tests is an incident", red["incidents"])
    p.up(bad, [case(f"t{i}") for i in range(200)], attempt=2)
    tap.ok(p.events() == 1 and p.ledger() == ["outage true 3", "retry false 1"],
           "the test beside them that said something else is evidence", p.ledger())
    two = p.commit()
    p.up(two, [case(f"t{i}", "fail" if i < 2 else "pass", text.format(i)) for i in range(200)])
    p.up(two, [case(f"t{i}") for i in range(200)], attempt=2)
    tap.ok(p.events() == 3, "in two tests it is evidence", p.events())


def cascade(service):
    p = Project(service, "cascade")
    commit = p.commit()
    red = p.up(commit, [case("t0", "fail")]
               + [case(f"t{i}", "fail", "skipped after failure of t0") for i in range(1, 5)]
               + [case(f"t{i}") for i in range(5, 60)])
    p.up(commit, [case(f"t{i}") for i in range(60)], attempt=2)
    tap.ok([one["kind"] for one in red["incidents"]] == ["cascade"] and p.events() == 1
           and p.told() == [], "tests not run because one failed are no evidence, and no news",
           (red["incidents"], p.events(), p.told()))


def no_outage(service):
    p = Project(service, "flakes")
    first = p.commit()
    p.up(first, [case(f"t{i}", "fail" if i < 4 else "pass", f"timed out on {'abcd'[i % 4]}")
                 for i in range(12)])
    p.up(first, [case(f"t{i}") for i in range(12)], attempt=2)
    tap.ok(p.incidents() == [] and p.events() == 4 and p.proposed() == 4,
           "four flakes together are no outage", p.incidents())
    group = Project(service, "group")
    commit = group.commit()
    group.up(commit, [case(f"t{i}", "fail" if i < 6 else "pass") for i in range(2000)])
    group.up(commit, [case(f"t{i}") for i in range(2000)], attempt=2)
    tap.ok(group.incidents() == [] and group.events() == 6,
           "nor are six of 2,000 that fail together", group.incidents())
    again = Project(service, "again")
    commit = again.commit()
    again.up(commit, [case(f"t{i}", "fail" if i < 8 else "pass") for i in range(400)])
    again.up(commit, [case(f"t{i}", "fail" if i < 6 else "pass") for i in range(8)], attempt=2)
    tap.ok(again.incidents() == [],
           "nor are those that were run again because they failed, and fail again",
           again.incidents())


def broken_before(service):
    p = Project(service, "broken")
    for failing in (0, 0, 0, 9, 9, 9, 9):
        p.up(p.commit(), [case(f"t{i}", "fail" if i < failing else "pass") for i in range(40)],
             branch="main")
    tap.ok(p.incidents() == [], "nine of 40 are no outage", p.incidents())
    service.run("analyze")
    p.up(p.commit(), [case(f"t{i}", "fail" if i < 12 else "pass") for i in range(40)])
    tap.ok(p.incidents() == [], "nor with three more, when nine were broken before",
           p.incidents())
    p.up(p.commit(), [case(f"t{i}", "fail" if i < 19 else "pass") for i in range(40)])
    tap.ok(p.incidents() == ["outage 19 of 40 in 1"], "with ten more they are one, and all are of it",
           p.incidents())


def small(service):
    p = Project(service, "small")
    commit = p.commit()
    for job in range(6):
        p.up(commit, [case(f"j{job}-{i}", "flaky") for i in range(2)], job=f"job{job}")
    tap.ok(p.incidents() == ["outage 12 of 12 in 6"],
           "suites under five tests are looked at together", p.incidents())
    tap.ok(p.events() == 0 and p.proposed() == 0,
           "and what the first of them gave is taken back", (p.events(), p.proposed()))
    tap.ok(p.ledger() == ["outage true 12"] and len(p.told()) == 1,
           "all of it is one incident", (p.ledger(), p.told()))
    closed = p.rows("select close_reason from escapement.quarantine where MINE group by 1")
    audit = p.rows("select action from escapement.audit where MINE group by 1 order by 1")
    tap.ok(closed == ["what it rested on was an outage"] and "quarantine.withdraw" in audit,
           "proposals that rested on it are ended, with the reason", (closed, audit))
    alone = Project(service, "alone")
    service.run("project", "settings", "alone", "outage_small_run=2")
    commit = alone.commit()
    for job in range(6):
        alone.up(commit, [case(f"j{job}-{i}", "flaky") for i in range(2)], job=f"job{job}")
    tap.ok(alone.incidents() == [] and alone.events() == 12,
           "unless the project says that they are not small", (alone.incidents(), alone.events()))


def marked(service):
    p = Project(service, "marked")
    text = "the licence server of the emulator is away"
    p.up(p.commit(), [case(f"t{i}", "flaky" if i == 1 else "pass", text) for i in range(20)])
    tap.ok(p.events() == 1 and p.incidents() == [], "what one test says is evidence", p.incidents())
    p.rows("update escapement.cluster set infrastructure = true where MINE")
    p.up(p.commit(), [case(f"t{i}", "flaky" if i == 2 else "pass", text) for i in range(20)])
    tap.ok(p.events() == 1 and p.incidents() == ["infrastructure 1 of 20 in 1"],
           "and an incident once a person has marked it as infrastructure",
           (p.events(), p.incidents()))
    bad = p.commit()
    red = p.up(bad, [case(f"t{i}", "fail" if i in (3, 4) else "pass",
                          text if i == 3 else "expected 3 items but was 2") for i in range(20)])
    p.up(bad, [case(f"t{i}") for i in range(20)], attempt=2)
    tap.ok(red["verdict"] == "fail" and p.events() == 2
           and p.incidents()[1:] == ["infrastructure 1 of 20 in 1"],
           "it stops a build still, and the test beside it is evidence", p.incidents())
    tap.ok(p.ledger() == ["outage true 2", "retry false 2"],
           "a retry turns it green as an outage", p.ledger())
    p.rows("update escapement.cluster set infrastructure = false where MINE")
    p.up(p.commit(), [case(f"t{i}", "flaky" if i == 5 else "pass", text) for i in range(20)])
    tap.ok(p.events() == 3 and len(p.incidents()) == 2, "until that is taken back", p.events())


def together(service):
    p = Project(service, "together")
    commit = p.commit()
    threads = [threading.Thread(target=p.up, args=(commit, [case(f"j{job}", "flaky")]),
                                kwargs={"job": f"job{job}"}) for job in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    tap.ok(p.events() == 0 and p.ledger() == ["outage true 8"],
           "however they arrive: eight small suites at once", (p.events(), p.ledger()))


with Service() as running:
    outage(running)
    retried_in_the_report(running)
    retry_first(running)
    machinery(running)
    cascade(running)
    no_outage(running)
    broken_before(running)
    small(running)
    marked(running)
    together(running)
tap.done()
