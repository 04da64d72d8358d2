//! How deep a text in JSON is nested, counted without parsing it.

/// Most brackets open at once, outside strings. Any text has an answer; for JSON it is the depth of its nesting.
pub(super) fn depth(text: &str) -> usize {
    let (mut open, mut deepest) = (0_usize, 0);
    let (mut in_string, mut escaped) = (false, false);
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'[' | b'{' if !in_string => {
                open += 1;
                deepest = deepest.max(open);
            }
            b']' | b'}' if !in_string => open = open.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_count_outside_strings_only() {
        assert_eq!(depth(""), 0);
        assert_eq!(depth("1"), 0);
        assert_eq!(depth(r#"{"a":[{}],"b":{}}"#), 3);
        assert_eq!(depth(r#"{"a":"[[[[{{{{\"[[["}"#), 1);
        assert_eq!(depth(r#"["\\",[[]]]"#), 3);
        assert_eq!(depth("]]]]["), 1);
        assert_eq!(depth(&"[".repeat(100_000)), 100_000);
    }
}
