//! The editor, without a host.
