"""Pages of mentoring: what it is, offers and wishes, one's pairs, and the desk of the Secretariat."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView

from directory.choices import Audience
from directory.models import Region
from directory.permissions import is_member
from directory.words import word as word_of
from experts.from_letter import LetterPage

from . import letters, queries
from .actions import (
    AlreadyProposedError,
    ChangedMeanwhileError,
    NoRoomError,
    PairMovedOnError,
    TooManyGoalsError,
    WishFulfilledError,
    accept,
    add_goal,
    check_in,
    close_pair,
    decline,
    end_by_secretariat,
    keep_offer,
    keep_wish,
    mark_goal,
    propose,
    say_it_goes_on,
    take_back,
    version_of,
    withdraw_offer,
    withdraw_wish,
)
from .choices import STATE_CLASSES, Ending, PairState, ProposedBy, Side, Way
from .fit import WEIGHTS, WEIGHTS_IN_WORDS
from .forms import (
    CheckInForm,
    ClosingForm,
    GoalForm,
    OfferFilter,
    OfferForm,
    ProposeForm,
    ReasonForm,
    WishForm,
)
from .models import Goal, Offer, Pair, Wish

FITS_SHOWN = 5
ROWS_ON_A_PAGE = 20
FITS_ON_THE_DESK = 30
MOVED_ON = gettext_lazy("This pair has moved on meanwhile. Nothing was changed; here is how it stands.")
NO_ROOM = gettext_lazy("This mentor has no room at the moment. Others may fit as well.")
FULFILLED = gettext_lazy("This wish is fulfilled already, or was taken back.")


class MentoringPage(TemplateView):
    def trail(self):
        return [(_("Experts"), reverse("experts:experts"))]

    def get_context_data(self, **kwargs):
        return super().get_context_data(trail=self.trail(), **kwargs)


class BelowMentoring(MentoringPage):
    def trail(self):
        return [*super().trail(), (_("Mentoring"), reverse("mentoring:index"))]


class Index(MentoringPage):
    """What mentoring is; for members what fits them, their pairs, and the offers they may see."""

    template_name = "mentoring/index.html"

    def get_context_data(self, **kwargs):
        user = self.request.user
        told = queries.figures()
        context = super().get_context_data(
            figures=told,
            regions=[
                {**row, "words": word_of(Region, row["region"]).name if row["region"] else _("No country stated")}
                for row in told["by_region"]
            ],
            is_member=is_member(user),
            may_wish=user.has_perm("mentoring.wish"),
            may_offer=user.has_perm("mentoring.offer"),
            keeps=user.has_perm("mentoring.keep_pairs"),
            weights=[{"words": words, "weight": WEIGHTS[name]} for name, words in WEIGHTS_IN_WORDS.items()],
            **kwargs,
        )
        if context["is_member"]:
            context |= self.for_members(user)
        return context

    def for_members(self, user):
        wish, offer = queries.wish_of(user), queries.offer_of(user)
        pairs = queries.pairs_of(user)
        has_mentor = any(pair.state == PairState.OPEN and pair.side_of(user) == Side.LEARNER for pair in pairs)
        offered = [each for each in queries.offered_as_seen(Offer.objects.visible_to(user), user) if each.room_left]
        narrowed = OfferFilter(self.request.GET, offered)
        page = Paginator([each for each in offered if narrowed.keeps(each)], ROWS_ON_A_PAGE).get_page(
            self.request.GET.get("page")
        )
        return {
            "wish": wish,
            "offer": offer,
            "pairs": [_row(pair, user) for pair in pairs],
            "has_mentor": has_mentor,
            "fits_for_wish": _shown(queries.fits_for_wish(wish, user, FITS_SHOWN)) if wish and not has_mentor else [],
            "fits_for_offer": _shown(queries.fits_for_offer(offer, user, FITS_SHOWN))
            if offer and offer.is_standing
            else [],
            "filter": narrowed,
            "is_narrowed": bool(narrowed.chosen),
            "page_obj": page,
            "offers": [_offer_row(each) for each in page.object_list],
            "clear": self.request.path,
        }


def _row(pair, user):
    side = pair.side_of(user)
    return {
        "pair": pair,
        "other": _shown_name(pair.person_of(side.other)),
        "side": side,
        "state": STATE_CLASSES[PairState(pair.state)],
        "waits": pair.waits_for(side),
    }


def _shown_name(person):
    """The other one of a pair; who has left is not named any more."""
    return person if person.is_listed else None


def _offer_row(offered):
    offer = offered.offer
    return {"offer": offer, "entry": offer.shown, "ways": [way.label for way in Way if way in offer.ways]}


def _shown(fits):
    return [{"fit": each, "offer": each.offered.offer, "wish": each.wished.wish} for each in fits]


class Keep(LoginRequiredMixin, BelowMentoring):
    """Making, changing or taking back one's offer or wish."""

    permission = ""
    form_class: type
    done = ""
    taken_back = ""

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated:
            if not request.user.has_perm(self.permission):
                raise PermissionDenied
            self.standing = self.find()
        return super().dispatch(request, *args, **kwargs)

    def initial(self):
        if self.standing is None:
            return self.first()
        return {
            **{name: getattr(self.standing, name) for name in self.form_class.told},
            "fields_chosen": list(self.standing.fields.values_list("pk", flat=True)),
            "languages_chosen": list(self.standing.languages.values_list("pk", flat=True)),
            "seen": version_of(self.standing),
        }

    def languages_of(self, person):
        return list(person.language_skills.values_list("language", flat=True))

    def get_context_data(self, **kwargs):
        kwargs.setdefault("form", self.form_class(initial=self.initial(), standing=self.standing))
        return super().get_context_data(standing=self.standing, **kwargs)

    def post(self, request, *args, **kwargs):
        if request.POST.get("verb") == "withdraw":
            if self.standing is not None:
                self.withdraw()
                messages.success(request, self.taken_back)
            return redirect("mentoring:index")
        form = self.form_class(request.POST, standing=self.standing)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        try:
            self.keep(form.said)
        except ChangedMeanwhileError:
            form.data = form.data.copy()
            form.data["seen"] = version_of(self.find())
            form.add_error(
                None, _("You changed this in another window. Your choices stay here; save again to keep these.")
            )
            return self.render_to_response(self.get_context_data(form=form), status=409)
        messages.success(request, self.done)
        return redirect("mentoring:index")


class KeepOffer(Keep):
    template_name = "mentoring/offer.html"
    permission = "mentoring.offer"
    form_class = OfferForm
    done = gettext_lazy("Your offer stands. Those whom it fits are shown to you below.")
    taken_back = gettext_lazy("Your offer is taken back. Pairs that run go on.")

    def find(self):
        return queries.offer_of(self.request.user)

    def first(self):
        person = self.request.user.record
        return {
            "fields_chosen": list(person.roster_entry.fields.values_list("term", flat=True))[:10],
            "languages_chosen": self.languages_of(person),
            "ways": [Way.CALLS, Way.MAIL],
            "room": 1,
        }

    def keep(self, said):
        return keep_offer(self.request.user.record, by=self.request.user, **said)

    def withdraw(self):
        return withdraw_offer(self.standing, by=self.request.user)


class KeepWish(Keep):
    template_name = "mentoring/wish.html"
    permission = "mentoring.wish"
    form_class = WishForm
    done = gettext_lazy("Your wish is kept. These mentors fit it.")
    taken_back = gettext_lazy("Your wish is taken back.")

    def find(self):
        return queries.wish_of(self.request.user)

    def first(self):
        person = self.request.user.record
        return {
            "languages_chosen": self.languages_of(person),
            "ways": [Way.CALLS, Way.MAIL],
            "may_be_shown": True,
        }

    def keep(self, said):
        return keep_wish(self.request.user.record, by=self.request.user, **said)

    def withdraw(self):
        return withdraw_wish(self.standing, by=self.request.user)


@login_required
@require_POST
def propose_pair(request):
    """Propose oneself to the other side, or, as the Secretariat, two to each other."""
    user, form = request.user, ProposeForm(request.POST)
    if not form.is_valid():
        raise Http404
    said = form.cleaned_data
    keeps = user.has_perm("mentoring.keep_pairs")
    back = "mentoring:desk" if keeps and request.POST.get("as") == "secretariat" else "mentoring:index"
    own_wish, own_offer = queries.wish_of(user), queries.offer_of(user)
    if own_wish is not None and own_wish.pk == said["wish"]:
        role, wish = ProposedBy.LEARNER, own_wish
        offer = get_object_or_404(Offer.objects.visible_to(user), pk=said["offer"])
    elif own_offer is not None and own_offer.pk == said["offer"]:
        role, offer = ProposedBy.MENTOR, own_offer
        wish = get_object_or_404(Wish.objects.visible_to(user), pk=said["wish"])
    elif keeps:
        role = ProposedBy.SECRETARIAT
        offer = get_object_or_404(Offer.objects.standing(), pk=said["offer"])
        wish = get_object_or_404(Wish.objects.standing(), pk=said["wish"])
    else:
        raise Http404
    try:
        pair = propose(offer, wish, by=user, proposed_by=role, word=said["word"])
    except NoRoomError:
        messages.warning(request, NO_ROOM)
    except WishFulfilledError:
        messages.warning(request, FULFILLED)
    except AlreadyProposedError as found:
        messages.info(request, _("These two have been proposed to each other already."))
        if found.pair is not None and user.has_perm("mentoring.view_pair", found.pair):
            return redirect(found.pair)
    else:
        messages.success(request, _("Asked by mail. You hear as soon as there is an answer."))
        return redirect(back if role == ProposedBy.SECRETARIAT else pair)
    return redirect(back)


class OnePair(LoginRequiredMixin, BelowMentoring):
    """The page of two: goals, check-ins, the end. Nobody else but the Secretariat knows of it."""

    template_name = "mentoring/pair.html"
    verbs = ("accept", "decline", "take_back", "goal", "goal_done", "goal_again", "check_in", "close", "end")

    def dispatch(self, request, *args, **kwargs):
        self.bound = None
        if request.user.is_authenticated:
            self.pair = get_object_or_404(Pair.objects.select_related(*queries.PAIR_NAMES), pk=kwargs["pk"])
            if not request.user.has_perm("mentoring.view_pair", self.pair):
                raise Http404
            self.side = self.pair.side_of(request.user)
            self.keeps = request.user.has_perm("mentoring.keep_pairs")
        response = super().dispatch(request, *args, **kwargs)
        add_never_cache_headers(response)
        return response

    def form_for(self, verb, data=None):
        if data is None and self.bound is not None and self.bound.prefix == verb:
            return self.bound
        form = {"goal": GoalForm, "check_in": CheckInForm, "close": ClosingForm, "end": ReasonForm}[verb]
        return form(data, prefix=verb)

    def get_context_data(self, **kwargs):
        pair, side = self.pair, self.side
        closings = list(pair.closings.all())
        is_open = pair.state == PairState.OPEN
        ended_by_side = pair.state == PairState.ENDED and pair.ending == Ending.BY_SIDE
        return super().get_context_data(
            pair=pair,
            side=side,
            keeps=self.keeps,
            mentor=_shown_name(pair.mentor),
            learner=_shown_name(pair.learner),
            other=_shown_name(pair.person_of(side.other)) if side else None,
            state=STATE_CLASSES[PairState(pair.state)],
            is_open=is_open,
            waits=side is not None and pair.waits_for(side),
            waits_for_other=side is not None and pair.state == PairState.PROPOSED and not pair.waits_for(side),
            reasons=queries.why(pair) if pair.state == PairState.PROPOSED else (),
            goals=list(pair.goals.all()),
            check_ins=list(pair.check_ins.all()[:50]),
            closings=closings,
            may_close=side is not None
            and (is_open or ended_by_side)
            and not any(each.side == side for each in closings),
            may_work=side is not None and is_open,
            may_end=self.keeps and is_open,
            may_take_back=self.keeps and pair.state == PairState.PROPOSED,
            forms={verb: self.form_for(verb) for verb in ("goal", "check_in", "close", "end")},
            form=self.bound,
            ways=[way.label for way in Way if way in pair.offer.ways],
            **kwargs,
        )

    def post(self, request, *args, **kwargs):
        verb = request.POST.get("verb")
        if verb not in self.verbs:
            raise Http404
        if verb in ("take_back", "end"):
            may = self.keeps
        else:
            may = self.side is not None
        if not may:
            raise PermissionDenied
        try:
            if refused := getattr(self, f"do_{verb}")():
                return refused
        except PairMovedOnError:
            messages.warning(request, MOVED_ON)
        except NoRoomError:
            messages.warning(request, NO_ROOM)
        except WishFulfilledError:
            messages.warning(request, FULFILLED)
        return redirect(self.pair)

    def do_accept(self):
        pair = accept(self.pair, side=self.side, by=self.request.user)
        if pair.state == PairState.OPEN:
            messages.success(self.request, _("You are a pair now. Begin with a goal or two."))
        else:
            messages.success(self.request, _("Accepted. The pair begins when the other one accepts as well."))

    def do_decline(self):
        decline(self.pair, side=self.side, by=self.request.user)
        messages.success(self.request, _("Not now, then. Nobody is told who said so."))

    def do_take_back(self):
        take_back(self.pair, by=self.request.user)
        messages.success(self.request, _("The proposal is taken back."))

    def do_goal(self):
        if refused := self.check("goal"):
            return refused
        try:
            add_goal(self.pair, by=self.request.user, **self.bound.cleaned_data)
        except TooManyGoalsError:
            self.bound.add_error("words", _("There are many goals already. Reach some of them first."))
            return self.render_to_response(self.get_context_data(), status=422)
        messages.success(self.request, _("The goal is kept."))
        return None

    def do_goal_done(self):
        mark_goal(self.goal(), by=self.request.user, is_done=True)

    def do_goal_again(self):
        mark_goal(self.goal(), by=self.request.user, is_done=False)

    def goal(self):
        chosen = self.request.POST.get("goal", "")
        return get_object_or_404(Goal, pair=self.pair, pk=chosen if chosen.isdecimal() else 0)

    def do_check_in(self):
        if refused := self.check("check_in"):
            return refused
        check_in(self.pair, side=self.side, by=self.request.user, **self.bound.cleaned_data)
        messages.success(self.request, _("Thank you. The other one reads it here."))
        return None

    def do_close(self):
        if refused := self.check("close"):
            return refused
        close_pair(self.pair, side=self.side, by=self.request.user, **self.bound.cleaned_data)
        messages.success(self.request, _("Thank you. Your closing words are kept, and the other one is told."))
        return None

    def do_end(self):
        if refused := self.check("end"):
            return refused
        end_by_secretariat(self.pair, by=self.request.user, reason=self.bound.cleaned_data["reason"])
        messages.success(self.request, _("The pair is ended, and both are told why."))
        return None

    def check(self, verb):
        """Bind the form of a verb; the page with what is wrong, or None."""
        self.bound = self.form_for(verb, self.request.POST)
        return None if self.bound.is_valid() else self.render_to_response(self.get_context_data(), status=422)


class Letter(LetterPage):
    """Answering from the mail alone: whether one wishes a pair, how it is going, whether it has ended."""

    def follow(self, token):
        return letters.follow(token)

    def get_template_names(self):
        return [
            {
                letters.ANSWER: "mentoring/letter_answer.html",
                letters.CHECK_IN: "mentoring/letter_check_in.html",
                letters.STILL: "mentoring/letter_still.html",
            }[self.followed.purpose]
        ]

    def get_context_data(self, **kwargs):
        pair, side = self.followed.pair, self.followed.side
        reasons = queries.why(pair) if self.followed.purpose == letters.ANSWER else ()
        return super().get_context_data(
            pair=pair,
            side=side,
            other=_shown_name(pair.person_of(side.other)),
            reasons=reasons,
            check_in_form=kwargs.pop("check_in_form", None) or CheckInForm(prefix="check_in"),
            close_form=kwargs.pop("close_form", None) or ClosingForm(prefix="close"),
            **kwargs,
        )

    def get(self, request, *args, **kwargs):
        if not self.followed.is_open:
            return self.over(self.followed.pair.get_absolute_url())
        return super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        followed, verb = self.followed, request.POST.get("verb")
        if not followed.is_open:
            return self.over(followed.pair.get_absolute_url())
        allowed = {
            letters.ANSWER: ("accept", "decline"),
            letters.CHECK_IN: ("check_in",),
            letters.STILL: ("goes_on", "close"),
        }[followed.purpose]
        if verb not in allowed:
            raise Http404
        who = {"side": followed.side, "by": followed.pair.person_of(followed.side).user, "by_letter": True}
        try:
            return getattr(self, verb)(followed.pair, who)
        except PairMovedOnError:
            return self.over(followed.pair.get_absolute_url())
        except NoRoomError:
            return self.answered(NO_ROOM)
        except WishFulfilledError:
            return self.answered(FULFILLED)

    def accept(self, pair, who):
        pair = accept(pair, **who)
        if pair.state == PairState.OPEN:
            return self.answered(_("You are a pair now. A letter with the way to your page is coming."))
        return self.answered(_("The pair begins when the other one accepts as well. You hear from us."))

    def decline(self, pair, who):
        decline(pair, **who)
        return self.answered(_("Not now, then. Nobody is told who said so."))

    def check_in(self, pair, who):
        form = CheckInForm(self.request.POST, prefix="check_in")
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form, check_in_form=form), status=422)
        check_in(pair, **who, **form.cleaned_data)
        return self.answered(_("The other one of your pair reads it. We ask again in four weeks."))

    def goes_on(self, pair, who):
        say_it_goes_on(pair, **who)
        return self.answered(_("Good. We ask again in four weeks how it is going."))

    def close(self, pair, who):
        form = ClosingForm(self.request.POST, prefix="close")
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form, close_form=form), status=422)
        close_pair(pair, **who, **form.cleaned_data)
        return self.answered(_("The pair is ended, and the other one is told."))

    def answered(self, words):
        return render(self.request, "mentoring/letter_answered.html", {"words": words})


class Desk(LoginRequiredMixin, BelowMentoring):
    """The Secretariat's: who could be proposed to whom, pairs that are stuck, everything that runs."""

    template_name = "mentoring/desk.html"

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and not request.user.has_perm("mentoring.keep_pairs"):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        fits = queries.all_fits()
        fitted = {each.wished.key for each in fits}
        pairs = Paginator(queries.for_the_desk(), ROWS_ON_A_PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(
            fits=_shown(fits[:FITS_ON_THE_DESK]),
            number_of_fits=len(fits),
            without=[wish for wish in queries.wishes_on_the_desk() if wish.pk not in fitted],
            page_obj=pairs,
            rows=[{"pair": pair, "state": STATE_CLASSES[PairState(pair.state)]} for pair in pairs.object_list],
            figures=queries.figures(Audience.SECRETARIAT),
            **kwargs,
        )
