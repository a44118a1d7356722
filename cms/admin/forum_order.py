"""Order in the forums: what has to be decided, who may not write, watched words, the public log, translations.

They are read here and changed on pages of the site, as facilitators change theirs.
"""

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn

from forums.conduct.choices import Act, MatterKind, MatterState, Rule, WordAction
from forums.conduct.models import Ban, LoggedDecision, Matter, WatchedWord
from forums.translating.choices import Origin
from forums.translating.models import Translation

from .filters import choice
from .queues import Queue
from .reports import SecretariatReport

IN_FORCE, OVER = "in-force", "over"
OUTDATED, UNCHECKED = "outdated", "unchecked"


class MatterFilters(WagtailFilterSet):
    state = choice(gettext_lazy("State"), MatterState.choices)
    kind = choice(gettext_lazy("What it is"), MatterKind.choices)

    class Meta:
        model = Matter
        fields = ["state", "kind"]


class ForumMatters(Queue):
    """What waits in all groups; it is decided on its page of the site."""

    slug = "forum_matters"
    page_title = gettext_lazy("To decide in the forums")
    header_icon = "comment"
    order = 21
    model = Matter
    filterset_class = MatterFilters
    default_ordering = "opened_at"

    def get_base_queryset(self):
        return Matter.objects.select_related("group", "post__thread", "claimed_by", "ruling")

    def get_filterset_kwargs(self):
        kwargs = super().get_filterset_kwargs()
        if "state" not in kwargs["data"]:
            kwargs["data"] = kwargs["data"].copy()
            kwargs["data"]["state"] = MatterState.OPEN
        return kwargs

    @cached_property
    def columns(self):
        return [
            TitleColumn("get_kind_display", label=_("What it is"), get_url=lambda matter: matter.get_absolute_url()),
            Column("post", label=_("Post"), accessor=lambda matter: matter.post or "–"),
            Column("group", label=_("Group"), accessor=lambda matter: matter.group or _("The whole network")),
            DateColumn("opened_at", label=_("Since"), sort_key="opened_at"),
            Column("holder", label=_("In the hands of"), accessor=lambda matter: matter.holder or "–"),
            Column("get_state_display", label=_("State"), sort_key="state"),
        ]


class BanFilters(WagtailFilterSet):
    force = choice(
        gettext_lazy("State"),
        [(IN_FORCE, gettext_lazy("In force")), (OVER, gettext_lazy("Over"))],
        method="by_force",
    )

    def by_force(self, queryset, name, value):
        in_force = Q(lifted_at=None) & (Q(until=None) | Q(until__gt=timezone.now()))
        return queryset.filter(in_force) if value == IN_FORCE else queryset.exclude(in_force)

    class Meta:
        model = Ban
        fields = ["force"]


class ForumBans(SecretariatReport):
    slug = "forum_bans"
    page_title = gettext_lazy("Who may not write in the forums")
    header_icon = "lock"
    order = 181
    model = Ban
    filterset_class = BanFilters
    default_ordering = "-began_at"
    list_export = ["user", "group", "began_at", "until", "lifted_at"]

    def get_base_queryset(self):
        return Ban.objects.select_related("user", "group")

    @cached_property
    def columns(self):
        return [
            TitleColumn("user", label=_("Member"), get_url=self.address_of),
            Column("group", label=_("Group"), accessor=lambda ban: ban.group or _("The whole network")),
            DateColumn("began_at", label=_("Since"), sort_key="began_at"),
            # A moment to come: Wagtail says of a date how long ago it was.
            Column("until", label=_("Until"), accessor=lambda ban: ban.until or _("For good"), sort_key="until"),
            DateColumn("lifted_at", label=_("Lifted")),
        ]

    @staticmethod
    def address_of(ban):
        if ban.group is None:
            return reverse("forum_conduct:bans")
        return reverse("forum_conduct:group_bans", args=[ban.group.slug])


class WordFilters(WagtailFilterSet):
    action = choice(gettext_lazy("What follows"), WordAction.choices)

    class Meta:
        model = WatchedWord
        fields = ["action", "language"]


class WatchedWords(SecretariatReport):
    slug = "forum_words"
    page_title = gettext_lazy("Watched words of the forums")
    header_icon = "view"
    order = 182
    model = WatchedWord
    filterset_class = WordFilters
    default_ordering = "text"
    list_export = ["text", "language", "group", "action", "note"]

    def get_base_queryset(self):
        return WatchedWord.objects.select_related("group")

    @cached_property
    def columns(self):
        return [
            TitleColumn("text", label=_("Word"), sort_key="text", get_url=self.address_of),
            Column("get_language_display", label=_("Language"), sort_key="language"),
            Column("group", label=_("Group"), accessor=lambda word: word.group or _("The whole network")),
            Column("get_action_display", label=_("What follows"), sort_key="action"),
            Column("note", label=_("Why it is watched")),
        ]

    @staticmethod
    def address_of(word):
        if word.group is None:
            return reverse("forum_conduct:words")
        return reverse("forum_conduct:group_words", args=[word.group.slug])


class DecisionFilters(WagtailFilterSet):
    act = choice(gettext_lazy("Decision"), Act.choices)
    rule = choice(gettext_lazy("Rule"), Rule.choices)

    class Meta:
        model = LoggedDecision
        fields = ["act", "rule", "decided_as"]


class ForumDecisions(SecretariatReport):
    """The public log, with the way to each decision's reasons, which the public does not read."""

    slug = "forum_decisions"
    page_title = gettext_lazy("Decisions in the forums")
    header_icon = "history"
    order = 183
    model = LoggedDecision
    filterset_class = DecisionFilters
    default_ordering = "-pk"
    list_export = ["pk", "on", "get_act_display", "get_rule_display", "public_group", "get_decided_as_display"]

    def get_base_queryset(self):
        return LoggedDecision.objects.select_related("group", "ruling")

    @cached_property
    def columns(self):
        return [
            TitleColumn("pk", label=_("No."), get_url=lambda line: line.ruling.get_absolute_url()),
            DateColumn("on", label=_("Day"), sort_key="on"),
            Column("get_act_display", label=_("Decision"), sort_key="act"),
            Column("get_rule_display", label=_("Rule"), sort_key="rule"),
            Column("group", label=_("Group"), accessor=lambda line: line.public_group or _("Not public")),
            Column("get_decided_as_display", label=_("Decided by"), sort_key="decided_as"),
        ]


class TranslationFilters(WagtailFilterSet):
    origin = choice(gettext_lazy("Made"), Origin.choices)
    condition = choice(
        gettext_lazy("State"),
        [(OUTDATED, gettext_lazy("Outdated")), (UNCHECKED, gettext_lazy("Not checked"))],
        method="by_condition",
    )

    def by_condition(self, queryset, name, value):
        return queryset.outdated() if value == OUTDATED else queryset.filter(checked_at=None)

    class Meta:
        model = Translation
        fields = ["language", "origin", "condition"]


class ForumTranslations(SecretariatReport):
    slug = "forum_translations"
    page_title = gettext_lazy("Translations in the forums")
    header_icon = "globe"
    order = 184
    model = Translation
    filterset_class = TranslationFilters
    default_ordering = "-made_at"
    list_export = ["post", "language", "origin", "made_at", "checked_at", "is_outdated"]

    def get_base_queryset(self):
        return Translation.objects.select_related("post__thread__group").defer("text", "html")

    @cached_property
    def columns(self):
        return [
            TitleColumn("post", label=_("Post"), get_url=self.address_of),
            Column("get_language_display", label=_("Language"), sort_key="language"),
            Column("group", label=_("Group"), accessor=lambda each: each.post.thread.group),
            Column("get_origin_display", label=_("Made"), sort_key="origin"),
            DateColumn("made_at", label=_("Day"), sort_key="made_at"),
            Column("checked", label=_("Checked"), accessor=lambda each: _("Yes") if each.is_checked else _("No")),
            Column("outdated", label=_("Outdated"), accessor=lambda each: _("Yes") if each.is_outdated else _("No")),
        ]

    @staticmethod
    def address_of(translation):
        return reverse("forum_translating:translations", args=[translation.post_id])


REPORTS = (ForumBans, WatchedWords, ForumDecisions, ForumTranslations)
