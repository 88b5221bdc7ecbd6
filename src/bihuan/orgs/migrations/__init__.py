"""Tables of the room, as they grew."""
