"""What the facilitator's desk says of archives."""

from django.template.loader import render_to_string


def on_the_desk(group, request):
    if not request.user.has_perm("forum_archives.take_away", group):
        return ""
    return render_to_string("archives/_desk.html", {"group": group}, request)
