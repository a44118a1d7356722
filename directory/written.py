"""Says that many records were written at once, past the signals of each: whoever follows changes listens.

Sent in the transaction of the change, with the model as sender and ``keys``, the primary keys of its records.
"""

from django.dispatch import Signal

records_written = Signal()
