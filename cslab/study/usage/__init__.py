"""Usage as people have it: files of events as one table that streams, and what is wrong with them."""
