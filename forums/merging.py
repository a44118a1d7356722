"""Records put together keep what was written under either: posts follow by themselves; of these each has one."""


def unite_mentions(ledger, kept, row):
    """A post that names both names the one that stays; the other row has nothing to add."""
    return True


def unite_watches(ledger, kept, row):
    """Whoever followed both follows the one that stays."""
    return True
