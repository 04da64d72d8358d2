//! Time per second of sound: the engine of both plugins over layouts, and its costliest parts.
