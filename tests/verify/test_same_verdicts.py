"""What the judge lets go of, and shares, while it reads a ledger changes no verdict."""

import msgspec
import pytest

from windtunnel.runtime.ledger import read_ledger
from windtunnel.runtime.segment import SegmentWriter
from windtunnel_load.senders import CORRECT
from windtunnel_load.senders.mutants import MUTANTS
from windtunnel_reports import cases as cases_module
from windtunnel_reports.judge import judge
from windtunnel_verify import run_schedule
from windtunnel_verify.records import REPORTS
from windtunnel_verify.spare_schedules import schedule_of

FACTORIES = {
    "outbox": CORRECT["outbox"].factory,
    "at-least-once": CORRECT["at-least-once"].factory,
    **{name: MUTANTS[name].factory for name in ("blind-retry", "status-regress", "unsigned")},
}


class Unshared:
    """Of a judge that lets each fact be as it came."""

    def share(self, fact):
        """Do nothing."""


def judged(facts, policy):
    return msgspec.json.encode(
        judge(facts, required=(), policy=policy, reports=REPORTS, delta_us=0)
    )


@pytest.mark.parametrize("name", FACTORIES)
def test_a_ledger_from_its_file_says_what_the_same_facts_say_unshared(name, tmp_path, monkeypatch):
    for number in range(24):
        ran = run_schedule(FACTORIES[name], schedule_of(number), number)
        facts = ran.ledger.facts()
        writer = SegmentWriter(tmp_path / str(number), "verify")
        writer.write_all([msgspec.structs.replace(fact) for fact in facts])
        writer.close()
        read = read_ledger(tmp_path / str(number))
        shared = judged(read.facts(), ran.policy)
        with monkeypatch.context() as patch:
            patch.setattr(cases_module, "Texts", Unshared)
            for part in ("share_with", "share_message"):
                patch.setattr(cases_module, part, lambda *_: None)
            assert judged(facts, ran.policy) == shared
        assert read.problems == []
