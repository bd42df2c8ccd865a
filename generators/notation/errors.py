"""What is wrong with a text that should be maths."""


class NotationError(ValueError):
    """`text` cannot be read: `message` says why, columns `at` to `end` (0-based, end excluded) say where.

    `suggestion`, where there is one, is a text that could have been meant, or several joined by " or ".
    """

    def __init__(
        self, message: str, text: str = "", at: int = 0, end: int | None = None, suggestion: str | None = None
    ) -> None:
        super().__init__(message)
        self.message, self.text, self.at, self.suggestion = message, text, at, suggestion
        self.end = at + 1 if end is None else max(end, at)

    @property
    def span(self) -> tuple[int, int]:
        return self.at, self.end

    def __str__(self) -> str:
        hint = f" Did you mean {self.suggestion}?" if self.suggestion else ""
        where = f"\n  {self.text}\n  {' ' * self.at}^" if self.text and "\n" not in self.text else ""
        return f"{self.message}{hint}{where}"
