"""Nothing yet."""


def write_truths(*_: object) -> None:
    """Nothing yet."""
