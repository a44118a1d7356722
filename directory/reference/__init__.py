"""Loading the data files into the directory, as often as one likes."""

from .cells import DataFileError
from .load import Loaded, is_up_to_date, load_sheet, note_up_to_date
from .sheets import DATA, SHEETS

__all__ = ["DATA", "SHEETS", "DataFileError", "Loaded", "is_up_to_date", "load_sheet", "note_up_to_date"]
