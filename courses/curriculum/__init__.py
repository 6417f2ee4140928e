"""The curriculum: files on disk, checked and turned into frozen values; no database, no web."""
