//! Writes TIFF structures.

/// A value of a TIFF directory.
pub enum Value {
    Short(Vec<u16>),
    Long(Vec<u32>),
    Bytes(Vec<u8>),
}

/// A TIFF structure that grows: blocks and directories are put one after another, children before their parents.
pub struct Tiff {
    pub bytes: Vec<u8>,
    big: bool,
    /// What offsets are counted from, in `bytes`.
    base: usize,
}

impl Tiff {
    pub fn new(magic: &[u8; 4]) -> Self {
        let mut bytes = magic.to_vec();
        bytes.extend([0; 4]);
        Self { bytes, big: magic.starts_with(b"MM"), base: 0 }
    }

    /// Puts bytes, and gives their offset.
    pub fn put(&mut self, block: &[u8]) -> u32 {
        let at = self.bytes.len() - self.base;
        self.bytes.extend(block);
        if self.bytes.len() % 2 == 1 {
            self.bytes.push(0);
        }
        at as u32
    }

    fn short(&self, value: u16) -> [u8; 2] {
        if self.big { value.to_be_bytes() } else { value.to_le_bytes() }
    }

    fn long(&self, value: u32) -> [u8; 4] {
        if self.big { value.to_be_bytes() } else { value.to_le_bytes() }
    }

    /// Puts a directory and gives its offset.
    pub fn directory(&mut self, mut entries: Vec<(u16, Value)>, next: u32) -> u32 {
        entries.sort_by_key(|entry| entry.0);
        let mut slots = Vec::new();
        for (tag, value) in entries {
            let (kind, count, bytes) = match value {
                Value::Short(v) => {
                    (3u16, v.len(), v.iter().flat_map(|v| self.short(*v)).collect::<Vec<u8>>())
                }
                Value::Long(v) => (4, v.len(), v.iter().flat_map(|v| self.long(*v)).collect()),
                Value::Bytes(v) => (7, v.len(), v),
            };
            let mut slot = self.short(tag).to_vec();
            slot.extend(self.short(kind));
            slot.extend(self.long(count as u32));
            if bytes.len() <= 4 {
                slot.extend(bytes);
                slot.resize(12, 0);
            } else {
                let at = self.put(&bytes);
                slot.extend(self.long(at));
            }
            slots.push(slot);
        }
        let mut table = self.short(slots.len() as u16).to_vec();
        table.extend(slots.into_iter().flatten());
        table.extend(self.long(next));
        self.put(&table)
    }

    /// The structure with its first directory.
    pub fn finish(mut self, first: u32) -> Vec<u8> {
        let first = self.long(first);
        self.bytes[self.base + 4..self.base + 8].copy_from_slice(&first);
        self.bytes
    }
}

pub fn long(value: u32) -> Value {
    Value::Long(vec![value])
}

pub fn word(value: u16) -> Value {
    Value::Short(vec![value])
}

pub fn text(value: &str) -> Value {
    Value::Bytes(value.bytes().chain([0]).collect())
}
