"""The study: the folder that people bring, and the store of what they make."""
