"""Real runners: their command lines in the folder of a suite, and what is around them."""
import os

from step import Shell
from service import ROOT

RUN = str(ROOT / "tests/runners/run")
MODULES = os.environ.get("ESCAPEMENT_NODE_MODULES", str(ROOT / "tests/node_modules"))
NOT_INSTALLED = 77
STEADY = {"WAREHOUSE": "steady", "LEDGER_ROUNDING": "half-up", "SHARED_STATE": "clean"}
# What a project would give to --rerun.
COMMANDS = {
    "pytest": "/usr/bin/python3 -m pytest -p no:cacheprovider -p no:subtests -p no:flaky "
              "--junitxml=$OUT/pytest.xml {tests}",
    "gotest": "gotestsum --format dots --junitfile $OUT/gotest.xml -- -count=1 {tests}",
    "jest": f"JEST_JUNIT_OUTPUT_FILE=$OUT/jest.xml node {MODULES}/jest/bin/jest.js --ci "
            "--reporters default --reporters jest-junit {tests}",
    "playwright": f"PLAYWRIGHT_JUNIT_OUTPUT_FILE=$OUT/playwright.xml node "
                  f"{MODULES}/@playwright/test/cli.js test --reporter=line,junit {{tests}}",
    "googletest": "./suite --gtest_output=xml:$OUT/googletest.xml {tests}",
    "rspec": "rspec --require rspec_junit_formatter --format RspecJunitFormatter "
             "--out $OUT/rspec.xml {tests}",
}


class Missing(Exception):
    """A runner is not installed."""


def surroundings(job):
    """The environment of a runner whose suite is in work/ and whose reports are to be in out/."""
    return {"ESCAPEMENT_WORK_DIR": str(job.folder / "work"), "OUT": str(job.folder / "out"),
            "ESCAPEMENT_STATE_DIR": str(job.folder / "state"), "ESCAPEMENT_RUNNER_RETRIES": "0",
            "ESCAPEMENT_BUILD": job.name, "CI": "true", "CHROMIUM": "/usr/bin/chromium",
            "GOPROXY": "off", "GOFLAGS": "-mod=mod", "GOTOOLCHAIN": "local",
            "PYTHONDONTWRITEBYTECODE": "1", "FORCE_COLOR": "0",
            "PLAYWRIGHT_JUNIT_INCLUDE_RETRIES": ""}


def shell_for_runners(name, folder):
    """The runner's programs are nobody's applets."""
    shell = Shell(name, folder)
    shell.path += f":{os.environ['PATH']}"
    return shell
