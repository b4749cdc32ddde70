#!/usr/bin/python3
"""What failures cost, in a story of which every number can be reckoned by hand."""
import json
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from service import Service, Tap  # noqa: E402

tap = Tap()
PENDING = "reservation R-17 is pending after 50 ms"
LOCKED = "checkout.lock is held by another basket"
WINDOWS = (7, 28, 90, 365)


def case(name, seconds, child=""):
    return f'<testcase classname="shop.Cart" name="{name}" time="{seconds}">{child}</testcase>'


def failed(name, seconds, message):
    return case(name, seconds, f'<failure type="AssertionError" message="{message}"/>')


class Project:
    def __init__(self, service, name, eager=False):
        self.service, self.name, self.eager = service, name, eager
        self.address = f"/api/v1/projects/{name}"
        service.run("project", "create", name)

    def up(self, commit, attempt, *cases, exit_code=0):
        file = self.service.folder / "report.xml"
        file.write_text(f'<testsuites><testsuite name="cart">{"".join(cases)}</testsuite></testsuites>')
        self.service.ingest(
            self.name, "--commit", commit * 8, "--build", commit, "--job", "unit", "--attempt",
            str(attempt), "--exit-code", str(exit_code), str(file))
        if self.eager:
            self.analyze()

    def get(self, path):
        status, _, answer = self.service.request("GET", self.address + path)
        if status != 200:
            raise AssertionError(f"{path}: {status} {answer}")
        return answer

    def sql(self, text):
        url = self.service.run("dev", "--url").stdout.strip()
        return subprocess.run(["psql", "-XqAt", "-v", "ON_ERROR_STOP=1", url, "-c", text],
                              check=True, capture_output=True, text=True).stdout.split("\n")[:-1]

    def set(self, *values):
        self.service.run("project", "settings", self.name, *values)

    def analyze(self):
        self.service.run("analyze", self.name)

    def impact(self, name, window=28):
        """The numbers of a test, in short; None where there are none."""
        items = {item["test"]["name"]: item["impact"]
                 for item in self.get(f"/tests?window={window}")["items"]}
        item = items[name]
        if item is None:
            return None
        share = item["all_retries_failed"]
        return (item["builds_failed"], item["builds_blocked"], item["builds_delayed"],
                round(item["retry_seconds"], 3), share["numerator"], share["denominator"])


# Four builds. "pays" fails for nothing: b is green on a retry in the report, a and c on a rerun.
# "ships" fails for nothing in c and for good in d. "adds" is sound.
def story(p):
    sound = case("adds", 1)
    p.up("a", 1, failed("pays", 2, PENDING), case("ships", 1), sound, exit_code=1)
    p.up("a", 2, case("pays", 3), case("ships", 1), sound)

    p.up("b", 1, case("pays", 1.5, f'<flakyFailure type="AssertionError" message="{PENDING}" time="4"/>'
                                   f'<flakyFailure type="AssertionError" message="{PENDING}" time="0.5"/>'),
         case("ships", 1), sound)

    p.up("c", 1, failed("pays", 2, PENDING), failed("ships", 2, LOCKED), sound, exit_code=1)
    p.up("c", 2, case("pays", 2), failed("ships", 3, LOCKED), sound, exit_code=1)
    p.up("c", 3, case("pays", 1), case("ships", 2), sound)

    p.up("d", 1, case("pays", 1), failed("ships", 1, LOCKED), sound, exit_code=1)
    p.up("d", 2, case("pays", 1), failed("ships", 3, LOCKED), sound, exit_code=1)


def by_hand(p):
    # a: the rerun's 3 + 1 + 1; b: the second failing attempt's 0.5 and the passing one's 1.5;
    # c: half of the second attempt's 6
    tap.ok(p.impact("pays") == (3, 2, 1, 5 + 2 + 3, 0, 3),
           "builds blocked and delayed, and seconds on retries are as reckoned by hand",
           p.impact("pays"))
    # c: the other half of 6, and all of the third attempt's 4; d: the rerun's 5
    tap.ok(p.impact("ships") == (2, 1, 1, 3 + 4 + 5, 1, 2),
           "a rerun is shared by the tests it answers; a failure for good blocks nothing for nothing",
           p.impact("ships"))
    tap.ok(p.impact("adds") is None, "a sound test costs nothing", p.impact("adds"))
    tap.ok([p.impact("pays", days) for days in WINDOWS] == [p.impact("pays")] * 4,
           "what is new counts in each window")


def minutes_and_money(p):
    item = p.get("/tests?q=pays")["items"][0]["impact"]
    tap.ok((item["wait_minutes"], round(item["minutes_lost"] * 60), item["cost"])
           == (2 * 30 + 2, (2 * 30 + 2) * 60 + 10, None),
           "people wait by the settings; no price, no money", item)
    p.set("cost_per_ci_minute=0.6", "cost_per_people_hour=60", "wait_minutes_per_blocked_build=10")
    p.analyze()
    item = p.get("/tests?q=pays")["items"][0]["impact"]
    tap.ok(item["wait_minutes"] == 22 and round(item["cost"]["amount"], 6) == 22 + 0.1
           and item["cost"]["currency"] == "EUR", "and with prices it is money", item)


def ranked(p):
    names = [item["test"]["name"] for item in p.get("/tests?sort=impact&window=7")["items"]]
    tap.ok(names == ["pays", "ships", "adds"], "a list by impact begins with what costs most", names)
    pages = [p.get("/tests?sort=impact&window=7&limit=1")]
    while pages[-1]["next"]:
        pages.append(p.get(f"/tests?sort=impact&window=7&limit=1&after={pages[-1]['next']}"))
    tap.ok([item["test"]["name"] for page in pages for item in page["items"]] == names,
           "and goes on where the page ended", pages)
    flagged = [item["test"]["name"] for item in p.get("/tests?sort=impact&flagged=true")["items"]]
    tap.ok(flagged == ["pays", "ships"], "a sound test is not among the flagged", flagged)
    names = [item["test"]["name"] for item in p.get("/tests?sort=impact&q=SHIP")["items"]]
    tap.ok(names == ["ships"], "filters hold there too", names)


def signatures(p):
    rows = p.sql("""select s.text, i.tests, i.builds_failed, i.builds_blocked, i.retry_seconds
                    from escapement.signature_impact i
                    join escapement.signature s using (project_id, signature_id)
                    join escapement.project p using (project_id)
                    where i.window_days = 28 and p.name = '%s' order by 1""" % p.name)
    tap.ok([row.split("|")[1:] for row in rows] == [["1", "2", "1", "12"], ["1", "3", "2", "10"]],
           "signatures cost what their tests do", rows)


def clusters(p):
    """The list of signatures: what each says first, and its builds failed, blocked, delayed, its
    seconds on retries and its minutes lost."""
    def shown(item):
        cost = item["impact"]
        return (item["exemplar"].split()[0], cost["builds_failed"], cost["builds_blocked"],
                cost["builds_delayed"], cost["retry_seconds"], round(cost["minutes_lost"] * 60))

    pages = [p.get("/signatures?sort=impact&limit=1")]
    while pages[-1]["next"]:
        pages.append(p.get(f"/signatures?sort=impact&limit=1&after={pages[-1]['next']}"))
    items = [item for page in pages for item in page["items"]]
    pays, ships = ("reservation", 3, 2, 1, 10, 22 * 60 + 10), ("checkout.lock", 2, 1, 1, 12, 12 * 60 + 12)
    tap.ok([shown(item) for item in items] == [pays, ships],
           "their list by impact begins with what costs most, and goes on where the page ended",
           [shown(item) for item in items])
    tap.ok([shown(item) for item in p.get("/signatures")["items"]] == [ships, pays],
           "in another order they cost the same", p.get("/signatures"))
    # c failed with both, and both blocked it
    most, other = (item["id"] for item in items)
    status, _, merged = p.service.request("POST", f"{p.address}/signatures/{other}/merge",
                                          json.dumps({"signatures": [most], "reason": "one"}).encode())
    tap.ok(status == 200 and shown(merged)[1:] == (4, 2, 2, 22, 24 * 60 + 22),
           "of those that are merged a build counts once", merged)
    tap.ok([shown(item)[1:] for item in p.get("/signatures?sort=impact")["items"]] == [shown(merged)[1:]],
           "and so it does in the order", merged)


def windows_slide(p):
    p.sql("update escapement.build set first_seen = first_seen - interval '10 days' where key = 'a'")
    p.sql("update escapement.lease set done_at = null")  # the day is over
    p.analyze()
    tap.ok((p.impact("pays", 7), p.impact("pays", 28)) == ((2, 1, 1, 5, 0, 2), (3, 2, 1, 10, 0, 3)),
           "a build of ten days ago counts in 28 days, and no longer in 7",
           (p.impact("pays", 7), p.impact("pays", 28)))


def quarantined(p):
    test = p.get("/tests?q=pays")["items"][0]["test"]["id"]
    p.service.run("quarantine", "--project", p.name, "--reason", "known", str(test))
    p.up("e", 1, failed("pays", 2, PENDING), case("ships", 1), case("adds", 1), exit_code=1)
    p.analyze()
    tap.ok(p.impact("pays", 7) == (3, 1, 1, 5, 0, 2),
           "an excused failure neither blocks nor delays", p.impact("pays", 7))


with Service() as service:
    service.env["ESCAPEMENT_ANALYZE_EVERY_MS"] = "0"
    service.serve()
    eager = Project(service, "eager", eager=True)  # folded upload by upload
    story(eager)
    by_hand(eager)
    project = Project(service, "shop")
    story(project)
    project.analyze()
    by_hand(project)
    minutes_and_money(project)
    ranked(project)
    signatures(project)
    clusters(project)
    windows_slide(project)
    tap.ok([project.get(f"/signatures?sort=impact&window={days}")["items"][0]["impact"]["builds_failed"]
            for days in (7, 28)] == [3, 4], "nor does it count there for its signature")
    quarantined(project)
tap.done()
