"""A report of a million known tests: beside a bare parse, and beside a row per result."""
import time

import bench
import report

SMALL = 500  # cases of a small report
SMALL_UPLOADS = 100

SIZES = """
select coalesce(sum(pg_total_relation_size(c.oid)), 0)
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where n.nspname = 'escapement' and c.relkind = 'r'
"""


class Ingest:
    def __init__(self, room):
        self.room = room
        self.room.environment["DATABASE_URL"] = room.url()
        self.commits = 0

    def upload(self, project, path):
        """As CI does it, each time for another commit. A report with failures ends with 1."""
        self.commits += 1
        return self.room.measure([self.room.escapement, "ingest", "--project", project,
                                  "--commit", f"{self.commits:040x}", path], good=(0, 1))

    def stored_bytes(self):
        self.room.sql("vacuum")
        self.room.sql("checkpoint")
        return int(self.room.sql(SIZES))


def write(room, name, *arguments):
    path = room.folder / name
    report.write(path, *arguments)
    return path


def beside_bare(ingest, room, project, path, rounds):
    """Uploads of known tests, each beside a bare parse of the same file."""
    sax = room.compile("sax.c", "libxml-2.0")
    bare, read, ours = [], [], []
    for _ in range(rounds):
        bare.append(room.measure([sax, path]).wall)
        read.append(room.measure([room.escapement, "inspect", "--quiet", path]))
        ours.append(ingest.upload(project, path))
    return bare, read, ours


def growth(ingest, room, cases, walls, rounds):
    """What a tenth of the work costs."""
    tenth = max(cases // 10, 1)
    first = write(room, "tenth-1.xml", tenth, 1)
    second = write(room, "tenth-2.xml", tenth, 2)
    ingest.upload("tenth", first)
    small = [ingest.upload("tenth", second).wall for _ in range(rounds)]
    name = f"ingest.seconds_{bench.count(tenth)}"
    bench.figure(name, bench.median(small), "s")
    ratio = bench.median(walls) / bench.median(small)
    bench.figure("ingest.growth_10x", ratio, "x", "<=", "11.5")


def row_per_result(room, cases, wall):
    """The other design, in the same PostgreSQL. With fewer cases its time is scaled up."""
    most = min(cases, bench.setting("BENCH_ROWS", cases))
    first = write(room, "rows-1.xml", most, 1)
    second = write(room, "rows-2.xml", most, 2)
    python = ["/usr/bin/python3", bench.HERE / "rows.py", room.url()]
    alone = room.measure([*python, "parse", second])
    bench.figure(f"ingest.seconds_junitparser_{bench.count(most)}", alone.wall, "s")
    bench.figure("ingest.ratio_junitparser", alone.wall * cases / most / wall, "x")
    room.measure([*python, "prepare", first])
    room.sql("vacuum analyze yardstick.test")
    room.sql("checkpoint")
    ran = room.measure([*python, "ingest", second])
    scaled = ran.wall * cases / most
    how = "" if most == cases else f"_scaled_from_{bench.count(most)}"
    bench.figure(f"ingest.seconds_rows{how}", scaled, "s")
    bench.figure(f"ingest.ratio_rows{how}", scaled / wall, "x", ">=", "8.0")
    bench.figure(f"ingest.memory_rows_{bench.count(most)}", ran.megabytes, "MB")
    size = int(room.sql("select pg_total_relation_size('yardstick.result')"))
    bench.figure("ingest.bytes_per_result_rows", size / (2 * most), "B")


def one_large_text(ingest, room):
    """Ten megabytes, nine of which are one text."""
    path = room.folder / "text.xml"
    with open(path, "w", encoding="utf-8") as out:  # by parts: what this program holds is measured
        out.write('<testsuite name="com.example.Talks">\n')
        for number in range(6000):
            out.write(f'<testcase name="says_{number}OfWhatThereIsToBeSaidAtLength" '
                      'classname="com.example.talks.internal.service.TalksServiceTest" '
                      f'time="0.{number:04}"/>\n')
        out.write('<testcase name="talks" classname="com.example.Talks"><failure message="m">')
        for _ in range(242000):
            out.write("at com.example.Talks.on(Talks.java:1)\n")
        out.write("</failure></testcase>\n</testsuite>\n")
    bench.figure("ingest.memory_large_text", ingest.upload("text", path).megabytes, "MB", "<", "40")


def small_uploads(ingest, room):
    paths = [write(room, f"small-{run}.xml", SMALL, run) for run in range(10)]
    ingest.upload("small", paths[0])
    walls = [ingest.upload("small", paths[i % len(paths)]).wall for i in range(SMALL_UPLOADS)]
    bench.figure("ingest.milliseconds_500", bench.median(walls) * 1000, "ms")


def run(room):
    cases = bench.setting("BENCH_CASES", 1000000)
    rounds = bench.setting("BENCH_ROUNDS", 5)
    bench.tell(f"ingest: reports of {cases} cases, {rounds} rounds")
    first = write(room, "first.xml", cases, 1)
    second = write(room, "second.xml", cases, 2)
    shuffled = write(room, "shuffled.xml", cases, 3, 1)
    ingest = Ingest(room)

    new = ingest.upload("million", first)
    started = time.monotonic()
    room.sql("select escapement.test_unpack(project_id) from escapement.project")
    unpack = time.monotonic() - started
    room.sql("vacuum analyze")
    before = ingest.stored_bytes()
    known = ingest.upload("million", second)
    bytes_each = (ingest.stored_bytes() - before) / cases
    bare, read, ours = beside_bare(ingest, room, "million", second, rounds)
    walls = [ran.wall for ran in ours]
    bench.figure("ingest.seconds_bare", bench.median(bare), "s")
    bench.figure("ingest.seconds", bench.median(walls), "s")
    bench.figure("ingest.seconds_best", min(walls), "s")
    ratios = [wall / parse for wall, parse in zip(walls, bare)]
    bench.figure("ingest.ratio_bare", bench.median(ratios), "x", "<=", "1.8")
    bench.figure("ingest.ratio_bare_best", min(walls) / min(bare), "x")
    reads = [ran.wall / parse for ran, parse in zip(read, bare)]
    bench.figure("ingest.ratio_inspect", bench.median(reads), "x", "<=", "1.35")
    bench.figure("ingest.ratio_inspect_best", min(ran.wall for ran in read) / min(bare), "x")
    bench.figure("ingest.memory", max(r.megabytes for r in [known, *ours]), "MB", "<", "200")
    bench.figure("ingest.bytes_per_result", bytes_each, "B", "<", "12")
    bench.figure("ingest.bytes_per_case_read", second.stat().st_size / cases, "B")
    bench.figure("ingest.seconds_all_new", new.wall, "s")
    bench.figure("ingest.ratio_all_new", new.wall / min(bare), "x", "<=", "8.0")
    bench.figure("ingest.seconds_unpack", unpack, "s")
    bench.figure("ingest.memory_all_new", new.megabytes, "MB", "<", "200")
    other = ingest.upload("million", shuffled)
    bench.figure("ingest.seconds_other_order", other.wall, "s", "<", "2.0")
    bench.figure("ingest.memory_other_order", other.megabytes, "MB", "<", "200")

    one_large_text(ingest, room)
    growth(ingest, room, cases, walls, rounds)
    small_uploads(ingest, room)
    row_per_result(room, cases, bench.median(walls))
