#!/usr/bin/python3
"""Real runners that die half way, write no report, or leave an old one lying there: never green, also
where all that failed until then is excused, and a line says why. A runner that is not installed is
skipped, and said so."""
import concurrent.futures
import json
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from step import *  # noqa: E402,F403
from real import *  # noqa: E402,F403
from rules import prepare  # noqa: E402
from service import Service, Tap  # noqa: E402

SLOW = {**STEADY, "WAREHOUSE": "slow"}  # one test fails, and is in quarantine
# What makes a runner one thing or another: how it starts its tests, or which it takes.
FORMS = {"jest": ("-i", "-w 2"), "playwright": ("--project=phone -g 'confirmed|till'",),
         "gotest": ("./...",)}
# The same without their reports.
SILENT = {
    "pytest": "/usr/bin/python3 -m pytest -q -p no:cacheprovider -p no:subtests -p no:flaky",
    "gotest": "go test ./...",
    "jest": f"node {MODULES}/jest/bin/jest.js --ci",
    "playwright": f"node {MODULES}/@playwright/test/cli.js test --reporter=line -g ledger",
    "googletest": "./suite",
    "rspec": "rspec",
}


class Suite:
    """A suite whose last test may take the runner with it; and what was seen of it."""

    def __init__(self, shell, base, live, runner):
        self.job, self.runner, self.form = Job(shell, base, **live), runner, ""
        self.seen, self.runs = [], 0

    def run(self, command, conditions, *options):
        self.runs += 1
        env = {**surroundings(self.job), **conditions, "ESCAPEMENT_JOB": self.runner + self.form,
               "ESCAPEMENT_BUILD": f"{self.job.name}-{self.runs}"}
        return self.job.run("--reports", "out", *options, command=command, seconds=300, **env)

    def at_work(self, command, conditions):
        return self.run(["sh", "-c", f"cd work && {command}"], conditions)

    def ok(self, good, title, got):
        self.seen.append((good, title, got))

    def never_green(self, done, title):
        """Red, no pass, and one line that says why."""
        lines = done.out.splitlines() + done.err.splitlines()
        reasons = [line for line in lines if line.startswith(("fail: ", "escapement-ci: "))]
        passed = [line for line in lines if line.startswith("pass: ")]
        self.ok(done.code != 0 and len(reasons) == 1 and not passed, title, done)


def prepare_suite(suite, service):
    """Leaves the suite in work/, its report in out/, and what may fail in quarantine."""
    done = suite.run([RUN, suite.runner, "crash", "out"], {"CRASH": ""}, "--json", "verdict.json")
    if done.code == NOT_INSTALLED:
        raise Missing(done.err.strip())
    verdict = json.loads((suite.job.folder / "verdict.json").read_text())
    for failure in verdict["failures"]:
        service.run("quarantine", "--project", "shop", "--reason", "waits for the warehouse",
                    str(failure["test"]["id"]))
    suite.ok(done.code != 0 and len(verdict["failures"]) in (1, 2), "its flaky test fails", done)


def crashes(suite):
    for form in FORMS.get(suite.runner, ("",)):
        suite.form = form
        command = COMMANDS[suite.runner].replace("{tests}", form)
        for _ in range(2):  # from three runs on it is known which tests there are
            done = suite.at_work(command, {**STEADY, "CRASH": ""})
            suite.ok(done.code == 0, f"{form} is green when nothing fails", done)
        done = suite.at_work(command, {**SLOW, "CRASH": ""})
        suite.ok(done.code == 0 and "all that failed is excused" in done.err,
                 f"{form} is green when all that failed is excused", done)
        for crash in ("exit", "abort", "kill"):
            done = suite.at_work(command, {**SLOW, "CRASH": crash})
            suite.never_green(done, f"{form} dies by {crash}")


def reports(suite):
    out = suite.job.folder / "out"
    old = sorted(out.glob("*.xml"))
    suite.ok(old, "an old report lies there", list(out.iterdir()))
    done = suite.at_work(SILENT[suite.runner], {**STEADY, "CRASH": ""})
    suite.never_green(done, "succeeds without a report, beside an old one")
    for report_file in old:
        report_file.unlink()
        report_file.mkdir()
    command = COMMANDS[suite.runner].replace("{tests}", suite.form)
    done = suite.at_work(command, {**SLOW, "CRASH": ""})
    suite.never_green(done, "can't write its report")


def tell(order, base, live, service):
    index, runner = order
    name = list(SHELLS)[index % len(SHELLS)]
    with tempfile.TemporaryDirectory(dir=base) as own:
        suite = Suite(shell_for_runners(name, own), own, live, runner)
        try:
            prepare_suite(suite, service)
            crashes(suite)
            reports(suite)
        except Missing as why:
            return [(True, f"{runner} # SKIP {why}", "")]
        except Exception as why:  # the others are looked at all the same
            suite.ok(False, "is told to its end", repr(why))
    return [(good, f"{runner} in {name}: {title}", got) for good, title, got in suite.seen]


tap = Tap()
with Service() as running, tempfile.TemporaryDirectory(prefix="escapement-client.") as scratch:
    running.serve()
    live_env = prepare(running)
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for told in pool.map(lambda order: tell(order, scratch, live_env, running), enumerate(COMMANDS)):
            for good, title, got in told:
                tap.ok(good, title, got)
tap.done()
