"""What `serve --intercept` prints can be pasted."""

import subprocess
from pathlib import Path

from windtunnel_cli.interception import RUNTIMES, exports, say_interception

VARIABLES = {name: f"/a folder/{name}" for names in RUNTIMES.values() for name in names}
TOLD = {"hosts": ["real.example"], "port": 1, "authority": "/ca.pem", "environment": VARIABLES}


def shell(text, **environment):
    return subprocess.run(
        ["sh", "-c", text], env=environment, capture_output=True, text=True, check=True
    ).stdout


def test_a_shell_reads_the_file_and_keeps_its_own_lists(tmp_path, capsys):
    say_interception(TOLD, tmp_path)
    assert f". {tmp_path}/interception.env" in capsys.readouterr().out
    script = f'. {tmp_path}/interception.env; echo "$NODE_OPTIONS|$HTTPS_PROXY"'
    assert shell(script) == "/a folder/NODE_OPTIONS|/a folder/HTTPS_PROXY\n"
    kept = shell(script, NODE_OPTIONS="--inspect").partition("|")[0]
    assert kept == "/a folder/NODE_OPTIONS --inspect"


def test_what_the_shell_has_for_the_jvm_comes_before_ours():
    script = exports({"JAVA_TOOL_OPTIONS": "ours"})[0] + '; printf %s "$JAVA_TOOL_OPTIONS"'
    assert shell(script) == "ours"
    assert shell(script, JAVA_TOOL_OPTIONS="-Dx=1") == "-Dx=1 ours"


def test_the_file_is_its_owners_alone(tmp_path, capsys, monkeypatch):
    file = tmp_path / "interception.env"
    file.write_text("an older one")
    file.chmod(0o644)
    opened = []
    monkeypatch.setattr(Path, "chmod", lambda path, mode: opened.append((path, mode)))
    say_interception(TOLD, tmp_path)
    assert capsys.readouterr().out
    assert (oct(file.stat().st_mode)[-3:], opened) == ("600", [])


def test_each_runtime_is_told_its_own(tmp_path, capsys):
    say_interception(TOLD, tmp_path)
    said = capsys.readouterr().out
    for runtime, names in RUNTIMES.items():
        part = said.partition(f"  {runtime}\n")[2].partition("\n\n")[0]
        assert [line.split("=")[0] for line in part.splitlines()] == [
            f"    export {name}" for name in names
        ]


def test_a_value_with_quotes_survives():
    assert shell(exports({"A": "it's"})[0] + '; echo "$A"') == "it's\n"
