#!/usr/bin/python3
"""Every row of the dialect table has fixtures, and `escapement inspect --json` says of each what a
careful reader of its XML would. The expectation of NAME.xml is NAME.json; of a folder whose files
are attempts, expected.json. What is hostile is read by inspect.t.

The rows come from the program itself. A table of them is printed at the end.
"""
import collections
import difflib
import fnmatch
import json
import pathlib
import re
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from service import PROGRAM, ROOT, Tap  # noqa: E402

FIXTURES = pathlib.Path("tests/fixtures")
FAILED = "failing flakefails newsig broken odd".split()
# Runs that failed, of which their report says nothing at all: only the exit code and the history
# of the job tell.
SILENT = {
    "jest/broken",  # a file that does not parse is absent
    "tap-formatter-junit/broken",  # the formatter died
}


def inspect(*arguments):
    return subprocess.run([PROGRAM, "inspect", "--json", *map(str, arguments)], cwd=ROOT,
                          capture_output=True, text=True, check=False)


def hostile(path):
    return path.parts[2] == "hostile"


class Fixture:
    """One report: a file, or a folder of attempts; and what is expected of it."""

    def __init__(self, expectation):
        self.expectation = expectation
        folder = expectation.name == "expected.json"
        self.path = expectation.parent if folder else expectation.with_suffix(".xml")
        self.expected = json.loads((ROOT / expectation).read_text())
        self.dialects = {file["dialect"] for file in self.expected["files"]}

    def run(self):
        """The recorded run that this is of, with others; None when it did not fail."""
        parts = self.path.relative_to(FIXTURES).with_suffix("").parts
        modes = [part for part in parts[1:] if part in FAILED]
        return f"{parts[0]}/{modes[0]}" if modes else None

    def may_pass(self):
        """Nothing in it keeps a build from being green."""
        return not any(file["damaged"] or
                       any(one["code"] == "root_errors" for one in file["warnings"]) or
                       any(test["outcome"] in ("failed", "error") for test in file["tests"])
                       for file in self.expected["files"]) and \
            any(file["tests"] for file in self.expected["files"])

    def check(self):
        """None, or what differs."""
        got = inspect(self.path)
        if got.returncode:
            return got.stderr
        if json.loads(got.stdout) == self.expected:
            return None
        return "\n".join(difflib.unified_diff(
            (ROOT / self.expectation).read_text().splitlines(), got.stdout.splitlines(),
            str(self.expectation), str(self.path), lineterm=""))


def hand_written():
    """The files that the second table of the fixtures' README lists, as patterns."""
    text = (ROOT / FIXTURES / "README.md").read_text()
    second = text.split("written by hand", 1)[1].split("\n\n`hostile/`", 1)[0]
    first = [line.split("|")[1] for line in second.splitlines() if line.startswith("| `")]
    return [name.split("/…")[0] for name in re.findall(r"`([^`]*)`", "\n".join(first))]


def written_by_hand(path, patterns):
    name = str(path.relative_to(FIXTURES))
    return any(fnmatch.fnmatch(name, one) or one.startswith(f"{name}/") for one in patterns)


def main():
    tap = Tap()
    rows = json.loads(inspect("--dialects").stdout)["dialects"]
    fixtures = [Fixture(path.relative_to(ROOT))
                for path in sorted((ROOT / FIXTURES).rglob("*.json"))
                if not hostile(path.relative_to(ROOT))]
    known = {row["dialect"] for row in rows}
    by_row = collections.defaultdict(list)
    for fixture in fixtures:
        for dialect in fixture.dialects:
            by_row[dialect].append(fixture)
    tap.ok(not set(by_row) - known, "every fixture is of a row of the table", set(by_row) - known)

    runs = collections.defaultdict(list)
    for fixture in fixtures:
        runs[fixture.run()].append(fixture.may_pass())
    green = {run for run, files in runs.items() if run and all(files)}
    tap.ok(green == SILENT, "a run that failed is not green, unless its report is silent",
           f"{green - SILENT} {SILENT - green}")

    by_hand, table = hand_written(), []
    differs = {fixture.path: fixture.check() for fixture in fixtures}
    for row in rows:
        mine = by_row[row["dialect"]]
        wrong = [str(differs[one.path]) for one in mine if differs[one.path]]
        passed = tap.ok(mine and not wrong,
                        f"dialect {row['dialect']}: {len(mine)} "
                        f"fixture{'' if len(mine) == 1 else 's'} read as expected",
                        "\n".join(wrong) or "no fixture")
        own = [written_by_hand(one.path, by_hand) for one in mine]
        kind = "by hand" if all(own) else "recorded" if not any(own) else "both"
        table.append((row["dialect"], len(mine), kind if mine else "-", row["attempts"],
                      "pass" if passed else "FAIL"))

    silent = [row["dialect"] for row in rows
              if row["attempts"].startswith("hidden") and by_row[row["dialect"]]
              and row["how"] not in subprocess.run(
                  [PROGRAM, "inspect", str(by_row[row["dialect"]][0].path)], cwd=ROOT,
                  capture_output=True, text=True, check=False).stdout]
    tap.ok(not silent, "inspect says how to see the tries that a file hides", silent)

    wide = max(len(row[0]) for row in table), max(len(row[3]) for row in table)
    print(f"\n{'producer':{wide[0]}}  files  written   {'attempts of a test':{wide[1]}}  result",
          file=sys.stderr)
    for name, count, kind, attempts, result in table:
        print(f"{name:{wide[0]}}  {count:5}  {kind:8}  {attempts:{wide[1]}}  {result}",
              file=sys.stderr)
    read = {fixture.path for fixture in fixtures}
    unread = [path for path in sorted((ROOT / FIXTURES).rglob("*.xml"))
              if not hostile(path.relative_to(ROOT)) and path.relative_to(ROOT) not in read
              and not any(one in read for one in path.relative_to(ROOT).parents)]
    tap.ok(not unread, "every fixture has an expectation",
           "\n".join(str(path.relative_to(ROOT)) for path in unread))
    print(f"{len(table)} producers, {len(fixtures)} reports", file=sys.stderr)
    tap.done()


main()
