#!/usr/bin/python3
"""The ready pieces: what they run is taken from their files and run."""
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import textwrap

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from step import *  # noqa: E402,F403
from rules import SLOW, prepare  # noqa: E402
from service import Service, Tap  # noqa: E402

CLIENT = STEP.parent
tap = Tap()


def sh(job, script, **env):
    """As a CI runs it: every line has to end well."""
    done = subprocess.run(["sh", "-e", "-c", script], cwd=job.folder, text=True, errors="replace",
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL,
                          env={"PATH": job.shell.path, "TMPDIR": str(job.folder), **job.env, **env})
    return Done(done.returncode, done.stdout, done.stderr)


def lines_of(name, key):
    """The list of commands under a key, as plain as these files have it."""
    text = (CLIENT / name).read_text()
    block = re.search(rf"^( *){key}:\n((?:\1 +- .*\n)+)", text, re.M)[2]
    return "\n".join(line.strip()[2:] for line in block.splitlines()).replace("$$", "$")


def block_of(name, key):
    text = (CLIENT / name).read_text()
    return textwrap.dedent(re.findall(rf"{key}: \|\n((?: +.*\n?)+)", text)[-1].split("workflows:")[0])


def action(job):
    env = {"GITHUB_ACTION_PATH": str(CLIENT), "ESCAPEMENT_COMMAND": "sh suite && true",
           "ESCAPEMENT_OPTIONS": "--reports 'out put/*.xml'"}
    (job.folder / "out put").mkdir(exist_ok=True)
    job.suite(report("a", SLOW), 3, name="'out put/r.xml'")
    done = sh(job, block_of("action.yml", "run"), **env)
    tap.ok(done.code == 0 and "waits" in done.out, "GitHub's action runs the tests and ends by the verdict", done)
    fine = answer(Escapement_Verdict="pass", Escapement_Report=7, Escapement_Failing=0,
                  Escapement_Excused=1, Escapement_Flaky=0)
    ask = answer(body=json.dumps({"count": 1, "value": "head.body.sign"}))
    with Broken(ask, fine) as server:
        job.suite(report("a", SLOW), 3, name="'out put/r.xml'")
        done = sh(job, block_of("action.yml", "run"), **env, ESCAPEMENT_TOKEN="", ESCAPEMENT_URL=server.url,
                  ACTIONS_ID_TOKEN_REQUEST_TOKEN="t", ACTIONS_ID_TOKEN_REQUEST_URL=f"{server.url}/id?v=1")
        sent = [head.get("Authorization") for _, _, head in server.asked]
        tap.ok(done.code == 0 and sent == ["Bearer t", "Bearer head.body.sign"],
               "without a secret it asks GitHub for an ID token", f"{sent} {done}")
        tap.ok("head.body.sign" not in done.text, "which is not shown", done)


def others(job):
    job.suite(report("a", "b"))
    done = sh(job, lines_of("escapement.gitlab-ci.yml", "script"), TESTS="sh suite")
    tap.ok(done.code == 0 and "escapement-ci: OK" in done.out, "GitLab's template: the step is had from the service", done)
    job.suite(report("a", "b", ("c", "x")), 5)
    done = sh(job, lines_of("escapement.gitlab-ci.yml", "script"), TESTS="sh suite")
    tap.ok(done.code == 5, "and ends as the tests did", done)
    for name, script in (("buildkite.yml", lines_of("buildkite.yml", "commands")),
                         ("circleci.yml", block_of("circleci.yml", "run"))):
        script = re.sub(r"-- .*", "-- sh suite", script)
        job.suite(report("a", "b", ("c", "x"), name), 6)
        done = sh(job, script)
        tap.ok(done.code == 6 and "escapement-ci: OK" in done.out, f"{name}: the same", done)
    script = (CLIENT / "vars/escapement.groovy").read_text()
    first = textwrap.dedent(re.search(r"'''\n(.*?)'''", script, re.S)[1])
    second = re.search(r'sh "(.*)"\n', script)[1].replace('\\"', '"').replace("\\$", "$").replace("${options}", "")
    job.suite(report("a", "b", ("c", "x"), "jenkins"), 7)
    done = sh(job, first + second, ESCAPEMENT_COMMAND="sh suite")
    tap.ok(done.code == 7 and "escapement-ci: OK" in done.out, "Jenkins' library step: the same", done)


lines = STEP.read_text().count("\n")
tap.ok(lines < 600, "the step has under 600 lines", lines)
checked = subprocess.run(["shellcheck", "-s", "sh", str(STEP)], text=True, stdout=subprocess.PIPE)
tap.ok(checked.returncode == 0, "shellcheck finds nothing in it", checked.stdout)
with Service() as running, tempfile.TemporaryDirectory(prefix="escapement-client.") as base:
    running.serve()
    live = prepare(running)
    shell = Shell("dash", base)
    action(Job(shell, base, **live))
    others(Job(shell, base, **live))
tap.done()
