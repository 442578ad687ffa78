"""Any part of the archive is read once more by the same workers, compared with what stands, and then accepted or dropped."""
