#!/usr/bin/python3
"""Bugs come in from files: what is sound is stored in one transaction, each row that is not is told
of, and the same file again changes nothing. IMPORT_ROWS sets how long the long file is."""
import csv
import json
import os
import pathlib
import pty
import re
import signal
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from service import PROGRAM, Service, Tap, wait_for  # noqa: E402

tap = Tap()
SANITIZED = "__asan_init" in subprocess.run(["nm", PROGRAM], stdout=subprocess.PIPE, text=True,
                                            check=False).stdout
ROWS = int(os.environ.get("IMPORT_ROWS", "5000" if SANITIZED else "100000"))
DATAERR = 65

MAPPING = {
    "columns": {"Issue key": "key", "Summary": "title", "Description": "summary",
                "Created": "detected_at", "Resolved": "fixed_at", "Where": "stage",
                "Component": "service", "Cost": "money", "Currency": "currency", "Labels": None},
    "values": {"stage": {"Production": "customer", "CI": "pr", "*": "staging"}},
    "defaults": {"category": "business_logic"},
}
HEADER = ["Issue key", "Summary", "Description", "Created", "Resolved", "Where", "Component",
          "Cost", "Currency", "Labels"]


def imported(s, project, name, *flags):
    """The exit code, what was said, and the report."""
    done = s.run("import", "--project", project, "--json", *flags, str(s.folder / name), check=False)
    return done.returncode, done.stderr, json.loads(done.stdout) if done.stdout else None


def write(s, name, text):
    (s.folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())


def defects(s, project, query=""):
    return s.request("GET", f"/api/v1/projects/{project}/defects{query}")[2]["items"]


def sql(s, statement):
    url = s.run("dev").stdout.split("DATABASE_URL=")[1].splitlines()[0].strip("'\"; ")
    return subprocess.run(["psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-d", url, "-c", statement],
                          check=True, stdout=subprocess.PIPE, text=True).stdout.strip()


def tell(s, method, path, **fields):
    status, _, answer = s.request(method, path, json.dumps(fields).encode())
    assert status in (200, 201), answer


def small(s):
    s.run("project", "create", "small")
    write(s, "a.csv", b'\xef\xbb\xbfkey,title,detected_at,summary,stage\r\n'
          b'A-1,"Twice, paid",2026-03-01,"on a\r\n""double"" click",customer\r\n'
          b'A-2,Slow,2026-03-02T10:00:00+02:00,,pr\r\n')
    code, said, report = imported(s, "small", "a.csv")
    tap.ok(code == 0 and report["stored"] == 2 and report["refused"] == 0,
           "a file with a byte order mark, line ends of Windows and cells of several lines",
           (code, said, report))
    found = {d["key"]: d for d in defects(s, "small")}
    tap.ok(found["A-1"]["title"] == "Twice, paid" and found["A-1"]["kind"] == "escape"
           and found["A-1"]["summary"] == 'on a\r\n"double" click'
           and found["A-2"]["detected_at"] == "2026-03-02T08:00:00Z"
           and found["A-2"]["source"] == "import", "it is stored as it was written", found)
    code, said, report = imported(s, "small", "a.csv")
    tap.ok(code == 0 and (report["stored"], report["already"]) == (0, 2),
           "the same file again changes nothing", report)
    write(s, "b.csv", "key;title;detected_at\nB-1;Semicolons;2026-03-01\n")
    code, said, report = imported(s, "small", "b.csv", "--dry-run")
    tap.ok(code == 0 and report["rows"] == 1 and report["dry_run"] and report["undone"]
           and len(defects(s, "small")) == 2, "a dry run stores nothing", report)
    code, said, report = imported(s, "small", "b.csv", "--source", "tracker")
    tap.ok(code == 0 and defects(s, "small", "?source=tracker")[0]["key"] == "B-1",
           "semicolons, and a source with a name", report)


def lines(s):
    s.run("project", "create", "lines")
    write(s, "a.jsonl", "\n".join([
        '{"key": "L-1", "title": "One", "detected_at": "2026-03-01", "severity": 2, '
        '"known_at_release": true, "stage": "customer", "money": 12.5, "currency": "EUR"}',
        "", '{"key": "L-2", "title": "Two"', '["no", "object"]',
        '{"key": "L-3", "title": "Three", "detected_at": "2026-03-01", "money": 0.12345678901234567}',
        '{"key": "L-4", "title": "Four", "detected_at": "2026-03-01", "colour": "red"}',
        '{"key": "L-1", "title": "One again", "detected_at": "2026-03-01"}',
        '{"key": "L-5", "title": {"en": "Five"}, "detected_at": "2026-03-01"}',
        '{"title": "No key", "detected_at": "2026-03-01"}']) + "\n")
    code, said, report = imported(s, "lines", "a.jsonl")
    refused = [(r["row"], r.get("field"), r.get("key")) for r in report["refusals"]]
    tap.ok(code == DATAERR and report["stored"] == 1 and refused == [
        (3, None, None), (4, None, None), (5, "money", "L-3"), (6, None, "L-4"), (7, "key", "L-1"),
        (8, "title", "L-5"), (9, "key", None)], "a JSON object a line, and what is none", report)
    one = defects(s, "lines")[0]
    tap.ok(one["kind"] == "known" and one["money"] == "12.5" and one["severity"] == 2,
           "numbers and truths are kept", one)


def misused(s):
    s.run("project", "create", "misused")
    write(s, "a.csv", "key,title,detected_at,colour\nA,B,2026-03-01,red\n")
    write(s, "empty.csv", "")
    write(s, "nokey.csv", "title,detected_at\nB,2026-03-01\n")
    write(s, "twice.csv", "key,key,title,detected_at\nA,A,B,2026-03-01\n")
    write(s, "wide.csv", "k\0ey".encode("utf-16"))
    for name, word in [("a.csv", '"colour"'), ("empty.csv", "empty"), ("nokey.csv", "no column gives key"),
                       ("twice.csv", "both give key"), ("wide.csv", "UTF-16"),
                       ("gone.csv", "gone.csv")]:
        code, said, report = imported(s, "misused", name)
        tap.ok(code in (DATAERR, 66) and word in said and report is None,
               f"{name} is refused whole: {word}", (code, said))
    write(s, "b.csv", "key,title,detected_at\nA,B,2026-03-01\nC,D,soon\nE,F\n")
    code, said, report = imported(s, "misused", "b.csv", "--all-or-nothing")
    tap.ok(code == DATAERR and report["stored"] == 0 and report["undone"]
           and [r["row"] for r in report["refusals"]] == [3, 4]
           and not defects(s, "misused"), "all or nothing: nothing", report)
    for mapping, word in [('{"columns": {"a": "colour"}}', "colour"), ('{"rows": {}}', "rows"),
                          ('{"values": {"stage": {"a": 1}}}', '"a"'), ("[", "line 1"),
                          ('{"defaults": {"key": "x"}}', "key"), ('{"columns": {"t": "test"}}', "test")]:
        write(s, "mapping.json", mapping)
        code, said, report = imported(s, "misused", "b.csv", "--mapping",
                                      str(s.folder / "mapping.json"))
        tap.ok(code == DATAERR and word in said and report is None, f"a mapping {mapping}", said)
    code, said, _ = imported(s, "misused", "b.csv", "--source", "hand")
    tap.ok(code == 64, "what people write down by hand is no import", said)


def bad(number):
    """What is wrong with a row: a change to it, and the column that is named."""
    kind = number // 100 % 8
    return [({"Created": "soon"}, "Created"), ({"Summary": ""}, "Summary"),
            ({"Component": "nowhere"}, "Component"), ({"Cost": "1,5"}, "Cost"),
            ({"Resolved": "2020-01-01"}, "Created"), ({"Currency": "euro"}, "Currency"),
            ({"Issue key": "K-1"}, "Issue key"), ({"Cost": ""}, "Currency")][kind]


def long_file(s):
    """Writes it; the rows that are bad, as a spreadsheet counts, with their columns."""
    expected = {}
    with open(s.folder / "long.csv", "w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(HEADER)
        for number in range(1, ROWS + 1):
            row = dict(zip(HEADER, [
                f"K-{number}", f"Bug {number}", 'two\nlines, "quoted"' if number % 7 == 0 else "one",
                f"202{number % 6}-0{number % 9 + 1}-1{number % 10}T10:00:00Z", "",
                ["Production", "CI", "Stage 2"][number % 3], f"service{number % 20}",
                f"{number}.10", "EUR", "x,y"]))
            if number % 100 == 50:
                change, column = bad(number)
                row.update(change)
                expected[number + 1] = column
            writer.writerow(row.values())
    return expected


def long(s):
    s.run("project", "create", "long")
    for i in range(20):
        tell(s, "PUT", f"/api/v1/projects/long/services/service{i}")
        tell(s, "POST", "/api/v1/projects/long/deployments", key="d", service=f"service{i}",
             sha=f"abcdef{i:02}", deployed_at="2019-01-01T00:00:00Z")
    expected = long_file(s)
    write(s, "mapping.json", json.dumps(MAPPING))
    flags = ("--mapping", str(s.folder / "mapping.json"))
    began = time.monotonic()
    code, said, report = imported(s, "long", "long.csv", *flags, "--report",
                                  str(s.folder / "report.json"))
    print(f"# {ROWS} rows in {time.monotonic() - began:.1f} s")
    if not tap.ok(report, "it says what became of them", said[-500:]):
        return
    named = {r["row"]: r.get("column") for r in report["refusals"]}
    tap.ok(code == DATAERR and named == expected and report["rows"] == ROWS
           and report["stored"] == ROWS - len(expected),
           f"{ROWS} rows, 1 % of them bad: each bad one is named", (code, said[:500], str(report)[:900]))
    tap.ok(json.loads((s.folder / "report.json").read_text()) == report, "the report is also a file")
    tap.ok(said == "", "where there is no terminal, nobody is told how far it is", said[:500])
    first = defects(s, "long", "?kind=escape&limit=1")[0]
    tap.ok(first["released_sha"] == f"abcdef{first['service'][7:]:0>2}" and
           first["released_how"] == "last_deployment" and first["category"] == "business_logic",
           "what the last deployment brought is told of each", first)
    began = time.monotonic()
    code, said, report = imported(s, "long", "long.csv", *flags)
    print(f"# the same again in {time.monotonic() - began:.1f} s")
    tap.ok(report["stored"] == 0 and report["already"] == ROWS - len(expected),
           "run twice it changes nothing", str(report)[:500])


def watched(s):
    """On a terminal, what takes more than two seconds tells how far it is."""
    s.run("project", "create", "watched")
    ours, theirs = pty.openpty()
    with subprocess.Popen([PROGRAM, "import", "--project", "watched", "--format", "csv", "-"], env=s.env,
                          stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=theirs) as child:
        os.close(theirs)
        child.stdin.write(b"key,title,detected_at\n")
        child.stdin.flush()
        time.sleep(2.1)  # it has taken that long now
        child.stdin.write("".join(f"K-{i},Bug {i},2026-03-01\n" for i in range(1500)).encode())
        child.stdin.close()
        stored, said = child.stdout.read().decode(), b""
        try:
            while piece := os.read(ours, 4096):
                said += piece
        except OSError:  # so a terminal tells that nobody writes any more
            pass
    os.close(ours)
    tap.ok(re.fullmatch(rb"\r 6[5-9] %, 1000 rows\r\x1b\[K", said) and "1500 stored" in stored,
           "on a terminal it tells how far it is, and wipes that away", (said, stored))


def killed(s):
    """Killed while it stores: nothing of it is there, and the next run stores all of it."""
    s.run("project", "create", "killed")
    rows = "".join(f"K-{i},Bug {i},2026-03-01\n" for i in range(ROWS))
    write(s, "k.csv", "key,title,detected_at\n" + rows)
    child = subprocess.Popen([PROGRAM, "import", "--project", "killed", str(s.folder / "k.csv")],
                             env=s.env, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def storing():
        return int(sql(s, "select count(*) from pg_stat_activity where state <> 'idle' and "
                         "query like '%Writes down bugs%' and pid <> pg_backend_pid()"))

    wait_for(lambda: storing() or child.poll() is not None)
    child.send_signal(signal.SIGKILL)
    child.communicate()
    tap.ok(child.returncode == -signal.SIGKILL and not defects(s, "killed"),
           "killed while it stores, it has stored nothing", child.returncode)
    code, _, report = imported(s, "killed", "k.csv")
    tap.ok(code == 0 and report["stored"] == ROWS, "and the next run stores all", str(report)[:300])


with Service() as s:
    s.serve()
    small(s)
    lines(s)
    misused(s)
    long(s)
    watched(s)
    killed(s)
tap.done()
