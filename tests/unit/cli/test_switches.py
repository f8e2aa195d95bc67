"""`--switch name=value`."""

import pytest

from windtunnel.domain.errors import ConfigError
from windtunnel_cli.switches import read_switches


def test_a_value_is_a_number_a_truth_or_a_word():
    given = ["idempotency=key", "throttle_http_status=429", "push_batching=true"]
    assert read_switches(given) == {
        "idempotency": "key",
        "throttle_http_status": 429,
        "push_batching": True,
    }


@pytest.mark.parametrize("text", ["idempotency", "=key", "idempotency=", "a=null", "a=[1]"])
def test_what_is_no_switch_is_refused(text):
    with pytest.raises(ConfigError, match="must be name=value"):
        read_switches([text])
