"""Who hears of what happens in threads: nested rooms put their listeners here when the site starts.

A listener is called as ``listener(event)`` inside the transaction of the event. It writes a row at most; what takes
time happens after the commit or in a task.
"""

_listeners = []


def listen(listener):
    if listener not in _listeners:
        _listeners.append(listener)


def tell(event):
    for listener in _listeners:
        listener(event)
