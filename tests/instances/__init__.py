"""Services of a test's own: started from installed binaries as an unprivileged user, in temporary folders, on free ports."""
