#!/usr/bin/python3
"""Tests that go on under another name: what is linked, what is not, and what a link does."""
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from service import Service, Tap  # noqa: E402

tap = Tap()


def case(name, classname, bad=False):
    child = '<failure type="E" message="pending"/>' if bad else ""
    return f'<testcase classname="{classname}" name="{name}" time="0.01">{child}</testcase>'


def suite(name, *cases):
    return f'<testsuite name="{name}">{"".join(cases)}</testsuite>'


def classes(suite_name="all", **members):
    """A suite of classes, each with its cases."""
    return suite(suite_name, *(case(name, classname.replace("_", "."))
                               for classname, names in members.items() for name in names))


class Project:
    def __init__(self, service, name):
        self.service, self.name, self.commits = service, name, 0
        service.run("project", "create", name)

    def up(self, *suites, exit_code=0, **more):
        self.commits += 1
        file = self.service.folder / f"{self.name}.xml"
        file.write_text(f"<testsuites>{''.join(suites)}</testsuites>")
        flags = [word for key, value in more.items() for word in (f"--{key}", str(value))]
        return self.service.ingest(self.name, "--commit", f"{self.commits:07x}", "--exit-code",
                                   str(exit_code), *flags, str(file))

    def links(self, state="held"):
        return self.service.pages(f"/api/v1/projects/{self.name}/links?state={state}&limit=100000")

    def names(self):
        """What is linked, by old and new name."""
        return sorted((full(link["old_test"]), full(link["new_test"])) for link in self.links())

    def request(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        return self.service.request(method, f"/api/v1/projects/{self.name}{path}", data)

    def test(self, classname, name):
        for item in self.service.pages(f"/api/v1/projects/{self.name}/tests?q={name}"):
            if (item["test"]["classname"], item["test"]["name"]) == (classname, name):
                return self.request("GET", f"/tests/{item['test']['id']}")[2]
        raise AssertionError(f"there is no test {classname} {name}")


def full(test):
    return f"{test['suite']}|{test['classname']}|{test['name']}"


def class_renamed(service):
    p = Project(service, "class-renamed")
    rest = {"shop_Till": ["x", "y", "z"]}
    p.up(classes(shop_Cart=["a", "b"], **rest))
    p.up(classes(shop_Basket=["a", "b"], **rest))
    tap.ok(p.names() == [("all|shop.Cart|a", "all|shop.Basket|a"),
                         ("all|shop.Cart|b", "all|shop.Basket|b")],
           "a class that was renamed goes on, case by case", p.names())
    tap.ok({(link["kind"], link["opened_by"]) for link in p.links()} == {("class_renamed", "rule")},
           "and it is told what was seen, and by whom", p.links())
    new, old = p.test("shop.Basket", "a"), p.test("shop.Cart", "a")
    tap.ok([run["as"] and run["as"]["classname"] for run in new["history"]] == [None, "shop.Cart"]
           and new["renamed_from"][0]["test"]["classname"] == "shop.Cart"
           and new["renamed_from"][0]["both_run"] is False,
           "its history goes on from the old name, marked as such", new)
    tap.ok(old["renamed_to"]["test"]["classname"] == "shop.Basket" and len(old["history"]) == 1,
           "the old name leads to the new one, and has its own history only", old)
    p.up(classes(shop_Cart=["a", "b"], **rest))
    new = p.test("shop.Basket", "a")
    tap.ok(new["renamed_from"][0]["both_run"] is True and len(p.links()) == 2,
           "a branch that has the old name still is told of, and the link stays", new)


def suite_is_class(service):
    p = Project(service, "suite-is-class")
    till = suite("shop.Till", case("x", "shop.Till"), case("y", "shop.Till"))
    p.up(suite("shop.Cart", case("a", "shop.Cart"), case("b", "shop.Cart")), till)
    answer = p.up(suite("shop.Basket", case("a", "shop.Basket"), case("b", "shop.Basket")), till)
    tap.ok(answer["verdict"] == "fail" and len(p.links()) == 2,
           "a suite that is missing because it was renamed keeps no link away",
           [answer["report"]["causes"], p.names()])


def suite_renamed(service):
    p = Project(service, "suite-renamed")
    rest = suite("till", case("x", "Till"), case("y", "Till"))
    p.up(suite("unit/cart", case("a", "Cart"), case("b", "Cart")), rest)
    p.up(suite("unit/basket", case("a", "Cart"), case("b", "Cart")), rest)
    tap.ok(p.names() == [("unit/cart|Cart|a", "unit/basket|Cart|a"),
                         ("unit/cart|Cart|b", "unit/basket|Cart|b")]
           and {link["kind"] for link in p.links()} == {"suite_renamed"},
           "a suite that was renamed goes on where it is part of the name", p.links("all"))


def two_jobs(service):
    p = Project(service, "two-jobs")
    for name in ("Cart", "Basket"):
        for job in ("unit", "nightly"):
            extra = ["z"] if job == "nightly" else []
            p.up(classes(**{name: ["a", "b"], "Till": ["x", *extra]}), job=job)
    tap.ok(len(p.links()) == 2, "a rename that two jobs see is linked once", p.names())


def not_plain(service):
    p = Project(service, "moved")
    p.up(classes(shop_Cart=["a", "b", "c"], shop_Till=["x"]))
    p.up(classes(shop_Cart=["a", "b"], shop_Till=["x", "c"]))
    tap.ok(p.links() == [], "one case that moved is not a rename", p.names())
    p = Project(service, "ambiguous")
    p.up(classes(shop_Cart=["a", "b"], shop_Till=["a", "b"]))
    p.up(classes(shop_Basket=["a", "b"], shop_Desk=["a", "b"]))
    tap.ok(p.links() == [], "two classes of the same cases are not told apart by guessing",
           p.names())
    p = Project(service, "single")
    p.up(classes(shop_Cart=["works"], shop_Till=["x", "y"], shop_Shelf=["stands"]))
    p.up(classes(shop_Basket=["works"], shop_Till=["x", "y"], store_Shelf=["stands"]))
    tap.ok(p.names() == [("all|shop.Shelf|stands", "all|store.Shelf|stands")],
           "a single case goes on only where the class kept its own name", p.names())
    p = Project(service, "changed")
    p.up(classes(shop_Cart=["a", "b", "c"], shop_Till=["x"]))
    p.up(classes(shop_Basket=["a", "b", "d"], shop_Till=["x"]))
    tap.ok(p.links() == [], "a class whose cases changed too is not linked", p.names())
    p = Project(service, "known")
    p.up(classes(shop_Cart=["a", "b"], shop_Basket=["a", "b"]))
    p.up(classes(shop_Basket=["a", "b"], shop_Till=["x"]))
    tap.ok(p.links() == [], "a class that there was before is nobody's new name", p.names())


def not_whole(service):
    p = Project(service, "partial")
    whole = [suite(f"s{i}", case("x", f"c{i}"), case("y", f"c{i}")) for i in range(4)]
    p.up(*whole, suite("cart", case("a", "Cart"), case("b", "Cart")))
    p.up(suite("cart", case("a", "Basket"), case("b", "Basket")))
    tap.ok(p.links() == [], "a report of a part links nothing", p.names())
    p.up(*whole, suite("cart", case("a", "Basket"), case("b", "Basket")))
    tap.ok(len(p.links()) == 2, "the whole one after it does", p.names())
    p = Project(service, "damaged")
    p.up(classes(shop_Cart=["a", "b"]))
    p.up(classes(shop_Basket=["a", "b"]) + "<testsuite name='x'><testcase name='")
    tap.ok(p.links() == [], "a damaged report links nothing", p.names())


def chain_and_undo(service):
    p = Project(service, "chain")
    for name in ("First", "Second", "Third"):
        p.up(classes(**{name: ["a", "b"], "Till": ["x"]}))
    third = p.test("Third", "a")
    tap.ok([name["test"]["classname"] for name in third["renamed_from"]] == ["Second", "First"]
           and len(third["history"]) == 3, "renames follow each other, nearest first", third)
    link = third["renamed_from"][0]["link"]
    status, _, problem = p.request("DELETE", f"/links/{link}")
    tap.ok(status == 422 and "reason" in problem["detail"], "undoing one takes a reason", problem)
    status, _, undone = p.request("DELETE", f"/links/{link}?reason=two+tests")
    tap.ok(status == 200 and undone["undo_reason"] == "two tests"
           and p.test("Third", "a")["renamed_from"] == []
           and len(p.test("Third", "a")["history"]) == 1,
           "a link that is undone joins nothing any more", undone)
    tap.ok(p.request("DELETE", f"/links/{link}?reason=again")[0] == 409,
           "and is undone once")
    p.up(classes(Third=["a", "b"], Till=["x"], Desk=["z"]))
    tap.ok(p.test("Third", "a")["renamed_from"] == [], "no later report makes it again")
    ids = {name: p.test(name, "a")["test"]["id"] for name in ("First", "Second", "Third")}
    status, _, made = p.request("POST", "/links", {"old_test": ids["Second"],
                                                   "new_test": ids["Third"]})
    tap.ok(status == 201 and made["kind"] == "by_hand"
           and len(p.test("Third", "a")["renamed_from"]) == 2, "a person may link by hand", made)
    status, _, problem = p.request("POST", "/links", {"old_test": ids["Third"],
                                                      "new_test": ids["First"]})
    tap.ok(status == 409, "but not round in a circle", problem)


def quarantine_stays_behind(service):
    p = Project(service, "quarantined")
    p.up(classes(Cart=["a", "b"], Till=["x"]))
    p.up(suite("all", case("a", "Cart", bad=True), case("b", "Cart"), case("x", "Till")),
         exit_code=1)
    service.run("quarantine", "--project", p.name, "--reason", "known", "a")
    p.up(classes(Cart=["a", "b"], Till=["x"]))
    answer = p.up(suite("all", case("a", "Cart", bad=True), case("b", "Cart"), case("x", "Till")),
                  exit_code=1)
    tap.ok(answer["verdict"] == "pass", "the old name is excused", answer)
    answer = p.up(suite("all", case("a", "Basket", bad=True), case("b", "Basket"),
                        case("x", "Till")), exit_code=1)
    failure = answer["failures"][0]
    tap.ok(answer["verdict"] == "fail" and failure["refusal"] == "not_quarantined"
           and 'in quarantine as "Cart › a" before its rename' in failure["detail"],
           "the new name is not excused, and it is told why one might think so", answer)
    tap.ok(p.test("Basket", "a")["renamed_from"][0]["quarantine"] is not None,
           "the page of the test tells it too")


def many(service):
    p = Project(service, "many")
    count = 20000
    for package in ("com", "org"):
        p.up(suite("all", *(case(f"t{i}", f"{package}.C{i // 10}") for i in range(count))))
    tap.ok(len(p.links()) == count, "a package of many classes is linked whole", len(p.links()))


with Service() as service:
    service.env["ESCAPEMENT_PAGE_SIZE_MAX"] = "100000"
    service.serve()
    class_renamed(service)
    suite_is_class(service)
    suite_renamed(service)
    two_jobs(service)
    not_plain(service)
    not_whole(service)
    chain_and_undo(service)
    quarantine_stays_behind(service)
    many(service)
tap.done()
