#!/usr/bin/python3
"""Nothing acknowledged is lost and nothing is stored twice, whoever is killed in the middle."""
import os
import pathlib
import signal
import subprocess
import sys
import threading

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from service import Service, Tap, wait_for  # noqa: E402

# under the sanitizers all takes longer, and less is enough
UPLOADS, CLIENTS = 30 if "asan" in os.environ.get("ESCAPEMENT", "") else 100, 4
tap = Tap()


def report(number):
    """A report like no other: 200 tests, one of which flakes."""
    cases = "".join(f'<testcase classname="shop.Cart" name="t{i}" time="0.{number:03d}"/>'
                    for i in range(200))
    return (f'<testsuite name="shop.Cart">{cases}<testcase classname="shop.Cart" name="late">'
            f'<flakyFailure message="late by {number} ms"/></testcase></testsuite>').encode()


def upload(service, batch, number):
    path = (f"/api/v1/projects/recovery/reports?commit={number:07d}a&build={batch}-{number}"
            f"&job={batch}&exit_code=0")
    return service.request("POST", path, report(number))


def children(pid):
    tasks = pathlib.Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for task in tasks for child in task.read_text().split()]


def kill_server(service):
    service.server.send_signal(signal.SIGKILL)
    service.server.wait()
    service.server = None


def kill_postgres(service):
    pid = service.postgres()
    for process in [pid, *children(pid)]:
        try:
            os.kill(process, signal.SIGKILL)
        except ProcessLookupError:
            pass


def story(service, batch, kill, revive):
    """Uploads from several clients, a kill in the middle, and then the rest once more. However fast
    they are, the last ones come after the kill."""
    acknowledged, lock, next_one = {}, threading.Lock(), iter(range(UPLOADS))
    killed = threading.Event()

    def client():
        while True:
            with lock:
                number = next(next_one, None)
            if number is None:
                return
            if number >= UPLOADS - CLIENTS:
                killed.wait()
            status, _, answer = upload(service, batch, number)
            with lock:
                if status in (200, 201):
                    acknowledged[number] = answer["report"]["id"]

    clients = [threading.Thread(target=client) for _ in range(CLIENTS)]
    for one in clients:
        one.start()
    wait_for(lambda: len(acknowledged) >= UPLOADS // 3)
    kill(service)
    killed.set()
    for one in clients:
        one.join()
    before = dict(acknowledged)
    tap.ok(0 < len(before) < UPLOADS, f"{batch}: killed in the middle", len(before))
    revive(service)
    wait_for(lambda: service.request("GET", "/readyz")[0] == 200)

    stored = {b["key"]: b["reports"] for b in service.pages("/api/v1/projects/recovery/builds")
              if b["key"].startswith(batch)}
    tap.ok(all(stored.get(f"{batch}-{n}") == 1 for n in before),
           f"{batch}: all {len(before)} acknowledged reports are there, each once", stored)
    replayed = {n: upload(service, batch, n) for n in range(UPLOADS)}
    tap.ok(all(status in (200, 201) for status, _, _ in replayed.values()),
           f"{batch}: every one can be sent again", [r for r in replayed.values() if r[0] > 201])
    tap.ok(all(replayed[n][0] == 200 and replayed[n][1]["Idempotency-Replayed"] == "true"
               and replayed[n][2]["report"]["id"] == before[n] for n in before),
           f"{batch}: those acknowledged get their first answer", replayed)
    stored = {b["key"]: b["reports"] for b in service.pages("/api/v1/projects/recovery/builds")
              if b["key"].startswith(batch)}
    tap.ok(len(stored) == UPLOADS and set(stored.values()) == {1},
           f"{batch}: all {UPLOADS} are there in the end, none twice", stored)


def interrupted(service):
    """Connections break again and again, while the database itself goes on."""
    url = service.run("dev", "--url").stdout.strip()
    answers, next_one, lock = {}, iter(range(UPLOADS)), threading.Lock()

    def client():
        while (number := next(next_one, None)) is not None:
            status, _, answer = upload(service, "connection", number)
            with lock:
                answers[number] = (status, answer)

    clients = [threading.Thread(target=client) for _ in range(CLIENTS)]
    for one in clients:
        one.start()
    while any(one.is_alive() for one in clients):
        subprocess.run(["psql", "-XqAt", url, "-c",
                        "select pg_terminate_backend(pid) from pg_stat_activity"
                        " where pid <> pg_backend_pid() and xact_start is not null"
                        " and application_name = 'escapement'"],
                       check=True, stdout=subprocess.DEVNULL)
    stored = {b["key"]: b["reports"] for b in service.pages("/api/v1/projects/recovery/builds")
              if b["key"].startswith("connection")}
    # 200: its commit happened, the word of it was lost, and the second try found it there
    good = {n for n, (status, _) in answers.items() if status in (200, 201)}
    strange = {n: answer for n, answer in answers.items() if answer[0] not in (200, 201, 503)}
    tap.ok(not strange, "connection: every upload is stored, or refused for now", strange)
    tap.ok(all(stored.get(f"connection-{n}") == 1 for n in good),
           f"connection: all {len(good)} acknowledged are there, each once", stored)
    for n in range(UPLOADS):
        upload(service, "connection", n)


with Service() as service:
    service.run("project", "create", "recovery")
    service.serve()
    story(service, "server", kill_server, lambda s: s.serve())
    story(service, "postgres", kill_postgres, lambda s: s.run("dev"))
    interrupted(service)
    tests = service.pages("/api/v1/projects/recovery/tests?limit=500")
    tap.ok(len(tests) == 201, "no test is there twice", len(tests))
    late = [t for t in tests if t["test"]["name"] == "late"]
    tap.ok(late and late[0]["events"] == 3 * UPLOADS, "each flake is counted once", late)
tap.done()
