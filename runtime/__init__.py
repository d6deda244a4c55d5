"""What every process needs: errors, settings, logs, clock, database, sealing, audit.

It knows no other room.
"""
