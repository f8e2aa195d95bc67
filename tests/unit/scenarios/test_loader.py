import pytest

from windtunnel.domain.errors import ConfigError
from windtunnel_scenarios import Known, list_scenarios, load_scenario

GOOD = """\
# Does it work?
# Really?
scenario: mine
starts: 2026-11-25T10:00-03:00
world:
  audience: {size: 10, countries: {BR: 60%, US: 40%}}
traffic:
  - {flow: otp, arrivals: constant, stages: [{hold: 3/s, for: 15s}]}
timeline:
  - {at: 2s, fault: throttle, throughput_per_s: 5, for: 3s}
  - {intent: 0, attempt: 1, fault: answer-lost}
exercises: [R01]
"""
KNOWN = Known(invariants=("R01", "R02"), faults=("throttle", "answer-lost"), profiles=("meta-ci",))


def load(tmp_path, text):
    path = tmp_path / "mine.yaml"
    path.write_text(text)
    return load_scenario(str(path), known=KNOWN)


def test_a_good_file_is_loaded_with_its_question(tmp_path):
    scenario = load(tmp_path, GOOD)
    assert (scenario.name, scenario.question) == ("mine", "Does it work? Really?")
    assert scenario.model.timeline[0].settings == {"throughput_per_s": 5}


@pytest.mark.parametrize(
    ("written", "kind"), [("1.5", float), ("5", int), ("0x10", int), ("yes", str), ("true", bool)]
)
def test_a_fault_keeps_plain_values_that_every_encoder_takes(tmp_path, written, kind):
    text = GOOD.replace("throughput_per_s: 5", f"throughput_per_s: {written}")
    settings = load(tmp_path, text).model.timeline[0].settings
    assert type(settings["throughput_per_s"]) is kind


@pytest.mark.parametrize(
    ("found", "put", "said"),
    [
        ("arrivals:", "arivals:", "mine.yaml:8: traffic[0].arivals is not a key here; did you"),
        ("3/s", "-3/s", "mine.yaml:8: traffic[0].stages[0].hold is -3/s; must be 0 or greater"),
        ("3/s", "fast", "must be a rate such as 40/s"),
        ("15s", "15q", "traffic[0].stages[0].for is '15q'; must be a duration"),
        ("flow: otp", "flow: opt", "mine.yaml:8: traffic[0].flow is 'opt'; did you mean otp?"),
        ("throttle", "trottle", "timeline[0].fault is 'trottle'; did you mean throttle?"),
        ("[R01]", "[R1]", "mine.yaml:12: exercises[0] is 'R1'; did you mean R01?"),
        ("60%", "50%", "countries sum to 90.00%; must sum to 100%"),
        ("-03:00", "", "starts has no offset"),
        ("scenario: mine", "scenario: Mine!", "scenario is 'Mine!'"),
        ("scenario: mine\n", "", "scenario is missing"),
        ("hold: 3/s, ", "", "needs either hold or ramp"),
        ("hold: 3/s", "ramp: 3/s", "must be a ramp such as 0/s..30/s"),
        ("exercises", "stop_when: x\nexercises", "stop_when is not supported by this release"),
        ("exercises", "profile: nope\nexercises", "profile is 'nope'"),
        ("flow: otp", "number: two, flow: otp", "traffic names number 'two', which world has not"),
        ("for: 15s", "for: 8d", "longer than 7 days"),
        ("scenario: mine", "scenario: [", "not YAML"),
        ("scenario: mine", "scenario: \0", "not YAML"),
        ("US: 40%", "UK: 40%", "countries names 'UK', of which no number can be made; known: AE"),
        ("  audience", "  templates: [order]\n  audience", "no template 'order' in the library"),
        ("for: 15s", "for: .inf", "must be a duration"),
        ("at: 2s, fault", "at: 2s, number: b, fault", "timeline names number 'b', which world"),
    ],
)
def test_an_error_names_file_line_key_and_rule(tmp_path, found, put, said):
    with pytest.raises(ConfigError) as raised:
        load(tmp_path, GOOD.replace(found, put, 1))
    assert said in str(raised.value)


def test_a_file_that_is_no_mapping(tmp_path):
    with pytest.raises(ConfigError, match="a scenario is a mapping"):
        load(tmp_path, "- 1\n")


def test_a_file_that_is_no_text_is_said(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_bytes(b"scenario: \xff")
    with pytest.raises(ConfigError, match=r"mine\.yaml: not text in UTF-8"):
        load_scenario(str(path))


def test_an_unknown_name_gets_the_nearest():
    with pytest.raises(ConfigError, match="did you mean checkout-rush"):
        load_scenario("checkout-rsh")


def test_a_missing_file_is_said():
    with pytest.raises(ConfigError, match="no such scenario file"):
        load_scenario("missing.yaml")


def test_a_huge_file_is_refused(tmp_path):
    with pytest.raises(ConfigError, match="larger than"):
        load(tmp_path, GOOD + "#" * 1_000_001)


@pytest.mark.parametrize("name", list_scenarios())
def test_each_shipped_scenario_loads_and_asks_a_question(name):
    assert load_scenario(name).question.endswith("?")


def test_a_folder_of_that_name_does_not_hide_a_shipped_scenario(tmp_path, monkeypatch):
    (tmp_path / "steady").mkdir()
    monkeypatch.chdir(tmp_path)
    assert load_scenario("steady").name == "steady"
