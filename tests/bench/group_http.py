"""Reports of 5,000 cases over HTTP, from several clients at once."""
import subprocess
import time

import bench
import report

CASES, BODIES, CLIENTS = 5000, 10, 4


class Server:
    """The service, as long as the context lasts."""

    def __init__(self, room):
        self.room = room
        self.commits = 0

    def __enter__(self):
        self.room.environment["DATABASE_URL"] = self.room.url()
        port = self.room.folder / "port"
        with open(self.room.folder / "log", "ab") as log:
            self.process = subprocess.Popen(
                [self.room.escapement, "serve", "--port", "0", "--port-file", port],
                env=self.room.environment, stdout=subprocess.DEVNULL, stderr=log)
        end = time.monotonic() + 30
        while not (port.exists() and port.read_text().strip()):
            if self.process.poll() is not None or time.monotonic() > end:
                raise bench.Broken("the service does not start")
            time.sleep(0.02)
        self.port = port.read_text().strip()
        self.room.measure([self.room.escapement, "project", "create", "http"])
        self.token = self.room.measure(
            [self.room.escapement, "token", "create", "--project", "http", "--scope", "upload",
             "--name", "load"]).words.strip()
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()

    def command(self, load, clients, uploads, paths):
        """Each upload is for another commit."""
        first = self.commits
        self.commits += uploads
        return [str(word) for word in (load, self.port, self.token, "http", clients, uploads,
                                       first, *paths)]


def answers(words, uploads):
    """Seconds for all, milliseconds in the median and at worst."""
    seconds, median, worst, stored, _ = words.splitlines()[0].split()
    if int(stored) != uploads:
        raise bench.Broken(f"of {uploads} uploads {stored} were stored")
    return float(seconds), float(median), float(worst)


def beside_a_large_one(room, server, load, path):
    """How long known reports of the same project take while a million tests are new to it."""
    cases = bench.setting("BENCH_CASES", 1000000)
    large = room.folder / "large.xml"
    report.write(large, cases, 1)
    with open(room.folder / "words-of-large", "wb") as words:
        ingest = subprocess.Popen([room.escapement, "ingest", "--report-only", "--project", "http",
                                   "--commit", "f" * 40, large], env=room.environment,
                                  stdout=words, stderr=words)
    medians, worsts = [], []
    while ingest.poll() is None:
        _, median, worst = answers(room.measure(server.command(load, 1, 10, [path])).words, 10)
        medians.append(median)
        worsts.append(worst)
    if ingest.returncode != 0:
        raise bench.Broken("the large report was not stored")
    bench.figure("http.milliseconds_beside_large", bench.median(medians), "ms")
    bench.figure("http.milliseconds_beside_large_worst", max(worsts), "ms")


def run(room):
    uploads = bench.setting("BENCH_UPLOADS", 200)
    rounds = bench.setting("BENCH_ROUNDS", 5)
    bench.tell(f"http: {uploads} uploads of {CASES} cases, {rounds} rounds")
    paths = []
    for number in range(BODIES):
        paths.append(room.folder / f"body-{number}.xml")
        report.write(paths[-1], CASES, number)
    load = room.compile("load.c")
    sax = room.compile("sax.c", "libxml-2.0")
    same = [paths[number % BODIES] for number in range(uploads)]
    with Server(room) as server:
        room.measure(server.command(load, CLIENTS, 40, paths))
        room.sql("vacuum analyze")
        bare, walls, medians = [], [], []
        for _ in range(rounds):
            bare.append(room.measure([sax, *same]).wall)
            wall, median, _ = answers(
                room.measure(server.command(load, CLIENTS, uploads, paths)).words, uploads)
            walls.append(wall)
            medians.append(median)
        bench.figure("http.seconds_bare", bench.median(bare), "s")
        bench.figure("http.seconds", bench.median(walls), "s")
        ratios = [wall / parse for wall, parse in zip(walls, bare)]
        bench.figure("http.ratio_bare", bench.median(ratios), "x", "<=", "2.5")
        bench.figure("http.ratio_bare_best", min(walls) / min(bare), "x")
        bench.figure("http.uploads_per_second", uploads / bench.median(walls), "/s")
        bench.figure("http.milliseconds", bench.median(medians), "ms")
        beside_a_large_one(room, server, load, paths[0])
