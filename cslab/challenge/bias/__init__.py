"""The mirror: how far a team's own taste leaks into what it believes of customers."""
