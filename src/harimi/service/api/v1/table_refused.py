"""What is wrong with a table that was sent, as a whole."""

from harimi.service.api.problems import ProblemError
from harimi.service.api.v1.caller import refused
from harimi.service.meters.tables import TableError

DETAILS = {
    "broken": "near line {row} of the CSV a quotation mark is not closed",
    "broken_excel": "the Excel file cannot be opened; save it again, or as CSV",
    "empty": "there is nothing in the file",
    "encoding": "the text cannot be read; send CSV in UTF-8, UTF-16 or Shift_JIS, or .xlsx",
    "missing": "columns that are needed are missing: {names}; a template has them all",
    "no_rows": "the file names columns, but has no rows",
    "no_table": "this is neither a CSV nor an .xlsx file",
    "old_excel": "this is an .xls file, or one with a password; send .xlsx without one, or CSV",
    "too_large": "more than {most} MB; send less at a time",
    "too_large_inside": "the Excel file is too large once it is unpacked; leave only the sheet that is needed, or send CSV",
    "too_many_columns": "more than {most} columns",
    "too_many_rows": "more than {most} rows; send less at a time",
    "twice": "two columns mean the same: {names}",
}


def problem_of(error: TableError) -> ProblemError:
    """The answer to a table that is none: `table_<code>`."""
    names = error.details.get("names", ())
    told = dict(error.details) | {"names": ", ".join(names) if isinstance(names, tuple) else ""}
    return refused(f"table_{error.code}", DETAILS[error.code].format(**told))
