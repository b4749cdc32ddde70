#!/usr/bin/python3
"""What makes a build red or green, told as uploads and their answers."""
import io
import pathlib
import subprocess
import sys
import tarfile
import threading

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from service import Service, Tap  # noqa: E402

tap = Tap()
MESSAGE = "reservation R-17 is pending after 50 ms"


def case(name, outcome="pass", message=MESSAGE):
    child = {"pass": "", "skip": "<skipped/>",
             "fail": f'<failure type="AssertionError" message="{message}"/>',
             "flaky": f'<flakyFailure type="AssertionError" message="{message}"/>'}[outcome]
    return f'<testcase classname="shop.Cart" name="{name}" time="0.01">{child}</testcase>'


def suite(*cases, name="shop.Cart", also=""):
    return f'<testsuites><testsuite name="{name}">{"".join(cases)}</testsuite>{also}</testsuites>'


def passing(count, start=0):
    return [case(f"t{i}") for i in range(start, start + count)]


class Project:
    """A project of its own, whose uploads are told by what differs."""

    def __init__(self, service, name):
        self.service, self.name, self.commits = service, name, 0
        service.run("project", "create", name)

    def new_commit(self):
        self.commits += 1
        return f"{self.commits:07x}"

    def up(self, xml, commit=None, exit_code=0, **more):
        file = self.service.folder / f"{self.name}.xml"
        file.write_text(xml)
        flags = [word for key, value in more.items()
                 for word in (f"--{key.replace('_', '-')}", str(value))]
        exit_flags = [] if exit_code is None else ["--exit-code", str(exit_code)]
        return self.service.ingest(self.name, "--commit", commit or self.new_commit(), *exit_flags,
                                   *flags, str(file))

    def quarantine(self, test, **more):
        flags = [word for key, value in more.items()
                 for word in (f"--{key}", str(value))]
        return self.service.run("quarantine", "--project", self.name, "--reason", "known",
                                *flags, test)

    def sql(self, text):
        url = self.service.run("dev", "--url").stdout.strip()
        subprocess.run(["psql", "-XqAt", "-v", "ON_ERROR_STOP=1", url, "-c", text], check=True)

    def rows(self, text):
        url = self.service.run("dev", "--url").stdout.strip()
        return subprocess.run(["psql", "-XqAt", "-v", "ON_ERROR_STOP=1", url, "-c", text],
                              check=True, capture_output=True, text=True).stdout.split("\n")[:-1]


def causes(answer):
    return sorted(r["cause"] or r["reason"] for r in answer["refusals"])


def refusals(answer):
    return [f["refusal"] for f in answer["failures"]]


def excuses(service):
    p = Project(service, "excuses")

    def failing(message=MESSAGE):
        """On a commit of its own, after one that passes: it is flaky, and not broken."""
        p.up(suite(*passing(9), case("late")))
        return p.up(suite(*passing(9), case("late", "fail", message)), exit_code=1)

    red = failing()
    tap.ok(red["verdict"] == "fail" and refusals(red) == ["not_quarantined"],
           "a failure that nothing excuses stops the build", red)
    p.quarantine("late")
    tap.ok(failing(MESSAGE.replace("50", "61"))["verdict"] == "pass", "a quarantined one does not, other numbers in it")
    new = failing("connection reset")
    tap.ok(refusals(new) == ["new_signature"], "a new failure of the same test does", new)
    p.sql("update escapement.quarantine set review_at = now() - interval '1 second'")
    late = failing()
    tap.ok(refusals(late) == ["expired"], "so does one past its review date", late)
    p.quarantine("late", review="10d")
    tap.ok(failing()["verdict"] == "pass",
           "until somebody extends it")
    new = failing("connection reset")
    tap.ok(refusals(new) == ["new_signature"], "which covers no failure that came since", new)
    service.run("release", "--project", p.name, "--reason", "fixed", "late")
    tap.ok(refusals(failing())
           == ["not_quarantined"], "once released it stops the build again")
    ledger = p.rows("select excused_by, count(*) from escapement.failure f join escapement.project"
                    " using (project_id) where name = 'excuses' group by 1 order by 1")
    tap.ok(ledger == ["quarantine|2", "|5"], "the ledger has what was excused, and what was not",
           ledger)


def wholeness(service):
    p = Project(service, "wholeness")
    tap.ok(p.up(suite(*passing(20)))["verdict"] == "pass", "a whole report passes")
    short = p.up(suite(*passing(14)))
    tap.ok(short["verdict"] == "fail" and causes(short) == ["suite_shrank"]
           and not short["report"]["complete"], "14 of 20 cases are not enough", short)
    tap.ok(p.up(suite(*passing(15)), exit_code=None)["verdict"] == "pass", "15 of 20 are")
    gone = p.up(suite(*passing(20), name="shop.Other"))
    tap.ok(causes(gone) == ["suite_missing"], "a suite that is missing is named", gone)
    tap.ok(p.up(suite(*passing(5)), complete="yes")["verdict"] == "pass",
           "unless the uploader says that this is all there is")
    tap.ok(p.up(suite(*passing(5)))["verdict"] == "pass", "which is then the usual")
    for code, name in ((1, "a failed command without a failed test"), (137, "a killed command")):
        answer = p.up(suite(*passing(5)), exit_code=code)
        tap.ok(causes(answer) == ["unexplained_exit"], f"{name} is not explained", answer)
    p.up(suite(*passing(4), case("late", "flaky")))
    p.quarantine("late")
    tap.ok(causes(p.up(suite(*passing(4), case("late", "fail")), exit_code=137))
           == ["unexplained_exit"], "not even when all that failed is excused")
    outside = p.up(suite(*passing(5), '<error message="a hook failed: 200 tests not run"/>',
                         case("late", "fail")), exit_code=1)
    tap.ok("root_errors" in causes(outside), "an error outside of any test is not lost", outside)
    nested = p.up(suite(*passing(5), case("late", "fail"),
                        also='<testsuite name="shop.Broken" tests="7" errors="7"/>'), exit_code=1)
    tap.ok("root_errors" in causes(nested), "nor are errors that only a suite counts", nested)
    for what, head in (("nobody knows", ""), ("is known", ' name="deno test"')):
        lying = p.up(suite(*passing(5)).replace("<testsuites>",
                                                f'<testsuites{head} tests="6" failures="1">'))
        tap.ok(lying["verdict"] == "fail" and causes(lying) == ["root_errors"],
               f"nor is a failure that only the header of a producer which {what} counts, "
               "whatever the command says", lying)
    broken = p.up(suite(*passing(5))[:-40])
    tap.ok("damaged" in causes(broken) and broken["report"]["damaged"],
           "a report that breaks off is damaged", broken)
    tap.ok(causes(p.up("<testsuites/>")) == ["no_tests"], "an empty one has no tests")


def of(name, *cases):
    """The cases, in another class."""
    return [one.replace("shop.Cart", name) for one in cases]


def lost(service):
    """Where a runner loses tests, as it does when one of its processes dies, an excused failure does
    not hide it; what a person takes away is not that."""
    p = Project(service, "lost")
    late, till = case("late", "fail"), of("shop.Till", case("opens"), case("closes"))

    def failing(*cases, **more):
        """After a run in which all passed, or it would count as broken."""
        p.up(suite(*passing(20), *till, case("late")))
        return p.up(suite(*cases, late), exit_code=1, **more)

    failing(*passing(20), *till)
    p.quarantine("late")
    p.up(suite(*passing(20), *till, case("more"), case("late")))
    answer = failing(*passing(20), *till)
    tap.ok(answer["verdict"] == "pass", "a test that was in one of the recent runs may be missing", answer)
    short = failing(*passing(20))
    tap.ok(short["verdict"] == "fail" and causes(short) == ["tests_missing"]
           and any(w["message"].startswith("2 of the 23 tests that nearly every recent run held are "
                                           "missing, as closes") and "--complete yes" in w["message"]
                   for w in short["report"]["warnings"]),
           "a class that nearly all of them held may not, and a test of it is named", short)
    more = failing(*passing(20), case("u1"), *of("shop.New", case("u2")))
    tap.ok(causes(more) == ["tests_missing"], "whatever came beside it", more)
    answer = failing(*passing(19), case("other"), *till)
    tap.ok(answer["verdict"] == "pass", "a test that was renamed is not lost", answer)
    answer = failing(*passing(18), *till)
    tap.ok(answer["verdict"] == "pass", "nor are two that somebody deleted", answer)
    answer = failing(*passing(17), *till)
    tap.ok(causes(answer) == ["tests_missing"], "three of so few are", answer)
    moved = of("shop.Basket", *passing(3, 17))
    answer = failing(*passing(17), *moved, *till)
    tap.ok(answer["verdict"] == "pass", "tests that go on under another class are not", answer)
    p.up(suite(*passing(3)))
    answer = failing(*passing(20))
    tap.ok(causes(answer) == ["tests_missing"], "one run of a few tests does not change what is usual",
           answer)
    answer = failing(*passing(20), shard="2")
    tap.ok(answer["verdict"] == "pass", "a shard has a usual of its own", answer)
    for _ in range(3):
        p.up(suite(*passing(20), *till, case("late")), shard="1")
    answer = p.up(suite(*passing(20), late), exit_code=1, shard="1")
    tap.ok(answer["verdict"] == "pass", "and may lose tests to another", answer)
    answer = failing(*passing(20), complete="yes")
    tap.ok(answer["verdict"] == "pass", "or the uploader says that this is all there is", answer)


def lost_in_any_order(service):
    """Parallel workers write the same tests in another order each time."""
    p = Project(service, "shuffled")
    all_of_it = [*passing(20), *of("shop.Till", case("opens"), case("closes"))]
    for first in range(6):
        p.up(suite(*all_of_it[first:], *all_of_it[:first], case("late")))
    p.up(suite(*reversed(all_of_it), case("late", "fail")), exit_code=1)
    p.quarantine("late")
    p.up(suite(case("late"), *all_of_it[9:], *all_of_it[:9]))
    answer = p.up(suite(case("late", "fail"), *reversed(all_of_it)), exit_code=1)
    tap.ok(answer["verdict"] == "pass", "the order of tests is nothing that is missed", answer)
    p.up(suite(case("late"), *all_of_it[8:], *all_of_it[:8]))
    answer = p.up(suite(case("late", "fail"), *reversed(all_of_it[:-2])), exit_code=1)
    tap.ok(causes(answer) == ["tests_missing"], "tests are, in whatever order the others come", answer)


def lost_twice(service):
    """What is gone for good is not missed for ever, and a rerun is not held against it."""
    p = Project(service, "lost-twice")
    late, till = case("late", "fail"), of("shop.Till", case("opens"), case("closes"))
    for _ in range(8):
        p.up(suite(*passing(20), *till, case("late")))
    tap.ok(p.up(suite(*passing(18), case("late")))["verdict"] == "pass",
           "where nothing failed, tests may go")
    build = {"commit": "abcdef1", "build": "b"}
    first = p.up(suite(*passing(20), late), exit_code=1, **build)
    again = p.up(suite(case("late")), attempt=2, **build)
    tap.ok(causes(first) == ["tests_missing"] and again["verdict"] == "pass"
           and again["report"]["complete"],
           "a second attempt in which what failed passes may go green", (first, again))
    build = {"commit": "abcdef2", "build": "c"}
    first = p.up(suite(*passing(20), case("more", "fail"), late), exit_code=1, **build)
    p.quarantine("late")
    again = p.up(suite(case("more")), attempt=2, **build)
    tap.ok(again["verdict"] == "fail" and causes(again) == ["unsound_attempt"],
           "but not while a failure is excused", (first, again))
    again = p.up(suite(case("more"), late), attempt=3, exit_code=1, **build)
    tap.ok(again["verdict"] == "fail", "nor when it fails once more", again)
    p.up(suite(*passing(20), *till, case("late")), branch="main")
    service.run("analyze", p.name)
    for number, want in ((1, ["tests_missing"]), (2, ["tests_missing"]), (3, [])):
        answer = p.up(suite(*passing(20), case(f"new{number}"), late), exit_code=1, branch="main")
        tap.ok(causes(answer) == want, f"build {number} of main without a class: {want}", answer)
        p.up(suite(*passing(20), *till, case("late")))


def attempts(service):
    p = Project(service, "attempts")
    p.up(suite(*passing(18), case("late"), case("wrong")))
    commit = p.new_commit()
    first = p.up(suite(*passing(18), case("late", "fail"), case("wrong", "fail")), commit, 1)
    second = p.up(suite(case("late")), commit, 0, attempt=2)
    tap.ok(first["failures_total"] == 2 and second["verdict"] == "fail"
           and [f["test"]["name"] for f in second["failures"]] == ["wrong"],
           "a failing test that the second attempt left out is failing still", second)
    tap.ok([f["test"]["name"] for f in second["flaky"]] == ["late"]
           and [a["outcome"] for a in second["flaky"][0]["attempts"]] == ["failed", "passed"]
           and second["flaky"][0]["kind"] == "retry_job",
           "the one that passed is flaky, its attempts in order", second)
    third = p.up(suite(case("wrong")), commit, 0, attempt=3)
    tap.ok(third["verdict"] == "pass" and third["report"]["complete"],
           "a rerun of a few tests is whole with the attempt before it", third)

    commit = p.new_commit()
    p.up(suite(*passing(18), case("late", "fail"), case("wrong"))[:-60], commit, 1)
    second = p.up(suite(case("late")), commit, 0, attempt=2)
    tap.ok(second["verdict"] == "fail" and "incomplete" in [r["reason"] for r in second["refusals"]],
           "it can't speak for an attempt that broke off", second)
    p2 = Project(service, "attempts-new")
    commit = p2.new_commit()
    p2.up(suite(*passing(18), case("late", "fail"), case("wrong"))[:-60], commit, 1)
    second = p2.up(suite(case("late")), commit, 0, attempt=2)
    tap.ok(second["verdict"] == "fail", "nor in a job without any history", second)
    third = p2.up(suite(case("x"), case("y")), commit, 0, attempt=3)
    tap.ok(third["verdict"] == "fail", "nor can other tests than those that were lost", third)
    fourth = p2.up(suite(*passing(18), case("late"), case("wrong")), commit, 0, attempt=4,
                   complete="yes")
    tap.ok(fourth["verdict"] == "pass", "unless the uploader says that this is all", fourth)
    commit = p.new_commit()
    p.up("<testsuites/>", commit, 137)
    whole = p.up(suite(*passing(18), case("late"), case("wrong")), commit, 0, attempt=2)
    tap.ok(whole["verdict"] == "pass", "a whole attempt can", whole)


def flips(service):
    p = Project(service, "flips")
    commit = p.new_commit()
    p.up(suite(*passing(4), case("a", "fail"), case("b")), commit, 1, build=1)
    p.up(suite(*passing(4), case("a"), case("b", "fail")), commit, 1, build=2)
    events = p.rows("select t.name, e.kind from escapement.flake_event e join escapement.test t"
                    " using (project_id, test_id) join escapement.project p using (project_id)"
                    " where p.name = 'flips' order by 1")
    tap.ok(events == ["a|rerun_commit", "b|rerun_commit"],
           "run again on one commit: failing first or passing first, both are events", events)
    ledger = p.rows("select t.name, f.excused_by from escapement.failure f join escapement.test t"
                    " using (project_id, test_id) join escapement.project p using (project_id)"
                    " where p.name = 'flips' order by 1")
    tap.ok(ledger == ["a|retry", "b|"], "only the failure that was turned green is excused", ledger)
    p.up(suite(*passing(4), case("a"), case("b")), commit, 0, build=3, variant="arm")
    events = p.rows("select count(*) from escapement.flake_event join escapement.project"
                    " using (project_id) where name = 'flips'")
    tap.ok(events == ["2"], "another variant is another cell", events)


def policy(service):
    p = Project(service, "policy")
    p.up(suite(*passing(4), case("late", "flaky")))
    p.up(suite(*passing(4), case("late", "flaky")))
    tap.ok(refusals(p.up(suite(*passing(4), case("late", "fail")), exit_code=1))
           == ["not_quarantined"], "by default a person decides")
    service.run("project", "set", p.name, "--auto-activate", "on")
    p.up(suite(*passing(4), case("late", "flaky")))
    tap.ok(refusals(p.up(suite(*passing(4), case("late", "fail")), exit_code=1))
           == ["not_quarantined"], "an upload only proposes: the rules act after it")


def at_once(service):
    p = Project(service, "at-once")
    p.up(suite(*passing(4), case("late")))
    answers = []
    for number in range(8):
        commit = p.new_commit()
        files = []
        for outcome in ("fail", "pass"):
            file = service.folder / f"{outcome}-{number}.xml"
            file.write_text(suite(*passing(4), case("late", outcome)))
            files.append((outcome, file))

        def send(outcome, file):
            answers.append(service.ingest(p.name, "--commit", commit, "--build", outcome,
                                          str(file)))
        both = [threading.Thread(target=send, args=one) for one in files]
        for one in both:
            one.start()
        for one in both:
            one.join()
    events = p.rows("select count(*) from escapement.flake_event join escapement.project"
                    " using (project_id) where name = 'at-once'")
    tap.ok(len(answers) == 16 and events == ["8"],
           "a failure and the pass that answers it see each other, sent at the same time", events)


def go(failing):
    def outcome(name, seconds, text):
        child = f'<failure message="Failed" type="">{text}</failure>' if failing else ""
        return f'<testcase classname="cart" name="{name}" time="{seconds}">{child}</testcase>'
    return ('<testsuites><testsuite name="shop/cart"><properties>'
            '<property name="go.version" value="go1.21"/></properties>'
            + "".join(f'<testcase classname="cart" name="Test{n}" time="0.001"/>' for n in range(5))
            + outcome("TestLate", 0.629, "=== RUN   TestLate&#10;--- FAIL: TestLate (0.63s)")
            + outcome("TestLate/second", 0.1, "    late.go:9: got 3, want 4")
            + "</testsuite></testsuites>")


def told(answer):
    """An answer without what tells one upload from another."""
    report = {key: value for key, value in answer["report"].items()
              if key not in ("id", "build", "commit")}
    kept = ("verdict", "refusals", "incidents", "failures", "failures_total", "excused_total",
            "flaky", "flaky_total", "summary")
    return {"report": report, **{key: answer[key] for key in kept}}


def stored(p, answer):
    """What is kept of a report, and whether its row was written once: that it took another's place
    is a bit of it."""
    own = f"where report_id = {answer['report']['id']}"
    return p.rows(f"select verdict, answer::jsonb -> 'failures', tests, passed, failed, causes,"
                  f" bytes, missing, left_out from escapement.report {own}") + p.rows(
        f"select f.test_id, f.attempt, f.attempts, f.outcome, f.final, f.derived, f.seconds,"
        f" f.signature_id, f.excused_by, x.message, x.details from escapement.failure f"
        f" join escapement.failure_text x using (project_id, received_at, report_id, test_id,"
        f" attempt) {own} order by 1, 2"), p.rows(
        f"select (item.t_infomask & x'2000'::int) = 0 from escapement.report r"
        f" cross join lateral (select (r.ctid::text::point)[0]::int as page,"
        f" (r.ctid::text::point)[1]::int as line) at cross join lateral heap_page_items("
        f"get_raw_page('escapement.report', at.page)) item {own} and item.lp = at.line") == ["t"]


def two_ways(service):
    """A first attempt with a failure that is known is judged before it is stored, any other after:
    nobody can tell which."""
    for name, passes, fails, failed in (
            ("one", suite(*passing(6), case("late")), suite(*passing(6), case("late", "fail")),
             "late"),
            ("go", go(False), go(True), "TestLate/second")):
        p = Project(service, f"ways-{name}")
        p.sql("create extension if not exists pageinspect")
        p.up(passes)
        p.up(fails, exit_code=1)
        p.up(passes)
        seen = "select t.name, s.failing_runs, s.last_report_id = (select max(report_id)" \
               " from escapement.report) from escapement.test_state s join escapement.test t" \
               " using (project_id, test_id) join escapement.project p using (project_id)" \
               f" where p.name = '{p.name}' and s.failing_runs > 0 order by 1"
        first, commit = p.up(fails, exit_code=1), p.new_commit()
        service.run("analyze", p.name)
        noted = p.rows(seen)
        p.up(suite(case("x"), name="x"), commit, shard="other")
        second = p.up(fails, commit, 1)
        (kept, once), (kept_too, once_too) = stored(p, first), stored(p, second)
        tap.ok(once and not once_too, f"{name}: one was written once, the other twice",
               (once, once_too))
        tap.ok(told(first) == told(second), f"{name}: they are told the same",
               (told(first), told(second)))
        tap.ok(kept == kept_too, f"{name}: the same is kept of them", (kept, kept_too))
        service.run("analyze", p.name)
        tap.ok(noted == [f"{failed}|2|t"] and p.rows(seen) == [f"{failed}|3|t"],
               f"{name}: both are failing runs of the test", (noted, p.rows(seen)))
        p.up(passes)
        p.quarantine(str(first["failures"][0]["test"]["id"]))
        excused = p.up(fails, exit_code=1)
        tap.ok(excused["verdict"] == "pass" and not stored(p, excused)[1],
               f"{name}: what may be excused is judged once it is stored", excused)


def found_out_by_storing(service):
    """What storing a report changes is known to its answer."""
    p = Project(service, "packed")
    many = passing(20000)
    p.up(suite(case("late", "fail"), *many), exit_code=1)
    answer = p.up(suite(case("late"), case("t0", "fail"), *many[1:]), exit_code=1)
    tap.ok([f["test"]["name"] for f in answer["failures"]] == ["t0"],
           "a test that was no row yet", answer["failures"])

    p = Project(service, "owned")
    failing = suite(*passing(6), case("late", "fail").replace("<testcase", '<testcase file="a.py"'))

    def bundle(**more):
        path = service.folder / "owned.tar"
        with tarfile.open(path, "w") as tar:
            for name, text in {"report.xml": failing, **more}.items():
                info = tarfile.TarInfo(name)
                info.size = len(text)
                tar.addfile(info, io.BytesIO(text.encode()))
        return service.ingest(p.name, "--commit", p.new_commit(), "--exit-code", "1", str(path))
    owners = [bundle()["failures"][0]["owner"], bundle()["failures"][0]["owner"],
              bundle(CODEOWNERS="*.py @till\n")["failures"][0]["owner"],
              bundle()["failures"][0]["owner"]]
    tap.ok(owners == [None, None, "@till", "@till"], "an owner who comes along", owners)

    p = Project(service, "renamed")
    for outcome in ("pass", "fail", "pass"):
        p.up(suite(*passing(6), case("late", outcome)), exit_code=int(outcome == "fail"))
    p.quarantine("late")
    answer = p.up(suite(*passing(6), case("late", "fail")).replace("shop.Cart", "shop.Basket"),
                  exit_code=1)
    tap.ok("before its rename" in answer["failures"][0]["detail"], "a class that was renamed",
           answer["failures"])


def learnt_from(service):
    """Whether a run is learnt from is settled as it is stored; a database that comes from before
    that was settled by its migration, to the same."""
    root = pathlib.Path(__file__).resolve().parents[2]
    migration = (root / "sql/migrations/0040_baseline.sql").read_text()
    condition = migration[migration.index("not r.untrusted"):migration.index("order by")]
    counts = Project(service, "counts").rows(
        f"select r.baseline, ({condition}), r.damaged or r.tests = 0, r.causes <> '{{}}' or r.short,"
        " count(*) from escapement.report r group by 1, 2, 3, 4")
    kinds = {tuple(row.split("|")[:4]) for row in counts}
    tap.ok(all(stored == reckoned for stored, reckoned, *_ in kinds),
           "what is learnt from is the same by the migration", counts)
    tap.ok({("t", "f", "f"), ("t", "f", "t"), ("f", "f", "t")} <=
           {(stored, hollow, lacks) for stored, _, hollow, lacks in kinds},
           "of runs that are whole, that lack something, and both ways", counts)


with Service() as running:
    for story in (excuses, wholeness, lost, lost_in_any_order, lost_twice, attempts, flips, policy,
                  at_once, two_ways, found_out_by_storing,
                  learnt_from):
        story(running)
tap.done()
