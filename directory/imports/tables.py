"""The tables of the file of an import."""

from .reading.files import limited, read_tables


def tables_of(run):
    """Every sheet of the file. Raises ``CannotRead`` when it is no table."""
    with run.file.open("rb") as file:
        if run.target.formats:
            content = limited(file)
            for read in run.target.formats:
                tables = read(content, run.filename)
                if tables is not None:
                    return tables
            file.seek(0)
        return read_tables(file, run.filename)


def table_of(run):
    """The sheet that was chosen, or the first that can be seen."""
    tables = tables_of(run)
    named = next((table for table in tables if table.name == run.sheet), None)
    return named or next((table for table in tables if not table.is_hidden), tables[0])
