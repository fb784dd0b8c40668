"""What pages share: the look, the player, the uploader."""
