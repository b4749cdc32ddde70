#!/usr/bin/python3
"""What report files in the wild do to their readers, hazard by hazard: nothing that a careful
human reader could still read is lost, what was mended is told with its place, and what was lost
makes no build green."""
import json
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from service import PROGRAM, Service, Tap  # noqa: E402

LETTERS = {"passed": "p", "failed": "f", "error": "e", "skipped": "s"}
HEAD = b'<?xml version="1.0" encoding="UTF-8"?>\n'


def final_letter(test):
    """p, f, e, s; k for a test that failed and then passed."""
    letters = {LETTERS[attempt["outcome"]] for attempt in test["attempts"]}
    return "k" if test["outcome"] == "passed" and letters & {"f", "e"} else LETTERS[test["outcome"]]


class Reading:
    """What inspect says of some bytes: outcomes as letters, names, warnings as CODE@LINE:COLUMN."""

    def __init__(self, folder, content, name="r.xml"):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        done = subprocess.run([PROGRAM, "inspect", "--json", path], capture_output=True, check=False)
        self.code = done.returncode
        self.words = done.stderr.decode()
        document = json.loads(done.stdout or '{"files":[]}')
        self.files = document["files"]
        self.tests = [test for file in self.files for test in file["tests"]]
        self.warnings = [f"{w['code']}@{w['line'] or 0}:{w['column'] or 0}"
                         for file in self.files for w in file["warnings"]]
        self.damaged = any(file["damaged"] for file in self.files)
        self.letters = "".join(map(final_letter, self.tests))
        self.names = [test["name"] for test in self.tests]

    def attempts(self, index):
        return "".join(LETTERS[a["outcome"]] for a in self.tests[index]["attempts"])

    def facts(self):
        return (f"{self.letters} {self.names} {self.warnings} damaged={self.damaged} "
                f"code={self.code} {self.words}")


class Hazards:
    def __init__(self, tap, folder):
        self.tap, self.folder = tap, folder

    def read(self, content, name="r.xml"):
        return Reading(self.folder, content, name)

    def check(self, number, what, content, letters, warnings=(), damaged=False, also=None):
        """Reads @content and holds it against all that is told of it."""
        reading = content if isinstance(content, Reading) else self.read(content)
        good = (reading.code == 0 and reading.letters == letters and
                reading.warnings == list(warnings) and reading.damaged == damaged and
                (also is None or also(reading)))
        self.tap.ok(good, f"hazard {number}: {what}", reading.facts())

    def refused(self, number, what, content, word, name="r.xml"):
        reading = self.read(content, name)
        good = reading.code == 65 and not reading.files and f"{name}:" in reading.words
        self.tap.ok(good and word in reading.words, f"hazard {number}: {what}", reading.facts())


def suite(inner, attributes='name="s"'):
    inner = inner if isinstance(inner, bytes) else inner.encode()
    return HEAD + b"<testsuite " + attributes.encode() + b">\n" + inner + b"\n</testsuite>\n"


def case(name, inner="", attributes=""):
    return f'<testcase classname="c" name="{name}"{attributes}>{inner}</testcase>\n'


def retries(h):
    surefire = 'name="s" xsi:noNamespaceSchemaLocation="https://x/surefire-test-report.xsd" ' \
               'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    flaky = case("a", '<flakyFailure message="m"/>')
    h.check(1, "a header that counts attempts is a hint",
            suite(flaky, surefire + ' tests="3" failures="2"'), "k", ["header_counts@0:0"])
    for producer, inner, letters, code in (
            ("that nobody knows", "", "p", "root_errors@0:0"),
            ("that nobody knows", "<failure/>", "f", "header_counts@0:0"),
            ("that is known", '<failure message="Expected"/>', "f", "root_errors@0:0")):
        known = producer == "that is known"
        plain = suite(case("a", inner), 'tests="2" failures="2"')
        deno = b'<testsuites name="deno test">%s</testsuites>' % plain[len(HEAD):]
        h.check(1, f"a header that counts failures which a producer {producer} does not show"
                   f"{', beside one that it shows' if inner else ''}",
                HEAD + deno if known else plain, letters, [code])
    h.check(2, "a failure beside flaky children is a failure",
            suite(case("a", '<failure message="m"/><flakyFailure message="m"/>'), surefire), "f",
            also=lambda r: r.attempts(0) == "ff")
    for what, inner in (("before", '<rerunFailure message="2"/><failure message="1"/>'),
                        ("after", '<failure message="1"/><rerunFailure message="2"/>')):
        h.check(2, f"reruns {what} the failure are the attempts behind it",
                suite(case("a", inner), surefire), "f",
                also=lambda r: [a["message"] for a in r.tests[0]["attempts"]] == ["1", "2"])
    gotestsum = '<properties><property name="go.version" value="go1.19"/></properties>'
    stamp = 'name="p" timestamp="2026-11-21T02:30:00Z"'
    rows = (case("A", '<failure message="1"/>') + case("B", '<failure message="1"/>') +
            case("A", '<failure message="2"/>') + case("C", "<skipped/>") + case("B") + case("D"))
    h.check(3, "attempts far apart in the file are found",
            HEAD + b"<testsuites>" + suite(gotestsum + rows, stamp)[len(HEAD):] + b"</testsuites>",
            "fskp", also=lambda r: r.names == ["A", "C", "B", "D"] and r.attempts(0) == "ff"
            and r.attempts(2) == "fp")
    h.check(4, "rows of one name are no flake where the dialect does not say so",
            suite(case("a") + case("a") + case("a", '<failure message="m"/>'), 'name="x"'), "ppf",
            also=lambda r: [t["occurrence"] for t in r.tests] == [1, 2, 3])
    call = case("a", '<failure message="assert 1 == 2">call</failure>')
    teardown = case("a", '<error message="failed on teardown with &quot;x&quot;">end</error>')
    h.check(5, "a failed call and its failed teardown are one attempt of one test",
            suite(call + teardown, 'name="pytest"'), "e",
            also=lambda r: r.attempts(0) == "e" and "call" in r.tests[0]["attempts"][0]["details"])


def skips(h):
    both = case("a", "<skipped/><failure message='m'/><error message='n'/>")
    h.check(6, "skipped, failure and error in one case are a failure", suite(both), "e")
    todo = '<testcase classname="test" name="a"><skipped type="todo"/><failure message="m"/></testcase>'
    h.check(6, "a todo of node:test that fails is not a failure",
            HEAD + f"<testsuites>{todo}</testsuites>".encode(), "s")
    for what in ('status="notrun"', 'status="disabled"', 'result="suppressed"'):
        h.check(7, f"{what} is not run", suite(case("a", "", " " + what)), "s")
    h.check(7, "disabled and failing at once is a failure",
            suite(case("a", '<failure message="m"/>', ' status="disabled"')), "f")


def bytes_and_encodings(h):
    nul = case("a").encode() + b'<testcase name="b\x00\x08"/>\n' + \
        case("c", "<failure>x\x1b[31m &#27; &#x0; y</failure>").encode() + case("d").encode()
    h.check(8, "control characters, NUL and their references lose no case", suite(nul), "ppfp",
            ["replaced_bytes@4:18"], also=lambda r: r.names[1] == "b\ufffd\ufffd")
    h.check(9, "invalid UTF-8 loses no case",
            suite(b'<testcase name="\xff\xc3"/><testcase name="b"/>'), "pp",
            ["replaced_bytes@3:17"])
    text = suite(case("caf\u00e9") + case("b", "<failure>\u20ac</failure>")).decode()
    for name, content in (
            ("UTF-16LE with a mark", b"\xff\xfe" + text.encode("utf-16-le")),
            ("UTF-16BE with a mark", b"\xfe\xff" + text.encode("utf-16-be")),
            ("UTF-16LE without a mark", text.encode("utf-16-le")),
            ("UTF-8 with a mark", b"\xef\xbb\xbf" + text.encode()),
            ("a mark without a declaration", b"\xef\xbb\xbf" + text.encode()[len(HEAD):]),
            ("UTF-8 that claims to be UTF-16", text.encode().replace(b"UTF-8", b"UTF-16")),
            ("windows-1252", text.encode("cp1252").replace(b"UTF-8", b"windows-1252"))):
        h.check(9, name, content, "pf", also=lambda r: r.names[0] == "caf\u00e9" and
                r.tests[1]["attempts"][0]["details"] == "\u20ac")
    h.check(9, "an encoding that does not exist is read as UTF-8, and told",
            text.encode().replace(b"UTF-8", b"klingon-1"), "pf", ["unknown_encoding@1:0"],
            also=lambda r: r.names[0] == "caf\u00e9")
    h.check(9, "Latin-1", text.replace("\u20ac", "\u00df").encode("latin-1")
            .replace(b"UTF-8", b"ISO-8859-1"), "pf", also=lambda r: r.names[0] == "caf\u00e9")


def damage(h):
    whole = suite(case("a") + case("b", "<failure message='m'><![CDATA[text]]></failure>"))
    place = whole.index(b"text") + 2
    h.check(10, "broken off inside CDATA: the case so far is kept", whole[:place], "pf",
            ["truncated@4:66"], True)
    h.check(10, "broken off inside a tag: the cases before it are kept",
            whole[:whole.index(b'name="b"')], "p", ["truncated@4:25"], True)
    h.refused(10, "no bytes at all", b"", "empty")
    h.refused(10, "blanks alone", b" \n\n", "empty")
    h.refused(10, "plain text under an .xml name", b"no tests were found\n", "plain text")
    h.refused(10, "HTML under an .xml name", b"<!doctype html><html></html>", "HTML")
    h.check(11, "a blank line before the declaration", b"\n\n" + suite(case("a")), "p")
    h.check(11, "a comment before the declaration", b"<!-- made by x -->" + suite(case("a")), "p")
    h.check(11, "two roots one after the other", suite(case("a")) + suite(case("b")), "pp",
            ["second_root@7:0"])
    h.check(11, "output of a program before and after the report",
            b"running...\n" + suite(case("a")) + b"done & <b> 1 < 2\n", "p",
            ["trailing_output@7:0", "leading_output@1:0", "escaped_markup@7:6"])
    h.check(11, "another root that breaks off is damage",
            suite(case("a")) + suite(case("b"))[:-20] , "pp",
            ["second_root@7:0", "truncated@8:40"], True)


def attacks(h):
    body = suite(case("a"))[len(HEAD):]
    for what, kind in (
            ("an entity of a file", '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'),
            ("a parameter entity over the network", '<!DOCTYPE x [<!ENTITY % e SYSTEM '
             '"http://127.0.0.1:1/x.dtd">%e;]>'),
            ("a billion laughs", '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'),
            ("any DOCTYPE", "<!DOCTYPE testsuite>"), ("in small letters", "<!doctype testsuite>")):
        h.refused(12, f"{what} is refused", HEAD + kind.encode() + body, "DOCTYPE")
    text = (HEAD.replace(b"UTF-8", b"UTF-16") + b"<!DOCTYPE testsuite>" + body).decode()
    h.refused(12, "a DOCTYPE in UTF-16 is refused", b"\xff\xfe" + text.encode("utf-16-le"),
              "DOCTYPE")
    h.refused(12, "a DOCTYPE behind a comment is refused",
              HEAD + b"<!-- - -->\n<!DOCTYPE testsuite>" + body, "DOCTYPE")
    h.refused(12, "a DOCTYPE before a second root is refused",
              HEAD + body + b"<!DOCTYPE testsuite>" + body, "DOCTYPE")
    h.check(12, "an entity that nobody declared is text",
            suite(case("a", "<failure>&xxe; &nbsp;</failure>")), "f", ["escaped_markup@3:43"],
            also=lambda r: r.tests[0]["attempts"][0]["details"] == "&xxe; &nbsp;")
    huge = "a line of a log\n" * (11 << 16)
    h.check(13, "a text of 11 MB", suite(case("a", f"<failure>{huge}</failure>") + case("b")), "fp",
            also=lambda r: "bytes cut" in r.tests[0]["attempts"][0]["details"])
    for depth, letters in ((300, "p"), (900, "p")):
        deep = "<testsuite>" * depth + case("a") + "</testsuite>" * depth
        h.check(14, f"{depth} suites inside each other", suite(deep), letters)
    deep = "<testsuite>" * 2000 + case("a") + "</testsuite>" * 2000
    h.refused(14, "2,000 suites inside each other are too many, which is told", suite(deep),
              "max_depth")


def numbers(h):
    for text, seconds in (("1,234.56", 1234.56), ("0,014", 0.014), ("0.", 0), ("7.5e-05", 7.5e-05),
                          ("-1", None), ("", None), ("whatever", None), ("o99,999.881", None),
                          ("999638317", 0.999638317), ("0.1234567890123456", 0.1234567890123456)):
        h.check(15, f'time="{text}"', suite(case("a", "", f' time="{text}"')), "p",
                also=lambda r, s=seconds: r.tests[0]["seconds"] == s or
                (s is not None and r.tests[0]["seconds"] is not None and
                 abs(r.tests[0]["seconds"] - s) <= abs(s) * 1e-6))


def names(h):
    h.check(17, "no name, no class name, empty names",
            suite('<testcase/><testcase name=""/><testcase name="a"/>'), "ppp",
            also=lambda r: [t["occurrence"] for t in r.tests] == [1, 2, 1])
    h.check(17, "cases right under the root", HEAD + b"<testsuites>" + case("a").encode() +
            b"</testsuites>", "p")
    h.check(17, "a case as the root", HEAD + case("a", "<failure message='m'/>").encode(), "f")
    h.check(17, "cases inside each other", suite(case("a", case("b"))), "pp")
    h.check(18, "errors that only a header counts are told",
            HEAD + b'<testsuites errors="1">' + suite(case("a"))[len(HEAD):] + b"</testsuites>", "p",
            ["root_errors@0:0"])
    many = "".join(case(f"t{i}") for i in range(710))
    h.check(19, "a header that counts 5 of 710", suite(many, 'name="s" tests="5"'), "p" * 710)
    h.check(20, "a raw < in a value", suite('<testcase name="a<b>c"/>' + case("d")), "pp",
            ["escaped_markup@3:18"], also=lambda r: r.names[0] == "a<b>c")
    h.check(20, "unescaped HTML in a text loses no case",
            suite(case("a", "<failure>got <b>bold<br>\n& 1 < 2\n</failure>") + case("d")), "fp",
            ["malformed@5:11", "escaped_markup@4:1"], True)
    long = "n" * 6000
    h.check(21, "names of 6,000 characters that differ at their end",
            suite(case(long + "1") + case(long + "2")), "pp",
            also=lambda r: r.names == [long + "1", long + "2"])
    h.check(21, "names that are folded by their line feeds", suite(case("a\nb") + case("a b")), "pp",
            also=lambda r: r.names == ["a b", "a b"] and
            [t["occurrence"] for t in r.tests] == [1, 2])
    outer = "".join(f'<testsuite name="{name}"><testsuite name="in">{case("a")}</testsuite>'
                    "</testsuite>" for name in ("x", "y"))
    h.check(21, "only the outer suite differs", suite(outer), "pp",
            also=lambda r: [t["occurrence"] for t in r.tests] == [1, 1])


def texts(h):
    split = "<failure><![CDATA[a]]]]><![CDATA[>b]]>&lt;c&gt;<![CDATA[<d>]]></failure>"
    h.check(22, "]]> over two CDATA sections, and text between sections", suite(case("a", split)),
            "f", also=lambda r: r.tests[0]["attempts"][0]["details"] == "a]]>b<c><d>")
    h.check(23, "a failure that says nothing", suite(case("a", "<failure/>")), "f")
    two = case("a", "<failure message='1'>x</failure><failure message='2'>y</failure>")
    h.check(23, "several failures of one attempt", suite(two), "f",
            also=lambda r: r.attempts(0) == "f" and
            {"x", "y"} <= set(r.tests[0]["attempts"][0]["details"].split()))
    h.check(23, "several failures of vitest are attempts",
            HEAD + b'<testsuites name="vitest tests">' + suite(two)[len(HEAD):] + b"</testsuites>",
            "f", also=lambda r: r.attempts(0) == "ff")
    properties = ('<properties><property name="p" value="1"/><property name="p">2</property>'
                  '<property/></properties>')
    h.check(24, "properties by attribute, by text, twice, and of suites and cases",
            suite(properties + case("a", properties + "<system-out>[[ATTACHMENT|x.png]]</system-out>")
                  + case("b")), "pp")
    h.check(25, "an empty root is a report without tests", HEAD + b"<testsuites/>", "")


def times(tap, folder, service):
    """When a run began, by the time stamp of its suite."""
    stamps = (
        ("2026-11-20T23:30:00-03:00", "2026-11-21T02:30:00Z"), ("2026-11-21T02:30:00Z",) * 2,
        ("2026-11-21T02:30:00", "2026-11-21T02:30:00Z"), ("2026-11-21", "2026-11-21T00:00:00Z"),
        ("Sat, 21 Nov 2026 01:23:06 GMT", "2026-11-21T01:23:06Z"),
        ("21 Nov 2026 01:23:06 GMT", "2026-11-21T01:23:06Z"),
        ("2016-11-14T22:18:10GMT-08:00", "2016-11-15T06:18:10Z"),
        ("2016-11-14T22:18:10GMTZ", "2016-11-14T22:18:10Z"),
        ("2026-11-21T02:30:00.624379013Z", "2026-11-21T02:30:00.624379Z"),
        ("0001-01-01T00:00:00Z", ""), ("1970-01-01T00:00:00", ""), ("whenever", ""))
    for number, (stamp, _) in enumerate(stamps):
        path = folder / "time.xml"
        path.write_bytes(suite(case("a"), f'name="s" timestamp="{stamp}"'))
        service.ingest("clock", "--commit", f"{number + 1:040x}", str(path))
    url = service.run("dev", "--url").stdout.strip()
    query = """select coalesce(to_char(started_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
        '') from escapement.report order by report_id"""
    told = subprocess.run(["psql", "-XAtq", "-d", url, "-c", query], check=True, text=True,
                          stdout=subprocess.PIPE).stdout.split("\n")
    for (stamp, expected), got in zip(stamps, told):
        got = got.replace(".000000Z", "Z")
        tap.ok(got == expected, f"hazard 16: a time stamp of {stamp}", f"{got}, not {expected}")


def never_green(tap, folder, service):
    """What is lost makes no build green, whatever the exit code was."""
    whole = suite(case("a") + case("b") + case("c"))
    reports = (
        (10, "broken off inside a tag", whole[:-60], "damaged"),
        (10, "broken off within the root", whole[:-8], "damaged"),
        (11, "a second root that breaks off", whole + whole[:-60], "damaged"),
        (18, "a package that failed to build",
         HEAD + b'<testsuites errors="1">' + whole[len(HEAD):] + b"</testsuites>", "incomplete"),
        (20, "HTML that is not closed",
         suite(case("a", "<failure>x<b>y</failure>").replace("failure", "system-out")), "damaged"),
        (25, "an empty root", HEAD + b"<testsuites/>", "no_tests"),
    )
    for number, (hazard, what, content, reason) in enumerate(reports):
        path = folder / f"green-{number}.xml"
        path.write_bytes(content)
        answer = service.ingest("shop", "--commit", f"{number + 1:040x}", "--exit-code", "0",
                                "--job", f"job-{number}", str(path))
        told = json.dumps(answer.get("refusals", answer))
        tap.ok(answer["verdict"] == "fail" and f'"{reason}"' in told,
               f"hazard {hazard}: {what} is never green ({reason})", json.dumps(answer))


def main():
    tap = Tap()
    with tempfile.TemporaryDirectory(prefix="escapement-hazards.") as name:
        folder = pathlib.Path(name)
        hazards = Hazards(tap, folder)
        for part in (retries, skips, bytes_and_encodings, damage, attacks, numbers, names, texts):
            part(hazards)
        with Service() as service:
            times(tap, folder, service)
            never_green(tap, folder, service)
    tap.done()


if __name__ == "__main__":
    main()
