"""The smallest valid objects, as plain functions with keyword overrides."""
