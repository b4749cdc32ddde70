#!/usr/bin/python3
"""Orders were charged twice when somebody clicked twice. What was changed after that, whether it
holds, and what becomes of it when the test that guards it is quarantined and the bug comes back."""
import datetime
import json
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from service import Service, Tap  # noqa: E402

tap = Tap()
NOW = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)
CHANGED, BEFORE, SINCE = NOW - datetime.timedelta(days=548), 365, 548
P = "/api/v1/projects/shop"


def ago(days):
    return (NOW - datetime.timedelta(days=days)).isoformat().replace("+00:00", "Z")


class Shop:
    def __init__(self, service):
        self.service, self.path, self.commits = service, service.folder / "report.xml", 0
        self.classname = "shop.Cart"
        service.run("project", "create", "shop")
        self.url = service.run("dev", "--url").stdout.strip()

    def sql(self, text):
        return subprocess.run(["psql", "-XAtq", "-v", "ON_ERROR_STOP=1", self.url, "-c", text],
                              check=True, capture_output=True, text=True).stdout.strip()

    def ask(self, method, path, wanted=None, **body):
        status, _, answer = self.service.request(method, P + path,
                                                 json.dumps(body).encode() if body else None)
        if status not in ([wanted] if wanted else [200, 201]):
            raise AssertionError(f"{method} {path}: {status} {answer}")
        return answer

    def deploys(self, service, days_ago, until=0):
        """Once a day at this time of the day."""
        self.ask("PUT", f"/services/{service}", team=None)
        self.sql(f"""insert into escapement.deployment
            (project_id, key, service_id, environment, kind, deployed_at)
            select 1, n::text, service_id, 'production', 'normal',
                   '{ago(0)}'::timestamptz - n * interval '1 day' + interval '1 minute'
            from escapement.service
            cross join generate_series({until + 1}, {days_ago}) n
            where name = '{service}'""")

    def runs(self, wanted="pass", **outcomes):
        """A run of the main line; what it does not name passes."""
        self.commits += 1
        words = {"pass": "", "fail": '<failure message="charged twice" type="E"/>',
                 "skip": "<skipped/>"}
        cases = "".join(f'<testcase classname="{self.classname}" name="{name}">{words[outcome]}</testcase>'
                        for name, outcome in {"adds": "pass", **outcomes}.items()
                        if outcome != "gone")
        self.path.write_text(f'<testsuite name="{self.classname}">{cases}</testsuite>')
        answer = self.service.ingest(
            "shop", "--commit", f"{self.commits:07x}", "--branch", "main", "--complete", "yes",
            "--exit-code", str(int("fail" in outcomes.values())), str(self.path))
        self.service.run("analyze")
        return answer

    def bug(self, title="an order was charged twice", days=0, **fields):
        fields = {"title": title, "category": "concurrency", "service": "checkout",
                  "detected_at": ago(days), **fields}
        return self.ask("POST", "/defects", **fields)["id"]

    def watch(self, service="checkout"):
        watches = self.ask("GET", f"/watches?category=concurrency&service={service}")["items"]
        return watches[0] if watches else None

    def words(self, service="checkout"):
        return [reason["word"] for reason in self.watch(service)["reasons"]]

    def told(self):
        return self.sql("select event from escapement.outbox where subject_kind = 'watch'"
                        " order by outbox_id").split()


def a_bug_escapes(shop):
    shop.deploys("checkout", BEFORE + SINCE)
    escape = shop.bug(days=SINCE + 2, stage="customer", fix_sha="0000002")
    watch = shop.watch()
    tap.ok(watch["state"] == "open" and shop.words() == ["no_change"],
           "a bug escaped, and nothing was changed", watch)
    return escape


def something_is_changed(shop, escape):
    one_off = shop.ask("POST", "/changes", title="a test of the double click", defect=escape,
                       change_type="regression_test")["id"]
    tap.ok(shop.watch()["state"] == "changed" and shop.words() == ["not_in_force"],
           "a change that is in force nowhere changes little", shop.watch())
    shop.ask("POST", f"/changes/{one_off}/adoptions", service="checkout", adopted_at=ago(SINCE))
    tap.ok(shop.words() == ["one_off"] and shop.ask("GET", f"/defects/{escape}/plan")["only_one_off"],
           "a test of this very bug is never enough alone", shop.watch())
    family = shop.ask("POST", "/changes", title="every form is submitted twice", defect=escape,
                      change_type="test_family")["id"]
    shop.ask("POST", f"/changes/{family}/adoptions", service="checkout", adopted_at=ago(SINCE))
    tap.ok(shop.watch()["state"] == "changed" and "no_guard" in shop.words(),
           "a family of tests is, but nothing guards it yet", shop.watch())
    return family


def it_is_guarded(shop, family):
    shop.runs()
    shop.runs(twice="pass")
    offered = shop.ask("GET", f"/changes/{family}/guard-candidates")["items"]
    tap.ok([item["test"]["name"] for item in offered] == ["twice"],
           "the test that came with the fix is offered", offered)
    shop.ask("POST", "/guards", test=offered[0]["test"]["id"], change=family)
    for number in range(4):
        shop.bug(f"charged twice on form {number}", days=100 + number, stage="pr", gate="pr")
    watch = shop.watch()
    one = watch["comparison"]
    tap.ok(watch["state"] == "holding" and one["unit"] == "deployments"
           and one["before"] == {"events": 1.0, "exposure": 365.0}
           and one["after"] == {"events": 0.0, "exposure": 548.0},
           "1 escape in 365 deployments, then none in 548: holding", watch)
    tap.ok(round(one["p_fall"], 4) == 0.3998 and round(one["missing"]) == 6935 - 548
           and "one-sided p 0.3998" in one["sentence"] and "6387 more" in one["sentence"],
           "p is 0.3998, and it says how much clean exposure is missing", one)
    tap.ok(watch["caught_since"] == 4 and shop.words() == ["unproven", "caught"],
           "four were caught since", watch)
    escapes = shop.ask("GET", "/defects?kind=escape")["items"]
    shop.ask("PUT", f"/defects/{escapes[0]['id']}/gates/pr", could_have_caught=False,
             why="no test there could click twice then")
    gates = shop.ask("GET", "/containment?category=concurrency&service=checkout")["items"]
    pr = next(gate for gate in gates if gate["gate"] == "pr")
    rate = pr["containment"]
    tap.ok((rate["numerator"], rate["denominator"], pr["unjudged"]) == (4, 4, 0)
           and round(rate["interval"]["low"], 4) == 0.5101 and rate["interval"]["high"] == 1
           and rate["method"] == "wilson" and "4 of 4" in rate["sentence"],
           "the gate contains 4 of 4, 51 to 100 %", pr)
    days = shop.ask("GET", "/escape-history?category=concurrency&service=checkout")
    tap.ok(days["since"]["running"] == 550 and days["rate"]["denominator"] == 913
           and days["trend"]["verdict"] == "unknown",
           "550 deployments since the last escape; one tells no trend", days)
    return offered[0]["test"]["id"]


def its_guard_is_quarantined(shop, test):
    refused = shop.ask("POST", "/quarantine", 409, test=test, reason="it is red")
    tap.ok("guard" in refused["detail"], "a guard is not quarantined", refused)
    red = shop.runs(twice="fail")
    tap.ok(red["verdict"] == "fail" and shop.words() == ["guard_red", "unproven", "caught"]
           and shop.watch()["state"] == "holding",
           "when it fails the build is red, and the watch holds", shop.watch())
    period = shop.ask("POST", "/quarantine", test=test, force=True,
                      reason="the release must go out tonight")
    watch = shop.watch()
    tap.ok(watch["state"] == "guard_down" and "guard_quarantined" in shop.words()
           and shop.told() == ["watch.guard_down"],
           "forced, the watch is down at once, and says so outside", [watch, shop.told()])
    shop.runs(twice="pass")  # twice in a row would make it broken, and no broken test is excused
    tap.ok(shop.runs(twice="fail")["verdict"] == "pass", "and its failure is excused")
    return period["id"]


def the_bug_comes_back(shop, family, period):
    shop.bug("charged twice again", stage="customer")
    watch = shop.watch()
    tap.ok(watch["state"] == "reopened"
           and shop.words()[:2] == ["escaped", "guard_quarantined"]
           and watch["comparison"]["after"]["events"] == 1
           and shop.told() == ["watch.guard_down", "watch.reopened"],
           "the bug came back while its guard was quarantined: both are told", watch)
    shop.ask("POST", f"/quarantine/{period}/release", reason="it was right")
    shop.runs(twice="pass")
    tap.ok(shop.watch()["state"] == "reopened" and "guard_quarantined" not in shop.words(),
           "a sound guard alone does not make up for that", shop.watch())
    rule = shop.ask("POST", "/changes", title="guards stop releases", category="concurrency",
                    change_type="gate_rule")["id"]
    shop.ask("POST", f"/changes/{rule}/adoptions", service="checkout")
    watch = shop.watch()
    tap.ok(watch["state"] == "holding" and watch["comparison"]["before"]["events"] == 2
           and watch["comparison"]["after"] == {"events": 0.0, "exposure": 0.0},
           "a new change does; it begins from nothing, with both escapes before it", watch)
    shop.ask("POST", f"/changes/{rule}/end", reason="nobody kept it")
    tap.ok(shop.watch()["state"] == "reopened", "without it, it is open again", shop.watch())


def a_guard_is_renamed(shop, old):
    before = len(shop.told())
    shop.classname = "shop.Basket"
    for _ in range(10):
        shop.runs(twice="pass", locks="pass")
    watch, new = shop.watch("cart"), shop.watch("cart")["guards"][0]
    tap.ok(watch["state"] == "closed" and new["test"] != old and shop.told()[before:] == []
           and (new["name"], new["state"]) == ("shop.Basket › locks", "running"),
           "ten runs under its new name: the guard went with it", watch)
    guard = shop.ask("GET", f"/guards?test={new['test']}")["items"][0]
    tap.ok((guard["test"]["id"], guard["goes_on_as"]["id"]) == (old, new["test"]),
           "which is told of it", guard)
    refused = shop.ask("POST", "/quarantine", 409, test=new["test"], reason="it is red")
    tap.ok("guard" in refused["detail"], "nor is it quarantined by that name", refused)
    link = shop.ask("GET", f"/links?test={old}")["items"][0]["id"]
    shop.ask("DELETE", f"/links/{link}?reason=two+tests")
    tap.ok(shop.watch("cart")["state"] == "guard_down" and "guard_gone" in shop.words("cart"),
           "a link that is undone takes it no further: it is gone at once", shop.watch("cart"))
    shop.ask("POST", "/links", old_test=old, new_test=new["test"])
    tap.ok(shop.watch("cart")["state"] == "closed", "linked by hand, it is there again",
           shop.watch("cart"))


def a_guard_breaks(shop):
    shop.runs(twice="pass", locks="fail")
    watch, before = shop.watch("cart"), len(shop.told())
    tap.ok(watch["state"] == "holding" and shop.words("cart") == ["guard_red", "proven"],
           "its guard fails once: that is what it is for, and it is not closed", watch)
    shop.runs(twice="pass", locks="fail")
    watch = shop.watch("cart")
    tap.ok(watch["state"] == "guard_down" and "guard_broken" in shop.words("cart")
           and watch["guards"][0]["state"] == "broken" and shop.told()[before:] == ["watch.guard_down"],
           "it fails always: the watch is down at once, and says so", [watch, shop.told()[before:]])
    shop.runs(twice="pass", locks="pass")
    tap.ok(shop.watch("cart")["state"] == "closed", "it passes again: closed", shop.watch("cart"))


def a_quarantined_test_becomes_a_guard(shop, change):
    test = int(shop.sql("select max(test_id) from escapement.test where name = 'adds'"))
    period = shop.ask("POST", "/quarantine", test=test, reason="flaky since March")["id"]
    before = len(shop.told())
    guard = shop.ask("POST", "/guards", test=test, change=change, subject="sums")["id"]
    watch = shop.watch("cart")
    tap.ok(watch["state"] == "guard_down" and "guard_quarantined" in shop.words("cart")
           and "watch.guard_down" in shop.told()[before:],
           "a test in quarantine is made a guard: the watch is down at once", watch)
    shop.ask("POST", f"/quarantine/{period}/release", reason="it guards now")
    tap.ok(shop.watch("cart")["state"] == "closed", "out of quarantine it guards", shop.watch("cart"))
    shop.ask("POST", f"/guards/{guard}/end", reason="locks does")


def guards_vanish(shop):
    """Another service, where the change is proven."""
    shop.deploys("cart", 140)
    for day in range(10):
        shop.bug("the cart lost a line", days=45 + day, service="cart", stage="customer")
    lock = shop.ask("POST", "/changes", title="one writer at a time", category="concurrency",
                    change_type="design_fix")["id"]
    shop.ask("POST", f"/changes/{lock}/adoptions", service="cart", adopted_at=ago(40))
    shop.runs(twice="pass", locks="pass")
    test = int(shop.sql("select test_id from escapement.test where name = 'locks'"))
    shop.ask("POST", "/guards", test=test, change=lock, subject="the lock of the cart")
    watch = shop.watch("cart")
    tap.ok(watch["state"] == "closed" and shop.words("cart") == ["proven"]
           and watch["comparison"]["p_fall"] <= 0.05,
           "ten in 100 deployments, then none in 40: closed", watch)
    before = len(shop.told())
    shop.runs(twice="pass", locks="skip")
    tap.ok(shop.watch("cart")["state"] == "guard_down" and "guard_skipped" in shop.words("cart")
           and shop.told()[before:] == ["watch.guard_down", "watch.reopened"],
           "its guard is skipped: the watch is down, and closed no more", shop.watch("cart"))
    shop.runs(twice="pass", locks="pass")
    tap.ok(shop.watch("cart")["state"] == "closed", "it runs again: closed", shop.watch("cart"))
    a_guard_is_renamed(shop, test)
    a_guard_breaks(shop)
    a_quarantined_test_becomes_a_guard(shop, lock)
    for _ in range(10):
        shop.runs(twice="pass", locks="gone")
    tap.ok("guard_gone" in shop.words("cart"), "ten complete runs without it: it is gone",
           shop.watch("cart"))
    shop.ask("POST", "/unobserved", **{"from": ago(60)[:10], "to": ago(0)[:10],
                                       "reason": "monitoring was down"})
    watch = shop.watch("cart")
    tap.ok(watch["comparison"]["after"]["exposure"] == 0,
           "days that nobody watched are no exposure", watch)


def a_day_passes(shop):
    shop.sql("update escapement.category_watch set state = 'open'")
    shop.sql("update escapement.lease set done_at = done_at - interval '1 day'"
             " where name = 'watch:1'")
    shop.service.run("analyze")
    tap.ok(shop.watch()["state"] == "reopened", "every day they are looked at anew", shop.watch())


with Service() as service:
    service.env["ESCAPEMENT_ANALYZE_EVERY_MS"] = "0"  # runs() does it
    shop = Shop(service)
    service.serve()
    escape = a_bug_escapes(shop)
    family = something_is_changed(shop, escape)
    test = it_is_guarded(shop, family)
    period = its_guard_is_quarantined(shop, test)
    the_bug_comes_back(shop, family, period)
    guards_vanish(shop)
    a_day_passes(shop)
tap.done()
