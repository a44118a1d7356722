"""A form sent twice has one effect."""

from django.db import IntegrityError, transaction

from ..models import Once


def made_already(model, token):
    """What was made with this token before, or None."""
    return model.objects.filter(token=token).first()


def was_written_so(post, text):
    """Whether a post says this, or said it when it was written: one form sent twice says the same twice. Words that
    came later under a used token are other words, and would be lost if they passed for the first.
    """
    if post.text.strip() == text.strip():
        return True
    first = post.versions.order_by("pk").values_list("text", flat=True).first()
    return first is not None and first.strip() == text.strip()


@transaction.atomic
def once(token, what, *, by, do):
    """Carry out ``do()`` unless the form with this token was carried out before. Returns what it answered: something
    JSON can hold. Two at the same moment wait for one another, for the first holds the row of the token.
    """
    try:
        with transaction.atomic():
            row = Once.objects.create(token=token, what=what, user=by)
    except IntegrityError:
        return Once.objects.get(pk=token).answer.get("it")
    answer = do()
    row.answer = {"it": answer}
    row.save(update_fields=["answer"])
    return answer
