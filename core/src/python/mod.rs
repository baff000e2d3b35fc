//! Names, types and members of Python, over file tables.
