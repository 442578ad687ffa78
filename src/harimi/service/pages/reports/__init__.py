"""Reports of a month or a year: a page that prints well, a PDF and a spreadsheet of the same figures."""
