"""Steps that bring a database from one version to the next; written by hand, never changed."""
