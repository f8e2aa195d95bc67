"""How often a person is written to, and in which language: R27 and R28."""

import pytest
from ledgers import PERSON, Run

OTHER = "15550100009"
HOUR = 3600.0
DAY = 24 * HOUR


def marketing(run, at, *, wanted=0.0, intent=0, recipient=PERSON, scope="marketing"):
    run.wants(intent, at=wanted, recipient=recipient, scope=scope)
    return run.tries(at=at, recipient=recipient).with_attempt(scope=scope).answers(at=at)


def campaign(*times, cap=1, scope="marketing", recipients=(PERSON,), numbers=("n1",), **policy):
    run = Run(frequency_cap=cap, **policy)
    for index, at in enumerate(times):
        recipient = recipients[index % len(recipients)]
        marketing(run, at, intent=index, wanted=at, recipient=recipient, scope=scope)
        run.with_attempt(number=numbers[index % len(numbers)])
        run.arrives(at=at + 1, recipient=recipient)
    return run.quiet(at=9 * DAY)


@pytest.mark.parametrize(
    ("times", "word"),
    [
        ((1, DAY), "broken"),
        ((1, DAY + 1), "untested"),
        ((1,), "untested"),
        ((20 * HOUR, 26 * HOUR), "broken"),
    ],
    ids=["within", "after", "one", "over midnight"],
)
def test_r27_no_window_holds_more_than_the_cap(times, word):
    assert campaign(*times).word("R27") == word


def test_r27_every_window_counts():
    assert campaign(1, DAY, 2 * DAY - 2, cap=2).word("R27") == "untested"
    assert campaign(1, DAY, 2 * DAY - 2, 2 * DAY - 1, cap=2).word("R27") == "broken"


def test_r27_over_all_numbers():
    assert campaign(1, 2, numbers=("n1", "n2")).word("R27") == "broken"


def test_r27_each_person_has_their_own():
    assert campaign(1, 2, recipients=(PERSON, OTHER)).word("R27") == "untested"


def test_r27_a_person_has_one_cap_under_every_form_of_the_number():
    assert campaign(1, 2, recipients=("551187654321", "5511987654321")).word("R27") == "broken"


def test_r27_other_messages_are_free():
    assert campaign(1, 2, scope="utility").word("R27") == "untested"


@pytest.mark.parametrize(("window_s", "word"), [(60.0, "untested"), (None, "broken")])
def test_r27_the_window_is_a_day_unless_declared(window_s, word):
    assert campaign(1, 100, frequency_window_s=window_s).word("R27") == word


def test_r27_without_a_cap_nothing_is_claimed():
    assert campaign(1, 2, cap=None).word("R27") == "untested"


def test_r27_holding_back_what_is_too_much_is_kept():
    run = Run(frequency_cap=1)
    marketing(run, 1).arrives(at=2).wants(1, at=5, scope="marketing").says("cancelled", at=6)
    assert run.quiet().word("R27") == "kept"


def test_r27_what_never_arrived_does_not_count():
    run = Run(frequency_cap=1)
    marketing(run, 1).arrives(at=2)
    marketing(run, 5, intent=1, wanted=5)
    assert run.quiet().word("R27") == "kept"


def test_r27_a_phone_that_was_off_is_not_the_senders_doing():
    run = Run(frequency_cap=1)
    marketing(run, 1).arrives(at=3 * DAY)
    marketing(run, 2 * DAY, intent=1, wanted=2 * DAY).arrives(at=3 * DAY)
    assert run.quiet(at=9 * DAY).word("R27") == "untested"


def test_r27_a_second_copy_is_another_matter():
    run = marketing(Run(frequency_cap=1), 1).arrives(at=2).tries(at=3)
    run.with_attempt(scope="marketing").answers(at=3).arrives(at=4)
    assert run.quiet().word("R27") == "untested"


def languages(*sent, wanted="pt_BR", fallbacks=None, country="BR", code=0):
    """One message wanted in a language, tried in each of these; only English is approved."""
    declared = {"pt_BR": "pt", "pt": "en"} if fallbacks is None else fallbacks
    run = Run(language_fallbacks=declared or None).template("APPROVED", at=0, lang="en")
    run.wants(at=1, form="template", template="news", lang=wanted, country=country)
    for place, lang in enumerate(sent):
        run.tries(at=2 + place, form="template").with_attempt(template="news", lang=lang)
        run.answers(at=2 + place, code=code)
    return run.quiet()


@pytest.mark.parametrize(
    ("sent", "word"),
    [
        (("pt_BR",), "kept"),
        (("pt-BR",), "kept"),
        (("pt_BR", "en"), "kept"),
        (("pt",), "kept"),
        (("es",), "broken"),
        (("pt_BR", "es"), "broken"),
        ((None,), "kept"),
        ((), "kept"),
    ],
    ids=str,
)
def test_r28_only_the_wanted_language_or_its_fallbacks(sent, word):
    assert languages(*sent).word("R28") == word


def test_r28_a_region_may_have_a_fallback():
    assert languages("es", wanted="gn", fallbacks={"BR": "es"}).word("R28") == "kept"


def test_r28_fallbacks_that_lead_in_a_circle_end():
    assert languages("es", fallbacks={"pt_BR": "pt", "pt": "pt_BR"}).word("R28") == "broken"


@pytest.mark.parametrize("claims", [{"fallbacks": {}}, {"wanted": None}], ids=str)
def test_r28_where_nothing_is_declared_or_wanted_nothing_is_wrong(claims):
    assert languages("es", **claims).word("R28") == "untested"


def test_r28_where_every_translation_exists_nobody_was_tempted():
    assert languages("en", wanted="en").word("R28") == "untested"


def test_r28_a_translation_that_the_provider_misses_is_missing():
    assert languages("en", wanted="en", code=132001).word("R28") == "kept"


@pytest.mark.parametrize(("state", "word"), [("PAUSED", "kept"), ("APPROVED", "untested")])
def test_r28_a_translation_that_was_taken_away_is_missing(state, word):
    run = languages("en", wanted="en").template(state, at=0.5, lang="en")
    assert run.word("R28") == word


def test_r28_without_any_template_on_record_nothing_is_known_to_be_missing():
    run = Run(language_fallbacks={"de": "en"}).wants(lang="de", template="news").tries(at=1)
    assert run.with_attempt(lang="de").answers(at=1).quiet().word("R28") == "untested"


def test_r28_what_is_not_of_a_template_cannot_lack_a_translation():
    run = Run(language_fallbacks={"de": "en"}).template("APPROVED", at=0).wants(lang="de")
    assert run.tries(at=1).quiet().word("R28") == "untested"
