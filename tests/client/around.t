#!/usr/bin/python3
"""What escapement-ci knows of the CI around it, from the variables that each one documents."""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from step import *  # noqa: E402,F403
from service import Tap  # noqa: E402

HEAD, MERGE = "a" * 40, "b" * 40
GITHUB = {"GITHUB_SHA": MERGE, "GITHUB_REF": "refs/pull/12/merge", "GITHUB_HEAD_REF": "topic/x",
          "GITHUB_BASE_REF": "main", "GITHUB_REF_NAME": "12/merge", "GITHUB_RUN_ID": "77",
          "GITHUB_RUN_ATTEMPT": "2", "GITHUB_JOB": "unit", "GITHUB_EVENT_NAME": "pull_request",
          "GITHUB_SERVER_URL": "https://git.example", "GITHUB_REPOSITORY": "o/r",
          "GITHUB_EVENT_PATH": "event.json"}
GITHUB_PULL = ("topic/x", "main", "12", "77", "unit", None, "2",
               "https://git.example/o/r/actions/runs/77")
# name, variables, then commit, branch, target branch, pull request, build, job, shard, attempt, url
AROUND = [
    ("GitHub Actions", {"GITHUB_ACTIONS": "true", **GITHUB}, HEAD, *GITHUB_PULL),
    ("Gitea", {"GITEA_ACTIONS": "true", "GITHUB_ACTIONS": "true", **GITHUB}, HEAD, *GITHUB_PULL),
    ("Forgejo", {"FORGEJO_ACTIONS": "true", "GITHUB_ACTIONS": "true", **GITHUB}, HEAD, *GITHUB_PULL),
    ("GitHub Actions", {"GITHUB_ACTIONS": "true", "GITHUB_SHA": MERGE, "GITHUB_REF": "refs/heads/a/b",
                        "GITHUB_REF_NAME": "a/b", "GITHUB_RUN_ID": "7", "GITHUB_JOB": "unit"},
     MERGE, "a/b", None, None, "7", "unit", None, None, None),
    ("GitLab CI", {"GITLAB_CI": "true", "CI_COMMIT_SHA": MERGE, "CI_PIPELINE_ID": "5",
                   "CI_MERGE_REQUEST_SOURCE_BRANCH_SHA": HEAD, "CI_COMMIT_REF_NAME": "topic",
                   "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME": "topic", "CI_MERGE_REQUEST_IID": "9",
                   "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main", "CI_JOB_NAME": "rspec 2/5",
                   "CI_NODE_INDEX": "2", "CI_NODE_TOTAL": "5", "CI_JOB_URL": "https://lab.example/1"},
     HEAD, "topic", "main", "9", "5", "rspec", "2/5", None, "https://lab.example/1"),
    ("GitLab CI", {"GITLAB_CI": "true", "CI_COMMIT_SHA": HEAD, "CI_PIPELINE_ID": "5",
                   "CI_COMMIT_BRANCH": "main", "CI_JOB_NAME": "rspec", "CI_NODE_TOTAL": "1"},
     HEAD, "main", None, None, "5", "rspec", None, None, None),
    ("Jenkins", {"JENKINS_URL": "https://j.example/", "GIT_COMMIT": HEAD, "BRANCH_NAME": "PR-3",
                 "CHANGE_BRANCH": "topic", "CHANGE_TARGET": "main", "CHANGE_ID": "3",
                 "JOB_NAME": "team/shop/PR-3", "STAGE_NAME": "Unit tests", "BUILD_ID": "8",
                 "BUILD_TAG": "jenkins-team-shop-PR-3-8", "BUILD_URL": "https://me:secret@j.example/8/"},
     HEAD, "topic", "main", "3", "jenkins-team-shop-PR-3-8", "team/shop/Unit tests", None, None,
     "https://j.example/8/"),
    ("Jenkins", {"JENKINS_URL": "https://j.example/", "GIT_COMMIT": HEAD, "GIT_BRANCH": "origin/main",
                 "JOB_NAME": "team/shop", "BUILD_TAG": "jenkins-8"},
     HEAD, "main", None, None, "jenkins-8", "team/shop", None, None, None),
    ("CircleCI", {"CIRCLECI": "true", "CIRCLE_SHA1": HEAD, "CIRCLE_BRANCH": "topic",
                  "CIRCLE_PULL_REQUEST": "https://github.com/o/r/pull/31", "CIRCLE_JOB": "unit",
                  "CIRCLE_WORKFLOW_ID": "w-1", "CIRCLE_NODE_INDEX": "0", "CIRCLE_NODE_TOTAL": "4",
                  "CIRCLE_BUILD_URL": "https://circle.example/1"},
     HEAD, "topic", None, "31", "w-1", "unit", "1/4", None, "https://circle.example/1"),
    ("Buildkite", {"BUILDKITE": "true", "BUILDKITE_COMMIT": HEAD, "BUILDKITE_BRANCH": "topic",
                   "BUILDKITE_PULL_REQUEST": "12", "BUILDKITE_PULL_REQUEST_BASE_BRANCH": "main",
                   "BUILDKITE_BUILD_ID": "u-1", "BUILDKITE_LABEL": ":rspec: tests",
                   "BUILDKITE_PARALLEL_JOB": "1", "BUILDKITE_PARALLEL_JOB_COUNT": "2",
                   "BUILDKITE_RETRY_COUNT": "1", "BUILDKITE_BUILD_URL": "https://b.example/1"},
     HEAD, "topic", "main", "12", "u-1", ":rspec: tests", "2/2", "2", "https://b.example/1"),
    ("Buildkite", {"BUILDKITE": "true", "BUILDKITE_COMMIT": "HEAD", "BUILDKITE_BRANCH": "main",
                   "BUILDKITE_PULL_REQUEST": "false", "BUILDKITE_STEP_KEY": "unit",
                   "BUILDKITE_BUILD_ID": "u-1"},
     "git", "main", None, None, "u-1", "unit", None, None, None),
    ("Azure Pipelines", {"TF_BUILD": "True", "BUILD_SOURCEVERSION": MERGE, "BUILD_BUILDID": "4",
                         "SYSTEM_PULLREQUEST_SOURCECOMMITID": HEAD, "SYSTEM_JOBATTEMPT": "1",
                         "SYSTEM_PULLREQUEST_SOURCEBRANCH": "refs/heads/topic",
                         "SYSTEM_PULLREQUEST_TARGETBRANCH": "refs/heads/main",
                         "SYSTEM_PULLREQUEST_PULLREQUESTID": "6", "SYSTEM_JOBNAME": "unit",
                         "BUILD_SOURCEBRANCH": "refs/pull/6/merge", "SYSTEM_TEAMPROJECTID": "p-1",
                         "SYSTEM_JOBPOSITIONINPHASE": "3", "SYSTEM_TOTALJOBSINPHASE": "3",
                         "SYSTEM_COLLECTIONURI": "https://dev.example/o/"},
     HEAD, "topic", "main", "6", "4", "unit", "3/3", "1",
     "https://dev.example/o/p-1/_build/results?buildId=4"),
    ("Bitbucket", {"BITBUCKET_BUILD_NUMBER": "21", "BITBUCKET_COMMIT": HEAD, "BITBUCKET_PR_ID": "2",
                   "BITBUCKET_BRANCH": "topic", "BITBUCKET_PR_DESTINATION_BRANCH": "main",
                   "BITBUCKET_PARALLEL_STEP": "0", "BITBUCKET_PARALLEL_STEP_COUNT": "2",
                   "BITBUCKET_STEP_RUN_NUMBER": "2", "BITBUCKET_GIT_HTTP_ORIGIN": "https://bb.example/o/r"},
     HEAD, "topic", "main", "2", "21", None, "1/2", "2", "https://bb.example/o/r/pipelines/results/21"),
    ("Travis", {"TRAVIS": "true", "TRAVIS_COMMIT": MERGE, "TRAVIS_PULL_REQUEST_SHA": HEAD,
                "TRAVIS_PULL_REQUEST": "5", "TRAVIS_PULL_REQUEST_BRANCH": "topic",
                "TRAVIS_BRANCH": "main", "TRAVIS_BUILD_ID": "3", "TRAVIS_JOB_NAME": "unit",
                "TRAVIS_JOB_WEB_URL": "https://travis.example/3"},
     HEAD, "topic", "main", "5", "3", "unit", None, None, "https://travis.example/3"),
    ("Travis", {"TRAVIS": "true", "TRAVIS_COMMIT": HEAD, "TRAVIS_PULL_REQUEST": "false",
                "TRAVIS_BRANCH": "main", "TRAVIS_BUILD_ID": "3"},
     HEAD, "main", None, None, "3", None, None, None, None),
    ("TeamCity", {"TEAMCITY_VERSION": "2023.05", "BUILD_VCS_NUMBER": HEAD, "BUILD_NUMBER": "14",
                  "TEAMCITY_BUILDCONF_NAME": "Unit", "BUILD_URL": "https://tc.example/14"},
     HEAD, None, None, None, "14", "Unit", None, None, "https://tc.example/14"),
    ("Drone", {"DRONE": "true", "DRONE_COMMIT_SHA": HEAD, "DRONE_PULL_REQUEST": "8",
               "DRONE_SOURCE_BRANCH": "topic", "DRONE_COMMIT_BRANCH": "main",
               "DRONE_BUILD_NUMBER": "11", "DRONE_STAGE_NAME": "default",
               "DRONE_BUILD_LINK": "https://drone.example/11"},
     HEAD, "topic", "main", "8", "11", "default", None, None, "https://drone.example/11"),
    ("Woodpecker", {"CI": "woodpecker", "CI_COMMIT_SHA": HEAD, "CI_COMMIT_BRANCH": "main",
                    "CI_COMMIT_SOURCE_BRANCH": "topic", "CI_COMMIT_TARGET_BRANCH": "main",
                    "CI_COMMIT_PULL_REQUEST": "4", "CI_PIPELINE_NUMBER": "6",
                    "CI_WORKFLOW_NAME": "test", "CI_PIPELINE_URL": "https://wood.example/6"},
     HEAD, "topic", "main", "4", "6", "test", None, None, "https://wood.example/6"),
    ("AppVeyor", {"APPVEYOR": "True", "APPVEYOR_REPO_COMMIT": MERGE, "APPVEYOR_REPO_BRANCH": "main",
                  "APPVEYOR_PULL_REQUEST_HEAD_COMMIT": HEAD, "APPVEYOR_PULL_REQUEST_NUMBER": "7",
                  "APPVEYOR_PULL_REQUEST_HEAD_REPO_BRANCH": "topic", "APPVEYOR_BUILD_ID": "99",
                  "APPVEYOR_JOB_NAME": "unit", "APPVEYOR_URL": "https://av.example",
                  "APPVEYOR_ACCOUNT_NAME": "o", "APPVEYOR_PROJECT_SLUG": "r"},
     HEAD, "topic", "main", "7", "99", "unit", None, None, "https://av.example/project/o/r/builds/99"),
    ("Semaphore", {"SEMAPHORE": "true", "SEMAPHORE_GIT_SHA": MERGE, "SEMAPHORE_GIT_PR_SHA": HEAD,
                   "SEMAPHORE_GIT_PR_NUMBER": "1", "SEMAPHORE_GIT_PR_BRANCH": "topic",
                   "SEMAPHORE_GIT_BRANCH": "main", "SEMAPHORE_PIPELINE_ID": "p",
                   "SEMAPHORE_JOB_NAME": "unit", "SEMAPHORE_JOB_INDEX": "2",
                   "SEMAPHORE_JOB_COUNT": "3", "SEMAPHORE_WORKFLOW_ID": "w",
                   "SEMAPHORE_ORGANIZATION_URL": "https://sem.example"},
     HEAD, "topic", "main", "1", "p", "unit", "2/3", None, "https://sem.example/workflows/w"),
    ("AWS CodeBuild", {"CODEBUILD_BUILD_ID": "shop:u-1", "CODEBUILD_RESOLVED_SOURCE_VERSION": HEAD,
                       "CODEBUILD_WEBHOOK_HEAD_REF": "refs/heads/topic",
                       "CODEBUILD_WEBHOOK_BASE_REF": "refs/heads/main",
                       "CODEBUILD_WEBHOOK_TRIGGER": "pr/15", "CODEBUILD_BUILD_URL": "https://aws.example/1"},
     HEAD, "topic", "main", "15", "shop:u-1", "shop", None, None, "https://aws.example/1"),
    ("AWS CodeBuild", {"CODEBUILD_BUILD_ID": "shop:u-1", "CODEBUILD_RESOLVED_SOURCE_VERSION": HEAD,
                       "CODEBUILD_WEBHOOK_HEAD_REF": "refs/heads/12",
                       "CODEBUILD_WEBHOOK_TRIGGER": "branch/12"},
     HEAD, "12", None, None, "shop:u-1", "shop", None, None, None),
    ("Google Cloud Build", {"COMMIT_SHA": HEAD, "_HEAD_BRANCH": "topic", "_BASE_BRANCH": "main",
                            "_PR_NUMBER": "3", "BUILD_ID": "g-1", "TRIGGER_NAME": "unit"},
     HEAD, "topic", "main", "3", "g-1", "unit", None, None,
     "https://console.cloud.google.com/cloud-build/builds/g-1"),
    ("Bitrise", {"BITRISE_IO": "true", "BITRISE_GIT_COMMIT": "", "GIT_CLONE_COMMIT_HASH": HEAD,
                 "BITRISE_GIT_BRANCH": "topic", "BITRISEIO_GIT_BRANCH_DEST": "main",
                 "BITRISE_PULL_REQUEST": "5", "BITRISE_BUILD_SLUG": "s", "BITRISE_TRIGGERED_WORKFLOW_ID":
                 "unit", "BITRISE_BUILD_URL": "https://app.bitrise.example/s"},
     HEAD, "topic", "main", "5", "s", "unit", None, None, "https://app.bitrise.example/s"),
    (None, {}, "git", "trunk", None, None, None, None, None, None, None),
]
THINGS = ("commit", "branch", "target_branch", "pull_request", "build", "job", "shard", "attempt", "url")


def git(folder, *arguments):
    done = subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@b.example", *arguments],
                          cwd=folder, check=True, text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, env={**os.environ, "HOME": str(folder)})
    return done.stdout.strip()


def known(done):
    lines = (re.match(r"(\w+) +(.*?)(?:  \((.*)\))?$", line) for line in done.out.splitlines())
    return {m[1]: (None if m[2] == "-" else m[2], m[3]) for m in lines}


def look(tap, shell, folder, here, row):
    name, env, *wanted = row
    done = shell.run(folder, "env", env=env)
    seen = known(done)
    wanted = [here["commit"] if w == "git" else w for w in wanted]
    good = seen["ci"][0] == name and [seen[t][0] for t in THINGS] == wanted
    good = good and all(seen[t][1] for t in THINGS if seen[t][0]) and seen["tree"][0] == here["tree"]
    tap.ok(good, f"{shell.name}: {name or 'plain git'}{', a pull request' if wanted[3] else ''}",
           f"{dict(zip(THINGS, wanted))}\n{done}")


def merge_of(folder):
    """A folder as it is checked out for a pull request: a shallow clone of a merge."""
    source = folder / "source"
    source.mkdir()
    git(source, "init", "-q", "-b", "main")
    git(source, "commit", "-q", "--allow-empty", "-m", "base")
    git(source, "checkout", "-q", "-b", "topic")
    git(source, "commit", "-q", "--allow-empty", "-m", "work")
    head = git(source, "rev-parse", "HEAD")
    git(source, "checkout", "-q", "main")
    git(source, "commit", "-q", "--allow-empty", "-m", "meanwhile")
    git(source, "merge", "-q", "--no-ff", "-m", "merge", "topic")
    git(folder, "clone", "-q", "--depth", "1", f"file://{source}", "clone")
    return folder / "clone", head, git(source, "rev-parse", "HEAD")


def heads(tap, shell, folder):
    clone, head, merge = merge_of(folder)
    env = {"GITHUB_ACTIONS": "true", **GITHUB, "GITHUB_SHA": merge, "GITHUB_EVENT_PATH": "none"}
    done = shell.run(clone, "env", env=env)
    tap.ok(known(done)["commit"][0] == head, f"{shell.name}: without the event, the merge tells its head", done)
    event = clone / "event.json"
    text = '"head": {"sha": "' + "d" * 40 + '"}, "pull_request": {"head": {"sha": "' + "e" * 40 + '"}}'
    tricky = {"action": text, "a": [{"pull_request": {"head": {"sha": "f" * 40}}}],
              "pull_request": {"body": text + '\\"', "base": {"sha": "c" * 40, "n": [1, -2.5e3, None]},
                               "user": {"head": {"sha": "9" * 40}},
                               "head": {"ref": "\\", "repo": {"sha": "8" * 40}, "sha": HEAD}},
              "head": {"sha": "7" * 40}}
    for indent in (2, None):
        event.write_text(json.dumps(tricky, indent=indent))
        done = shell.run(clone, "env", env={**env, "GITHUB_EVENT_PATH": "event.json"})
        tap.ok(known(done)["commit"][0] == HEAD,
               f"{shell.name}: the head is read from the event, whatever else is in it", done)
    done = shell.run(clone, "env", env={**env, "GITHUB_REF": "refs/heads/main", "GITHUB_HEAD_REF": "topic",
                                        "GITHUB_EVENT_NAME": "pull_request_target"})
    tap.ok(known(done)["commit"][0] == merge and not known(done)["pull_request"][0],
           f"{shell.name}: what runs on the target is what is checked out", done)


tap = Tap()
for shell_name in SHELLS:
    with tempfile.TemporaryDirectory(prefix="escapement-client.") as base:
        shell, folder = Shell(shell_name, base), pathlib.Path(base) / "work"
        folder.mkdir()
        git(folder, "init", "-q", "-b", "trunk")
        (folder / "event.json").write_text(
            json.dumps({"pull_request": {"head": {"ref": "topic/x", "sha": HEAD}}}, indent=2))
        git(folder, "add", ".")
        git(folder, "commit", "-q", "-m", "one")
        here = {"commit": git(folder, "rev-parse", "HEAD"), "tree": git(folder, "rev-parse", "HEAD^{tree}")}
        for row in AROUND:
            look(tap, shell, folder, here, row)
        heads(tap, shell, pathlib.Path(base))
tap.done()
