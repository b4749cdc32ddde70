#!/usr/bin/python3
"""Bugs that got away, as stories: what the data know of each, and which gaps they propose."""
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from service import Service, Tap  # noqa: E402

tap = Tap()
SHA = {word: word.encode().hex().ljust(40, "0") for word in ("calm", "risk", "ship", "mend")}
RED = '<failure message="charged 2 times">at shop.PayTest.once(PayTest.java:9)</failure>'


class Project:
    def __init__(self, service, name):
        self.service, self.name = service, name
        service.run("project", "create", name)

    def up(self, word, tests, build=None, attempt=1, exit_code=0, layer="unit", gate="pr",
           population=None):
        """@tests: name -> the inside of its case."""
        cases = "".join(f'<testcase classname="shop.PayTest" name="{name}" time="1">{inner}</testcase>'
                        for name, inner in tests.items())
        file = self.service.folder / "report.xml"
        file.write_text(f'<testsuites><testsuite name="pay" tests="{len(tests)}">{cases}</testsuite>'
                        '</testsuites>')
        more = ["--population", population] if population else []
        return self.service.ingest(
            self.name, "--commit", SHA[word], "--branch", "main", "--build", build or word, "--job", layer,
            "--attempt", str(attempt), "--exit-code", str(exit_code), "--layer", layer, "--gate", gate,
            *more, str(file))

    def ask(self, method, path, body=None, status=200):
        data = None if body is None else json.dumps(body).encode()
        got, _, answer = self.service.request(method, f"/api/v1/projects/{self.name}{path}", data)
        if got != status:
            raise AssertionError(f"{method} {path}: {got} {answer}")
        return answer

    def escape(self, **fields):
        if not self.ask("GET", "/services")["items"]:
            self.ask("PUT", "/services/checkout", {}, 201)
        told = {"title": "Orders are charged twice", "stage": "customer", "service": "checkout",
                "released_sha": SHA["ship"], **fields}
        return self.ask("POST", "/defects", told, 201)["id"]

    def evidence(self, escape):
        return self.ask("GET", f"/escapes/{escape}/evidence")

    def gaps(self, escape):
        return {gap["gap_type"]: gap for gap in self.evidence(escape)["gaps"]}

    def test_id(self, name):
        return {item["test"]["name"]: item["test"]["id"]
                for item in self.ask("GET", "/tests")["items"]}[name]


def sound(*names):
    return {name: "" for name in names}


def a_quarantined_test_saw_it(service):
    project = Project(service, "quarantined")
    tests = sound("once", "refund", "total")
    project.up("calm", {**tests, "once": RED}, exit_code=1)
    project.up("calm", tests, attempt=2)
    service.run("quarantine", "--project", project.name, "--reason", "flaky since March", "once")
    answer = project.up("ship", {**tests, "once": RED}, exit_code=1)
    tap.ok(answer["verdict"] == "pass", "the quarantine lets the build through", answer)
    escape = project.escape(category="concurrency")
    gaps = project.gaps(escape)
    tap.ok(set(gaps) == {"quarantined"}, "its failure on the commit is offered as a gap", gaps)
    tap.ok(gaps["quarantined"]["why"] == "excused by quarantine on its commits: shop.PayTest once",
           "in a sentence that does not say too much", gaps["quarantined"]["why"])
    tap.ok(gaps["quarantined"]["evidence"]["reports"] == [answer["report"]["id"]],
           "with the report that shows it", gaps["quarantined"])
    project.ask("PUT", f"/escapes/{escape}/tests/{project.test_id('once')}", {"why": "it pays twice"})
    evidence = project.evidence(escape)
    test = evidence["tests"][0]
    tap.ok((test["how"], test["outcome"], test["late"]) == ("named", "failed", False) and test["quarantine"],
           "a person names the test: it ran, failed, and was excused", test)
    gap = next(g for g in evidence["gaps"] if g["gap_type"] == "quarantined")
    tap.ok(gap["why"] == "in quarantine when it went out: shop.PayTest once",
           "and the gap says so now", gap)
    project.ask("PUT", f"/escapes/{escape}/gaps/quarantined",
                {"state": "confirmed", "word": "nobody looked at what it said"})
    gap = project.gaps(escape)["quarantined"]
    tap.ok((gap["state"], gap["from_data"], gap["word"])
           == ("confirmed", True, "nobody looked at what it said"), "the word stands beside it", gap)
    project.ask("PUT", f"/escapes/{escape}/gaps/weak_assertion",
                {"state": "confirmed", "word": "it compared the status only"})
    gap = project.gaps(escape)["weak_assertion"]
    tap.ok((gap["state"], gap["from_data"]) == ("confirmed", False),
           "people may name what data can't see", gap)
    project.ask("PUT", f"/escapes/{escape}/gaps/no_test", {"state": "rejected", "word": "x"}, 422)
    project.ask("PUT", f"/escapes/{escape}/gaps/moon", {"state": "confirmed", "word": "x"}, 422)
    tap.ok("no_test" not in project.gaps(escape), "but there is nothing to reject that is not proposed")


def a_retry_made_it_green(service):
    project = Project(service, "retried")
    tests = sound("once", "refund", "total", "tax", "ship", "mail")
    project.up("calm", tests)
    project.up("ship", {**tests, "once": RED}, exit_code=1)
    project.up("ship", tests, attempt=2)
    escape = project.escape()
    gaps = project.gaps(escape)
    tap.ok(set(gaps) == {"flake_ignored"} and gaps["flake_ignored"]["evidence"]["tests"]
           == [project.test_id("once")], "a red that a retry turned green is found again", gaps)


def a_test_that_did_not_run(service):
    project = Project(service, "absent")
    for _ in range(3):
        project.up("calm", sound("once", "refund", "total", "tax"), build=f"b{_}")
    project.up("ship", {**sound("refund", "total"), "tax": "<skipped/>"})
    escape = project.escape()
    evidence = project.evidence(escape)
    absent = [(a["test"]["name"], a["runs_before"]) for a in evidence["absent"]["items"]]
    tap.ok(absent == [("once", {"with": 3, "looked_at": 3})], "what ran before and not here is absent", absent)
    tap.ok("once" in project.gaps(escape)["not_run"]["why"], "and proposed", evidence["gaps"])
    project.ask("PUT", f"/escapes/{escape}/tests/{project.test_id('tax')}", {})
    why = project.gaps(escape)["not_run"]["why"]
    tap.ok(why == "did not run on its commit: shop.PayTest tax", "a skipped test did not run", why)
    runs = project.evidence(escape)["released"]["runs"]
    tap.ok(runs == [{"gate": "pr", "layer": "unit", "builds": 1, "tests": 3, "failed": 0, "skipped": 1}],
           "what ran is told by gate and layer", runs)


def a_population_nobody_tested(service):
    project = Project(service, "population")
    project.ask("PUT", "/services/checkout", {}, 201)
    project.ask("PUT", "/populations/guest",
                {"definition": "buys without an account", "share": 0.31, "services": ["checkout"]}, 201)
    project.up("ship", sound("once", "refund"), population="member")
    escape = project.escape(population="guest", category="missing_requirement")
    gaps = project.gaps(escape)
    tap.ok(gaps["test_data_population"]["why"] == "no test runs with data of guest, 31 % of users",
           "nobody tested guests", gaps)
    project.up("mend", sound("once", "refund", "guest_pays"), population="guest")
    tap.ok("test_data_population" not in project.gaps(escape), "until somebody does")


def a_hotfix_round_its_gate(service):
    project = Project(service, "hotfix")
    project.up("calm", sound("once"), gate="staging", layer="e2e")
    project.up("ship", sound("once", "refund"), gate="pr")
    project.ask("POST", "/deployments", {"key": "1", "service": "checkout", "sha": SHA["ship"],
                                         "kind": "hotfix"}, 201)
    escape = project.escape(category="config_deploy")
    gaps = project.gaps(escape)
    tap.ok(gaps["gate_bypassed"]["evidence"]["gates"] == ["staging"] and "pre_commit" not in
           gaps["gate_bypassed"]["why"], "the gate that a hotfix has no run of is named; one that "
           "nobody uses is not", gaps)
    project.ask("POST", "/gate-runs", {"gate": "staging", "key": "1", "sha": SHA["ship"],
                                       "state": "bypassed", "reason": "shop was down"}, 201)
    gap = project.gaps(escape)["gate_bypassed"]
    tap.ok(gap["why"] == "gone round: staging" and gap["evidence"]["gate_runs"],
           "a bypass that was told is evidence", gap)
    project.ask("POST", "/gate-runs", {"gate": "pr", "key": "2", "sha": SHA["ship"], "state": "passed",
                                       "seconds": 1200}, 201)
    gap = project.gaps(escape)["gate_over_budget"]
    tap.ok(gap["why"] == "took longer than its budget: pr (1200 s of 900 s)", "and so is a slow gate", gap)


def a_renamed_field_between_services(service):
    project = Project(service, "contract")
    project.up("ship", sound("once", "refund"))
    first = project.escape(title="Prices are missing in the basket",
                           summary="catalog calls it amount, checkout reads price",
                           category="interface_contract")
    gaps = project.gaps(first)
    tap.ok(gaps["no_test"]["why"] == "no contract test ran on its commits",
           "the layer that should have found it never ran", gaps)
    project.up("mend", sound("once", "refund", "price_is_kept"), layer="contract")
    again = project.escape(title="Prices are missing in the invoice",
                           summary="catalog calls it amount, billing reads price",
                           category="interface_contract", fix_sha=SHA["mend"],
                           released_at="2026-01-01T00:00:00Z")
    evidence = project.evidence(again)
    tap.ok([(t["test"]["name"], t["how"], t["late"]) for t in evidence["tests"]]
           == [("price_is_kept", "fix", True)], "the test that came with the fix came too late",
           evidence["tests"])
    tap.ok([s["id"] for s in evidence["similar"]] == [first] and evidence["similar"][0]["words"] > 0.3,
           "and the escape before it was like it", evidence["similar"])


def a_post_mortem_that_is_mostly_filled_in(service):
    project = Project(service, "mortem")
    tests = sound("once", "refund", "total", "tax", "ship", "mail")
    project.ask("PUT", "/teams/payments", {"contact": "#payments"}, 201)
    project.ask("PUT", "/services/checkout", {"team": "payments"}, 201)
    project.up("calm", tests)
    project.up("ship", {**tests, "once": RED}, exit_code=1)
    project.up("ship", tests, attempt=2)
    project.up("mend", {**tests, "twice_is_one": ""})
    for number, (word, day) in enumerate((("calm", 1), ("ship", 3)), 1):
        project.ask("POST", "/deployments", {"key": str(number), "service": "checkout", "sha": SHA[word],
                                             "deployed_at": f"2026-11-0{day}T10:00:00Z"}, 201)
    escape = project.escape(
        summary="two charges for one order, on a double click", category="concurrency", severity=2,
        trigger="concurrent_use", introduced_sha=SHA["ship"], fix_sha=SHA["mend"],
        released_at="2026-11-03T10:00:00Z", detected_at="2026-11-05T08:00:00Z",
        fixed_at="2026-11-05T10:30:00Z", users_hit=212, money="3180.00", currency="EUR")
    document = project.ask("GET", f"/escapes/{escape}/postmortem")
    counts = document["counts"]
    share = counts["filled"] / counts["fields"]
    print(f"# {counts['filled']} of {counts['fields']} fields are filled by the service")
    tap.ok(share >= 0.6, "three fifths of it stand there before anybody opens it", counts)
    tap.ok(sum(counts[k] for k in ("filled", "proposed", "written", "open")) == counts["fields"]
           == sum(len(section["fields"]) for section in document["sections"]), "each field is counted once")
    text = service.run("postmortem", "--project", project.name, str(escape)).stdout
    tap.ok(text.startswith("# Post-mortem: Orders are charged twice\n")
           and "flake\\_ignored, proposed: failed on its commits and were retried to green" in text
           and "over 2.5 hours after it was found" in text
           and "shop.PayTest twice\\_is\\_one (unit): came with the fix; it came after the release" in text,
           "the command prints it", text)


def a_hole_in_testing(service):
    project = Project(service, "holes")
    file = service.folder / "bugs.csv"
    rows = [("customer", "concurrent_use")] * 12 + [("customer", "simple_use")] * 3 + \
           [("pr", "simple_use")] * 29 + [("pr", "concurrent_use"), ("pr", "")]
    file.write_text("key,title,detected_at,stage,trigger\n" + "".join(
        f"{number},a bug,2026-06-01T00:00:00Z,{stage},{trigger}\n"
        for number, (stage, trigger) in enumerate(rows)))
    service.run("import", "--project", project.name, "--source", "old", str(file))
    mix = project.ask("GET", "/trigger-mix?from=2026-01-01")
    holes = {row["trigger"]: (row["escapes"]["numerator"], row["catches"]["numerator"])
             for row in mix["triggers"] if row["hole"]}
    tap.ok(holes == {"concurrent_use": (12, 1)} and mix["untold"] == {"escapes": 0, "catches": 1},
           "what escapes surface by, and catches hardly ever, is a hole in testing", mix)


def a_catch_is_no_escape(service):
    project = Project(service, "catch")
    caught = project.ask("POST", "/defects", {"title": "x", "stage": "pr"}, 201)["id"]
    project.ask("GET", f"/escapes/{caught}/evidence", status=404)
    project.ask("PUT", f"/escapes/{caught}/gaps/no_test", {"state": "confirmed", "word": "x"}, 404)
    refused = project.ask("GET", f"/escapes/{caught}", status=404)["detail"]
    tap.ok("caught at pr" in refused, "a catch is no escape, and it says so", refused)


def a_bug_known_at_release(service):
    """Shipped knowingly: told apart, and it neither raises a rate nor opens a category again."""
    project = Project(service, "known")
    known = project.escape(title="The print view is ugly", category="concurrency", known_at_release=True)
    tap.ok(project.ask("GET", "/watches")["items"] == [], "it watches no category")
    escape = project.escape(category="concurrency", detected_at="2026-11-02T10:00:00Z")
    kinds = {kind: [bug["id"] for bug in project.ask("GET", f"/defects?kind={kind}")["items"]]
             for kind in ("known", "escape", "catch")}
    tap.ok(kinds == {"known": [known], "escape": [escape], "catch": []}, "it is shown apart", kinds)
    refused = {path: project.ask("GET", f"/escapes/{known}{path}", status=404)["detail"]
               for path in ("", "/evidence", "/postmortem")}
    tap.ok(all("known when it was released" in words for words in refused.values()),
           "asked for as an escape, it says why it is none", refused)
    change = project.ask("POST", "/changes", {"title": "one lock", "category": "concurrency",
                                              "change_type": "design_fix"}, 201)["id"]
    project.ask("POST", f"/changes/{change}/adoptions",
                {"service": "checkout", "adopted_at": "2026-11-03T10:00:00Z"}, 201)

    def counted():
        rates = project.ask("GET", "/escape-rates?by=category")["all"]
        watch = project.ask("GET", "/watches?category=concurrency&service=checkout")["items"][0]
        rate = rates["escape_rate"]
        return (rates["escapes"], rates["known_at_release"], rate["numerator"], rate["denominator"],
                watch["state"], watch["comparison"]["after"]["events"])

    tap.ok(counted() == (1, 1, 1, 1, "changed", 0), "it is in no numerator, denominator or watch",
           counted())
    project.ask("PATCH", f"/defects/{known}", {"known_at_release": False})
    tap.ok(counted() == (2, 0, 2, 2, "reopened", 1), "nobody had known of it after all: it is in each",
           counted())


with Service() as SERVICE:
    SERVICE.serve()
    for story in (a_quarantined_test_saw_it, a_retry_made_it_green, a_test_that_did_not_run,
                  a_population_nobody_tested, a_hotfix_round_its_gate,
                  a_renamed_field_between_services, a_post_mortem_that_is_mostly_filled_in,
                  a_hole_in_testing, a_catch_is_no_escape, a_bug_known_at_release):
        story(SERVICE)
tap.done()
