#!/usr/bin/python3
"""A small window that files can be dragged from, as a file manager offers them. Usage: drag-source.py FILE...

Says `ready`, `drag-begin`, `data-get`, `drag-end` and `drag-failed` on lines of their own, and ends after the drag.
Takes file names as bytes, so that a name that is not UTF-8 is offered as it is.
"""

import os
import sys

import gi

gi.require_version("Gtk", "3.0")
gi.require_version("Gdk", "3.0")
from gi.repository import Gdk, GLib, Gtk  # noqa: E402  the versions must be chosen first


def uri(path: bytes) -> str:
    absolute = os.path.abspath(path)
    safe = b"/-_.~"
    return "file://" + "".join(
        chr(byte) if chr(byte).isascii() and (chr(byte).isalnum() or byte in safe) else f"%{byte:02X}"
        for byte in absolute
    )


def say(word: str) -> None:
    print(word, flush=True)


def main() -> None:
    uris = [uri(os.fsencode(argument)) for argument in sys.argv[1:]]
    # A popup needs no window manager and stays on top.
    window = Gtk.Window(type=Gtk.WindowType.POPUP)
    window.set_default_size(60, 60)
    window.move(0, 0)
    handle = Gtk.EventBox()
    window.add(handle)
    handle.drag_source_set(Gdk.ModifierType.BUTTON1_MASK, [], Gdk.DragAction.COPY)
    handle.drag_source_add_uri_targets()

    def give(_widget, _context, selection, _info, _time):
        selection.set_uris(uris)
        say("data-get")

    def failed(_widget, _context, _result):
        say("drag-failed")
        return False

    def end(*_):
        say("drag-end")
        Gtk.main_quit()

    handle.connect("drag-data-get", give)
    handle.connect("drag-begin", lambda *_: say("drag-begin"))
    handle.connect("drag-failed", failed)
    handle.connect("drag-end", end)
    # Right after it was mapped the server still lets a grab fail now and then.
    window.connect("map-event", lambda *_: GLib.timeout_add(150, lambda: say("ready")) and False)
    window.show_all()
    GLib.timeout_add_seconds(30, Gtk.main_quit)
    Gtk.main()


main()
