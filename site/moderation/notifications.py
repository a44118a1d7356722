"""Who is told about a report, and when."""

from notifications.actions import send, send_to_secretariat


def tell_received(report):
    """The Secretariat learns of it; somebody signed in gets a receipt. A visitor's address, which anybody may
    have typed, gets none.
    """
    reply_to = report.reporter.email if report.reporter else report.reporter_address
    send_to_secretariat("moderation/mail/reported", {"report": report}, reply_to=reply_to)
    if report.reporter:
        send("moderation/mail/received", report.reporter, {"report": report})


def tell_decided(report):
    to = report.reporter or report.reporter_address
    if to:
        language = None if report.reporter else report.language
        send("moderation/mail/decided", to, {"report": report}, language=language)
