#!/usr/bin/python3
"""Refused uploads: noted, bounded, without secrets, and never in the way of an answer."""
import pathlib
import socket
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from service import Service, Tap, wait_for  # noqa: E402

tap = Tap()
UPLOADS = "/api/v1/projects/shop/uploads"
REPORTS = "/api/v1/projects/shop/reports"


def refused(service, query=""):
    return service.pages(f"{UPLOADS}?outcome=refused{query}")


def when_noted(service, query, number=1):
    """The refusals of @query, once there are @number."""
    wait_for(lambda: len(refused(service, query)) >= number, 20)
    return refused(service, query)


def total(items):
    return len(items) + sum(item["refused"]["unnoted"] for item in items)


def goes_away(service):
    host, port = service.url.removeprefix("http://").split(":")
    body = b"<testsuite><testcase name='a'/>"
    with socket.create_connection((host, int(port))) as connection:
        connection.sendall(
            f"POST {REPORTS}?commit=abcdef1&branch=away HTTP/1.1\r\nHost: x\r\n"
            f"Authorization: Bearer {service.token}\r\nContent-Length: 3000\r\n\r\n".encode() + body)
        wait_for(lambda: "requests_under_way 2" in service.request("GET", "/metrics")[2])
    item = when_noted(service, "&branch=away")[0]
    tap.ok(item["refused"]["problem"] == "aborted" and item["bytes"] == len(body)
           and "of 3000 bytes" in item["refused"]["detail"],
           "a client that goes away half-way leaves a note of how far it came", item)
    _, _, metrics = service.request("GET", "/metrics")
    tap.ok('uploads_refused_total{problem="aborted"} 1' in metrics, "and is counted", metrics)


def too_large(service):
    body = b"<testsuite>" + b" " * 5000 + b"</testsuite>"
    status, _, _ = service.request("POST", f"{REPORTS}?commit=abcdef1&branch=large", body)
    item = when_noted(service, "&branch=large")[0]
    tap.ok(status == 413 and item["refused"]["problem"] == "too-large"
           and "max_body_bytes" in item["refused"]["detail"],
           "a body past the limit is noted with the name of the limit", item)


def both_ways(service):
    """A small body is read while the database begins, once the tests of its job are known; one of
    unknown length while it arrives."""
    case = b'<testcase classname="c" name="t"/>'

    def known(number):
        commit = f"{number:06d}cc"
        told = service.request("POST", f"{REPORTS}?commit={commit}", b"<testsuite>" + case * 2
                               + b"</testsuite>")[2]
        return told["report"]["build"]["id"]

    for number in range(90, 93):
        last = known(number)
    bodies = {"damaged": b"<testsuite>\n" + case + b"\n<testcase", "not closed": b"<testsuite\n<",
              "a DOCTYPE": b"<!DOCTYPE x>\n<testsuite/>", "no report": b"<project>\n</project>",
              "a byte order mark": b"\xef\xbb\xbf<testsuite>" + case + b"</testsuite>",
              "a report": b"<testsuite>\n" + case + b"</testsuite>"}
    taken = {"damaged", "not closed", "a byte order mark", "a report"}
    for number, (name, body) in enumerate(bodies.items()):
        path = f"{REPORTS}?branch=ways&commit={number:06d}"
        answers = [service.request("POST", path + end, what)
                   for end, what in (("aa", body), ("bb", iter([body[:9], body[9:]])))]
        said = [[status, told.get("detail"), told.get("file"), told.get("line"),
                 told.get("verdict"), (told.get("report") or {}).get("warnings"),
                 told.get("tests")] for status, _, told in answers]
        tap.ok(said[0] == said[1] and said[0][0] == (201 if name in taken else 422),
               f"{name}: the same of both", answers)
        builds = known(number) - last
        last += builds
        tap.ok(builds >= 2 + (name in taken), "and the database had begun with it", builds)
    commits = {item["commit"] for item in service.pages("/api/v1/projects/shop/builds")}
    tap.ok(len(commits) == 2 * len(taken) + len(bodies) + 3, "a refused one leaves no build", commits)


def held_up(service):
    """Somebody holds the commit of an upload that the database has begun with, for longer than a
    statement may take."""
    body = b'<testsuite><testcase classname="c" name="t"/></testsuite>'
    path = f"{REPORTS}?commit=abcdef9"
    first = [service.request("POST", path, body)[0], service.request("POST", path + "8", body)[0]]
    psql = subprocess.Popen(["psql", "-XqAt", service.run("dev", "--url").stdout.strip()],
                            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    psql.stdin.write("begin;\nselect sha from escapement.commit where sha = 'abcdef9' for update;\n")
    psql.stdin.flush()
    held = psql.stdout.readline().strip()
    refused_by_time = [service.request("POST", f"{path}&attempt={n}", body) for n in (2, 3, 4)]
    psql.communicate("rollback;\n")
    after = [service.request("POST", f"{path}&attempt={n}", body)[0] for n in (2, 3, 4)]
    tap.ok(first == [201, 201] and held == "abcdef9"
           and [answer[0] for answer in refused_by_time] == [503] * 3,
           "an upload whose commit is held too long is to come again", refused_by_time)
    tap.ok(after == [201, 201, 201], "and nothing of it is left behind", after)


def commands(service):
    file = service.folder / "bad.xml"
    file.write_text("<!DOCTYPE x>\n<testsuite/>")
    done = service.run("ingest", "--project", "shop", "--commit", "abcdef1", "--branch", "command",
                       str(file), check=False)
    item = when_noted(service, "&branch=command")[0]
    tap.ok(done.returncode == 65 and item["refused"]["actor"] == "cli"
           and item["refused"]["file"] == str(file) and item["refused"]["line"] == 1
           and item["bytes"] == len(file.read_text()),
           "a refused command is noted with its file and line", [done.stderr, item])
    service.run("ingest", "--project", "shop", "--commit", "main", "--branch", "command",
                str(file), check=False)
    items = when_noted(service, "&branch=command", 2)
    tap.ok("commit" in items[0]["refused"]["detail"], "so is one with a wrong flag", items[0])
    done = service.run("ingest", "--project", "nowhere", "--commit", "main", str(file), check=False)
    tap.ok(done.returncode == 65 and "nowhere" not in done.stderr,
           "a refused command makes no project to note it in", done.stderr)


def flood(service, limit):
    before = total(refused(service))
    sent = 3 * limit
    statuses = {service.request("POST", f"{REPORTS}?commit=none")[0] for _ in range(sent)}
    wait_for(lambda: total(refused(service)) >= before + sent, 20)
    items = refused(service)
    # an hour may end meanwhile, and the next one has its own rows
    tap.ok(statuses == {422} and len(items) <= 2 * limit and total(items) == before + sent,
           "a flood costs so many rows an hour, and the rest is counted",
           [statuses, len(items), total(items), before, sent])


def database_away(service):
    service.request("GET", "/api/v1/projects/shop")  # the token is remembered now
    service.run("dev", "--stop")
    began = time.monotonic()
    answers = [service.request("POST", f"{REPORTS}?commit=abcdef2", body)
               for body in (b"{}", b"<!DOCTYPE x>\n<a/>")]
    tap.ok([answer[0] for answer in answers] == [422, 422] and time.monotonic() - began < 5,
           "without a database a refusal is answered all the same, and at once", answers)
    status, _, problem = service.request("POST", f"{REPORTS}?commit=abcdef2", b"<testsuite/>")
    tap.ok(status == 503, "what is a report is to come again", problem)
    service.run("dev", "--json")
    tap.ok(service.request("GET", "/healthz")[0] == 200, "and the service goes on")


with Service() as service:
    LIMIT = 12
    service.env["ESCAPEMENT_REFUSALS_PER_HOUR"] = str(LIMIT)
    service.env["ESCAPEMENT_MAX_BODY_BYTES"] = "4000"
    service.env["ESCAPEMENT_DB_STATEMENT_MS"] = "1000"
    service.run("project", "create", "shop")
    service.serve()
    goes_away(service)
    too_large(service)
    both_ways(service)
    held_up(service)
    commands(service)
    flood(service, LIMIT)
    database_away(service)
tap.done()
