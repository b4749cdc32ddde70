#!/usr/bin/python3
"""Real runners from the command to the exit code: what is sound, what is flaky and what fails, and
that only the failing tests are run again. A runner that is not installed is skipped, and said so."""
import concurrent.futures
import pathlib
import sys
import tempfile
import xml.etree.ElementTree as tree

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from step import *  # noqa: E402,F403
from real import *  # noqa: E402,F403
from rules import prepare  # noqa: E402
from service import Service, Tap  # noqa: E402

CONDITIONS = {"sound": STEADY, "broken": STEADY, "flaky": {**STEADY, "WAREHOUSE": "slow-once"},
              "failing": {**STEADY, "WAREHOUSE": "slow", "LEDGER_ROUNDING": "truncate"}}
FORMATS = {"gotest": "go"}
BROKEN = {"pytest", "gotest", "jest", "rspec"}


def executed(folder):
    """Names of the tests that really ran, after the newest report. (One that failed in one of
    Playwright's projects runs in all of them.)"""
    newest = max(folder.glob("*.xml"), key=lambda path: path.stat().st_mtime_ns)
    cases = [c for c in tree.parse(newest).iter("testcase")
             if c.find("skipped") is None and c.get("status") != "notrun"]
    return {c.get("name") for c in cases}


def failing(folder):
    newest = max(folder.glob("*.xml"), key=lambda path: path.stat().st_mtime_ns)
    return {c.get("name") for c in tree.parse(newest).iter("testcase")
            if c.find("failure") is not None or c.find("error") is not None}


def run(shell, base, live, runner, mode, rerun=True):
    job = Job(shell, base, **{**live, **CONDITIONS[mode]})
    out = job.folder / "out"
    # What the first run found wrong is kept: the second report takes its place.
    again = (f"cp $OUT/*.xml {job.folder}; cd {job.folder}/work && "
             f"ESCAPEMENT_STATE_DIR={job.folder}/state/{runner} {COMMANDS[runner]}")
    options = ["--reports", "out"]
    if rerun:
        options += ["--rerun", again, "--format", FORMATS.get(runner, runner)]
    done = job.run(*options, command=[RUN, runner, mode, str(out)],
                   seconds=300, **surroundings(job))
    if done.code == NOT_INSTALLED:
        raise Missing(done.err.strip())
    return job, out, done


def story(shell, base, live, runner):
    seen = []
    job, out, done = run(shell, base, live, runner, "sound")
    seen.append((done.code == 0 and "once more" not in done.err, "sound: 0, run once", done))
    job, out, done = run(shell, base, live, runner, "flaky")
    again = executed(out)
    seen.append((done.code == 0 and again == failing(job.folder) and 1 <= len(again) < 4,
                 "flaky: only what failed is run again, and the verdict is 0",
                 f"{again} {failing(job.folder)} {done}"))
    job, out, done = run(shell, base, live, runner, "failing")
    again = executed(out)
    seen.append((done.code != 0 and "FAILED AGAIN" in done.err and again == failing(job.folder),
                 "failing: again only what failed, and the runner's own code",
                 f"{again} {failing(job.folder)} {done}"))
    if runner in BROKEN:
        job, out, done = run(shell, base, live, runner, "broken", rerun=False)
        seen.append((done.code != 0, "what does not compile is not green", done))
    return seen


def tell(order, base, live):
    index, runner = order
    try:
        name = list(SHELLS)[index % len(SHELLS)]
        with tempfile.TemporaryDirectory(dir=base) as own:
            return [(good, f"{runner} in {name}: {title}", got) for good, title, got
                    in story(shell_for_runners(name, own), own, live, runner)]
    except Missing as why:
        return [(True, f"{runner} # SKIP {why}", "")]
    except Exception as why:  # the others are looked at all the same
        return [(False, runner, repr(why))]


tap = Tap()
with Service() as running, tempfile.TemporaryDirectory(prefix="escapement-client.") as scratch:
    running.serve()
    live_env = prepare(running)
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for told in pool.map(lambda order: tell(order, scratch, live_env), enumerate(COMMANDS)):
            for good, title, got in told:
                tap.ok(good, title, got)
tap.done()
