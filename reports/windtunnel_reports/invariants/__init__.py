"""The invariants, one file each."""

from windtunnel_reports.invariants.base import Invariant
from windtunnel_reports.invariants.r01_no_avoidable_duplicate import NoAvoidableDuplicate
from windtunnel_reports.invariants.r02_duplicates_within_policy import DuplicatesWithinPolicy
from windtunnel_reports.invariants.r03_nothing_lost_silently import NothingLostSilently
from windtunnel_reports.invariants.r04_no_phantom_success import NoPhantomSuccess
from windtunnel_reports.invariants.r05_no_false_failure import NoFalseFailure
from windtunnel_reports.invariants.r06_no_early_surrender import NoEarlySurrender
from windtunnel_reports.invariants.r07_right_content import RightContent
from windtunnel_reports.invariants.r08_key_discipline import KeyDiscipline
from windtunnel_reports.invariants.r09_permanent_means_stop import PermanentMeansStop
from windtunnel_reports.invariants.r10_retry_after import RetryAfterHonoured
from windtunnel_reports.invariants.r11_code_specific_waits import CodeSpecificWaits
from windtunnel_reports.invariants.r12_backoff_envelope import BackoffEnvelope
from windtunnel_reports.invariants.r13_jitter_exists import JitterExists
from windtunnel_reports.invariants.r14_bounded_attempts import BoundedAttempts
from windtunnel_reports.invariants.r15_retry_budget import RetryBudget
from windtunnel_reports.invariants.r16_polite_in_outage import PoliteInOutage
from windtunnel_reports.invariants.r17_recovery import Recovery
from windtunnel_reports.invariants.r18_isolation import Isolation
from windtunnel_reports.invariants.r19_opt_out_honoured import OptOutHonoured
from windtunnel_reports.invariants.r20_session_window import SessionWindow
from windtunnel_reports.invariants.r21_template_state import TemplateState
from windtunnel_reports.invariants.r22_deadline import Deadline
from windtunnel_reports.invariants.r23_declared_order import DeclaredOrder
from windtunnel_reports.invariants.r24_effect_once import EffectExactlyOnce
from windtunnel_reports.invariants.r25_webhook_hygiene import WebhookHygiene
from windtunnel_reports.invariants.r26_consent_first import ConsentFirst
from windtunnel_reports.invariants.r27_frequency_cap import FrequencyCap
from windtunnel_reports.invariants.r28_language import Language
from windtunnel_reports.invariants.r29_reroute import Reroute
from windtunnel_reports.invariants.r30_dead_letters import DeadLettersAccounted
from windtunnel_reports.invariants.r31_customer_answered import CustomerAnswered
from windtunnel_reports.invariants.r32_one_contact import OneContact

INVARIANTS: dict[str, type[Invariant]] = {
    invariant.id: invariant
    for invariant in (
        NoAvoidableDuplicate,
        DuplicatesWithinPolicy,
        NothingLostSilently,
        NoPhantomSuccess,
        NoFalseFailure,
        NoEarlySurrender,
        RightContent,
        KeyDiscipline,
        PermanentMeansStop,
        RetryAfterHonoured,
        CodeSpecificWaits,
        BackoffEnvelope,
        JitterExists,
        BoundedAttempts,
        RetryBudget,
        PoliteInOutage,
        Recovery,
        Isolation,
        OptOutHonoured,
        SessionWindow,
        TemplateState,
        Deadline,
        DeclaredOrder,
        EffectExactlyOnce,
        WebhookHygiene,
        ConsentFirst,
        FrequencyCap,
        Language,
        Reroute,
        DeadLettersAccounted,
        CustomerAnswered,
        OneContact,
    )
}
"""Every invariant by id."""

ROOT_CAUSE_ORDER = (
    "R07", "R09", "R10", "R11", "R19", "R20", "R21", "R22", "R26", "R27", "R28", "R25",
    "R29", "R01", "R02", "R05", "R04", "R08", "R06", "R14", "R24", "R03",
)  # fmt: skip
"""Where several fire for one intent, the first of these is told, the others are "also"."""

__all__ = ["INVARIANTS", "ROOT_CAUSE_ORDER", "Invariant"]
