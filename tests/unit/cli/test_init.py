"""`windtunnel init`: files that load as they are, with what the folder tells put in."""

import json

import pytest
import yaml
from typer.testing import CliRunner

from windtunnel.domain.errors import ConfigError
from windtunnel_cli.main import app
from windtunnel_load.adapters.service import load_service
from windtunnel_scenarios import load_scenario, make_plan

KINDS = ("node", "java", "python", "http")


def run(*words):
    return CliRunner().invoke(app, ["init", *words])


def written(folder, kind):
    ended = run(f"--{kind}", "--folder", str(folder))
    assert ended.exit_code == 0, ended.output
    return load_service(folder / "sender.yaml"), ended.output


@pytest.mark.parametrize("kind", KINDS)
def test_what_it_writes_loads_as_it_is(tmp_path, kind):
    service, said = written(tmp_path, kind)
    plan = make_plan(load_scenario(str(tmp_path / "first-flight.yaml")))
    assert len(plan.intents) > 100
    assert service.model.intercept == (kind != "http")
    assert ("GRAPH_URL" in service.model.environment) == (kind == "http")
    assert f"next: windtunnel doctor --sender {tmp_path / 'sender.yaml'}" in said


@pytest.mark.parametrize("kind", KINDS)
def test_the_ci_file_says_what_the_other_two_are_called(tmp_path, kind):
    written(tmp_path, kind)
    ci = yaml.safe_load((tmp_path / ".github/workflows/windtunnel.yml").read_text())
    steps = [step.get("run", "") for step in ci["jobs"]["rehearse"]["steps"]]
    rehearsal = "windtunnel rehearse first-flight.yaml --sender sender.yaml --gate"
    assert any(step.startswith(rehearsal) for step in steps)
    assert any("$GITHUB_STEP_SUMMARY" in step for step in steps)


@pytest.mark.parametrize(
    ("kind", "files", "start"),
    [
        ("node", {"package.json": json.dumps({"scripts": {"start": "x"}})}, ["npm", "start"]),
        ("node", {"package.json": '{"main": "a.js"}', "a.js": ""}, ["node", "a.js"]),
        ("node", {"package.json": "no JSON", "index.js": ""}, ["node", "index.js"]),
        ("node", {}, ["node", "server.js"]),
        ("java", {"target/one.jar": "", "target/two.jar": ""}, ["java", "-jar", "target/one.jar"]),
        (
            "java",
            {f"build/libs/a-1{kind}.jar": "" for kind in ("-plain", "-sources", "", "-javadoc")},
            ["java", "-jar", "build/libs/a-1.jar"],
        ),
        ("java", {"Service.java": ""}, ["java", "Service.java"]),
        ("java", {"A.java": "", "B.java": ""}, ["java", "-jar", "target/service.jar"]),
        ("python", {"main.py": ""}, ["python", "main.py"]),
        ("http", {"app.py": ""}, []),
    ],
)
def test_what_the_folder_tells_is_put_in(tmp_path, kind, files, start):
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    service, _ = written(tmp_path, kind)
    assert service.model.start == start


def test_the_service_has_its_folders_name(tmp_path):
    folder = tmp_path / "orders: new"
    folder.mkdir()
    assert written(folder, "http")[0].name == "orders: new"


@pytest.mark.parametrize(
    ("files", "step"), [((), "npm install"), (("package-lock.json",), "npm ci")]
)
def test_ci_installs_from_a_lock_file_where_there_is_one(tmp_path, files, step):
    for name in files:
        (tmp_path / name).touch()
    written(tmp_path, "node")
    ci = yaml.safe_load((tmp_path / ".github/workflows/windtunnel.yml").read_text())
    assert {"run": step} in ci["jobs"]["rehearse"]["steps"]


def test_files_that_are_there_are_kept_unless_told(tmp_path):
    (tmp_path / "sender.yaml").write_text("mine")
    refused = run("--node", "--folder", str(tmp_path))
    assert "sender.yaml: there already" in str(refused.exception)
    assert [path.name for path in tmp_path.iterdir()] == ["sender.yaml"]
    assert run("--node", "--folder", str(tmp_path), "--force").exit_code == 0
    assert (tmp_path / "sender.yaml").read_text() != "mine"


@pytest.mark.parametrize("words", [[], ["--node", "--java"]])
def test_one_kind_must_be_said(words):
    assert "one of --node, --java, --python, --http" in str(run(*words).exception)


def test_a_folder_that_is_not_there_is_said():
    assert "no such folder" in str(run("--node", "--folder", "/nowhere").exception)


def test_a_folder_that_takes_no_files_is_said_and_nothing_is_half_written(tmp_path):
    (tmp_path / ".github").write_text("a file")
    refused = run("--node", "--folder", str(tmp_path))
    assert "cannot be written" in str(refused.exception)
    assert isinstance(refused.exception, ConfigError)
    assert [path.name for path in tmp_path.iterdir()] == [".github"]


def test_a_folder_with_a_space_can_be_pasted(tmp_path):
    (tmp_path / "my service").mkdir()
    _, said = written(tmp_path / "my service", "node")
    assert f"--sender '{tmp_path}/my service/sender.yaml'" in said
