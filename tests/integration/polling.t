#!/usr/bin/python3
"""The quarantine as CI jobs poll it: from memory, and never older than promised."""
import datetime
import json
import pathlib
import subprocess
import sys
import threading
import urllib.error
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from service import Service, Tap, wait_for  # noqa: E402

tap = Tap()
LIST = "/api/v1/projects/shop/quarantine?format=pytest"


def poll(service, url, etag=None):
    """Status, tag and text."""
    request = urllib.request.Request(url + LIST)
    request.add_header("Authorization", f"Bearer {service.token}")
    if etag:
        request.add_header("If-None-Match", etag)
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, answer.headers["ETag"], answer.read().decode()
    except urllib.error.HTTPError as answer:
        return answer.code, answer.headers["ETag"], ""


def statements(service):
    """How many statements of the list PostgreSQL has run."""
    url = service.run("dev", "--url").stdout.strip()
    words = subprocess.run(
        ["psql", "-XqAt", url, "-c",
         "select pg_stat_force_next_flush(); select coalesce(sum(seq_scan + idx_scan), 0) from"
         " pg_stat_all_tables where relname = 'quarantine_version'"],
        check=True, capture_output=True, text=True).stdout
    return int(words.split()[-1])


def upload(service, name):
    file = service.folder / "report.xml"
    file.write_text(f'<testsuite name="s"><testcase classname="test_till" name="{name}">'
                    '<failure message="shut"/></testcase></testsuite>')
    service.ingest("shop", "--commit", "aaaaaaa1", "--exit-code", "1", str(file))


def set_by_command(service):
    """The command line is another program: the server learns of it by looking."""
    other = service.serve_also()
    poll(service, service.url)
    poll(service, other)
    service.run("quarantine", "--project", "shop", "--reason", "known", "test_a")
    for url, name in ((service.url, "a server"), (other, "another")):
        wait_for(lambda u=url: "test_a" in poll(service, u)[2], 10)
        tap.ok(True, f"{name} sees before long what was changed elsewhere")
    service.run("release", "--project", "shop", "--reason", "fixed", "test_a")
    wait_for(lambda: poll(service, other)[2] == "", 10)
    tap.ok(True, "also that it was changed back")


def from_memory(service):
    poll(service, service.url)
    _, etag, _ = poll(service, service.url)
    before = statements(service)
    answers = {poll(service, service.url, etag)[0] for _ in range(200)}
    asked = statements(service) - before
    tap.ok(answers == {304}, "who has the list is told that it is good", answers)
    tap.ok(asked < 50, "and that takes PostgreSQL hardly anything", asked)


def never_stale(service):
    """After each change by this server the very next poll has it, under a crowd of pollers."""
    stop, failed = threading.Event(), []

    def crowd():
        while not stop.is_set():
            status = poll(service, service.url)[0]
            if status != 200:
                failed.append(status)
    pollers = [threading.Thread(target=crowd) for _ in range(4)]
    for one in pollers:
        one.start()
    wrong = []
    body = json.dumps({"test": {"classname": "test_till", "name": "test_a"}, "reason": "known"})
    for turn in range(30):
        _, _, made = service.request("POST", "/api/v1/projects/shop/quarantine", body.encode())
        if "test_a" not in poll(service, service.url)[2]:
            wrong.append(f"{turn}: opened")
        service.request("POST", f"/api/v1/projects/shop/quarantine/{made['id']}/release",
                        b'{"reason": "fixed"}')
        if "test_a" in poll(service, service.url)[2]:
            wrong.append(f"{turn}: released")
    stop.set()
    for one in pollers:
        one.join()
    tap.ok(not wrong, "a change is in the very next poll, whatever else is polled", wrong)
    tap.ok(not failed, "and every poll was answered", failed)


def past_review(service):
    """Nothing is changed then: time alone ends it."""

    soon = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=3)
    body = json.dumps({"test": {"classname": "test_till", "name": "test_a"}, "reason": "known",
                       "review_at": soon.strftime("%Y-%m-%dT%H:%M:%SZ")})
    status, _, made = service.request("POST", "/api/v1/projects/shop/quarantine", body.encode())
    tap.ok(status == 201 and "test_a" in poll(service, service.url)[2],
           "one that is in force is listed", made)
    wait_for(lambda: poll(service, service.url)[2] == "", 20)
    tap.ok(True, "until its review date has passed, without anybody changing anything")


with Service() as running:
    running.serve()
    running.run("project", "create", "shop")
    upload(running, "test_a")
    from_memory(running)
    set_by_command(running)
    never_stale(running)
    past_review(running)
tap.done()
