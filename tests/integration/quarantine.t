#!/usr/bin/python3
"""What a quarantine excuses, what it does not, and how it begins and ends."""
import json
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from service import Service, Tap  # noqa: E402

tap = Tap()
PROOF = 10  # good runs that prove a test of these stories mended
MESSAGE = "reservation R-17 is pending after 50 ms"


def case(name, outcome="pass", message=MESSAGE):
    child = {"pass": "", "fail": f'<failure type="AssertionError" message="{message}"/>',
             "flaky": f'<flakyFailure type="AssertionError" message="{message}"/>'}[outcome]
    return f'<testcase classname="shop.Cart" name="{name}" time="0.01">{child}</testcase>'


class Project:
    def __init__(self, service, name, *settings):
        self.service, self.name, self.commits = service, name, 0
        service.run("project", "create", name)
        self.url = service.run("dev", "--url").stdout.strip()
        if settings:
            service.run("project", "settings", name, *settings)

    def up(self, outcome="pass", name="late", message=MESSAGE, branch="main", commit=None, also=4):
        self.commits += 1
        file = self.service.folder / f"{self.name}.xml"
        cases = "".join([case(f"t{i}") for i in range(also)] + [case(name, outcome, message)])
        file.write_text(f'<testsuites><testsuite name="cart">{cases}</testsuite></testsuites>')
        flags = ["--branch", branch] if branch else []
        return self.service.ingest(self.name, "--commit", commit or f"{self.commits:07x}",
                                   "--exit-code", "1" if outcome == "fail" else "0", *flags,
                                   str(file))

    def history(self, good, flaky, **more):
        """Commits on which the test passes, some of them on retry."""
        for number in range(good):
            self.up("flaky" if number % (good // flaky) == 1 else "pass", **more)

    def blip(self, good):
        """Commits on which the test passes, and one among them on which it fails."""
        for number in range(good):
            self.up("fail" if number == 2 else "pass")

    def rows(self, text):
        done = subprocess.run(["psql", "-XqAt", "-v", "ON_ERROR_STOP=1", self.url, "-c",
                               text.replace(":p", f"(select project_id from escapement.project "
                                                  f"where name = '{self.name}')")],
                              check=True, capture_output=True, text=True)
        return done.stdout.split("\n")[:-1]

    def told(self, event):
        return int(self.rows("select count(*) from escapement.outbox where project_id = :p "
                             f"and event = '{event}'")[0])

    def quarantine(self, test="late", *more, check=True):
        return self.service.run("quarantine", "--project", self.name, "--reason", "known", *more,
                                test, check=check)


def refusals(answer):
    return [f["refusal"] for f in answer["failures"]]


def broken_live(service):
    """Without the analyzer: the upload itself sees it."""
    p = Project(service, "broken-live")
    p.blip(62)
    p.quarantine()
    first = p.up("fail")
    tap.ok(first["verdict"] == "pass", "the first failing commit is excused as a flake", first)
    second = p.up("fail")
    tap.ok(refusals(second) == ["broken"] and second["verdict"] == "fail"
           and second["failures"][0]["detail"] and "**broken**" in second["comment"],
           "at the second commit that fails always the excuse is gone, and says why", second)
    tap.ok(p.told("alarm.broken") == 1, "and the alarm is in the outbox")
    p.up("fail")
    tap.ok(p.told("alarm.broken") == 1, "once, however often it fails")
    audit = p.rows("select actor, action from escapement.audit where project_id = :p"
                   " and action = 'quarantine.revoke'")
    tap.ok(audit == ["rule|quarantine.revoke"], "as the audit has it", audit)


def broken_on_a_branch(service):
    p = Project(service, "broken-branch")
    p.blip(62)
    p.quarantine()
    p.up("fail", branch="topic")
    second = p.up("fail", branch="topic")
    tap.ok(refusals(second) == ["broken"], "a change that breaks a test on its branch is seen there",
           second)
    other = p.up("fail", branch="other")
    tap.ok(other["verdict"] == "pass", "and not held against other branches", other)


def new_signature(service):
    p = Project(service, "signature")
    p.history(10, 1)
    p.quarantine()
    new = p.up("fail", message="connection reset")
    p.up("fail", message="connection reset")
    tap.ok(refusals(new) == ["new_signature"] and p.told("alarm.new_signature") == 1,
           "a new failure of a quarantined test raises one alarm", new)
    p.up("pass")
    p.up("fail", message="out of stock")
    tap.ok(p.told("alarm.new_signature") == 2, "another new one raises another")


def branches(service):
    p = Project(service, "branches")
    p.history(10, 1)
    p.quarantine("late", "--branches", "release/*, main")
    tap.ok(p.up("fail", branch="release/1")["verdict"] == "pass", "a named branch is excused")
    topic = p.up("fail", branch="topic")
    tap.ok(refusals(topic) == ["not_quarantined"] and "branch" in topic["failures"][0]["detail"],
           "another is not, and says so", topic)


def never(service):
    p = Project(service, "never", "protected_tests=cart/shop.Cart/t0")
    p.history(4, 1)
    refused = p.quarantine("t0", check=False)
    tap.ok(refused.returncode != 0 and "protected" in refused.stderr,
           "a protected test is not quarantined", refused.stderr)


def guards(service):
    p = Project(service, "guards")
    p.history(10, 1)
    p.quarantine()
    tap.ok(p.up("fail")["verdict"] == "pass", "a quarantined test is excused")
    p.up("pass")
    made = json.loads(service.run("guard", "--project", p.name, "--subject", "charged twice",
                                  "--json", "late").stdout)
    red = p.up("fail")
    tap.ok(refusals(red) == ["guard"] and red["failures"][0]["detail"],
           "not while it guards against an escape", red)
    p.up("pass")
    service.run("guard", "--project", p.name, "--end", "--reason", "covered elsewhere",
                str(made["guard"]))
    tap.ok(p.up("fail")["verdict"] == "pass", "and again when it does not")
    service.run("guard", "--project", p.name, "--subject", "charged twice", "t1")
    refused = p.quarantine("t1", check=False)
    tap.ok(refused.returncode != 0 and "guard" in refused.stderr,
           "a guard is not quarantined, and the reason is told", refused.stderr)


def decisions(service):
    p = Project(service, "decisions")
    p.history(10, 1)
    p.quarantine()
    decide = ("decide", "--project", p.name, "--reason", "the queue is waited for", "late")
    service.run(*decide, "--commit", "abc")
    state = p.rows("select state, fix_commit from escapement.quarantine where project_id = :p")
    tap.ok(state == ["proving|abc"], "a fix is named: it is proving", state)
    tap.ok(p.up("fail")["verdict"] == "pass", "and excuses meanwhile")
    service.run(*decide, "--as", "extended", "--review", "9d")
    gapless = service.run(*decide, "--as", "deleted", check=False)
    tap.ok(gapless.returncode != 0 and "gap" in gapless.stderr, "deleted needs its gap")
    service.run(*decide, "--as", "deleted", "--gap", "late orders")
    gap = p.rows("select state, gap from escapement.quarantine where project_id = :p")
    tap.ok(gap == ["closed|late orders"], "which is recorded", gap)
    told = p.rows("select event from escapement.outbox where project_id = :p order by outbox_id")
    tap.ok(told == ["quarantine.proposed", "quarantine.active", "quarantine.proving",
                    "quarantine.closed"], "each change is told", told)
    p.up("flaky")
    p.quarantine()
    again = p.rows("select returns from escapement.quarantine where project_id = :p"
                   " and state = 'active'")
    tap.ok(again == ["1"], "who returns is remembered", again)


def proving(service):
    """A fix is named: what failed before it is past, what fails after it counts."""
    p = Project(service, "proving", "exit_rate=0.3")
    p.history(10, 1)
    p.quarantine()
    for _ in range(6):
        p.up("fail")
        p.up("pass")
    for _ in range(PROOF):
        p.up("pass")
    tap.ok(standing(p) == ["late|active|-"], "who failed often is not proved by some good runs",
           standing(p))
    service.run("decide", "--project", p.name, "--reason", "waits for the queue", "--commit", "abc",
                "late")
    tap.ok(standing(p) == ["late|proving|-"], "a fix that is named proves nothing yet", standing(p))
    for _ in range(PROOF - 1):
        p.up("pass")
    tap.ok(standing(p) == ["late|proving|-"], "nor do good runs that are too few", standing(p))
    p.up("pass")
    stand = standing(p)
    why = p.rows("select reason from escapement.audit where project_id = :p"
                 " and action = 'quarantine.release'")
    tap.ok(stand == ["late|closed|-"] and len(why) == 1
           and f"{PROOF} passing and 0 failing runs since" in why[0],
           "good runs since the fix do, whatever failed before it", (stand, why))

    p = Project(service, "unproved", "exit_rate=0.3")
    p.history(10, 1)
    p.quarantine()
    service.run("decide", "--project", p.name, "--reason", "waits for the queue", "--commit", "abc",
                "late")
    standing(p)
    p.up("fail")
    for _ in range(PROOF):
        p.up("pass")
    tap.ok(standing(p) == ["late|proving|-"], "one failure after it takes more of them", standing(p))


def many(service):
    p = Project(service, "many")
    for name in ("a", "b", "c"):
        p.up("flaky", name=name)
    ids = p.rows("select quarantine_id from escapement.quarantine where project_id = :p order by 1")
    done = service.run("bulk", "--project", p.name, "--action", "activate", "--reason", "known",
                       *ids)
    tap.ok(done.stdout.count("done") == 3, "many are put in force at once", done.stdout)
    some = service.run("bulk", "--project", p.name, "--action", "activate", "--reason", "known",
                       *ids, check=False)
    tap.ok(some.returncode != 0 and some.stdout.count("not proposed") == 3,
           "each answers for itself", some.stdout)
    tap.ok(len(p.rows("select 1 from escapement.audit where project_id = :p"
                      " and action = 'quarantine.extend'")) == 3, "and is in the audit")


def standing(p):
    p.rows("update escapement.lease set done_at = null")  # the hour is over
    p.service.run("analyze", p.name)
    return p.rows("select t.name, q.state, coalesce(q.held_by, '-') from escapement.quarantine q"
                  " join escapement.test t using (project_id, test_id)"
                  " where q.project_id = :p order by q.quarantine_id")


def by_rule(service):
    """The rules by themselves: one enters, one waits for room, which its release makes."""
    p = Project(service, "rule", "exit_rate=0.3")
    changed = p.rows("select actor, (before -> 'exit_rate')::float4, (after -> 'exit_rate')::float4"
                     " from escapement.audit where project_id = :p and action = 'settings.change'")
    tap.ok(changed == ["cli|0.01|0.3"],
           "a setting that is changed is in the audit: by whom, from what, to what", changed)
    service.run("project", "set", p.name, "--auto-activate", "on")
    for name in ("late", "later"):
        p.history(12, 4, name=name)
    stand = standing(p)
    tap.ok(sorted(row.split("|")[1:] for row in stand) == [["active", "-"], ["proposed", "budget"]],
           "a rule puts one in force; for the other the budget has no room", stand)
    entered = next(row.split("|")[0] for row in stand if "active" in row)
    audit = p.rows("select actor, action from escapement.audit where project_id = :p"
                   " and action = 'quarantine.activate'")
    tap.ok(audit == ["rule|quarantine.activate"] and p.told("quarantine.active") == 1,
           "which is audited and told", audit)
    replay = json.loads(service.run("project", "replay", p.name, "--json", "min_events=50").stdout)
    tap.ok((replay["present"]["entries"], replay["proposed"]["entries"]) == (1, 0),
           "a replay says what another setting would have left out", replay)

    p.rows("update escapement.quarantine set review_at = now() - interval '1 hour'"
           " where project_id = :p and state = 'active'")
    standing(p)
    standing(p)
    tap.ok(p.told("quarantine.expired") == 1, "a review date that has passed is told, once")
    tap.ok(refusals(p.up("fail", name=entered)) == ["expired"], "and past it nothing is excused")
    p.rows("update escapement.quarantine set review_at = now() + interval '1 day'"
           " where project_id = :p and state = 'active'")

    for _ in range(40):
        p.up("pass", name=entered)
    stand = standing(p)
    tap.ok(f"{entered}|closed|-" in stand and p.told("quarantine.closed") == 1,
           "what is proved to be mended is released", stand)
    tap.ok(p.told("quarantine.active") == 2, "and makes room for the other", stand)


with Service() as running:
    for story in (broken_live, broken_on_a_branch, new_signature, branches, never, guards,
                  decisions, proving, many, by_rule):
        story(running)
tap.done()
