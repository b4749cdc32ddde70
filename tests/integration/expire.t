#!/usr/bin/python3
"""What is old enough goes, words first and the ledger last; what is left can still be read."""
import json
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from service import PROGRAM, ROOT, Service, Tap, wait_for  # noqa: E402

tap = Tap()
REPORT = """<testsuite name="shop.Cart">
<testcase classname="shop.Cart" name="fails"><failure message="the words of {0}">more</failure></testcase>
<testcase classname="shop.Cart" name="flakes"><flakyFailure message="late words of {0}"/></testcase>
<testcase classname="shop.Cart" name="passes"/></testsuite>"""
# Days that each project's only report is old, and what must be gone of it.
AGES = {"young": (10, ""), "words": (150, "failure_text"),
        "results": (500, "failure_text result_block"),
        "ledger": (900, "failure_text result_block failure")}
PARTS = ("failure_text", "result_block", "failure")


def sql(statement):
    done = subprocess.run(["psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-d", URL, "-c", statement],
                          capture_output=True, text=True, check=False)
    if done.returncode:
        raise AssertionError(done.stderr)
    return done.stdout.strip()


def make_older(project, days):
    """Moves the reports of a project into the past, into months that are made for them."""
    sql(f"""do $$
        declare shift interval := interval '{days} days'; project int;
        begin
            select project_id into project from escapement.project where name = '{project}';
            perform escapement.partition_ensure(max(received_at) - shift)
                from escapement.report where project_id = project;
            update escapement.result_block set received_at = received_at - shift where project_id = project;
            update escapement.failure set received_at = received_at - shift where project_id = project;
            update escapement.failure_text set received_at = received_at - shift where project_id = project;
            update escapement.flake_event set happened_at = happened_at - shift where project_id = project;
            update escapement.report set received_at = received_at - shift where project_id = project;
        end $$""")


def rows(project):
    """The tables that still have rows of a project."""
    return [table for table in PARTS if sql(
        f"select count(*) from escapement.{table} join escapement.project p using (project_id)"
        f" where p.name = '{project}'") != "0"]


def expire(service, *flags):
    return json.loads(service.run("expire", "--json", *flags).stdout)


def refused(days):
    sql(f"""insert into escapement.upload_refusal (project_id, received_at, actor, problem, detail,
        bytes, parameters) select min(project_id), now() - interval '{days} days', 'cli', 'x', 'x',
        0, '{{}}' from escapement.project""")


with Service() as service:
    URL = service.run("dev").stdout.split("DATABASE_URL=")[1].splitlines()[0].strip("'\"; ")
    path = service.folder / "report.xml"

    def upload(project, commit="aaaaaaa1", *flags):
        path.write_text(REPORT.format(project))
        return service.ingest(project, "--commit", commit, "--build", "7", *flags, str(path))

    first = {project: upload(project) for project in AGES}
    tap.ok(expire(service)["partitions"] == [], "what is new stays")
    for project, (days, _) in AGES.items():
        make_older(project, days)
    refused(40)
    refused(20)

    before = {project: rows(project) for project in AGES}
    told = expire(service, "--dry-run")
    tap.ok(told["dry_run"] and {part["table"] for part in told["partitions"]} == set(PARTS)
           and told["refusals"] == 1, "a dry run says what would go", told)
    tap.ok({project: rows(project) for project in AGES} == before, "and lets nothing go")
    words = service.run("expire", "--dry-run").stdout
    tap.ok("would drop texts of failures of " in words and "would remove 1 refused upload" in words,
           "and says it in words too", words)

    sql("insert into escapement.lease values ('retention', 'other:1', now(), now() + '1 hour')"
        " on conflict (name) do update set holder = 'other:1', until = now() + '1 hour'")
    tap.ok(expire(service)["busy"] and {p: rows(p) for p in AGES} == before,
           "while another process is at it nothing is done")
    sql("update escapement.lease set until = now()")

    running = [subprocess.Popen([PROGRAM, "expire", "--json"], env=service.env, cwd=ROOT, text=True,
                                stdout=subprocess.PIPE) for _ in range(4)]
    answers = [json.loads(one.communicate()[0]) for one in running]
    tap.ok([one.returncode for one in running] == [0] * 4, "four at once end well", answers)
    dropped = [part["partition"] for answer in answers for part in answer["partitions"]]
    tap.ok(sorted(dropped) == sorted(part["partition"] for part in told["partitions"]),
           "each month goes once, and is what the dry run said", (dropped, told))
    tap.ok(sum(answer["refusals"] for answer in answers) == 1, "and a refusal goes once", answers)
    for project, (_, gone) in AGES.items():
        left = [table for table in PARTS if table not in gone.split()]
        tap.ok(rows(project) == left, f"{project}: {' and '.join(left) or 'nothing'} is left",
               rows(project))

    service.serve()
    for project in AGES:
        base = f"/api/v1/projects/{project}"
        expired = project != "young"
        report = first[project]["report"]["id"]
        status, _, answer = service.request("GET", f"{base}/reports/{report}")
        tap.ok(status == 200 and answer["verdict"] == "fail"
               and (answer["failures"][0]["attempts"][0]["message"] is None) == expired
               and answer["failures"][0]["signature"]["text"] == f"the words of {project}"
               and answer["flaky"][0]["attempts"][-1]["message"] == "",
               f"{project}: the answer can be read{' without the words' if expired else ''}", answer)
        if not expired:
            continue
        tests = {item["test"]["name"]: item["test"]["id"]
                 for item in service.pages(f"{base}/tests")}
        status, _, page = service.request("GET", f"{base}/tests/{tests['flakes']}")
        attempts = [event["attempts"] for event in page.get("evidence", [])]
        wanted = 0 if project == "ledger" else 2
        tap.ok(status == 200 and len(attempts) == 1 and len(attempts[0]) == wanted
               and all(attempt["message"] is None for attempt in attempts[0]),
               f"{project}: the page of a test opens", page)
        tap.ok(len(page["history"]) == (project == "words"), f"{project}: and has its runs", page)
        build = first[project]["report"]["build"]["id"]
        tap.ok(service.request("GET", f"{base}/builds/{build}")[0] == 200,
               f"{project}: the page of its build opens")
    again = upload("words")
    tap.ok(again["report"]["id"] == first["words"]["report"]["id"]
           and again["failures"][0]["attempts"][0]["message"] is None
           and again["failures_total"] == 1, "the same upload gets its answer, without words", again)
    later = upload("words", "aaaaaaa1", "--attempt", "2")
    messages = [attempt["message"] for attempt in later["failures"][0]["attempts"]]
    tap.ok(later["verdict"] == "fail" and messages == [None, "the words of words"],
           "a later attempt is judged with what has expired", later)
    service.stop()

    make_older("young", 200)
    sql("update escapement.lease set done_at = now() - interval '2 days'")
    service.serve()
    wait_for(lambda: rows("young") == ["result_block", "failure"])
    wait_for(lambda: sql("select done_at > now() - interval '1 hour' from escapement.lease where name = 'retention'") == "t")
    tap.ok(True, "a server does it by itself")
    done = sql("select done_at from escapement.lease where name = 'retention'")
    service.stop()
    tap.ok("event=expired partition=failure_text_" in (service.folder / "log").read_text(),
           "and logs what went", (service.folder / "log").read_text())
    service.serve()
    service.stop()
    tap.ok(sql("select done_at from escapement.lease where name = 'retention'") == done, "once a day")

    for flags, name in ((["--keep-texts-days", "500"], "keep_results_days"),
                        (["--keep-results-days", "800"], "keep_ledger_days")):
        done = service.run("check-config", *flags, check=False)
        tap.ok(done.returncode == 65 and name in done.stderr,
               f"{flags[0]} may not be more than {name}", done.stderr)

tap.done()
