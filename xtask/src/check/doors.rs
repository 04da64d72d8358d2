//! The functions that hosts call: each begins with a guard, so that no panic gets out of it.

use super::rules::Violation;

/// Where they are. Tests play the host there, and need none.
const FOLDERS: &[&str] = &["plugin/src/export/clap", "plugin/src/export/vst3"];
const TESTS: &[&str] = &["/tests", "/bench", "/faults"];
const TEST_MODULE: &str = "mod tests {";

/// How the body of such a function begins.
const GUARD: &str = "guarded(";

const C_FUNCTIONS: &[&str] = &["extern \"C\" fn ", "extern \"system\" fn "];

/// Every function in the file at `path` that a host can call and a panic can leave.
pub fn violations(path: &str, source: &str) -> Vec<Violation> {
    let outside = !FOLDERS.iter().any(|folder| path.starts_with(folder));
    if outside || TESTS.iter().any(|tests| path.contains(tests)) {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut interface = false;
    let lines: Vec<&str> = source.lines().take_while(|line| *line != TEST_MODULE).collect();
    for (idx, line) in lines.iter().enumerate() {
        match *line {
            "}" => interface = false,
            head if head.starts_with("impl") => interface = is_interface(head),
            _ => {}
        }
        if begins_call(line, interface) && !is_guarded(&lines[idx..]) {
            found.push(Violation {
                line: idx + 1,
                reason: "a host calls this: its body must begin with `guarded(`".to_owned(),
            });
        }
    }
    found
}

/// Whether this begins the methods of a COM interface.
fn is_interface(head: &str) -> bool {
    head.split_whitespace().any(|word| {
        let name = word.split('<').next().unwrap_or(word);
        name.ends_with("Trait") && name.starts_with('I') && name[1..].starts_with(char::is_uppercase)
    })
}

/// Whether a function that hosts call is defined here.
fn begins_call(line: &str, interface: bool) -> bool {
    let code = line.trim_start();
    let named = |rest: &str| rest.starts_with(|c: char| c.is_alphabetic() || c == '_');
    !code.starts_with("//")
        && (C_FUNCTIONS.iter().any(|c| code.split_once(c).is_some_and(|(_, rest)| named(rest)))
            || (interface && code.strip_prefix("unsafe fn ").is_some_and(named)))
}

/// Whether the body of the function that begins here begins with a guard.
fn is_guarded(lines: &[&str]) -> bool {
    let Some(open) = lines.iter().position(|line| line.contains('{')) else { return false };
    let rest = lines[open].split_once('{').map_or("", |(_, rest)| rest.trim());
    let first = if rest.is_empty() { lines.get(open + 1).copied().unwrap_or("") } else { rest };
    rest == "}" || first.trim_start().starts_with(GUARD)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLAP: &str = "plugin/src/export/clap/params.rs";

    #[test]
    fn functions_of_tables_are_guarded() {
        let guarded = "unsafe extern \"C\" fn a<P>(\n    x: u32,\n) -> u32 {\n    guarded(0, || x)\n}\n";
        assert_eq!(violations(CLAP, guarded), []);
        let bare = guarded.replace("guarded(0, || x)", "x");
        assert_eq!(violations(CLAP, &bare).len(), 1);
        assert_eq!(violations("plugin/src/export/clap/tests.rs", &bare), []);
        assert_eq!(violations("xtask/src/main.rs", &bare), []);
        assert_eq!(violations(CLAP, "type A = unsafe extern \"C\" fn(u32) -> u32;"), []);
        assert_eq!(violations(CLAP, &format!("mod tests {{\n{bare}")), []);
        assert_eq!(
            violations("plugin/src/export/vst3.rs", "pub extern \"C\" fn X() -> bool { true }").len(),
            1
        );
        assert_eq!(violations("plugin/src/export/clap.rs", "unsafe extern \"C\" fn deinit() {}"), []);
    }

    #[test]
    fn methods_of_interfaces_are_guarded() {
        let path = "plugin/src/export/vst3/view.rs";
        let method = "    unsafe fn a(&self) -> i32 {\n        1\n    }\n}\n";
        assert_eq!(violations(path, &format!("impl<P: X> IPlugViewTrait for View<P> {{\n{method}")).len(), 1);
        assert_eq!(violations(path, &format!("impl<P: X> View<P> {{\n{method}")), []);
        let guarded = method.replace("1\n", "guarded(0, || 1)\n");
        assert_eq!(violations(path, &format!("impl IPlugViewTrait for View {{\n{guarded}")), []);
    }
}
