"""Everything that letting keeps."""
