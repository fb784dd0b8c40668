"""How long until: Kaplan-Meier, log-rank and Cox, with the numbers at risk."""
