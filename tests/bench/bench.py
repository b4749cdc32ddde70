"""What every group of measurements needs: a scratch folder, a PostgreSQL, programs run and timed,
and the printing of figures."""
import os
import pathlib
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
COMPILE = ["gcc", "-std=gnu11", "-O2", "-g", "-Wall", "-Wextra", "-Werror", "-D_GNU_SOURCE",
           "-D_FORTIFY_SOURCE=2", "-fstack-protector-strong", "-fPIE", "-pie"]


class Broken(Exception):
    """Something does not work, so that there is nothing to measure."""


class Ran:
    """How a program went: its wall and processor seconds, its peak memory, its words."""

    def __init__(self, wall, usage, code, words):
        self.wall = wall
        self.cpu = usage.ru_utime + usage.ru_stime
        self.megabytes = usage.ru_maxrss * 1024 / 1e6
        self.code = code
        self.words = words


def setting(name, default):
    """A whole number from the environment."""
    value = os.environ.get(name) or str(default)
    if not value.isdigit() or int(value) == 0:
        raise Broken(f"{name} must be a whole number from 1, not {value!r}")
    return int(value)


def figure(name, value, unit, op=None, bound=None):
    digits = 0 if abs(value) >= 1000 else 1 if abs(value) >= 100 else 2 if abs(value) >= 1 else 3
    wanted = f" (wanted {op} {bound})" if op else ""
    print(f"BENCH {name} {value:.{digits}f} {unit}{wanted}", flush=True)


def tell(text):
    print(f"bench: {text}", file=sys.stderr, flush=True)


def median(values):
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def count(number):
    """1000000 as 1m, 100000 as 100k: the way sizes stand in names of figures."""
    for size, letter in ((1000000, "m"), (1000, "k")):
        if number >= size and number % size == 0:
            return f"{number // size}{letter}"
    return str(number)


class Room:
    """A scratch folder, and in it a PostgreSQL of its own once url() was asked for. Both are gone
    at the end, however that comes."""

    def __init__(self, group):
        self.group = group
        self.database = None
        self.escapement = pathlib.Path(os.environ.get("ESCAPEMENT") or ROOT / "build/escapement")
        self.escapement = self.escapement.resolve()
        if not os.access(self.escapement, os.X_OK):
            raise Broken(f"there is no program {self.escapement}: make it first")
        self.environment = {key: value for key, value in os.environ.items()
                            if not key.startswith(("ESCAPEMENT", "PG", "DATABASE_URL"))}

    def __enter__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="escapement-bench-"))
        self.folder.chmod(0o755)
        self.environment["ESCAPEMENT_DATA_DIR"] = str(self.folder / "data")
        return self

    def __exit__(self, *_):
        # a second Ctrl-C must not leave a server behind
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        subprocess.run([self.escapement, "dev", "--stop"], env=self.environment, check=False,
                       start_new_session=True, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL)
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self):
        if not self.database:
            self.measure([self.escapement, "dev"])
            self.database = self.measure([self.escapement, "dev", "--url"]).words.strip()
        return self.database

    def sql(self, statement):
        """What psql answers to one statement, without alignment."""
        return self.measure(["psql", "-X", "-A", "-t", "-q", "-v", "ON_ERROR_STOP=1",
                             "-d", self.url(), "-c", statement]).words.strip()

    def compile(self, source, *packages):
        program = self.folder / pathlib.Path(source).stem
        flags = ""
        if packages:
            flags = subprocess.run(["pkg-config", "--cflags", "--libs", *packages], text=True,
                                   stdout=subprocess.PIPE, check=False).stdout
        self.measure([*COMPILE, "-o", program, HERE / source, *shlex.split(flags)])
        return program

    def measure(self, command, good=(0,)):
        """Runs a program from its start to its exit. Peak memory is the child's own from 20 MB on:
        below that it is this program's, of which the child begins as a copy."""
        command = [str(word) for word in command]
        with open(self.folder / "words", "w+", encoding="utf-8") as out, \
                open(self.folder / "complaints", "w+", encoding="utf-8") as complaints:
            actions = [(os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
                       (os.POSIX_SPAWN_DUP2, out.fileno(), 1),
                       (os.POSIX_SPAWN_DUP2, complaints.fileno(), 2)]
            started = time.monotonic()
            pid = os.posix_spawnp(command[0], command, self.environment, file_actions=actions)
            try:
                _, status, usage = os.wait4(pid, 0)
            except BaseException:
                os.kill(pid, signal.SIGTERM)
                os.waitpid(pid, 0)
                raise
            wall = time.monotonic() - started
            out.seek(0)
            complaints.seek(0)
            code = os.waitstatus_to_exitcode(status)
            if code not in good:
                raise Broken(f"{shlex.join(command)} ended with {code}:\n{complaints.read()}")
            return Ran(wall, usage, code, out.read())
