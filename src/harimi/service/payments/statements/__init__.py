"""Files of banks: what came in, read from the layouts that banks have."""
