"""What every process needs: errors, settings, logs, clock, database, sealing, audit; it knows no other room."""
