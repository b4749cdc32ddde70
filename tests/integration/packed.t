#!/usr/bin/python3
"""The first report of a large project is answered before its tests are rows: nobody can tell."""
import subprocess
from xml.sax.saxutils import quoteattr

from service import Service, Tap

CASES = 21000
tap = Tap()

ROW = """identity, suite, classname, name, variant, occurrence, file, line, layer, owner"""


def write(path, failing=(), cases=CASES):
    """Names of all kinds, and the same test twice."""
    kinds = ["plain", "with space", "ünïcode", "a&b<c>", "tab\tin it", "emoji 🦀", "'quoted'"]
    with open(path, "w", encoding="utf-8") as out:
        out.write('<?xml version="1.0"?>\n<testsuites>\n')
        for number in range(cases):
            if number % 1000 == 0:
                out.write(f"{'</testsuite>' if number else ''}<testsuite name='s{number}'>\n")
            name = quoteattr(f"{kinds[number % len(kinds)]} {number - number % 2}",
                             {"\t": "&#9;"})
            place = f' file="src/{number % 50}.py" line="{number}"' if number % 3 else ""
            out.write(f'<testcase classname="c.{number // 100}" name={name} time="0.01"{place}>')
            if number in failing:
                out.write(f'<failure message="wrong: {number}">at {number}</failure>')
            out.write("</testcase>\n")
        out.write("</testsuite></testsuites>\n")
    return str(path)


def sql(service, statement):
    url = service.run("dev", "--url").stdout.strip()
    done = subprocess.run(["psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-d", url, "-c", statement],
                          text=True, stdout=subprocess.PIPE, check=True)
    return done.stdout.strip()


def of(project):
    return ("from escapement.test where project_id = (select project_id from escapement.project"
            f" where name = '{project}')")


def tests(service, project):
    return sql(service, f"select {ROW} {of(project)} order by test_id")


def failing(answer):
    return sorted(row["test"]["name"] for row in answer["failures"])


with Service() as service:
    small = write(service.folder / "small.xml", cases=10)
    green = write(service.folder / "green.xml")
    red = write(service.folder / "red.xml", failing=(7, 11, 20500))

    first = service.ingest("packed", "--commit", "a" * 40, red)
    ready = sql(service, f"select count(*) {of('packed')}")
    tap.ok(ready == "3", "of a large first report only what failed becomes rows at once", ready)
    tap.ok(first["verdict"] == "fail" and failing(first) == ["plain 6", "tab\tin it 10",
                                                             "tab\tin it 20500"],
           "its verdict names them", failing(first))
    service.serve()
    listed = service.request("GET", "/api/v1/projects/packed/tests?limit=1")[2]
    ready = sql(service, f"select count(*) {of('packed')}")
    tap.ok(ready == str(CASES), "who reads tests finds all of them", (ready, listed))

    service.ingest("plain", "--commit", "a" * 40, small)
    again = service.ingest("plain", "--commit", "b" * 40, red)
    tap.ok(failing(again) == failing(first), "the verdict is that of a project that had tests",
           (failing(first), failing(again)))
    one, other = (sorted(tests(service, p).splitlines()) for p in ("packed", "plain"))
    tap.ok(len(one) == CASES and one == other, "and the rows are, word for word",
           [pair for pair in zip(one, other) if pair[0] != pair[1]][:5])

    service.ingest("soon", "--commit", "a" * 40, green)
    ready = sql(service, f"select count(*) {of('soon')}")
    soon = service.ingest("soon", "--commit", "b" * 40, red)
    tap.ok(ready == "0" and failing(soon) == failing(first),
           "an upload that comes before any reader names its failures", (ready, soon["summary"]))
    replay = service.ingest("soon", "--commit", "b" * 40, red)
    tap.ok(failing(replay) == failing(first), "and so does the same upload again", replay["summary"])

    service.ingest("labelled", "--commit", "a" * 40, "--layer", "e2e", green)
    layers = sql(service, f"select layer, count(*) {of('labelled')} group by layer")
    tap.ok(layers == f"e2e|{CASES}", "labels of a first report reach all its tests", layers)

    service.ingest("command", "--commit", "a" * 40, green)
    shown = service.run("quarantine", "--project", "command", "--reason", "known", "plain 6",
                        check=False)
    ready = sql(service, f"select count(*) {of('command')}")
    tap.ok(shown.returncode == 0 and ready == str(CASES), "a command finds them too", (ready, shown.stdout, shown.stderr))
    left = sql(service, "select count(*) from escapement.test_words")
    tap.ok(left == "0", "no words are kept twice", left)
tap.done()
