"""Tell: from highlights to an audio journey in the customers' own voices."""
