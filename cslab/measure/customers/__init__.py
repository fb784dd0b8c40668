"""Customers: who they are, and how things stand between them and us."""
