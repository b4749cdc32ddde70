#!/usr/bin/python3
"""From the runner's own report to the verdict: real runners are run, and what they write is
ingested. A runner that is not installed is skipped, and said so; three have to be there."""
import os
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "integration"))
from service import Service, Tap  # noqa: E402

NOT_INSTALLED, RUNNERS_NEEDED = 77, 3
RUNNERS = ["pytest", "gotest", "jest", "vitest", "mocha", "rspec", "bats", "googletest"]
RETRIES_IN_REPORT = {"gotest"}  # the others are run twice, as a job that is tried again
tap = Tap()


class Missing(Exception):
    pass


class Job:
    """A CI job that runs one suite and uploads what it wrote."""

    def __init__(self, service, runner, folder):
        self.service, self.runner, self.folder = service, runner, pathlib.Path(folder)
        self.env = dict(os.environ, ESCAPEMENT_WORK_DIR=str(self.folder / "work"))
        if runner not in RETRIES_IN_REPORT:
            self.env["ESCAPEMENT_RUNNER_RETRIES"] = "0"
        self.builds = 0

    def run(self, mode, state, build, attempt=1):
        out = self.folder / f"{mode}-{build}-{attempt}"
        env = dict(self.env, ESCAPEMENT_STATE_DIR=str(self.folder / state))
        done = subprocess.run([str(HERE / "run"), self.runner, mode, str(out)], env=env,
                              stdin=subprocess.DEVNULL, text=True, capture_output=True)
        if done.returncode == NOT_INSTALLED:
            raise Missing(done.stderr.strip())
        return self.service.ingest(
            self.runner, "--commit", f"{build:08x}", "--build", str(build), "--job", self.runner,
            "--attempt", str(attempt), "--exit-code", str(done.returncode), str(out))

    def build(self, mode):
        """One build with a state of its own: nothing was slow before."""
        self.builds += 1
        return self.run(mode, f"state-{self.builds}", self.builds)

    def build_retried(self, mode):
        """The job is tried a second time; the first answer and the second."""
        first = self.build(mode)
        if self.runner in RETRIES_IN_REPORT:
            return first
        return self.run(mode, f"state-{self.builds}", self.builds, attempt=2)


def names(tests):
    return [t["test"]["name"] for t in tests]


def story(service, job):
    runner = job.runner
    sound = job.build("sound")
    tap.ok(sound["verdict"] == "pass" and not sound["failures"] and not sound["flaky"],
           f"{runner}: a sound suite passes", sound)
    flaky = job.build_retried("flaky")
    found = [t for t in flaky["flaky"] if "confirmed" in t["test"]["name"].lower()]
    outcomes = [[a["outcome"] for a in t["attempts"]] for t in found]
    tap.ok(flaky["verdict"] == "pass" and outcomes == [["failed", "passed"]],
           f"{runner}: the test that failed and passed is flaky, attempts in order", flaky)
    if not found:
        return
    refused = job.build("flakefails")
    tap.ok(refused["verdict"] == "fail"
           and "not_quarantined" in [f["refusal"] for f in refused["failures"]],
           f"{runner}: while it is only proposed, its failure stops the build", refused)
    service.run("quarantine", "--project", runner, "--reason", "waits for the warehouse",
                str(found[0]["test"]["id"]))
    excused = job.build("flakefails")
    tap.ok(excused["verdict"] == "pass" and excused["failures"]
           and all(f["excused_by"] == "quarantine" for f in excused["failures"]),
           f"{runner}: in quarantine, a build that fails only on it may go green", excused)
    failing = job.build("failing")
    tap.ok(failing["verdict"] == "fail"
           and "not_quarantined" in [f["refusal"] for f in failing["failures"]]
           and "quarantine" in [f["excused_by"] for f in failing["failures"]],
           f"{runner}: with one more failing test it may not", failing)
    new = job.build("newsig")
    tap.ok(new["verdict"] == "fail" and "new_signature" in [f["refusal"] for f in new["failures"]],
           f"{runner}: nor when it fails in a new way", new)


ran = 0
with Service() as running:
    for name in RUNNERS:
        with tempfile.TemporaryDirectory(prefix="escapement-runner.") as scratch:
            try:
                story(running, Job(running, name, scratch))
                ran += 1
            except Missing as why:
                print(f"# skipped: {why}", flush=True)
tap.ok(ran >= RUNNERS_NEEDED, f"at least {RUNNERS_NEEDED} runners were run", ran)
tap.done()
