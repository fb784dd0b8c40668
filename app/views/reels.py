from app.ui import look
look.empty("No reels yet","soon")
