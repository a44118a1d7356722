"""Terms of reference: written, brought into force, accepted, and accepted again when they change."""

from datetime import date, timedelta

import pytest
from audit.models import Entry
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import timezone

from directory.enrolment.actions import accept_terms
from directory.enrolment.actions.terms import (
    TermsChangedMeanwhileError,
    TermsError,
    TermsInForceError,
    begin_terms,
    bring_into_force,
    discard_terms,
    mark_of,
    revise_terms,
    tell_holders,
    translations_behind,
)
from directory.enrolment.models import Acceptance, TermsOfReference
from directory.enrolment.queries import accepted_undertakings, terms_to_accept
from tests.factories import CategoryFactory, DesignationFactory, PersonFactory, UserFactory
from tests.factories.enrolment import TermsFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def expert(member):
    """A member who holds the category of experts."""
    DesignationFactory(person=member.person, category__code="expert")
    return member.person


@pytest.fixture
def letters(django_capture_on_commit_callbacks):
    return lambda: django_capture_on_commit_callbacks(execute=True)


def next_version(category, by, **options):
    terms = begin_terms(category, by=by)
    terms = revise_terms(terms, by=by, text_en=f"{terms.text_en}\n\nAnd more.", what_changed_en="More is asked.")
    return bring_into_force(terms, by=by, **options)


def test_a_holder_is_asked_once_for_each_version_that_asks(expert, secretariat):
    first = TermsFactory()
    assert terms_to_accept(expert) == [first]

    accept_terms(expert, first, by=expert.user, language="fr")
    accept_terms(expert, first, by=expert.user, language="en")
    assert terms_to_accept(expert) == []
    assert [(each.terms, each.language) for each in Acceptance.objects.all()] == [(first, "fr")]

    next_version(first.category, secretariat, asks_again=False)
    assert terms_to_accept(expert) == []

    third = next_version(first.category, secretariat, on=timezone.localdate() + timedelta(days=1))
    assert terms_to_accept(expert) == []
    assert third.is_announced


def test_a_later_version_that_asks_is_asked_again_and_names_the_one_accepted(expert, secretariat):
    first = TermsFactory()
    accept_terms(expert, first, by=expert.user, language="en")
    second = next_version(first.category, secretariat)

    (asked,) = terms_to_accept(expert)

    assert (asked, asked.accepted_number) == (second, 1)
    with pytest.raises(TermsError):
        accept_terms(PersonFactory(), first, by=None, language="en")


def test_whoever_accepted_before_a_version_that_asked_is_asked_even_if_the_latest_does_not(expert, secretariat):
    first = TermsFactory(in_force_from=date(2024, 1, 1))
    accept_terms(expert, first, by=expert.user, language="en")
    TermsFactory(number=2, in_force_from=date(2024, 2, 1), asks_again=True)
    third = TermsFactory(number=3, in_force_from=date(2024, 3, 1), asks_again=False)

    assert terms_to_accept(expert) == [third]


def test_terms_are_asked_of_those_designated_for_later_and_not_of_those_who_left(member):
    terms = TermsFactory(category__code="thematic-focal-point")
    left = TermsFactory(category__code="expert")
    today = timezone.localdate()
    DesignationFactory(person=member.person, category=terms.category, starts_on=today + timedelta(days=30))
    DesignationFactory(person=member.person, category=left.category, ends_on=today - timedelta(days=1))

    assert terms_to_accept(member.person) == [terms]


def test_what_is_to_accept_is_one_query(expert, django_assert_num_queries):
    TermsFactory()
    terms_to_accept(expert)
    with django_assert_num_queries(1):
        terms_to_accept(expert)
    for code in ("information-provider", "information-user"):
        DesignationFactory(person=expert, category=TermsFactory(category__code=code).category)
    terms_to_accept(expert)
    with django_assert_num_queries(1):
        assert len(terms_to_accept(expert)) == 3


def test_a_profile_shows_the_latest_version_accepted_of_each_category_held(expert, secretariat):
    first = TermsFactory()
    accept_terms(expert, first, by=expert.user, language="en")
    other = TermsFactory(category__code="information-owner")
    accept_terms(expert, other, by=expert.user, language="en")
    second = next_version(first.category, secretariat)
    assert [each.terms for each in accepted_undertakings(expert)] == [first]

    accept_terms(expert, second, by=expert.user, language="en")
    assert [each.terms for each in accepted_undertakings(expert)] == [second]


def test_terms_in_force_are_never_changed_whoever_tries(secretariat):
    terms = TermsFactory()
    with pytest.raises(TermsInForceError):
        revise_terms(terms, by=secretariat, text_en="Something else.")
    terms.text_en = "Something else."
    with pytest.raises(TermsInForceError):
        terms.save()
    with pytest.raises(TermsInForceError):
        terms.delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        TermsOfReference.objects.filter(pk=terms.pk).update(text_en="Something else.")
    terms.refresh_from_db()
    assert terms.text_en.startswith("An expert answers")


def test_two_who_begin_the_next_version_write_the_same_draft_and_the_second_is_told(secretariat):
    category = TermsFactory().category
    draft = begin_terms(category, by=secretariat)
    assert begin_terms(category, by=UserFactory(is_staff=True)) == draft
    assert (draft.number, draft.text_en) == (2, TermsOfReference.objects.get(number=1).text_en)

    seen = mark_of(draft, ["text_en"])
    revise_terms(draft, by=secretariat, seen=seen, text_en="First.")
    with pytest.raises(TermsChangedMeanwhileError):
        revise_terms(draft, by=secretariat, seen=seen, text_en="Second.")
    discard_terms(draft, by=secretariat)
    assert list(TermsOfReference.objects.values_list("number", flat=True)) == [1]


def test_a_version_comes_into_force_in_order_and_says_what_changed(secretariat):
    first = TermsFactory(in_force_from=timezone.localdate())
    draft = begin_terms(first.category, by=secretariat)
    with pytest.raises(TermsError):
        bring_into_force(draft, by=secretariat, on=timezone.localdate() + timedelta(days=1))
    draft = revise_terms(draft, by=secretariat, what_changed_en="The deadline.")
    with pytest.raises(TermsError):
        bring_into_force(draft, by=secretariat, on=timezone.localdate() - timedelta(days=1))
    bring_into_force(draft, by=secretariat, on=timezone.localdate() + timedelta(days=1))
    with pytest.raises(TermsInForceError):
        bring_into_force(draft, by=secretariat)
    third = begin_terms(first.category, by=secretariat)
    third = revise_terms(third, by=secretariat, what_changed_en="The deadline, once more.")
    with pytest.raises(TermsError):
        bring_into_force(third, by=secretariat)
    bring_into_force(third, by=secretariat, on=timezone.localdate() + timedelta(days=1))
    empty = begin_terms(CategoryFactory(code="information-user"), by=secretariat)
    with pytest.raises(TermsError):
        bring_into_force(empty, by=secretariat)


def test_holders_are_told_once_in_their_language_when_terms_come_into_force(expert, secretariat, letters):
    expert.user.language = "fr"
    expert.user.save()
    first = TermsFactory(told_at=timezone.now())
    accept_terms(expert, first, by=expert.user, language="fr")
    terms = begin_terms(first.category, by=secretariat)
    terms = revise_terms(terms, by=secretariat, what_changed_en="More is asked.", what_changed_fr="On demande plus.")
    bring_into_force(terms, by=secretariat)

    with letters():
        assert tell_holders() == 1
        assert tell_holders() == 0

    (letter,) = mail.outbox
    assert letter.to == [expert.user.email]
    assert "On demande plus." in letter.body
    assert "/fr/my/terms/" in letter.body
    assert Entry.objects.filter(action="enrolment.terms.told").count() == 1


def test_a_mailing_killed_in_the_middle_goes_on_where_it_stopped(secretariat, letters, monkeypatch):
    category = CategoryFactory(code="expert")
    people = [PersonFactory(user=UserFactory()) for _number in range(5)]
    for person in people:
        DesignationFactory(person=person, category=category)
    TermsFactory(category=category)
    monkeypatch.setattr("directory.enrolment.actions.terms.TOLD_AT_ONCE", 2)
    from directory.enrolment.actions import terms as module

    send, sent = module.send, []

    def dies_at_the_fourth(template, user, context):
        sent.append(user)
        if len(sent) == 4:
            raise KeyboardInterrupt
        return send(template, user, context)

    monkeypatch.setattr(module, "send", dies_at_the_fourth)
    with letters(), pytest.raises(KeyboardInterrupt):
        tell_holders()
    assert TermsOfReference.objects.get().notices.count() == 2

    monkeypatch.setattr(module, "send", send)
    with letters():
        assert tell_holders() == 3
    assert sorted(address for letter in mail.outbox for address in letter.to) == sorted(
        person.user.email for person in people
    )


def test_a_translation_left_behind_by_the_english_is_not_brought_into_force_unseen(secretariat):
    words = {"undertaking_fr": "Je réponds sous dix jours.", "text_fr": "Un expert répond.", "text_ru": "Эксперт."}
    first = TermsFactory(**words)
    draft = begin_terms(first.category, by=secretariat)
    changed = {"text_en": "Within five days.", "text_ru": "В течение пяти дней.", "what_changed_en": "The deadline."}
    draft = revise_terms(draft, by=secretariat, **changed)
    assert translations_behind(draft, first) == ["text_fr"]

    second = bring_into_force(draft, by=secretariat)

    assert (second.undertaking_fr, second.text_fr) == ("Je réponds sous dix jours.", "")
    assert second.text_ru == "В течение пяти дней."
    third = begin_terms(first.category, by=secretariat)
    third = revise_terms(third, by=secretariat, text_en="Within five days!", what_changed_en="A sign.")
    assert bring_into_force(third, by=secretariat, keep_translations=True).text_ru == "В течение пяти дней."
