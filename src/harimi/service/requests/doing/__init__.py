"""What is done for a request, kind by kind: only while it is executed, through the same code as everywhere else."""
