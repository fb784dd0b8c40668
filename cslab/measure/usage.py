"""What customers do: adoption, retention and time to value, from a table of events."""
