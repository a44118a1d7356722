"""Who hears of what happens in threads: nested rooms put their listeners here when the site starts.

A listener is called as ``listener(event)`` inside the transaction of the event. It writes a row at most; what takes
time happens after the commit or in a task.

That somebody joins or leaves a group, or gets another role in it, listeners of groups hear as
``listener(group, user)``.
"""

_listeners = []
_listeners_to_groups = []


def listen(listener):
    if listener not in _listeners:
        _listeners.append(listener)


def tell(event):
    for listener in _listeners:
        listener(event)


def listen_to_groups(listener):
    if listener not in _listeners_to_groups:
        _listeners_to_groups.append(listener)


def tell_of_group(group, user):
    for listener in _listeners_to_groups:
        listener(group, user)
