"""Walk a mile: who listens to whom next, what they should know before, and who has been heard.

- `waiting`: who waits to be heard, and why;
- `rotation`: a stated, seeded rule that proposes the next week or session;
- `weekly`: a week of the rota, and what became of the weeks before;
- `brief` and `asking`: one page to read before a conversation;
- `coverage`: how many customers anybody has heard, and how concentrated listening is;
- `streaks`: weeks in a row, shown to oneself alone;
- `errands`: steps of a customer that colleagues take, and that never count as a customer's.
"""
