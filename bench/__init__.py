"""Measures the whole application beside a bare Flask page, on the same machine in the same run."""
