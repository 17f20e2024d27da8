"""Serves a program to a host that sends messages: for interpreters that it cannot call into.

None of this is in the embedded guest, which the host calls. `server` answers messages; `stdio`
and `turns` bring them to it.
"""
