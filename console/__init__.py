"""What people type and read: the command line; no vendor client lives here."""
