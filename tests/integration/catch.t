#!/usr/bin/python3
"""A regression that is found broken at a gate, and is then mended, is offered as a bug that the gate
caught: once, for a person to say what it was. Flakes are not, nor tests that are still broken."""
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from service import Service, Tap, wait_for  # noqa: E402

tap = Tap()
COMMITS = 40
# p passes, f fails; by test, from its 20th commit on
LIVES = {"broken": "ffffffpppp", "once": "fppppppppp", "flaky": "fpfppfppfp", "still": "ffffffffff",
         "sound": "pppppppppp"}


def outcome(test, commit):
    life = LIVES[test]
    return life[min(commit - 20, len(life) - 1)] if commit >= 20 and commit < 30 else (
        "f" if test == "still" and commit >= 30 else "p")


def upload(s, project, commit, gate):
    cases = "".join(
        f'<testcase classname="shop.Cart" name="{t}"' + (
            "/>" if outcome(t, commit) == "p" else
            f'><failure message="{t} is wrong" type="AssertionError"/></testcase>') for t in LIVES)
    path = f"{s.folder}/{commit}.xml"
    pathlib.Path(path).write_text(f'<testsuite name="shop">{cases}</testsuite>', encoding="utf-8")
    gates = ["--gate", gate] if gate else []
    s.ingest(project, "--commit", f"{commit + 256:040x}", "--branch", "main", "--job", "unit", "--build",
             f"b{commit}", "--started-at", f"2026-03-{commit // 2 + 1:02}T{commit % 2 * 9 + 8:02}:00:00Z",
             *gates, path)


def analyze(s, project):
    """The server analyzes too: while it is at it, the command leaves the project to it."""
    def done():
        answer = s.run("analyze", project, "--json", check=False)
        return answer.returncode == 0 and json.loads(answer.stdout)["busy_projects"] == 0
    wait_for(done)


def offered(s, project):
    return s.pages(f"/api/v1/projects/{project}/defects?source=gate")


with Service() as s:
    s.serve()
    for project, gate in (("gated", "post_merge"), ("free", None)):
        for commit in range(25):
            upload(s, project, commit, gate)
        analyze(s, project)
        tap.ok(not offered(s, project), f"{project}: nothing is mended yet, nothing is offered",
               offered(s, project))
        for commit in range(25, COMMITS):
            upload(s, project, commit, gate)
        analyze(s, project)
    found = offered(s, "gated")
    tap.ok(len(found) == 1 and "broken" in found[0]["title"], "the regression is offered, and only it",
           found)
    one = found[0] if found else {}
    tap.ok(one.get("kind") == "catch" and one["state"] == "open" and one["stage"] == "post_merge"
           and one["gate"] == "post_merge" and one["category"] is None and one["service"] is None,
           "as an open catch of the stage of its gate", one)
    tap.ok(one.get("introduced_sha") == f"{276:040x}" and one["fix_sha"] == f"{282:040x}"
           and one["introduced_how"] == "explicit" and one["introduced_sure"] == "likely"
           and one["key"] == f"{one['test']}:{276:040x}", "with the commits that broke and mended it", one)
    tap.ok(one.get("detected_at") == "2026-03-11T08:00:00Z", "found when it first failed", one)
    tap.ok(not offered(s, "free"), "where no gate is named, none is offered", offered(s, "free"))
    answer = s.request("PATCH", f"/api/v1/projects/gated/defects/{one.get('id')}", json.dumps(
        {"title": "The total was wrong", "category": "business_logic"}).encode())
    upload(s, "gated", COMMITS, "post_merge")
    analyze(s, "gated")
    again = offered(s, "gated")
    tap.ok(answer[0] == 200 and len(again) == 1 and again[0]["title"] == "The total was wrong"
           and again[0]["changed_at"] == answer[2]["changed_at"],
           "what a person made of it stays", again)
tap.done()
