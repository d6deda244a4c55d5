"""A post in, a finding out: pure functions that know no store, clock or setting."""
