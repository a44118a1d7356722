"""Loading the data files into the directory, as often as one likes."""

from .cells import DataFileError
from .load import Loaded, load_sheet
from .sheets import DATA, SHEETS

__all__ = ["DATA", "SHEETS", "DataFileError", "Loaded", "load_sheet"]
