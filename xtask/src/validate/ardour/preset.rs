//! A VST3 preset file (`.vstpreset`): what a host keeps of a plugin's state outside its sessions.
//!
//! The layout is of the VST3 SDK's `vstpresetfile.h`: a header, the state, and a list of what lies where. Numbers are
//! stored low byte first.

/// Marks the file.
const MAGIC: &[u8; 4] = b"VST3";
/// Marks the list of chunks.
const LIST: &[u8; 4] = b"List";
/// Name of the chunk that holds the state of the processing half.
const COMPONENT: &[u8; 4] = b"Comp";
/// Version of the layout.
const VERSION: i32 = 1;
/// Bytes before the first chunk: magic, version, the class in 32 hexadecimal digits, where the list lies.
const HEADER: i64 = 4 + 4 + 32 + 8;

/// The preset file that holds `state` for the plugin of this class.
pub fn file(class: &[u8; 16], state: &[u8]) -> Vec<u8> {
    let mut bytes = MAGIC.to_vec();
    bytes.extend(VERSION.to_le_bytes());
    bytes.extend(class.iter().flat_map(|byte| format!("{byte:02X}").into_bytes()));
    bytes.extend((HEADER + state.len() as i64).to_le_bytes());
    bytes.extend(state);
    bytes.extend(LIST);
    bytes.extend(1_i32.to_le_bytes());
    bytes.extend(COMPONENT);
    bytes.extend(HEADER.to_le_bytes());
    bytes.extend((state.len() as i64).to_le_bytes());
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_lies_where_the_header_says_and_names_the_state() {
        let bytes = file(b"ThresholdShift01", b"hello");
        let number = |at: usize| i64::from_le_bytes(bytes[at..at + 8].try_into().unwrap()) as usize;
        assert_eq!(&bytes[8..40], b"5468726573686F6C6453686966743031");
        let list = number(40);
        assert_eq!(&bytes[list..list + 4], LIST);
        assert_eq!(&bytes[list + 8..list + 12], COMPONENT);
        let (at, len) = (number(list + 12), number(list + 20));
        assert_eq!(&bytes[at..at + len], b"hello");
        assert_eq!(bytes.len(), list + 28);
    }
}
