"""Incidents, monitoring windows and their rules; it knows neither posts nor staff."""
