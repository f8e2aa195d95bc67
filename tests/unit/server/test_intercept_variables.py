"""Variables that survive the folders people have."""

import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from windtunnel.server.intercept import variables as module
from windtunnel.server.intercept.authority import Authority

FOLDERS = [
    "/somewhere/me",
    "/somewhere/my self",
    "/somewhere/o'brien",
    "/somewhere/o'brien and sons",
]


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_jvm_reads_each_option_as_one_word(folder):
    authority = Authority(folder=Path(folder), hosts=("real.example",))
    found = module.variables(authority, "127.0.0.1", 8471)["JAVA_TOOL_OPTIONS"]
    words = shlex.split(found)
    assert f"-Djavax.net.ssl.trustStore={folder}/truststore.p12" in words
    assert all(word.startswith("-D") for word in words)


@pytest.mark.parametrize("folder", ["plain", "with space", "o'brien", 'quo"te', "back\\slash"])
def test_node_finds_its_preload(tmp_path, monkeypatch, folder):
    if shutil.which("node") is None:
        pytest.skip("node is not installed; with it this test runs")
    (tmp_path / folder).mkdir()
    preload = tmp_path / folder / "node.cjs"
    preload.write_text("console.log('came')")
    monkeypatch.setattr(module, "NODE_PRELOAD", preload)
    authority = Authority(folder=tmp_path, hosts=("real.example",))
    options = module.variables(authority, "127.0.0.1", 8471)["NODE_OPTIONS"]
    monkeypatch.setenv("NODE_OPTIONS", options)
    said = subprocess.run(["node", "-e", "0"], capture_output=True, text=True, check=False)
    assert said.stdout == "came\n", said.stderr
