#!/usr/bin/python3
"""Bundles made by real programs: read as the folder they were made of, whole or in pieces, by
command or over HTTP; refused before they cost much; and never in the way of others."""
import concurrent.futures
import http.client
import io
import json
import os
import pathlib
import socket
import struct
import subprocess
import sys
import tarfile
import tempfile
import time
import urllib.parse
import zipfile

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from service import PROGRAM, ROOT, Service, Tap, wait_for  # noqa: E402

tap = Tap()
REPORTS = "/api/v1/projects/shop/reports"
SUITE = '<testsuite name="s"><testcase classname="c" name="{}"/></testsuite>'
SLOW = "asan" in PROGRAM


def inspect(path, cwd=None):
    """The exit code, the files as read (or nothing), and what was said."""
    done = subprocess.run([PROGRAM, "inspect", "--json", str(path)], stdout=subprocess.PIPE, cwd=cwd,
                          stderr=subprocess.PIPE, text=True, timeout=120, check=False)
    return done.returncode, json.loads(done.stdout), done.stderr


def refused(path, reason, name):
    started = time.monotonic()
    code, _, said = inspect(path)
    tap.ok(code == 65 and reason in said and time.monotonic() - started < 20, name, (code, said))


def sh(command, cwd):
    subprocess.run(command, shell=True, check=True, cwd=cwd, stdout=subprocess.DEVNULL)


# ---- What is in a folder ----------------------------------------------------------------------

def fill(folder):
    for name in ("pytest", "surefire", "jest", "gotest"):
        for file in sorted((ROOT / "tests/fixtures" / name).rglob("*.xml")):
            target = folder / name / file.relative_to(ROOT / "tests/fixtures" / name)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(file.read_bytes())
    (folder / "pom.xml").write_text("<project/>")
    (folder / "empty.xml").write_text("")


PACKINGS = {
    "tar": "tar cf ../x.tar .", "tar.gz": "tar czf ../x.tar.gz .", "tar.bz2": "tar cjf ../x.tar.bz2 .",
    "tar.xz": "tar cJf ../x.tar.xz .", "tar.zst": "tar c . | zstd -q -o ../x.tar.zst",
    "zip": "zip -qr ../x.zip .", "zip stored": "zip -qr0 ../x.zip .",
    "zip with lengths behind": "zip -qr -fd ../x.zip .", "zip64": "zip -qr -fz ../x.zip .",
    "zip from a pipe": "zip -qr - . | cat > ../x.zip",
    "old GNU tar": "tar --format=gnu -cf ../x.tar .", "pax tar": "tar --format=pax -cf ../x.tar .",
    "sorted backwards": "find . -name '*.xml' | sort -r | tar cf ../x.tar -T -",
}


def same_as_folder(folder):
    code, expected, said = inspect(".", cwd=folder / "in")
    tap.ok(code == 0 and len(expected["files"]) > 4, "a folder is read", said)
    for file in expected["files"] + expected["left_out"]["list"]:
        file["file"] = file["file"].removeprefix("./")
        for warning in file.get("warnings", []):
            warning["file"] = warning["file"].removeprefix("./")
    for name, command in PACKINGS.items():
        for left in folder.glob("x.*"):
            left.unlink()
        sh(command, folder / "in")
        code, found, said = inspect(next(folder.glob("x.*")))
        tap.ok(code == 0 and found == expected, f"{name} reads as the folder", said or found)
    sh("gzip -k in/pytest/*.xml", folder)
    packed = next((folder / "in/pytest").glob("*.xml.gz"))
    code, found, said = inspect(packed)
    plain = inspect(str(packed).removesuffix(".gz"))[1]
    sh("rm in/pytest/*.gz", folder)
    tap.ok(code == 0 and found["files"][0]["tests"] == plain["files"][0]["tests"],
           "a packed file reads as the file", said)


# ---- What is meant to harm --------------------------------------------------------------------

def overlapping_zip(path, count):
    """Many entries of the directory lead to one file."""
    bytes_of = io.BytesIO()
    with zipfile.ZipFile(bytes_of, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.xml", SUITE.format("a"))
    whole = bytes_of.getvalue()
    start = whole.index(b"PK\x01\x02")
    end = whole.index(b"PK\x05\x06")
    record = whole[start:end]
    directory = record * count
    tail = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, count, count, len(directory), start, 0)
    path.write_bytes(whole[:start] + directory + tail)


def tar_of(path, *members, mode="w"):
    with tarfile.open(path, mode) as archive:
        for name, content, more in members:
            info = tarfile.TarInfo(name)
            info.size = len(content)
            for key, value in more.items():
                setattr(info, key, value)
            archive.addfile(info, io.BytesIO(content))


def hostile(folder):
    good = ("a.xml", SUITE.format("a").encode(), {})
    path = folder / "x"
    blanks = "(echo '<testsuite>'; head -c 200M /dev/zero | tr '\\0' ' ')"
    sh(f"{blanks} | gzip > x", folder)
    refused(path, "max_expansion_ratio", "a bomb of gzip")
    sh(f"{blanks} | bzip2 > x", folder)
    refused(path, "max_expansion_ratio", "a bomb of bzip2")
    sh(f"{blanks} | zstd -q -c > x", folder)
    refused(path, "max_expansion_ratio", "a bomb of zstd")
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(100000):
            archive.writestr(f"{number}.bin", "")
    refused(path, "max_entries", "a zip of 100,000 files")
    overlapping_zip(path, 50)
    refused(path, "directory lists 50 files, but it holds 1", "a zip of files that overlap")
    sh("echo '<testsuite/>' | gzip | gzip > x", folder)
    refused(path, "gzip", "gzip in gzip")
    sh("echo '<testsuite/>' | xz --lzma2=dict=1GiB > x", folder)
    refused(path, "max_window_bytes", "xz with a giant dictionary")
    sh("head -c 1M /dev/urandom | zstd -q --ultra -20 --long=30 -c > x", folder)
    refused(path, "max_window_bytes", "zstd with a giant window")
    tar_of(path, ("d/" * 100 + "a.xml", b"", {}))
    refused(path, "max_path_depth", "folders without an end")
    tar_of(path, ("a" * 5000 + ".xml", b"", {}))
    refused(path, "max_path_bytes", "a path without an end")
    (folder / "a.xml").write_text(SUITE.format("a"))
    path.unlink()
    sh("zip -q -P secret x.zip a.xml && mv x.zip x", folder)
    refused(path, "a.xml is encrypted", "an encrypted zip")
    tar_of(path, good, ("b.xml", b"", {"type": tarfile.SYMTYPE, "linkname": "/etc/passwd"}),
           ("c.xml", b"", {"type": tarfile.LNKTYPE, "linkname": "a.xml"}),
           ("d.xml", b"", {"type": tarfile.CHRTYPE}))
    code, found, said = inspect(path)
    tap.ok(code == 0 and len(found["files"]) == 1 and found["left_out"]["files"] == 3,
           "links and devices are left out", said or found)
    tar_of(path, ("../../../etc/a.xml", good[1], {}))
    code, found, said = inspect(path)
    tap.ok(code == 0 and found["files"][0]["file"] == "etc/a.xml", "no path leaves the bundle",
           said or found)
    (folder / "sparse.xml").write_text(SUITE.format("a"))
    os.truncate(folder / "sparse.xml", 1 << 40)
    sh("tar --sparse -cf x a.xml sparse.xml", folder)
    refused(path, "max_expan", "a file of a terabyte of nothing")
    (folder / "sparse.xml").unlink()
    sh("tar czf x a.xml", folder)
    packed = bytearray(path.read_bytes())
    packed[-6] ^= 1
    path.write_bytes(packed)
    refused(path, "incorrect data check", "a wrong checksum")


# ---- Over HTTP --------------------------------------------------------------------------------

def send(service, body, commit, pieces=None, **query):
    """The status and the answer; @pieces are sent one by one."""
    host = urllib.parse.urlparse(service.url).netloc
    connection = http.client.HTTPConnection(host, timeout=120)
    parameters = urllib.parse.urlencode({"commit": commit, "exit_code": 0, **query})
    headers = {"Authorization": f"Bearer {service.token}"}
    try:
        if pieces:
            cut = (body[at:at + pieces] for at in range(0, len(body), pieces))
            connection.request("POST", f"{REPORTS}?{parameters}", cut, headers, encode_chunked=True)
        else:
            connection.request("POST", f"{REPORTS}?{parameters}", body, headers)
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())
    finally:
        connection.close()


def tarball(files, cases, mode="w:gz"):
    """A bundle that takes a while to read and little to send."""
    bytes_of = io.BytesIO()
    with tarfile.open(fileobj=bytes_of, mode=mode) as archive:
        for number in range(files):
            rows = "".join(f'<testcase classname="c{number}" name="t{i}" time="0.{i % 97}"/>\n'
                           for i in range(cases))
            content = f'<testsuite name="s{number}">{rows}</testsuite>'.encode()
            info = tarfile.TarInfo(f"out/{number:05}.xml")
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return bytes_of.getvalue()


def over_http(service, folder):
    sh("rm -f x.*; tar czf x.tar.gz -C in .", folder)
    bundle = (folder / "x.tar.gz").read_bytes()
    service.run("project", "create", "shop")
    status, whole = send(service, bundle, "a" * 40, job="whole")
    tap.ok(status == 201 and whole["report"]["damaged"] and whole["verdict"] == "fail"
           and whole["report"]["left_out"]["files"] == 1, "a bundle is stored", whole)
    by_command = service.ingest("shop", "--commit", "b" * 40, "--exit-code", "0", "--job", "command",
                                str(folder / "in"))
    counts = by_command["report"]["counts"]
    tap.ok(whole["report"]["counts"] == counts, "and counts as the folder does by command",
           (whole["report"]["counts"], counts))
    for number, size in enumerate((1, 7, 1021, 65536)):
        status, cut = send(service, bundle, f"c{number}" * 20, size, job=f"cut{number}")
        tap.ok(status == 201 and cut["report"]["counts"] == counts, f"in pieces of {size}", cut)
    status, again = send(service, bundle, "a" * 40, 4099, job="whole")
    tap.ok(status == 200 and again == whole, "the same bundle again gets the same answer", again)
    status, problem = send(service, bundle[:len(bundle) // 2], "d" * 40, job="half")
    tap.ok(status == 201 and problem["report"]["damaged"] and problem["verdict"] == "fail"
           or status == 422, "half a bundle is not green", problem)
    sh("(echo '<testsuite>'; head -c 100M /dev/zero | tr '\\0' ' ') | gzip > bomb", folder)
    status, problem = send(service, (folder / "bomb").read_bytes(), "d" * 40)
    tap.ok(status == 413 and "max_expansion_ratio" in problem["detail"] and problem["file"] == "body",
           "a bomb is refused", problem)
    large = tarball(20 if SLOW else 200, 1000, "w")
    status, answer = send(service, large, "e" * 40, job="large")
    tap.ok(status == 201 and answer["report"]["counts"]["tests"] == (20 if SLOW else 200) * 1000,
           "a tar of megabytes, not packed", str(answer)[:500])


def tasks(service):
    return len(list(pathlib.Path(f"/proc/{service.server.pid}/task").iterdir()))


def stalled(service, bundle):
    """A client that has sent half a bundle, and sends no more."""
    host, port = service.url.removeprefix("http://").split(":")
    connection = socket.create_connection((host, int(port)))
    connection.sendall(f"POST {REPORTS}?commit={'f' * 40} HTTP/1.1\r\nHost: x\r\n"
                       f"Authorization: Bearer {service.token}\r\n"
                       f"Content-Length: {len(bundle)}\r\n\r\n".encode() + bundle[:len(bundle) // 2])
    return connection


def healthy(service):
    started = time.monotonic()
    status, _, _ = service.request("GET", "/healthz")
    return status == 200, time.monotonic() - started


def under_load(service):
    bundle = tarball(20, 200 if SLOW else 1000)
    idle = tasks(service)
    waiting = [stalled(service, bundle) for _ in range(10)]
    wait_for(lambda: tasks(service) >= idle + 10)
    status, answer = send(service, bundle, "1" * 40, job="beside")
    tap.ok(status == 201, "clients that stall do not hold up others", str(answer)[:300])
    for connection in waiting:
        connection.close()
    wait_for(lambda: tasks(service) == idle)
    tap.ok(True, "an upload that is given up ends its thread")
    with concurrent.futures.ThreadPoolExecutor(50) as pool:
        sent = [pool.submit(send, service, bundle, "2" * 40, job=f"j{n}") for n in range(50)]
        waits = []
        while not all(one.done() for one in sent):
            waits.append(healthy(service))
        statuses = [one.result()[0] for one in sent]
    tap.ok(statuses == [201] * 50, "50 bundles at once on two threads are all stored", statuses)
    worst = max((took for good, took in waits), default=0)
    tap.ok(all(good for good, _ in waits) and worst < 10, "and the service answers meanwhile",
           f"{len(waits)} times, at worst after {worst:.2f} s")
    wait_for(lambda: tasks(service) == idle)
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        sent = [pool.submit(send, service, bundle, "3" * 40, job=f"k{n}") for n in range(8)]
        wait_for(lambda: tasks(service) > idle)
        service.server.terminate()
        ended = service.server.wait(60)
        service.server = None
    stored = [one.result()[0] for one in sent if not one.exception()]
    tap.ok(ended == 0 and set(stored) <= {201, 503}, "it stops while bundles are under way",
           (ended, stored))


def main():
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary)
        (folder / "in").mkdir()
        fill(folder / "in")
        same_as_folder(folder)
        (folder / "hostile").mkdir()
        hostile(folder / "hostile")
        with Service() as service:
            folder.chmod(0o755)
            service.env["ESCAPEMENT_HTTP_THREADS"] = "2"
            service.serve()
            over_http(service, folder)
            under_load(service)
    tap.done()


main()
