"""The frame of every help page in Chinese: the words that typer itself prints."""

from __future__ import annotations

from typing import Any

from typer import Context, rich_utils

from bihuan.cli.door import LANGUAGE

_WORDS = {
    "ARGUMENTS_PANEL_TITLE": "参数",
    "OPTIONS_PANEL_TITLE": "选项",
    "COMMANDS_PANEL_TITLE": "命令",
    "ERRORS_PANEL_TITLE": "用法有误",
    "REQUIRED_LONG_STRING": "[必填]",
    "DEFAULT_STRING": "[默认：{}]",
    "ABORTED_TEXT": "已中止。",
    "RICH_HELP": "查看帮助：[blue]{command_path} {help_option}[/]",
}
_HELP = "显示帮助后退出。"


def speak(command: Any) -> None:
    """Say the frame of a program's help pages in the reader's language."""
    if LANGUAGE != "zh":
        return
    for name, said in _WORDS.items():
        setattr(rich_utils, name, said)
    for each in (command, *getattr(command, "commands", {}).values()):
        if option := each.get_help_option(Context(each)):
            option.help = _HELP
