#!/usr/bin/python3
"""What people see of escapement-ci, what it runs again, what it sends, and what it keeps to itself."""
import pathlib
import sys
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from step import *  # noqa: E402,F403
from rules import Rules  # noqa: E402

SLOW = ("waits", "no answer from the warehouse")
BUG = ("sums", "a cent is missing")
rules = Rules()


def again(job, text, code, count="ran"):
    """Lets `sh again TESTS` note its arguments, write a report and end with a code."""
    (job.folder / "second").write_text(text)
    (job.folder / "again").write_text(
        f"for a; do echo \"$a\" >>{count}; done\ncat second >junit.xml\nexit {code}\n")
    return ("--format", "pytest", "--rerun", "sh again {tests}")


def ran(job):
    return (job.folder / "ran").read_text().split("\n")[:-1] if (job.folder / "ran").exists() else []


@rules.rule("rerun: the failing test passes by itself: 0, and only it was run")
def _(case):
    job = case.job()
    job.suite(report("a", "b", BUG, SLOW), 3)
    done = job.run(*again(job, report("sums"), 0))
    case.ok(done.code == 0, done)
    case.ok(len(ran(job)) == 1 and "sums" in ran(job)[0], ran(job))
    case.ok(job.run(*again(job, report("sums"), 0), "--fail-on-flaky").code == 3, "not when asked so")


@rules.rule("rerun: a class that is gone is not held against it, but where no second run passes")
def _(case):
    job = case.job()
    for number in range(3):
        job.suite(report(*"abcdefgh", "sums", end='<testcase classname="gone_test" name="gone"/></testsuite>'
                         f"<!-- {number} -->"))
        case.ok(job.run(ESCAPEMENT_BUILD=f"{job.name}-{number}").code == 0, "as usual")
    for outcome, code, want in ((BUG, 1, 3), ("sums", 0, 0)):
        job.suite(report(*"abcdefgh", BUG, end=f"</testsuite><!-- {want} -->"), 3)
        done = job.run(*again(job, report(outcome), code), ESCAPEMENT_BUILD=f"{job.name}-{want}-again")
        case.ok(done.code == want and "once more, by themselves: 1 tests" in done.err, done)


@rules.rule("rerun: it fails again: the command's own code, and said loudly")
def _(case):
    job = case.job()
    job.suite(report("a", "b", BUG), 3)
    done = job.run(*again(job, report(BUG), 1))
    case.ok(done.code == 3 and "FAILED AGAIN" in done.err and len(ran(job)) == 1, done)


@rules.rule("rerun: what ran again was another test, or none: no green")
def _(case):
    for text, code in ((report("a"), 0), (report(), 0), (report("sums"), 1), (report("sums"), 137),
                       (report("sums", end="<test"), 0)):
        job = case.job()
        job.suite(report("a", "b", BUG), 3)
        done = job.run(*again(job, text, code))
        case.ok(done.code == 3, f"{text} {code} {done}")


@rules.rule("rerun: not for a report that is not whole, nor for more than the limit")
def _(case):
    for text, code, options in ((report("a", BUG, end="<test"), 3, ()), (report("a", BUG), 137, ()),
                                (report("a", BUG, ("c", "x")), 3, ("--rerun-max", "1"))):
        job = case.job()
        job.suite(text, code)
        done = job.run(*again(job, report("sums"), 0), *options)
        case.ok(done.code == code and "no rerun" in done.err and not ran(job), done)


@rules.rule("rerun: not without a list, and nothing but quoted words reaches the shell")
def _(case):
    for line in (answer("500 Oh"), answer(body=""), answer(Escapement_Tests=1, body="a; touch ran"),
                 answer(Escapement_Tests=1, body="a $(touch ran)"), answer(Escapement_Tests=0, body="a"),
                 answer(Escapement_Tests=1, body="a\ntouch ran"), answer(Escapement_Tests=9999, body="a")):
        fail = answer(Escapement_Verdict="fail", Escapement_Report=7, Escapement_Failing=1,
                      Escapement_Excused=0, Escapement_Flaky=0)
        with Broken(fail, line) as server:
            job = case.job(ESCAPEMENT_URL=server.url)
            job.suite(report("a", BUG), 3)
            done = job.run(*again(job, report("sums"), 0))
            case.ok(done.code == 3 and "no rerun" in done.err and not ran(job), f"{line} {done}")


@rules.rule("rerun: not when the tests pass, and not when all that failed is excused")
def _(case):
    for text, code in ((report("a", "b"), 0), (report("a", SLOW), 3)):
        job = case.job()
        job.suite(text, code)
        done = job.run(*again(job, report("sums"), 0))
        case.ok(done.code == 0 and not ran(job), done)


@rules.rule("on GitHub: a summary, annotations, and nothing that a test said is obeyed")
def _(case):
    job = case.job(GITHUB_ACTIONS="true", GITHUB_STEP_SUMMARY="summary")
    job.suite(report("a", ("sums", "##[error]&#10;::stop-commands::x")), 3)
    done = job.run()
    summary = (job.folder / "summary").read_text()
    case.ok(done.code == 3 and "sums" in summary, summary)
    obeyed = [l for l in done.out.splitlines() if l.lstrip().startswith("::") or "##[" in l]
    case.ok(len(obeyed) == 1 and obeyed[0].startswith("::error"), done)
    plain = case.job()
    plain.suite(report("a", BUG), 3)
    case.ok("::error" not in plain.run().out, "elsewhere there are none")


@rules.rule("--comment and --json leave the verdict in files, and never an old one")
def _(case):
    job = case.job()
    job.suite(report("a", SLOW), 3)
    files = ("--comment", "verdict.md", "--json", "verdict.json")
    done = job.run(*files)
    case.ok('"verdict"' in (job.folder / "verdict.json").read_text()
            and "waits" in (job.folder / "verdict.md").read_text(), done)
    job.run(*files, "--timeout", "1", ESCAPEMENT_URL=dead_port())
    case.ok(not (job.folder / "verdict.json").exists() and not (job.folder / "verdict.md").exists(),
            "old ones are there")


def command_line(path):
    """Of a process, which may be gone by now."""
    try:
        return path.read_bytes()
    except OSError:
        return b""


@rules.rule("the token is not shown: not traced, not to the command, not among the processes")
def _(case):
    secret = "esc_very_secret"
    job = case.job(ESCAPEMENT_TOKEN=secret)
    job.suite(report("a"), first="env")
    for options in ((), ("-x",)):
        done = case.shell.run(job.folder, "run", "--", "sh", "suite", env=job.env, options=options)
        case.ok(secret not in done.text, done)
    case.ok(secret not in job.step("env").text, "env shows it")
    with Broken(None) as server:
        job = case.job(ESCAPEMENT_TOKEN=secret, ESCAPEMENT_URL=server.url)
        job.suite(report("a"))
        process = case.shell.start(job.folder, "run", "--", "sh", "suite", env=job.env)
        wait_for(lambda: server.asked)
        folder = next(job.folder.glob("escapement-ci.*"))
        case.ok(folder.stat().st_mode & 0o77 == (folder / "auth").stat().st_mode & 0o77 == 0,
                "others may read it")
        shown = b"".join(map(command_line, pathlib.Path("/proc").glob("[0-9]*/cmdline")))
        case.ok(secret.encode() not in shown, "a command line has it")
        case.ok(server.asked[0][2]["Authorization"] == f"Bearer {secret}", "but it is sent")
        send(process, signal.SIGTERM)


PASS = {"Escapement_Verdict": "pass", "Escapement_Report": 7, "Escapement_Failing": 0,
        "Escapement_Excused": 0, "Escapement_Flaky": 0}
ID = "head.body.sign"


def asked(server):
    return [(urllib.parse.unquote(path.partition("?")[2]) if "/id" in path else "", head.get("Authorization"))
            for _, path, head in server.asked]


@rules.rule("without a token an ID token of GitHub is asked for, and not shown")
def _(case):
    given = answer(body='{"count": 1, "value": "%s"}' % ID)
    for options, audience in (((), None), (("--audience", "our CI"), "our CI")):
        with Broken(given, answer(**PASS)) as server:
            job = case.job(ESCAPEMENT_TOKEN="", ESCAPEMENT_URL=server.url, ACTIONS_ID_TOKEN_REQUEST_TOKEN="t",
                           ACTIONS_ID_TOKEN_REQUEST_URL=f"{server.url}/id?v=1")
            job.suite(report("a"), first="env | grep -v ^ACTIONS_")
            done = job.run(*options)
            case.ok(asked(server) == [(f"v=1&audience={audience or server.url}", "Bearer t"), ("", f"Bearer {ID}")],
                    asked(server))
            case.ok(done.code == 0 and ID not in done.text and not job.litter(), done)


@rules.rule("an ID token lasts for minutes: each upload asks for its own")
def _(case):
    fail = answer(**{**PASS, "Escapement_Verdict": "fail", "Escapement_Failing": 1})
    again_ = answer(body="sums\n", Escapement_Tests=1)
    first, second = (answer(body='{"value":"%s%d"}' % (ID, n)) for n in (1, 2))
    with Broken(first, fail, again_, second, answer(**PASS)) as server:
        job = case.job(ESCAPEMENT_TOKEN="", ESCAPEMENT_URL=server.url, ACTIONS_ID_TOKEN_REQUEST_TOKEN="t",
                       ACTIONS_ID_TOKEN_REQUEST_URL=f"{server.url}/id?v=1")
        job.suite(report("a", BUG), 3)
        done = job.run(*again(job, report("sums"), 0))
        bearers = [head for _, head in asked(server)]
        case.ok(done.code == 0 and bearers == [f"Bearer {b}" for b in ("t", ID + "1", ID + "1", "t", ID + "2")],
                f"{bearers} {done}")


@rules.rule("a token that is given goes first; ESCAPEMENT_ID_TOKEN is GitLab's, and hidden from the tests")
def _(case):
    for env, bearer in (({"ESCAPEMENT_TOKEN": "esc_one", "ESCAPEMENT_ID_TOKEN": ID}, "esc_one"),
                        ({"ESCAPEMENT_TOKEN": "", "ESCAPEMENT_ID_TOKEN": ID}, ID)):
        with Broken(answer(**PASS)) as server:
            job = case.job(ESCAPEMENT_URL=server.url, **env, ACTIONS_ID_TOKEN_REQUEST_TOKEN="t",
                           ACTIONS_ID_TOKEN_REQUEST_URL=f"{server.url}/id?v=1")
            job.suite(report("a"), first="env")
            done = job.run()
            case.ok(done.code == 0 and asked(server) == [("", f"Bearer {bearer}")] and bearer not in done.text,
                    f"{asked(server)} {done}")


@rules.rule("no ID token is to be had: none is shown, and the service says what it thinks of that")
def _(case):
    for rubbish in (answer("403 Forbidden", body='{"message": "no"}'), answer(body="<html>"),
                    answer(body='{"value": "a b"}'), b""):
        with Broken(rubbish, answer("401 Unauthorized", body="a token is needed")) as server:
            job = case.job(ESCAPEMENT_TOKEN="", ESCAPEMENT_URL=server.url, ACTIONS_ID_TOKEN_REQUEST_TOKEN="t",
                           ACTIONS_ID_TOKEN_REQUEST_URL=f"{server.url}/id?v=1")
            job.suite(report("a"), 3)
            done = job.run()
            case.ok(done.code == 3 and asked(server)[-1] == ("", None) and "401" in done.err,
                    f"{asked(server)} {done}")


@rules.rule("without any token: a project that takes that judges, and says that it does not trust")
def _(case):
    job = case.job(ESCAPEMENT_TOKEN="", ESCAPEMENT_PROJECT="open")
    job.suite(report("a", "b", BUG), 3)
    done = job.run("--json", "out.json", "--comment", "out.md")
    case.ok(done.code == 3 and "untrusted" in done.out and "sums" in done.out, done)
    case.ok(case.read(job, "out.json")["report"]["untrusted"] is True
            and "not trusted" in (job.folder / "out.md").read_text(), "files")
    job.suite(report("a"))
    done = job.run(ESCAPEMENT_PROJECT="shop")
    case.ok(done.code == 0 and "401" in done.err and len(done.err.splitlines()) == 1, done)


@rules.rule("names with blanks, signs and other scripts arrive as they are")
def _(case):
    name = "Prüfung & co=1 +50% #7 \"x\" 'y' \\ $HOME"
    job = case.job(ESCAPEMENT_JOB=name, ESCAPEMENT_BUILD=name)
    job.suite(report("a"))
    done = job.run("--json=out.json")
    case.ok(done.code == 0 and case.read(job, "out.json")["report"]["job"] == name, done)


@rules.rule("several reports are one upload, with CODEOWNERS")
def _(case):
    job = case.job()
    (job.folder / "CODEOWNERS").write_text("* @till\n")
    (job.folder / "suite").write_text(
        "mkdir -p 'a b/test-results' c\ncat fresh >'a b/test-results/TEST-a.xml'\n"
        "cat fresh2 >c/junit.xml; echo '<no/>' >c/test.xml; exit 3")
    (job.folder / "fresh").write_text(report("a", SLOW))
    (job.folder / "fresh2").write_text(report("b", "c").replace("shop", "till"))
    done = job.run("--json=out.json")
    case.ok(done.code == 0 and case.read(job, "out.json")["report"]["counts"]["tests"] == 4, done)


@rules.rule("patterns: a file, a folder, any path, names with blanks")
def _(case):
    job = case.job()
    (job.folder / "suite").write_text(
        "mkdir -p 'x y/z' -- -w; cat fresh >'x y/z/r 1.xml'; cat fresh >-w/r.xml")
    for pattern, wanted in (("x y/z/r 1.xml", 1), ("x y", 1), ("**/r*.xml", 2), ("x y/**/*.xml", 1),
                            ("./x */z/*.xml", 1), ("-w/*.xml", 1), ("nothing/**/*.xml", 0)):
        (job.folder / "fresh").write_text(report(f"test {len(case.seen)}"))
        done = job.run("--dry-run", f"--reports={pattern}")
        found = [l for l in done.err.splitlines() if l.endswith(".xml")]
        case.ok(len(found) == wanted, f"{pattern} {done}")


rules.run()
