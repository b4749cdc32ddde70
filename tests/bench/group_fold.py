"""Folding reports of 50,000 results, one a commit of a stream: all that wait at once, and one more."""
import json
import subprocess
import sys

import bench

CASES = 50000
REPORTS = 200
FILES = 8  # reports that differ; they come in turn
FEW = 20
ROUNDS = 3


def write_files(room):
    files = [room.folder / f"report{number}.xml" for number in range(FILES)]
    writers = [subprocess.Popen([sys.executable, bench.HERE / "report.py", file, str(CASES),
                                 str(number)]) for number, file in enumerate(files)]
    if any([writer.wait() for writer in writers]):
        raise bench.Broken("reports could not be written")
    return files


def upload(room, files, numbers):
    for number in numbers:
        room.measure([room.escapement, "ingest", "--report-only", "--project", "fold", "--commit",
                      f"{number:07x}", "--branch", "main", files[number % FILES]])


def fold(room, reports):
    """How it went, and results a second."""
    ran = room.measure([room.escapement, "analyze", "fold", "--json"])
    said = json.loads(ran.words)
    if said["reports"] != reports or said["results"] != reports * CASES:
        raise bench.Broken(f"{reports} reports should have been folded: {ran.words}")
    return ran, said["results"] / said["seconds"]


def run(room):
    rounds, reports = bench.setting("BENCH_ROUNDS", ROUNDS), bench.setting("BENCH_REPORTS", REPORTS)
    room.url()
    room.measure([room.escapement, "project", "create", "fold"])
    files = write_files(room)
    bench.tell(f"uploading {reports} reports of {CASES} cases")
    upload(room, files, range(1, FEW + 1))
    few = fold(room, FEW)[0].megabytes
    upload(room, files, range(FEW + 1, reports + 1))
    rates, memory, cpu = [], [], []
    for number in range(rounds):
        # a setting that the fold rests on is changed: all is folded again
        room.measure([room.escapement, "project", "settings", "fold",
                      f"window_commits={64 - number % 2 - 1}"])
        ran, rate = fold(room, reports)
        rates.append(rate)
        memory.append(ran.megabytes)
        cpu.append(ran.cpu)
    one = []
    for number in range(reports + 1, reports + 11):
        upload(room, files, [number])
        one.append(json.loads(fold(room, 1)[0].words)["seconds"] * 1000)
    bench.figure("fold.results_per_second", bench.median(rates), "/s", ">=", 3000000)
    bench.figure("fold.results_per_second_best", max(rates), "/s")
    bench.figure("fold.seconds_own_cpu", bench.median(cpu), "s")
    bench.figure("fold.memory", max(memory), "MB")
    bench.figure("fold.memory_10x", max(memory) / few, "x", "<=", 1.5)
    bench.figure("fold.milliseconds_one", bench.median(one), "ms")
