#!/usr/bin/python3
"""Whose a test is and where it stands, told as uploads, files and what the tests have then."""
import io
import json
import pathlib
import subprocess
import sys
import tarfile

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from service import PROGRAM, Service, Tap  # noqa: E402

tap = Tap()


def xml(*cases):
    return f'<testsuites><testsuite name="s">{"".join(cases)}</testsuite></testsuites>'


def case(name, file=None, properties=""):
    place = f' file="{file}"' if file else ""
    return (f'<testcase classname="c" name="{name}"{place} time="0.1">'
            f'<properties>{properties}</properties></testcase>')


class Project:
    def __init__(self, service, name):
        self.service, self.name, self.commits = service, name, 0
        service.run("project", "create", name)
        self.url = service.run("dev", "--url").stdout.strip()

    def up(self, report, owners=None, name="CODEOWNERS", **more):
        self.commits += 1
        file = self.service.folder / f"{self.name}.xml"
        file.write_text(report)
        flags = [word for key, value in more.items()
                 for word in (f"--{key.replace('_', '-')}", str(value))]
        if owners is not None:
            path = self.service.folder / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(owners)
            flags += ["--codeowners", str(path)]
        return self.service.ingest(self.name, "--commit", f"{self.commits:07x}", *flags, str(file))

    def rules(self, rules, check=True):
        path = self.service.folder / "rules.json"
        path.write_text(rules if isinstance(rules, str) else json.dumps(rules))
        return self.service.run("project", "set", self.name, "--path-rules", str(path), check=check)

    def sql(self, text):
        done = subprocess.run(["psql", "-XqAt", "-v", "ON_ERROR_STOP=1", self.url, "-c", text],
                              check=True, stdout=subprocess.PIPE, text=True)
        return done.stdout.strip()

    def of_tests(self, columns):
        rows = self.sql(f"select t.name, {columns} from escapement.test t "
                        "join escapement.project p using (project_id) "
                        f"where p.name = '{self.name}' order by t.test_id")
        return {line.split("|")[0]: line.split("|", 1)[1] for line in rows.splitlines()}

    def labels(self):
        return self.of_tests("t.owner, t.layer, t.population")


def owners_of_uploads(service):
    p = Project(service, "owners")
    report = xml(case("cart", "cart/a.js"), case("pay", "pay/b.js"), case("lost"))
    p.up(report, "* @all\n/pay/ @pay\n", branch="feature")
    tap.ok(p.labels() == {"cart": "@all||", "pay": "@pay||", "lost": "||"},
           "the first CODEOWNERS counts, from whatever branch", p.labels())
    p.up(report, "* @feature\n", branch="feature")
    tap.ok(p.labels()["cart"] == "@all||", "then another of a branch does not", p.labels())
    p.up(report, "* @main\n", branch="main")
    tap.ok(p.labels()["pay"] == "@main||", "that of the default branch does", p.labels())
    p.up(report, "* @none\n!x @none\n")
    tap.ok(p.labels()["pay"] == "@none||", "and so does one without a branch", p.labels())
    service.run("project", "set", "owners", "--default-branch", "trunk")
    p.up(report, "* @main\n", branch="main")
    tap.ok(p.labels()["pay"] == "@none||", "another default branch is another one", p.labels())
    answer = p.up(report, "* @trunk\n[x @y\n*.c bob\n", branch="trunk", name=".github/CODEOWNERS")
    warnings = [w["message"] for w in answer["report"]["warnings"] if w["code"] == "codeowners"]
    tap.ok(len(warnings) == 2 and "line 2" in warnings[0] and "line 3" in warnings[1],
           "lines that are left out are warned about by number", warnings)
    tap.ok(p.labels()["pay"] == "@trunk||", "and the rest counts", p.labels())
    p.up(report, "* @all\n\n[Pay] @pay\n/pay/\n", branch="trunk", name=".gitlab/CODEOWNERS")
    tap.ok(p.labels()["pay"] == "@all @pay||", "sections of GitLab are joined", p.labels())


def versions(p):
    return p.of_tests("t.xmin")


def known_lists(service):
    p = Project(service, "known")
    report = xml(*(case(f"t{i}", f"pay/{i}.js") for i in range(50)))
    p.up(report, "/pay/ @pay\n", layer="unit")
    before = versions(p)
    p.up(report, "/pay/ @pay\n", layer="unit")
    p.up(report, layer="unit")
    tap.ok(versions(p) == before, "a known list with the same sources changes no test")
    lists = p.sql("select xmin from escapement.test_list order by project_id, list_id")
    p.up(report, layer="unit")
    tap.ok(p.sql("select xmin from escapement.test_list order by project_id, list_id") == lists,
           "and not its own row either")
    p.up(report.replace("pay/7.js", "cart/7.js"), layer="unit")
    changed = [name for name, version in versions(p).items() if version != before[name]]
    tap.ok(changed == ["t7"] and p.labels()["t7"] == "|unit|",
           "a file that moved changes the one test whose owner it was", changed)
    p.up(report, layer="e2e")
    tap.ok(set(p.labels().values()) == {"@pay|e2e|"}, "another layer changes all", p.labels())
    p.up(report)
    tap.ok(set(p.labels().values()) == {"@pay||"}, "an upload without one takes it away", p.labels())


def rules_of_projects(service):
    p = Project(service, "rules")
    report = xml(case("cart", "cart/a.js"), case("e2e", "e2e/b.js"),
                 case("told", "e2e/c.js", '<property name="layer" value="contract"/>'
                      '<property name="test.owner">Team Told</property>'))
    p.up(report, "* @all\n")
    p.rules([{"pattern": "*.js", "layer": "unit", "population": "all"},
             {"pattern": "/e2e/", "layer": "e2e", "owner": "Team E2E"}])
    tap.ok(p.labels()["cart"] == "@all||", "rules hold from the next report on", p.labels())
    p.up(report)
    tap.ok(p.labels() == {"cart": "@all|unit|all", "e2e": "Team E2E|e2e|all",
                          "told": "Team Told|contract|all"},
           "for each label the last rule that fits and gives it counts", p.labels())
    p.up(report, layer="integration", population="guests")
    tap.ok(p.labels()["e2e"] == "Team E2E|integration|guests"
           and p.labels()["told"] == "Team Told|contract|guests",
           "the upload comes before rules, and the case before both", p.labels())
    shown = service.run("project", "show", "rules").stdout
    tap.ok("/e2e/: owner Team E2E layer e2e" in shown, "project show shows the rules", shown)
    p.rules([])
    p.up(report)
    tap.ok(p.labels()["cart"] == "@all||", "rules that are gone leave nothing behind", p.labels())
    refused = p.rules([{"pattern": "/x/", "layer": "big"}], check=False)
    tap.ok(refused.returncode == 65 and "rule 1: layer: give one of" in refused.stderr,
           "a rule that makes no sense is refused", refused.stderr)
    refused = p.rules("[{", check=False)
    tap.ok(refused.returncode == 65 and "rules.json:1" in refused.stderr,
           "and so is what is no JSON", refused.stderr)
    audit = p.sql("select count(*) from escapement.audit a join escapement.project p "
                  "using (project_id) where p.name = 'rules' and a.action = 'policy.change'")
    tap.ok(audit == "2", "each change of rules is in the audit", audit)


def suites_and_places(service):
    p = Project(service, "suites")
    p.up('<testsuites><testsuite name="s"><properties><property name="owner" value="Outer"/>'
         '<property name="layer" value="unit"/></properties><testcase classname="c" name="a"/>'
         '<testsuite name="i"><properties><property name="owner" value="Inner"/></properties>'
         '<testcase classname="c" name="b"/></testsuite>'
         '<testcase classname="c" name="d"/></testsuite>'
         '<testsuite name="o"><testcase classname="c" name="e"/></testsuite></testsuites>')
    tap.ok(p.labels() == {"a": "Outer|unit|", "b": "Inner|unit|", "d": "Outer|unit|", "e": "||"},
           "what a suite says holds in it, until one within says otherwise", p.labels())
    answer = p.up(xml(case("w", properties='<property name="layer" value="big"/>')))
    warned = [w for w in answer["report"]["warnings"] if w["code"] == "unknown_label"]
    tap.ok(len(warned) == 1 and warned[0]["line"] == 1 and p.labels()["w"] == "||",
           "a layer that there is not is left out with a warning", answer["report"]["warnings"])


def a_bundle(service):
    p = Project(service, "bundle")
    report = (b'<testsuite name="s"><testcase classname="org.shop.PayTest" name="pays"/>'
              b'</testsuite>')
    packed = service.folder / "reports.tgz"
    with tarfile.open(packed, "w:gz") as archive:
        for name, text in ((".github/CODEOWNERS", b"* @all\n/pay/ @pay\n"),
                           ("pay/build/test-results/test/TEST-org.shop.PayTest.xml", report)):
            entry = tarfile.TarInfo(name)
            entry.size = len(text)
            archive.addfile(entry, io.BytesIO(text))
    service.ingest(p.name, "--commit", "abcdef1", str(packed))
    tap.ok(p.labels() == {"pays": "@pay||"}, "a bundle brings CODEOWNERS along", p.labels())


def places_of_java(service):
    folder = service.folder / "mono" / "services" / "pay" / "target" / "surefire-reports"
    folder.mkdir(parents=True)
    (folder / "TEST-org.shop.PayTest.xml").write_text(
        '<testsuite name="org.shop.PayTest"><testcase classname="org.shop.PayTest" name="pays"/>'
        '</testsuite>')
    owners = service.folder / "JAVAOWNERS"
    owners.write_text("* @all\n/services/pay/ @pay\n/services/cart/ @cart\n*.js @web\n")
    done = subprocess.run(
        [PROGRAM, "inspect", "--json", "--codeowners", str(owners),
         "services/pay/target/surefire-reports"], cwd=service.folder / "mono", check=True,
        stdout=subprocess.PIPE, text=True)
    test = json.loads(done.stdout)["files"][0]["tests"][0]
    tap.ok(test.get("owner") == "@pay", "a Java class is owned by the owner of its module", test)
    done = subprocess.run([PROGRAM, "inspect", "--json", "--codeowners", str(owners), "."],
                          cwd=folder, check=True, stdout=subprocess.PIPE, text=True)
    test = json.loads(done.stdout)["files"][0]["tests"][0]
    tap.ok("owner" not in test, "and by nobody where the module is not known", test)


def lists_in_turn(service):
    """An upload is begun for the list of tests that the last one of its job had. This one's is
    another."""
    p = Project(service, "turns")
    bodies = [xml(case("both", "a/x.js"), case(name, "b/y.js")).encode()
              for name in ("one", "two")]

    def send(number, commit):
        return service.request("POST", f"/api/v1/projects/turns/reports?commit={commit}",
                               bodies[number])
    for commit in range(6):  # each list is remembered by the second time
        send(commit % 2, f"{commit:07x}")
    p.rules([{"pattern": "/a/", "owner": "@both"}, {"pattern": "/b/", "owner": "@each"}])
    seen = [dict(p.labels())]
    answers = []
    for number in (0, 1):
        answers.append(send(number, f"abcdef{number}"))
        seen.append(dict(p.labels()))
    tap.ok(seen == [{"both": "||", "one": "||", "two": "||"},
                    {"both": "@both||", "one": "@each||", "two": "||"},
                    {"both": "@both||", "one": "@each||", "two": "@each||"}],
           "lists that come in turn are told apart", seen)
    again = [send(number, f"abcdef{number}") for number in (0, 1)]
    tap.ok([answer[0] for answer in answers + again] == [201, 201, 200, 200]
           and [answer[2] for answer in again] == [answer[2] for answer in answers],
           "and each is known again", [answers, again])


with Service() as started:
    started.serve()
    lists_in_turn(started)
    owners_of_uploads(started)
    known_lists(started)
    rules_of_projects(started)
    suites_and_places(started)
    a_bundle(started)
    places_of_java(started)
tap.done()
