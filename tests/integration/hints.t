#!/usr/bin/python3
"""The hint that a list shows of a flaky test: from its last failing runs, and only where one is
known."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from service import Service, Tap  # noqa: E402

tap = Tap()
LATE = "timed out after 30 s"
WRONG = "17 is not 18"
AT_ONCE = 50  # tests that are looked at after an upload
SOUND = "".join(f'<testcase classname="shop.Till" name="sound{n}" time="1"/>' for n in range(300))


class Project:
    def __init__(self, service, name):
        self.service, self.name, self.commits = service, name, 0
        service.run("project", "create", name)

    def flaky(self, messages, sound=SOUND):
        """A build in which each test fails with its message, and passes on a retry."""
        self.commits += 1
        cases = "".join(f'<testcase classname="shop.Till" name="{name}" time="1">'
                        f'<flakyFailure type="E" message="{message}" time="1"/></testcase>'
                        for name, message in messages.items())
        file = self.service.folder / "report.xml"
        file.write_text(f'<testsuite name="shop">{cases}{sound}</testsuite>')
        self.service.ingest(self.name, "--commit", f"{self.commits:040x}", "--build", str(self.commits),
                            "--job", "unit", "--exit-code", "0", str(file))
        self.service.run("analyze", self.name)

    def run(self, number, fails, ahead, host="", *flags):
        """A build in which "pays" runs after @ahead of a hundred tests, each run after others."""
        self.commits += 1
        others = [f'<testcase classname="shop.Till" name="t{(n + number * 7) % 100}"/>' for n in range(100)]
        retried = '<flakyFailure type="E" message="17 is not 18"/>' if fails else ""
        others.insert(ahead, f'<testcase classname="shop.Till" name="pays">{retried}</testcase>')
        file = self.service.folder / "report.xml"
        file.write_text(f'<testsuite name="shop" hostname="{host}">{"".join(others)}</testsuite>')
        self.service.ingest(self.name, "--commit", f"{self.commits:040x}", "--exit-code", "0", *flags, str(file))

    def hints(self, name):
        """What the page of a test says, by hint: its reasons."""
        _, _, page = self.service.request("GET", f"/api/v1/projects/{self.name}/tests?q={name}")
        _, _, test = self.service.request("GET", f"/api/v1/projects/{self.name}/tests/{page['items'][0]['test']['id']}")
        return {cause["hint"]: cause["reasons"] for cause in test["causes"]}

    def causes(self):
        items = self.service.pages(f"/api/v1/projects/{self.name}/tests?sort=impact&flagged=true")
        return {item["test"]["name"]: item["cause"] for item in items}


def known_and_unknown(service):
    p = Project(service, "shop")
    for _ in range(2):
        p.flaky({"opens": LATE, "counts": WRONG})
    tap.ok(p.causes() == {"opens": None, "counts": None}, "two failing runs hint at nothing", p.causes())
    p.flaky({"opens": LATE, "counts": WRONG})
    hint = p.causes()["opens"]
    tap.ok(hint is not None and hint["hint"] == "timing"
           and hint["reasons"] == [{"text": 'said "timed out" or the like', "numerator": 3,
                                    "denominator": 3, "passing": None}],
           "of a test that failed three times the list says what they hint at, and why", hint)
    tap.ok(p.causes()["counts"] is None, "of one that nothing is known of it says nothing", p.causes())
    _, _, page = service.request("GET", "/api/v1/projects/shop/tests?q=opens")
    _, _, test = service.request("GET", f"/api/v1/projects/shop/tests/{page['items'][0]['test']['id']}")
    first = test["causes"][0]
    tap.ok(test["cause"] == hint and first["hint"] == "timing" and first["weight"] == hint["weight"]
           and hint["reasons"][0] in first["reasons"], "its page says the same first", test)
    p.flaky({"opens": LATE, "counts": WRONG})
    tap.ok(p.causes()["opens"]["reasons"][0]["numerator"] == 4, "after another failing run it is looked at anew",
           p.causes())
    for _ in range(9):
        p.flaky({"opens": WRONG, "counts": WRONG})
    tap.ok(p.causes()["opens"] is None, "a hint that no longer stands out is gone", p.causes())


def many(service):
    p = Project(service, "many")
    tests = {f"t{number}": LATE for number in range(AT_ONCE + 5)}
    for _ in range(3):
        p.flaky(tests)
    known = [name for name, cause in p.causes().items() if cause]
    tap.ok(len(known) == AT_ONCE, "a bounded number is looked at after an upload", len(known))
    p.flaky({"t0": LATE})
    known = [name for name, cause in p.causes().items() if cause]
    tap.ok(len(known) == AT_ONCE + 5, "and the rest after the next", len(known))


def hosts(service):
    p = Project(service, "hosts")
    for number in range(24):
        fails, said = number % 3 == 0, number % 2 == 0
        named = "runner-9" if fails else f"runner-{number % 5}"
        p.run(number, fails, number * 17 % 100, *(["localhost", "--host", named] if said else [named]))
    hints = p.hints("pays")
    tap.ok(hints == {"environment_drift": [
        {"text": "ran on the host runner-9", "numerator": 8, "denominator": 8,
         "passing": {"numerator": 0, "denominator": 16}}]},
        "a test that fails on one of the hosts that uploads or their files name says so", hints)


def places(service):
    p = Project(service, "places")
    for number in range(24):
        p.run(number, number % 3 == 0, 60 + number if number % 3 == 0 else number * 2)
    hints = p.hints("pays")
    tap.ok(hints == {"shared_state": [
        {"text": "ran late: after at least 59.4 % of the tests of its report", "numerator": 8, "denominator": 8,
         "passing": {"numerator": 0, "denominator": 16}}]},
        "so does one that fails when it runs late", hints)


def taken_back(service):
    p = Project(service, "small")
    refused = "dial tcp 10.0.0.1:5432: connection refused"
    for _ in range(3):
        p.flaky({"opens": refused}, sound="")
    known = p.causes()
    tap.ok(known["opens"]["hint"] == "third_party", "small suites that flake hint as others do", known)
    p.flaky({"pays": refused, "ships": refused}, sound="")
    _, _, page = service.request("GET", "/api/v1/projects/small/tests?q=opens")
    tap.ok(page["items"][0]["events"] == 0 and page["items"][0]["cause"] is None,
           "once its failures are known to be the machinery's, the hint goes with its events", page)


with Service() as service:
    service.env["ESCAPEMENT_ANALYZE_EVERY_MS"] = "0"
    service.serve()
    known_and_unknown(service)
    many(service)
    hosts(service)
    places(service)
    taken_back(service)
tap.done()
