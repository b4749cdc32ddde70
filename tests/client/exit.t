#!/usr/bin/python3
"""What escapement-ci ends with, rule by rule, in each shell: with a real service, and with servers
that are dead, hang, are busy or answer rubbish. Never green where something was not understood."""
import os
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from step import *  # noqa: E402,F403
from rules import Rules  # noqa: E402

SLOW = ("waits", "no answer from the warehouse")  # is in quarantine
BUG = ("sums", "a cent is missing")
PASS = {"Escapement_Verdict": "pass", "Escapement_Report": 7, "Escapement_Failing": 0,
        "Escapement_Excused": 1, "Escapement_Flaky": 0}
rules = Rules()


@rules.rule("command and verdict are good: 0")
def _(case):
    job = case.job()
    job.suite(report("a", "b"))
    done = job.run()
    case.ok(done.code == 0 and "pass" in done.out, done)
    case.ok(not job.litter(), job.litter())


@rules.rule("failed, and each failure is excused: 0, with a line that names each")
def _(case):
    job = case.job()
    job.suite(report("a", SLOW), 3)
    done = job.run()
    case.ok(done.code == 0, done)
    case.ok([l for l in done.out.splitlines() if "waits" in l and "excused" in l], done)
    case.ok("all that failed is excused: 1" in done.err, done)


@rules.rule("one failure is refused: the command's own code")
def _(case):
    job = case.job()
    job.suite(report("a", BUG, SLOW), 3)
    done = job.run()
    case.ok(done.code == 3 and "sums" in done.out, done)


@rules.rule("the command hides a failure behind 0: 1")
def _(case):
    job = case.job()
    job.suite(report("a", BUG), 0)
    done = job.run()
    case.ok(done.code == 1 and "this is no pass" in done.err, done)


@rules.rule("the suite crashes half way: never green, whatever is excused")
def _(case):
    for text, code in ((report("a", SLOW, end="<testca"), 1), (report("a", SLOW), 134),
                       (report("a", SLOW), 137), (report("a", SLOW), 124)):
        job = case.job()
        job.suite(text, code)
        case.ok(job.run().code == code, (text, code))
    job = case.job()
    job.suite(report("a"), 5)  # nothing that failed explains it
    case.ok(job.run().code == 5, "a code that nothing explains")


@rules.rule("a command killed by a signal: its own code")
def _(case):
    job = case.job()
    job.suite(report("a", SLOW), 0)
    (job.folder / "suite").write_text("cat fresh >junit.xml; kill -9 $$")
    case.ok(job.run().code == 137, "SIGKILL")


@rules.rule("a command that is not there: its own code, 127")
def _(case):
    job = case.job()
    case.ok(job.run(command=["./nothing"]).code == 127, "127")


@rules.rule("the suite does not compile: its own code")
def _(case):
    job = case.job()
    job.suite(None, 2)
    done = job.run()
    case.ok(done.code == 2 and "there is no report" in done.err, done)


@rules.rule("no report: the command's own code, or 1 when that is 0, and one line")
def _(case):
    job = case.job()
    job.suite(None, 0)
    done = job.run()
    case.ok(done.code == 1 and "not green: there is no report" in done.err
            and len(done.err.splitlines()) == 1, done)
    case.ok(job.run(ESCAPEMENT_URL=dead_port()).code == 1, "whoever could answer")
    case.ok(job.run("--dry-run").code == 0, "but not when it is only tried")
    job.suite(None, 9)
    case.ok(job.run().code == 9, "failed")


@rules.rule("yesterday's report does not count, however it comes")
def _(case):
    excused = report("a", SLOW)
    yesterday, now = time.time() - 86400, time.time()
    for name, when, suite in (
            ("written yesterday", yesterday, ":"), ("written just now", None, ":"),
            ("dated ahead", now + 3600, ":"),
            ("copied with its time", yesterday, "mkdir -p reports; cp -p junit.xml reports/junit.xml"),
            ("linked", yesterday, "ln -s ../junit.xml reports.xml"),
            ("moved", yesterday, "mv junit.xml junit-2.xml")):
        job = case.job()
        (job.folder / "junit.xml").write_text(excused)
        if when:
            os.utime(job.folder / "junit.xml", (when, when))
        (job.folder / "suite").write_text(f"{suite}\nexit 4\n")
        for options in ((), ("--reports", "*.xml", "--reports", "reports")):
            done = job.run(*options)
            case.ok(done.code == 4 and "there is no report that was written" in done.err, f"{name} {done}")


@rules.rule("a report that can't be read is not left out: empty, UTF-16, with a line break in its name")
def _(case):
    for name, write in (("junit-2.xml", lambda path: path.write_text("")),
                        ("junit-2.xml", lambda path: path.write_text(report(BUG), encoding="utf-16")),
                        ("junit\n2.xml", lambda path: path.write_text(report(BUG)))):
        job = case.job()
        write(job.folder / "other")
        job.suite(report("a", SLOW), 4, first=f"cat other >'{name}'")
        for options in ((), ("--reports", "junit*.xml")):
            done = job.run(*options)
            case.ok(done.code == 4, f"{name!r} {options} {done}")


@rules.rule("the only report can't be read: the command's own code, or 1 when that is 0, and one line")
def _(case):
    for text in ("", "<testsuite", "<html/>", "no XML"):
        for code, want in ((0, 1), (4, 4)):
            job = case.job()
            job.suite(text, code)
            done = job.run()
            case.ok(done.code == want, f"{text} {done}")
            if text != "<testsuite":  # which breaks off, and so is judged
                case.ok("not green: " in done.err and len(done.err.splitlines()) == 1, done)


@rules.rule("a report over the service's limits can't be read either: it is not green")
def _(case):
    for text in (report(*(f"t{i}" for i in range(501))), report("a" * 200000)):
        for code, want in ((0, 1), (4, 4)):
            job = case.job()
            job.suite(text, code)
            done = job.run()
            case.ok(done.code == want and "413" in done.err and "not green: " in done.err
                    and len(done.err.splitlines()) == 1, done)


@rules.rule("what is said of the report does not fit, or somebody else finds it too large: the command's own code")
def _(case):
    for options in (("--layer", "lunch"), ("--complete", "perhaps"), ("--gate", "g" * 300)):
        for code in (0, 3):
            job = case.job()
            job.suite(report("a", "b" * (code + 1)), code)
            done = job.run(*options)
            case.ok(done.code == code and "422" in done.err and "not green" not in done.err
                    and len(done.err.splitlines()) == 1, done)
    for status in ("413 Content Too Large", "422 Unprocessable Content"):
        with Broken(answer(status)) as server:
            job = case.job(ESCAPEMENT_URL=server.url)
            for code in (0, 3):
                job.suite(report("a" * (code + 1)), code)
                done = job.run()
                case.ok(done.code == code and "not green" not in done.err, done)


@rules.rule("--complete: tests that are gone are meant to be")
def _(case):
    job = case.job()
    few, many = ("a", "b"), "abcdefgh"
    for number, (names, options, want) in enumerate((
            (many, (), 0), (many, (), 0), (many, (), 0), (few, (), 1), (few, ("--complete", "no"), 1),
            (few, ("--complete", "yes"), 0), (few, (), 0))):
        job.suite(report(*names, end=f"</testsuite><!-- {number} -->"))
        done = job.run(*options, ESCAPEMENT_BUILD=f"{job.name}-{number}")
        case.ok(done.code == want and (want == 0 or "--complete yes" in done.text), done)
    job.suite(report("a"))
    case.ok(job.run(ESCAPEMENT_COMPLETE="yes", ESCAPEMENT_BUILD=job.name).code == 0, "in the environment")


@rules.rule("a report that is written anew counts, also within the same second")
def _(case):
    job = case.job()
    job.suite(report("a", SLOW), 4)
    case.ok(job.run().code == 0, "the first")
    job.suite(report("a", SLOW), 4)
    case.ok(job.run("--reports", "junit.xml").code in (0, 4), "the same again")
    job.suite(report("a", "b", SLOW), 4)
    case.ok(job.run("--reports", "*.xml").code == 0, "another")


@rules.rule("a dead port: the command's own code and one line; with --strict-upload a failure")
def _(case):
    job = case.job(ESCAPEMENT_URL=dead_port())
    for code, options, want in ((0, (), 0), (3, (), 3), (0, ("--strict-upload",), 1),
                                (3, ("--strict-upload",), 3)):
        job.suite(report("a", "b" * (code + 1)), code)
        done = job.run("--timeout", "1", *options)
        case.ok(done.code == want and len(done.err.splitlines()) == 1, done)


@rules.rule("a server that hangs: the command's own code, in time")
def _(case):
    with Broken(None) as server:
        job = case.job(ESCAPEMENT_URL=server.url)
        job.suite(report("a", SLOW), 3)
        began = time.monotonic()
        done = job.run("--timeout", "1")
        case.ok(done.code == 3 and len(done.err.splitlines()) == 1, done)
        case.ok(time.monotonic() - began < 5, "in time")


@rules.rule("rubbish for an answer: the command's own code and one line")
def _(case):
    for why, bytes_ in (
            ("no HTTP", b"hello\r\n\r\n"), ("nothing", b""),
            ("a page", answer(body="<html>pass</html>")),
            ("no report", answer(**{**PASS, "Escapement_Report": "none"})),
            ("no verdict", answer(Escapement_Report=7)),
            ("an odd verdict", answer(**{**PASS, "Escapement_Verdict": "passed"})),
            ("failing ones all the same", answer(**{**PASS, "Escapement_Failing": 2})),
            ("none is excused", answer(**{**PASS, "Escapement_Excused": 0})),
            ("an odd number", answer(**{**PASS, "Escapement_Failing": "0x0"})),
            ("it breaks off", answer(length=500, **PASS)),
            ("an answer on the way", answer("202 Accepted", **PASS)),
            ("a redirect", answer("302 Found", Location="/", **PASS)),
            ("not found", answer("404 Not Found", **PASS)),
            ("broken", answer("500 Internal Server Error", **PASS))):
        with Broken(bytes_) as server:
            job = case.job(ESCAPEMENT_URL=server.url)
            job.suite(report("a", SLOW), 3)
            done = job.run("--timeout", "1")
            case.ok(done.code == 3 and len(done.err.splitlines()) <= 1, f"{why} {done}")


@rules.rule("503 and then 200: it comes again, and believes the second")
def _(case):
    for busy in ("503 Service Unavailable", "429 Too Many Requests"):
        with Broken(answer(busy), answer(**PASS)) as server:
            job = case.job(ESCAPEMENT_URL=server.url)
            job.suite(report("a", SLOW), 3)
            done = job.run()
            case.ok(done.code == 0 and len(server.asked) == 2, done)
    with Broken(answer("503 Service Unavailable", Retry_After=100)) as server:
        job = case.job(ESCAPEMENT_URL=server.url)
        job.suite(report("a", SLOW), 3)
        case.ok(job.run("--timeout", "5").code == 3 and len(server.asked) == 1, "no time for that")


@rules.rule("a bad token: the command's own code and one line that says so")
def _(case):
    job = case.job(ESCAPEMENT_TOKEN="esc_wrong")
    job.suite(report("a", SLOW), 3)
    done = job.run()
    case.ok(done.code == 3 and "401" in done.err and len(done.err.splitlines()) == 1, done)
    job = case.job(ESCAPEMENT_TOKEN='a"\nurl = "http://elsewhere')
    job.suite(report("a", SLOW), 3)
    done = job.run()
    case.ok(done.code == 3 and "elsewhere" not in done.text, done)


@rules.rule("a signal ends both: 128 and its number, and nothing is left behind")
def _(case):
    for number in (signal.SIGINT, signal.SIGTERM):
        job = case.job()
        (job.folder / "suite").write_text("echo $$ >pid; sleep 100 & echo $! >pid2; wait")
        process = case.shell.start(job.folder, "run", "--", "sh", "suite", env=job.env)
        wait_for(lambda: (job.folder / "pid2").exists() and (job.folder / "pid2").read_text())
        done = send(process, number)
        case.ok(done.code == 128 + number, done)
        for name in ("pid", "pid2"):
            case.ok(not alive(int((job.folder / name).read_text())), f"{name} lives")
        case.ok(not job.litter(), job.litter())


@rules.rule("a signal while it uploads ends it too")
def _(case):
    with Broken(None) as server:
        job = case.job(ESCAPEMENT_URL=server.url)
        job.suite(report("a"))
        process = case.shell.start(job.folder, "run", "--", "sh", "suite", env=job.env)
        wait_for(lambda: server.asked)
        done = send(process, signal.SIGTERM)
        case.ok(done.code == 143 and not job.litter(), done)


@rules.rule("--fail-on-flaky: a test that failed and then passed is a failure")
def _(case):
    flaky = ('<testsuite name="s"><testcase classname="c" name="n"><flakyFailure message="late"/>'
             '</testcase><testcase classname="c" name="m"/></testsuite>')
    for options, want in ((), 0), (("--fail-on-flaky",), 1):
        job = case.job()
        job.suite(flaky)
        done = job.run(*options)
        case.ok(done.code == want, done)
    with Broken(answer(**{**PASS, "Escapement_Flaky": ""})) as server:
        job = case.job(ESCAPEMENT_URL=server.url)
        job.suite(report("a"))
        case.ok(job.run("--fail-on-flaky").code == 1, "how many there are is not known")


@rules.rule("--dry-run: nothing is sent, the command's own code")
def _(case):
    with Broken(answer(**PASS)) as server:
        job = case.job(ESCAPEMENT_URL=server.url)
        for code in (0, 3):
            job.suite(report("a" * (code + 1), SLOW), code)
            done = job.run("--dry-run", "--strict-upload")
            case.ok(done.code == code and "junit.xml" in done.err, done)
        case.ok(not server.asked, server.asked)


@rules.rule("upload: by the verdict; without one, nobody goes on who does not know how the tests ended")
def _(case):
    job = case.job()
    for text, options, want in (
            (report("a", "b"), (), 0), (report("a", "b", "c"), ("--exit-code", "0"), 0),
            (report("a", "b", BUG), (), 1), (report("a", "b", BUG, "d"), ("--exit-code", "6"), 6),
            (report("a", "b", SLOW), ("--exit-code", "6"), 0),
            (report("a", "b", "d"), ("--exit-code", "6"), 6)):
        (job.folder / "some report.xml").write_text(text)
        done = job.step("upload", *options, "--job", f"{job.name}-{len(case.seen)}", "some*.xml")
        case.ok(done.code == want, f"{want} {options} {done}")
    for options, want in ((), 1), (("--exit-code", "0"), 0), (("--exit-code", "6"), 6):
        done = job.step("upload", "--timeout", "1", *options, "some*.xml", ESCAPEMENT_URL=dead_port())
        case.ok(done.code == want, f"{want} {options} {done}")
    case.ok(job.step("upload", "nothing.xml").code == 1, "nothing there")


@rules.rule("called wrongly: 64, and no test is run")
def _(case):
    job = case.job()
    job.suite(report("a"), first="touch ran")
    for wrong in ("--nonsense=1", "--rerun=no place for them", "--timeout=soon", "--attempt=x"):
        case.ok(job.run(wrong).code == 64, wrong)
    case.ok(job.step("run").code == 64 and job.step().code == 64, "nothing to do")
    case.ok(job.run(ESCAPEMENT_URL="").code == 64, "no address")
    case.ok(job.run(ESCAPEMENT_PROJECT="").code == 64, "no project")
    case.ok(not (job.folder / "ran").exists(), "it ran")


rules.run()
