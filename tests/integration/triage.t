#!/usr/bin/python3
"""The weekly triage over three weeks: what each agenda lists, what decisions do, what is promised and
kept, and two people at once. There is no clock to set: between the weeks all that has a time is
moved a week into the past."""
import collections
import datetime
import json
import pathlib
import subprocess
import sys
import threading

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from service import Service, Tap  # noqa: E402

tap = Tap()
STEADY = ("adds", "empties", "fills", "keeps", "prints", "sorts")  # a run of few tests shows no rates
TODAY = datetime.datetime.now(datetime.timezone.utc).date()
MOVED = {"report": "received_at", "failure": "received_at", "failure_text": "received_at",
         "result_block": "received_at", "flake_event": "happened_at", "outbox": "added_at",
         "test_state": "last_event_at", "signature": "first_seen", "triage": "opened_at since",
         "triage_decision": "decided_at",
         "quarantine": "opened_at activated_at review_at closed_at"}


def week(ago):
    year, number, _ = (TODAY - datetime.timedelta(weeks=ago)).isocalendar()
    return f"{year}-W{number:02}"


class Shop:
    """A project, and time that passes in it."""

    def __init__(self, service):
        self.service, self.path, self.commits = service, service.folder / "report.xml", 0
        service.run("project", "create", "shop")
        self.url = service.run("dev", "--url").stdout.strip()

    def sql(self, text):
        return subprocess.run(["psql", "-XAtq", "-v", "ON_ERROR_STOP=1", self.url, "-c", text],
                              check=True, capture_output=True, text=True).stdout.strip()

    def up(self, **outcomes):
        """A run on a commit of its own: flaky, what fails (its message), or passes."""
        self.commits += 1
        outcomes = {**dict.fromkeys(STEADY, "pass"), **outcomes}
        cases = "".join(
            f'<testcase classname="shop.Cart" name="{name}" time="0.01">'
            + ("" if outcome == "pass" else f'<flakyFailure message="{name} waits" type="E"/>'
               if outcome == "flaky" else f'<failure message="{outcome}" type="E"/>')
            + "</testcase>" for name, outcome in outcomes.items())
        self.path.write_text(f'<testsuite name="shop.Cart">{cases}</testsuite>')
        bad = any(outcome not in ("pass", "flaky") for outcome in outcomes.values())
        return self.service.ingest("shop", "--commit", f"{self.commits:07x}", "--branch", "main",
                                   "--complete", "yes", "--exit-code", str(int(bad)), str(self.path))

    def pass_week(self):
        moves = "".join(
            f"update escapement.{table} set "
            + ", ".join(f"{column} = {column} - interval '7 days'" for column in columns.split()) + ";"
            for table, columns in MOVED.items())
        self.sql("select escapement.partition_ensure(now() - n * interval '7 days')"
                 f" from generate_series(0, 8) n; {moves}"
                 " update escapement.triage_decision set due_on = due_on - 7")

    def ask(self, method, path, body=None, url=None):
        bare = json.dumps(body).encode() if body is not None else None
        if url:
            self.service.url, kept = url, self.service.url
        status, _, answer = self.service.request(method, f"/api/v1/projects/shop{path}", bare)
        if url:
            self.service.url = kept
        return status, answer

    def open(self, ago):
        status, triage = self.ask("POST", "/triage", {"week": week(ago)})
        assert status == 201, triage
        return triage

    def decide(self, triage, name, **decision):
        row = rows(triage)[name]
        status, answer = self.ask("POST", f"/triage/{triage['id']}/rows/{row['id']}/decision",
                                  {"reason": f"for {name}", **decision})
        assert status == 200, answer
        return answer

    def close(self, triage):
        status, closed = self.ask("POST", f"/triage/{triage['id']}/close", {})
        assert status == 200, closed
        return closed


def rows(triage):
    """By the name of the test."""
    return {row["facts"]["test"]["name"]: row for row in triage["rows"] if "test" in row["facts"]}


def sections(triage):
    listed = collections.defaultdict(list)
    for name, row in rows(triage).items():
        listed[row["section"]].append(name)
    return {section: sorted(names) for section, names in listed.items()}


def day(days):
    return str(TODAY + datetime.timedelta(days=days))


def first_week(shop):
    names = ("fixed", "late", "later", "worse", "dull", "left", "expires", "calm", "nobodys")
    for name in names:  # one by one: together they would be an outage
        shop.up(**{name: "flaky"}, sound="pass")
    triage = shop.open(2)
    tap.ok(sections(triage) == {"new": sorted(names)},
           "the first agenda lists all tests that flaked, and no sound one", sections(triage))
    facts = rows(triage)["worse"]["facts"]
    tap.ok(facts["events"] == {"now": 1, "before": 0, "total": 1} and facts["builds"] == 1
           and facts["quarantine"]["state"] == "proposed", "with their numbers", facts)
    for name, decision in {
            "fixed": {"decision": "fix", "owner": "payments", "due_on": day(3)},
            "late": {"decision": "fix", "owner": "payments", "due_on": day(3)},
            "later": {"decision": "fix", "owner": "stock", "due_on": day(60)},
            "dull": {"decision": "dismiss"}, "worse": {"decision": "dismiss"},
            "expires": {"decision": "quarantine", "owner": "stock", "due_on": day(5)},
            "calm": {"decision": "quarantine", "due_on": day(90)},
            "nobodys": {"decision": "quarantine", "due_on": day(90)}}.items():
        shop.decide(triage, name, **decision)
    digest = shop.close(triage)
    tap.ok((digest["decided"], digest["asking"]) == (8, 9), "and is closed with a row undecided", digest)
    return triage


def second_week(shop):
    shop.service.run("quarantine", "--project", "shop", "--reason", "known", "fixed")
    shop.service.run("release", "--project", "shop", "--reason", "mended", "fixed")
    shop.up(late="flaky", sound="pass")
    shop.up(worse="flaky", sound="pass")
    shop.up(worse="flaky", calm="something new", sound="pass")
    shop.sql("insert into escapement.outbox (project_id, added_at, subject_kind, subject_id, event, payload)"
             " select project_id, now(), 'test', test_id, 'alarm.new_signature', '{\"reason\": \"new\"}'"
             " from escapement.test where name = 'calm'")
    triage = shop.open(1)
    listed, got = sections(triage), rows(triage)
    tap.ok(listed.get("promises") == ["fixed", "late", "later"], "the next begins with what was promised",
           listed)
    states = {name: (got[name]["facts"]["promise"]["state"], got[name]["asks"])
              for name in ("fixed", "late", "later")}
    tap.ok(states == {"fixed": ("kept", False), "late": ("flaking", True), "later": ("waiting", False)},
           "and says what was kept, what flakes still, and what has time", states)
    tap.ok(listed.get("expired") == ["expires"], "a quarantine past its review date", listed)
    tap.ok(listed.get("worse") == ["worse"] and got["worse"]["facts"]["events"]["now"] == 2
           and got["worse"]["facts"]["events"]["before"] == 1,
           "a test that flaked more often than the week before, though it had been dismissed",
           (listed, got.get("worse")))
    tap.ok(listed.get("alarms") == ["calm"]
           and got["calm"]["facts"]["alarms"][0]["event"] == "alarm.new_signature",
           "an alarm", (listed, got.get("calm")))
    tap.ok(listed.get("new") == ["left"] and got["left"]["facts"]["carried_from"] == week(2),
           "what nobody decided on, since when", (listed, got.get("left")))
    tap.ok(listed.get("unowned") == ["nobodys"] and got["nobodys"]["asks"],
           "a test in quarantine that nobody owns", (listed, got.get("nobodys")))
    tap.ok("dull" not in got and "sound" not in got, "and not what was dismissed", listed)
    shop.decide(triage, "late", decision="fix", owner="payments", due_on=day(20))
    shop.decide(triage, "expires", decision="extend", due_on=day(9))
    shop.decide(triage, "calm", decision="dismiss")
    shop.decide(triage, "nobodys", decision="extend", owner="stock", due_on=day(90))
    shop.decide(triage, "worse", decision="delete")
    closed = shop.close(triage)
    words = shop.ask("GET", f"/triage/{closed['id']}/digest")[1]
    tap.ok("`shop.Cart › fixed` kept" in words and "**not kept**, it still flakes" in words
           and "## Undecided" in words and "## To delete" in words, "all of that is in the digest", words)
    told = json.loads(shop.sql("select payload from escapement.outbox where event = 'triage.closed'"
                               " order by outbox_id desc limit 1"))
    tap.ok(told["digest"] == words and told["week"] == week(1), "which is told outside", told)


def third_week(shop):
    shop.sql("update escapement.flake_event set happened_at = now() - interval '40 days' where test_id ="
             " (select test_id from escapement.test where name = 'calm');"
             "update escapement.quarantine set activated_at = activated_at - interval '30 days'"
             " where state = 'active'")
    shop.up(sound="pass", dull="flaky")
    triage = shop.open(0)
    listed, got = sections(triage), rows(triage)
    tap.ok("fixed" not in got, "a promise that was kept is not told again", listed)
    deleted = got["worse"]["facts"]["promise"]
    tap.ok(deleted["state"] == "kept" and deleted["runs_since"] == 0,
           "a test that runs no more was deleted as promised", deleted)
    tap.ok(got["late"]["facts"]["promise"]["due_on"] == day(13), "the later promise stands", got["late"])
    tap.ok("calm" in listed.get("recovered", []) and not got["calm"]["asks"],
           "a test that has been calm for long is told, and asks for nothing", listed)
    tap.ok(got["left"]["facts"]["carried_from"] == week(2), "what is left twice is as old as it is")
    tap.ok("nobodys" not in listed.get("unowned", []), "who was given an owner has one", listed)
    tap.ok("dull" in got, "what was dismissed comes back with a new event", listed)
    return triage


def two_at_once(service, shop, triage):
    other = service.serve_also()
    row = rows(triage)["left"]["id"]
    answers = []

    def do(path, body, url=None):
        answers.append(shop_at(service, url).ask_at(path, body))

    def race(path, bodies):
        answers.clear()
        threads = [threading.Thread(target=do, args=(path, body, url))
                   for body, url in zip(bodies, (None, other) * len(bodies))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return sorted(status for status, _ in answers)

    done = race(f"/triage/{triage['id']}/rows/{row}/decision",
                [{"decision": "dismiss", "reason": f"r{i}"} for i in range(6)])
    kept = json.loads(shop.sql(
        "select json_agg(after ->> 'reason' order by audit_id) from escapement.audit"
        f" where action = 'triage.decide' and (after ->> 'row')::bigint = {row}"))
    stands = shop.sql(f"select reason from escapement.triage_decision where row_id = {row}")
    tap.ok(done == [200] * 6 and sorted(kept) == [f"r{i}" for i in range(6)] and kept[-1] == stands,
           "of decisions on one row the last one stands, and all are in the audit", (done, kept, stands))
    chain = shop.sql("select count(*) from (select before, lag(after) over (order by audit_id) as last"
                     f" from escapement.audit where action = 'triage.decide' and (after ->> 'row')::bigint"
                     f" = {row}) a where before is distinct from last")
    tap.ok(chain == "0", "each knows what it took the place of", chain)
    done = race(f"/triage/{triage['id']}/close", [{}] * 4)
    told = shop.sql("select count(*) from escapement.outbox where event = 'triage.closed'"
                    f" and subject_id = {triage['id']}")
    tap.ok(done == [200] * 4 and told == "1", "closed by four at once it is told once", (done, told))
    shop.sql("delete from escapement.triage_decision where row_id in (select row_id from"
             f" escapement.triage_row where triage_id = {triage['id']});"
             f"delete from escapement.triage_row where triage_id = {triage['id']};"
             f"delete from escapement.triage where triage_id = {triage['id']}")
    done = race("/triage", [{}] * 6)
    ids = {answer["id"] for _, answer in answers}
    tap.ok(done == [200] * 5 + [201] and len(ids) == 1, "opened by six at once it is one", (done, ids))


class shop_at:
    """A caller of its own, so that threads share nothing."""

    def __init__(self, service, url):
        self.token, self.url, self.request = service.token, url or service.url, Service.request

    def ask_at(self, path, body):
        status, _, answer = self.request(self, "POST", f"/api/v1/projects/shop{path}",
                                         json.dumps(body).encode())
        return status, answer


def by_command(service):
    def run(*flags):
        return service.run("triage", *flags, check=False)
    text = run("shop").stdout
    tap.ok(f"Triage of {week(0)}" in text and "shop.Cart › late" in text and "[ ]" in text,
           "the command prints the agenda", text)
    told = json.loads(run("shop", "--json").stdout)
    tap.ok(told["week"] == week(0) and told["state"] == "open", "and as JSON", told)
    again = json.loads(run("--open", "--json", "shop").stdout)
    tap.ok(again["id"] == told["id"], "opens it when it is not open yet", again)
    row = next(row["id"] for row in told["rows"] if row["facts"].get("test", {}).get("name") == "dull")
    decided = run("--row", str(row), "--as", "fix", "--owner", "stock", "--due", day(9), "--reason",
                  "it dulls", "shop").stdout
    tap.ok("[x]" in decided and "fix, stock: it dulls" in decided, "decides on a row", decided)
    bad = run("--row", str(row), "--as", "fix", "--reason", "r", "shop")
    tap.ok(bad.returncode == 65 and "owner and due_on" in bad.stderr, "a fix that nobody owes is none", bad)
    digest = run("--close", "shop").stdout
    tap.ok(digest.startswith(f"# Triage of {week(0)}"), "and closes it with its digest", digest)
    old = run("--week", week(2), "shop").stdout
    tap.ok(f"Triage of {week(2)}" in old and "closed" in old, "that of an earlier week can be read", old)
    none = run("--week", "2001-W01", "shop")
    tap.ok(none.returncode != 0 and "--open" in none.stderr, "one that was never opened is said so", none)
    tap.ok(run().returncode == 64 and run("--open", "--close", "shop").returncode == 64
           and run("--row", "1", "shop").returncode == 64,
           "called wrongly it says how")


with Service() as SERVICE:
    SERVICE.serve()
    SHOP = Shop(SERVICE)
    first_week(SHOP)
    SHOP.pass_week()
    second_week(SHOP)
    SHOP.pass_week()
    THIRD = third_week(SHOP)
    two_at_once(SERVICE, SHOP, THIRD)
    by_command(SERVICE)
tap.done()
