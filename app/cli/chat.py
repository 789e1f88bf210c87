"""`samlots chat`: placeholder until the page lands."""


def chat() -> None: ...
