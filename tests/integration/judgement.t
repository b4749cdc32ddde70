#!/usr/bin/python3
"""From uploads to judgement, with nobody at it but the service: a flaky test is quarantined by
itself, and one that begins to fail always is excused no longer."""
import pathlib
import subprocess
import sys
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from service import Service, Tap, wait_for  # noqa: E402

tap = Tap()
ENDS = {"pass": "/>", "fail": '><failure type="TimeoutError" message="no answer"/></testcase>',
        "flaky": '><flakyFailure type="TimeoutError" message="no answer"/></testcase>'}


class Project:
    def __init__(self, service, name, *policy):
        self.service, self.name, self.commits = service, name, 0
        service.run("project", "create", name)
        service.run("project", "set", name, *policy)
        self.url = service.run("dev", "--url").stdout.strip()

    def up(self, outcome="pass"):
        """One more commit of the default branch; what the service answers."""
        self.commits += 1
        cases = "".join(f'<testcase classname="shop.Cart" name="{name}" time="0.01"{ENDS[how]}'
                        for name, how in [*((f"t{i}", "pass") for i in range(30)),
                                          ("late", outcome)])
        query = urllib.parse.urlencode({
            "commit": f"{self.commits:07x}", "build": self.commits, "branch": "main", "job": "unit",
            "exit_code": 1 if outcome == "fail" else 0})
        status, _, answer = self.service.request(
            "POST", f"/api/v1/projects/{self.name}/reports?{query}",
            f'<testsuite name="cart">{cases}</testsuite>'.encode())
        if status != 201:
            raise AssertionError(answer)
        return answer

    def rows(self, text):
        done = subprocess.run(["psql", "-XqAt", "-v", "ON_ERROR_STOP=1", self.url, "-c",
                               text.replace(":p", "(select project_id from escapement.project "
                                                  f"where name = '{self.name}')")],
                              check=True, capture_output=True, text=True)
        return done.stdout.split("\n")[:-1]

    def folded(self):
        """Once nothing waits: the queue is emptied with what was judged."""
        wait_for(lambda: self.rows("select count(*) from escapement.fold_queue "
                                   "where project_id = :p") == ["0"])

    def states(self):
        return self.rows("select q.state from escapement.quarantine q join escapement.test t "
                         "using (project_id, test_id) where q.project_id = :p and t.name = 'late'")

    def told(self):
        return self.rows("select event from escapement.outbox where project_id = :p "
                         "order by outbox_id")


def by_itself(service):
    p = Project(service, "by-itself", "--auto-activate", "on")
    for number in range(10):
        p.up("flaky" if number == 4 else "pass")
    p.folded()
    tap.ok(p.states() == ["proposed"], "one flip proposes a test", p.states())
    red = p.up("fail")
    tap.ok(red["verdict"] == "fail", "which excuses nothing", red)
    p.up()
    p.up("flaky")
    p.folded()
    tap.ok(p.states() == ["active"], "a second one, in another run, quarantines it by itself",
           p.states())
    who = p.rows("select actor from escapement.audit where project_id = :p"
                 " and action = 'quarantine.activate'")
    tap.ok(who == ["rule"] and p.told() == ["quarantine.proposed", "quarantine.active"],
           "the rule stands in the audit, and it is told", [who, p.told()])
    p.up()
    tap.ok(p.up("fail")["verdict"] == "pass", "its failure no longer stops a build")
    p.up()
    p.folded()
    costs = p.rows("select builds_failed from escapement.test_impact where project_id = :p"
                   " and window_days = 7")
    tap.ok(costs == ["4"], "what it cost is reckoned", costs)


def breaks(service):
    p = Project(service, "breaks", "--auto-activate", "on")
    for number in range(60):
        p.up("flaky" if number in (20, 40) else "pass")
    p.folded()
    tap.ok(p.states() == ["active"], "a test that fails in 3 of 100 runs is quarantined too", p.states())
    first = p.up("fail")
    p.folded()
    second = p.up("fail")
    refusal = second["failures"][0]
    tap.ok(first["verdict"] == "pass" and second["verdict"] == "fail"
           and refusal["refusal"] == "broken" and refusal["detail"],
           "a quarantined test that fails always loses its excuse at the second commit",
           [first, second])
    tap.ok(p.told().count("alarm.broken") == 1, "an alarm is told", p.told())
    for _ in range(4):
        p.up("fail")
    p.folded()
    health = p.rows("select s.health, c.sha from escapement.test_state s"
                    " join escapement.test t using (project_id, test_id)"
                    " join escapement.test_score using (project_id, test_id)"
                    " join escapement.commit c on c.project_id = s.project_id"
                    " and c.commit_id = broken_since"
                    " where s.project_id = :p and t.name = 'late'")
    tap.ok(health == [f"broken|{p.commits - 5:07x}"] and p.told().count("alarm.broken") == 1,
           "it stands as broken since the first of them, and is told once", [health, p.told()])
    for _ in range(3):
        p.up()
    p.folded()
    mended = p.up("fail")
    tap.ok(mended["verdict"] == "pass", "once it passes again its quarantine excuses again", mended)


def other_settings(service):
    p = Project(service, "settings", "--auto-activate", "off")
    for outcome in ("pass", "flaky", "pass", "flaky", "pass"):
        p.up(outcome)
    p.folded()
    tap.ok(p.states() == ["proposed"], "where rules may not act a person is waited for", p.states())
    service.run("project", "set", p.name, "--auto-activate", "on")
    wait_for(lambda: p.states() == ["active"])
    tap.ok(True, "until they may: nothing has to be uploaded for that")


with Service() as running:
    running.env["ESCAPEMENT_ANALYZE_EVERY_MS"] = "20"
    running.serve()
    by_itself(running)
    breaks(running)
    other_settings(running)
    running.stop()
    log = (running.folder / "log").read_text()
    tap.ok("not_analyzed" not in log and "level=error" not in log and "Sanitizer" not in log,
           "nobody complains", log)
tap.done()
